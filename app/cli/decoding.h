// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Who decodes and prints, by the command line.
#pragma once

#include "app/cli/options.h"
#include "core/decode/bindings.h"
#include "core/decode/dissector.h"
#include "core/export/frame_writer.h"
#include "core/filter/filter.h"

#include <expected>
#include <memory>

namespace framelens::cli {

struct Decoding
{
    std::shared_ptr<const Registry> registry;
    std::shared_ptr<const Bindings> bindings; ///< never null
    std::unique_ptr<FrameWriter> writer;
    std::shared_ptr<const Filter> filter; ///< null: every frame passes

    DissectOptions dissecting() const { return {.wanted = writer->wanted(), .bindings = bindings}; }
};

/// What is wrong with -d, -e, -Y and their like is an Answer. `more`: fields besides those that framers of the command line name.
std::expected<Decoding, Answer> decodingFor(const Options &options, const std::vector<NamedInteger> &more = {});

/// Whether what is printed, or which frames are, depends on other segments of a stream than the one at hand.
bool needsStreams(const Options &options, const Decoding &decoding);

} // namespace framelens::cli
