// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What "Try the Demo" attaches to.
#pragma once

#include "core/base/error.h"
#include "ui/services.h"

namespace framelens::window {

/// Starts a server, and a client that will use it through a proxy on a free port of this machine; the proxy is for the window to
/// start, by the way any other is started. All of it ends with Demo::keeps.
Result<ui::Demo> startDemo();

} // namespace framelens::window
