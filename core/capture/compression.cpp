// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/capture/compression.h"

namespace framelens {

namespace {

using namespace std::string_view_literals;

// zstd and lz4 share these: frames that hold no data and may come first.
bool isSkippable(std::uint32_t magic)
{
    return (magic & 0xfffffff0U) == 0x184d2a50U;
}

} // namespace

Compression compressionOf(Bytes head)
{
    if (head.size() < 4)
        return Compression::None;
    if (asText(head).starts_with("\x1f\x8b\x08"sv))
        return Compression::Gzip;
    const auto magic = load<std::uint32_t>(head.data(), ByteOrder::Little);
    if (magic == 0xfd2fb528U || isSkippable(magic))
        return Compression::Zstd;
    return magic == 0x184d2204U ? Compression::Lz4 : Compression::None;
}

std::string_view unreadCompression(Bytes head)
{
    struct Known
    {
        std::string_view magic;
        std::string_view name;
    };
    static constexpr Known known[] = {
        {"\xfd" "7zXZ\0"sv, "xz"},
        {"BZh"sv, "bzip2"},
        {"LZIP"sv, "lzip"},
        {"\x1f\x9d"sv, "compress (.Z)"},
        {"\x02\x21\x4c\x18"sv, "lz4 in its legacy form"},
        {"PK\x03\x04"sv, "zip"},
        {"7z\xbc\xaf\x27\x1c"sv, "7z"},
    };
    for (const Known &one : known) {
        if (asText(head).starts_with(one.magic))
            return one.name;
    }
    return {};
}

} // namespace framelens
