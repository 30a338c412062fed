// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/capture_builder.h"

#include <stdexcept>

#define ZLIB_CONST // NOLINT(readability-identifier-naming): zlib's name
#include <lz4frame.h>
#include <zlib.h>
#include <zstd.h>

namespace framelens::test {

Buffer gzipped(Bytes bytes)
{
    z_stream stream = {};
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::runtime_error("deflateInit2");
    Buffer out(deflateBound(&stream, bytes.size()));
    stream.next_in = static_cast<const Bytef *>(static_cast<const void *>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = static_cast<Bytef *>(static_cast<void *>(out.data()));
    stream.avail_out = static_cast<uInt>(out.size());
    const int result = deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    if (result != Z_STREAM_END)
        throw std::runtime_error("deflate");
    return out;
}

Buffer zstdCompressed(Bytes bytes)
{
    ZSTD_CCtx *context = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
    Buffer out(ZSTD_compressBound(bytes.size()));
    out.resize(ZSTD_compress2(context, out.data(), out.size(), bytes.data(), bytes.size()));
    ZSTD_freeCCtx(context);
    return out;
}

Buffer lz4Compressed(Bytes bytes)
{
    LZ4F_preferences_t preferences = {};
    preferences.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled;
    Buffer out(LZ4F_compressFrameBound(bytes.size(), &preferences));
    out.resize(LZ4F_compressFrame(out.data(), out.size(), bytes.data(), bytes.size(), &preferences));
    return out;
}

} // namespace framelens::test
