// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The demo's server alone, for whoever wants to attach by hand.
#pragma once

#include "app/cli/run.h"

namespace framelens::cli {

/// Serves on 127.0.0.1 until it is interrupted; prints the commands that attach to it. Port 0: a free one.
Exit runDemoServer(std::uint16_t port);

} // namespace framelens::cli
