// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/export/stream_compressor.h"

#include <algorithm>
#include <climits>

#include <zlib.h>
#include <zstd.h>

namespace framelens {

namespace {

class GzipCompressor final : public StreamCompressor
{
public:
    ~GzipCompressor() override
    {
        if (m_isReady)
            deflateEnd(&m_stream);
    }
    bool begin()
    {
        constexpr int gzipWindow = 15 + 16; // the largest window, in a gzip member
        constexpr int memory = 8; // zlib's own choice
        m_isReady = deflateInit2(&m_stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzipWindow, memory, Z_DEFAULT_STRATEGY) == Z_OK;
        return m_isReady;
    }
    CompressorStep step(Bytes in, std::span<std::byte> out, bool last) override
    {
        const auto given = static_cast<uInt>(std::min<std::size_t>(in.size(), UINT_MAX));
        const auto room = static_cast<uInt>(std::min<std::size_t>(out.size(), UINT_MAX));
        // zlib only reads through it.
        m_stream.next_in = const_cast<Bytef *>(static_cast<const Bytef *>(static_cast<const void *>(in.data())));
        m_stream.avail_in = given;
        m_stream.next_out = static_cast<Bytef *>(static_cast<void *>(out.data()));
        m_stream.avail_out = room;
        const int result = deflate(&m_stream, last && given == in.size() ? Z_FINISH : Z_NO_FLUSH);
        return {.consumed = given - m_stream.avail_in,
                .produced = room - m_stream.avail_out,
                .ended = result == Z_STREAM_END,
                .failed = result == Z_STREAM_ERROR};
    }

private:
    z_stream m_stream = {};
    bool m_isReady = false;
};

class ZstdCompressor final : public StreamCompressor
{
public:
    bool begin()
    {
        m_context.reset(ZSTD_createCCtx());
        return m_context && ZSTD_isError(ZSTD_CCtx_setParameter(m_context.get(), ZSTD_c_checksumFlag, 1)) == 0;
    }
    CompressorStep step(Bytes in, std::span<std::byte> out, bool last) override
    {
        ZSTD_inBuffer from{.src = in.data(), .size = in.size(), .pos = 0};
        ZSTD_outBuffer to{.dst = out.data(), .size = out.size(), .pos = 0};
        const std::size_t left = ZSTD_compressStream2(m_context.get(), &to, &from, last ? ZSTD_e_end : ZSTD_e_continue);
        return {.consumed = from.pos,
                .produced = to.pos,
                .ended = last && left == 0,
                .failed = ZSTD_isError(left) != 0};
    }

private:
    struct Free
    {
        void operator()(ZSTD_CCtx *context) const { ZSTD_freeCCtx(context); }
    };
    std::unique_ptr<ZSTD_CCtx, Free> m_context;
};

template <typename T>
std::unique_ptr<StreamCompressor> begun()
{
    auto compressor = std::make_unique<T>();
    if (!compressor->begin())
        return nullptr;
    return compressor;
}

} // namespace

std::unique_ptr<StreamCompressor> makeCompressor(Compression compression)
{
    switch (compression) {
    case Compression::Gzip: return begun<GzipCompressor>();
    case Compression::Zstd: return begun<ZstdCompressor>();
    case Compression::None:
    case Compression::Lz4: break;
    }
    return nullptr;
}

} // namespace framelens
