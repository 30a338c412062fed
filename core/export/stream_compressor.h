// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// gzip and zstd, a step at a time: the other way round than core/capture/codec.h.
#pragma once

#include "core/capture/capture_format.h"

#include <memory>
#include <span>

namespace framelens {

/// What one step did.
struct CompressorStep
{
    std::size_t consumed = 0; ///< bytes of the input
    std::size_t produced = 0; ///< bytes of the output
    bool ended = false; ///< all is out, with its check
    bool failed = false; ///< no memory
};

class StreamCompressor
{
public:
    StreamCompressor() = default;
    virtual ~StreamCompressor() = default;
    StreamCompressor(const StreamCompressor &) = delete;
    StreamCompressor &operator=(const StreamCompressor &) = delete;

    /// Compresses some of `in` into `out`, which is not empty. `last`: nothing follows `in`; called until it has ended.
    virtual CompressorStep step(Bytes in, std::span<std::byte> out, bool last) = 0;
};

/// Whether there is a compressor: of None there is none, and lz4 is only read.
constexpr bool canCompress(Compression compression) { return compression == Compression::Gzip || compression == Compression::Zstd; }
/// Null where there is none, or no memory. The same input gives the same output: no time or name is kept.
std::unique_ptr<StreamCompressor> makeCompressor(Compression compression);

} // namespace framelens
