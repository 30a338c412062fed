// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The three decompressors behind one small face: zlib, libzstd, liblz4.
#pragma once

#include "core/capture/capture_format.h"

#include <memory>
#include <span>
#include <string>

namespace framelens {

/// What one step of a decompressor did.
struct CodecStep
{
    std::size_t consumed = 0; ///< bytes of the input
    std::size_t produced = 0; ///< bytes of the output
    bool memberEnded = false; ///< a gzip member, or zstd or lz4 frame, ended with its check passed
    std::string failure = {}; ///< the library's words when the input is damaged
};

class Codec
{
public:
    Codec() = default;
    virtual ~Codec() = default;
    Codec(const Codec &) = delete;
    Codec &operator=(const Codec &) = delete;

    /// Decompresses some of `in` into `out`, which is not empty; an empty `in` gives what the library still
    /// holds. After memberEnded the next step begins a new member.
    virtual CodecStep step(Bytes in, std::span<std::byte> out) = 0;
};

/// Null for None, or when the library cannot allocate.
std::unique_ptr<Codec> makeCodec(Compression compression);

} // namespace framelens
