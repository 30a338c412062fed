// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What all windows share: made by app (or a test) and passed down.
#pragma once

#include "core/base/copy_ledger.h"
#include "core/live/live_session.h"

#include <functional>
#include <memory>
#include <string>

namespace framelens {
class Dissector;
class WorkerPool;
}

namespace framelens::ui {

class Settings;
class Theme;

/// A peer to attach to that plays by itself. `keeps` holds it up: it ends with the last copy.
struct Demo
{
    live::Options options;
    std::shared_ptr<void> keeps;
};

/// Nothing here is owned by the windows; all of it outlives them.
struct Services
{
    WorkerPool &pool;
    Settings &settings;
    Theme &theme;
    std::shared_ptr<CopyLedger> ledger;
    std::shared_ptr<const Dissector> dissector;
    /// Folder of temporary recordings; empty: usualSpoolFolder().
    std::string recordings = {};
    /// Starts the demo; null: there is none, and nothing in the window speaks of it.
    std::function<Result<Demo>()> startDemo = {};
};

} // namespace framelens::ui
