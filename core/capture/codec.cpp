// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/capture/codec.h"

#include <algorithm>
#include <limits>

#define ZLIB_CONST // NOLINT(readability-identifier-naming): zlib's name; input becomes const
#include <lz4frame.h>
#include <zlib.h>
#include <zstd.h>

namespace framelens {

namespace {

class GzipCodec final : public Codec
{
public:
    bool begin() { return inflateInit2(&m_stream, 15 + 16) == Z_OK; } // the largest window; gzip only
    ~GzipCodec() override { inflateEnd(&m_stream); }

    CodecStep step(Bytes in, std::span<std::byte> out) override
    {
        constexpr std::size_t most = std::numeric_limits<uInt>::max();
        const auto inSize = static_cast<uInt>(std::min(in.size(), most));
        const auto outSize = static_cast<uInt>(std::min(out.size(), most));
        m_stream.next_in = static_cast<const Bytef *>(static_cast<const void *>(in.data()));
        m_stream.avail_in = inSize;
        m_stream.next_out = static_cast<Bytef *>(static_cast<void *>(out.data()));
        m_stream.avail_out = outSize;
        const int result = inflate(&m_stream, Z_NO_FLUSH);
        CodecStep step{.consumed = inSize - m_stream.avail_in, .produced = outSize - m_stream.avail_out};
        if (result == Z_STREAM_END) {
            step.memberEnded = true;
            inflateReset(&m_stream);
        } else if (result != Z_OK && result != Z_BUF_ERROR) {
            step.failure = m_stream.msg != nullptr ? m_stream.msg : zError(result);
        }
        return step;
    }

private:
    z_stream m_stream = {};
};

class ZstdCodec final : public Codec
{
public:
    bool begin()
    {
        // A frame may ask for a window of up to 2^31 bytes of memory; 128 MiB is what `zstd -d` grants.
        constexpr int mostWindowLog = 27;
        return m_context != nullptr
            && ZSTD_isError(ZSTD_DCtx_setParameter(m_context, ZSTD_d_windowLogMax, mostWindowLog)) == 0;
    }
    ~ZstdCodec() override { ZSTD_freeDCtx(m_context); }

    CodecStep step(Bytes in, std::span<std::byte> out) override
    {
        ZSTD_inBuffer input{in.data(), in.size(), 0};
        ZSTD_outBuffer output{out.data(), out.size(), 0};
        const std::size_t result = ZSTD_decompressStream(m_context, &output, &input);
        CodecStep step{.consumed = input.pos, .produced = output.pos, .memberEnded = result == 0};
        if (ZSTD_isError(result) != 0)
            step.failure = ZSTD_getErrorName(result);
        return step;
    }

private:
    ZSTD_DCtx *m_context = ZSTD_createDCtx();
};

class Lz4Codec final : public Codec
{
public:
    bool begin() { return LZ4F_isError(LZ4F_createDecompressionContext(&m_context, LZ4F_VERSION)) == 0; }
    ~Lz4Codec() override { LZ4F_freeDecompressionContext(m_context); }

    CodecStep step(Bytes in, std::span<std::byte> out) override
    {
        std::size_t produced = out.size();
        std::size_t consumed = in.size();
        const std::size_t result = LZ4F_decompress(m_context, out.data(), &produced, in.data(), &consumed, nullptr);
        if (LZ4F_isError(result) != 0)
            return {.failure = LZ4F_getErrorName(result)};
        return {.consumed = consumed, .produced = produced, .memberEnded = result == 0};
    }

private:
    LZ4F_dctx *m_context = nullptr;
};

template <typename T>
std::unique_ptr<Codec> make()
{
    auto codec = std::make_unique<T>();
    if (!codec->begin())
        return nullptr;
    return codec;
}

} // namespace

std::unique_ptr<Codec> makeCodec(Compression compression)
{
    switch (compression) {
    case Compression::None: return nullptr;
    case Compression::Gzip: return make<GzipCodec>();
    case Compression::Zstd: return make<ZstdCodec>();
    case Compression::Lz4: return make<Lz4Codec>();
    }
    return nullptr;
}

} // namespace framelens
