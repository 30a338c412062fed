// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The lines of HTTP/1.x as text: shared by the fields and by the framer, which must agree on them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace framelens::protocols::http_detail {

/// Bytes of a header section, and of the trailer lines behind a chunked body. Servers refuse far less (8 to 32 KiB);
/// what is longer is cut here, named, and the stream goes on behind it.
inline constexpr std::uint64_t mostHeaderBytes = std::uint64_t{64} << 10U;
/// Bytes of the line before a chunk: a size of 16 digits and extensions nobody uses.
inline constexpr std::uint64_t mostChunkLine = 4096;

enum class LineKind : std::uint8_t { None, Request, Response };

/// A request or status line in parts, which are views into it.
struct StartLine
{
    LineKind kind = LineKind::None;
    std::string_view method;
    std::string_view uri;
    std::string_view version;
    std::string_view code;
    std::string_view phrase;

    unsigned status() const; ///< 100 to 999 of a response, else 0
};

/// The line without its end of line.
std::string_view withoutLineEnd(std::string_view line);
std::string_view withoutSpaces(std::string_view text);
bool equalsIgnoringCase(std::string_view a, std::string_view lowerCase);

/// RFC 9112, 3 and 4; versions 0.9 to 1.9 alone. `line` without its end.
StartLine parseStartLine(std::string_view line);
/// Whether a start line can begin so: `text` are its first bytes, possibly not all of them.
bool canBeginMessage(std::string_view text);

/// A header line in parts; the name is empty when there is no colon.
struct HeaderLine
{
    std::string_view name;
    std::string_view value; ///< without the spaces around it
};
HeaderLine parseHeaderLine(std::string_view line);

/// Decimal digits alone; more than 64 bits can hold stays at their maximum. Nothing for anything else.
std::optional<std::uint64_t> parseLength(std::string_view value);
/// The hex digits a chunk line begins with, up to an extension; saturating as well.
std::optional<std::uint64_t> parseChunkSize(std::string_view line);
/// Whether "chunked" is the last of the transfer codings. RFC 9112, 6.1.
bool endsWithChunked(std::string_view value);

} // namespace framelens::protocols::http_detail
