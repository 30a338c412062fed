// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What all windows share: made by app (or a test) and passed down.
#pragma once

#include "core/base/copy_ledger.h"

#include <memory>

namespace framelens {
class Dissector;
class WorkerPool;
}

namespace framelens::ui {

class Settings;
class Theme;

/// Nothing here is owned by the windows; all of it outlives them.
struct Services
{
    WorkerPool &pool;
    Settings &settings;
    Theme &theme;
    std::shared_ptr<CopyLedger> ledger;
    std::shared_ptr<const Dissector> dissector;
};

} // namespace framelens::ui
