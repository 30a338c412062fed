// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// How a file is opened, by what the user set. Needs no QApplication.
#pragma once

#include "core/capture/capture.h"

#include <string>

namespace framelens::ui {

class Settings;

/// Whether a file is to be followed while it grows: by the setting, and for "when recent" by its time of
/// modification, which must lie less than a minute back.
bool wantsFollow(const Settings &settings, const std::string &path);
OpenOptions openOptions(const Settings &settings, const std::string &path, std::shared_ptr<CopyLedger> ledger);

} // namespace framelens::ui
