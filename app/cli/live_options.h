// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The options that attach to streams, follow conversations and recover recordings.
#pragma once

#include "app/cli/options.h"

#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}

namespace framelens::cli {

/// As they were given.
struct RawLive
{
    std::string connect;
    std::string listen;
    std::string proxy;
    std::string interface;
    std::string pcapListen;
    std::string command;
    std::string framer;
    std::string recover;
    std::vector<std::string> follows;
    std::vector<std::string> limits;
    std::uint16_t demoPort = 0;
    std::uint32_t stopAfter = 0;
    std::string record;
    bool forwardsUnrecorded = false;
    bool listensToOthers = false;
    bool listsInterfaces = false;
    CLI::Option *recoverGiven = nullptr;
    CLI::Option *demoGiven = nullptr;
};

void declareLive(CLI::App &app, RawLive &raw);
/// What is wrong with them, if anything.
std::optional<std::string> readLive(const RawLive &raw, Options &options);

} // namespace framelens::cli
