// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Bytes as text: the forms in which people paste them elsewhere. Copying, exports, the text program and Follow share them.
#pragma once

#include "core/base/text_sink.h"
#include "core/bytes/load.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace framelens {

/// One byte as it stands inside of a form: at most four characters.
struct ByteText
{
    std::array<char, 4> characters{};
    std::uint8_t size = 0;

    std::string_view text() const & { return {characters.data(), size}; }
    std::string_view text() const && = delete;
};

/// The byte within a C string: itself, "\n", "\"", or three octal digits, behind which any digit may follow.
ByteText escapedByte(std::byte byte);
/// The byte within a bytes literal of Python: itself, "\n", "\x00".
ByteText pythonByte(std::byte byte);
/// "0x0f".
ByteText cByte(std::byte byte);
/// ASCII that has a shape, and the space.
constexpr bool isPrintable(std::byte byte)
{
    return byte >= std::byte{0x20} && byte < std::byte{0x7f};
}

/// Bytes in a line of a dump.
inline constexpr std::size_t dumpLineBytes = 16;

/// "48656c6c6f".
void writeHexStream(TextSink &sink, Bytes bytes);
/// "48 65 6c 6c 6f".
void writeHexSpaced(TextSink &sink, Bytes bytes);
/// Lines of "0000  48 65 6c 6c 6f                                    Hello", each with its line end, as tshark -x; text2pcap reads it.
void writeHexDump(TextSink &sink, Bytes bytes);
/// The same without the characters: "0000  48 65 6c 6c 6f".
void writeOffsetDump(TextSink &sink, Bytes bytes);
/// What can be printed, tabs and line feeds; the rest is left out.
void writePrintable(TextSink &sink, Bytes bytes);
/// "\"Hello\\n\"": a string of C, quotes included.
void writeEscaped(TextSink &sink, Bytes bytes);
/// RFC 4648 section 4, with padding, in one line.
void writeBase64(TextSink &sink, Bytes bytes);
/// "static const unsigned char NAME[5] = {\n    0x48, 0x65,...\n};\n", 12 bytes a line. C has no array of no elements: then of one 0x00
/// and a comment.
void writeCArray(TextSink &sink, Bytes bytes, std::string_view name);
/// "b\"Hello\\n\"".
void writePythonBytes(TextSink &sink, Bytes bytes);

} // namespace framelens
