// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Attaching to streams without a window, and recordings that were left.
#pragma once

#include "app/cli/run.h"

namespace framelens::cli {

/// Records, prints what comes, and ends with the peer, a limit or an interrupt.
Exit attach(const Options &options);
/// Lists the recordings that were left, or prints one.
Exit recover(const Options &options);

} // namespace framelens::cli
