// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What was asked for on the command line.
#pragma once

#include "app/command_line/parse.h"
#include "core/base/row_ranges.h"
#include "core/decode/framer.h"
#include "core/export/export_options.h"
#include "core/live/live_session.h"
#include "core/stream/follow_text.h"

#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

namespace framelens::cli {

/// Attaching to a stream.
struct LiveOptions
{
    std::optional<live::Mode> mode; ///< nothing: a file is read
    std::optional<FramerSpec> framer; ///< nothing: automatic
    bool listensToOthers = false; ///< on addresses that are not this machine's alone
    std::string folder; ///< where the recording stays; empty: it is removed at a good end
    std::uint64_t mostBytes = 0; ///< 0: as the spool has it
    std::chrono::seconds mostTime{0}; ///< 0: no limit
};

/// -w.
struct SavingOptions
{
    std::string target; ///< "-": standard output
    ExportFormat format = ExportFormat::Pcapng;
    Compression compression = Compression::None;
    bool comments = true;
    bool secrets = false;
};

/// A command line that makes sense in itself. A value.
struct Options
{
    std::string read; ///< "-": standard input
    LiveOptions attach;
    std::optional<std::string> recover; ///< "": list what was left; else the data file to open
    std::optional<std::uint16_t> demoServer; ///< port, 0: any
    std::string names; ///< "fields" or "protocols": prints them, nothing else; empty: no
    std::vector<std::string> decodeAs; ///< as given: "tcp.port==9000,mqtt"
    std::vector<FollowRequest> follows; ///< -z
    std::optional<SavingOptions> write;
    std::string displayFilter; ///< -Y; empty: every frame passes
    std::string readFilter; ///< -R, the same
    std::optional<std::string> checkedFilter; ///< --check-filter: nothing else is done
    std::uint32_t mostFrames = 0; ///< 0: all
    std::optional<RowRanges> frames; ///< nothing: all
    bool countOnly = false;
    bool prints = true; ///< frames, in this form:
    ExportFormat form = ExportFormat::Text;
    DecodedOptions printed;
    bool flushesEach = false; ///< after every frame
    std::uint64_t mostDecompressedBytes = 0; ///< 0: as the reader has it
    std::uint32_t mostRatio = 0; ///< 0: as the reader has it
};

using command_line::Answer;

/// Reads the program's arguments.
std::expected<Options, Answer> readOptions(int argc, const char *const *argv);

} // namespace framelens::cli
