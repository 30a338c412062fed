// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The window's export without a window: no QApplication, no display.
#pragma once

#include "app/window/export_options.h"

namespace framelens::window {

/// Runs to the end. Messages go to standard error. What the program ends with: 0 done, 1 usage, 2 cannot open or write, 3 damaged
/// input (what could be read was written).
int runExport(ExportRequest request);

} // namespace framelens::window
