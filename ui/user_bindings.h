// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What the user said about who decodes what, as it is kept in the settings.
#pragma once

#include "core/decode/bindings.h"

#include <memory>

namespace framelens::ui {

class Settings;

/// The lines that still make sense; never null.
std::shared_ptr<const Bindings> userBindings(const Settings &settings, const Registry &registry);
/// Stores what a window changed from `before` to `after`; lines that other windows stored meanwhile stay.
void keepBindings(Settings &settings, const Bindings &before, const Bindings &after, const Registry &registry);

} // namespace framelens::ui
