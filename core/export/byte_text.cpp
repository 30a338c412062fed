// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/export/byte_text.h"

#include <algorithm>

namespace framelens {

namespace {

constexpr std::string_view hexDigits = "0123456789abcdef";

void add(ByteText &to, char character)
{
    to.characters[to.size++] = character;
}

// "\n" and its like, which C and Python write alike; nothing for other bytes.
ByteText simpleEscape(std::byte byte)
{
    ByteText text;
    const auto escape = [&text](char character) {
        add(text, '\\');
        add(text, character);
    };
    switch (std::to_integer<unsigned char>(byte)) {
    case '\n': escape('n'); break;
    case '\r': escape('r'); break;
    case '\t': escape('t'); break;
    case '"': escape('"'); break;
    case '\\': escape('\\'); break;
    default:
        if (isPrintable(byte))
            add(text, std::to_integer<char>(byte));
    }
    return text;
}

// As many digits as the last line needs, four at least.
int offsetDigits(std::size_t size)
{
    int digits = 4;
    for (std::size_t rest = (size == 0 ? 0 : size - 1) >> 16U; rest > 0; rest >>= 4U)
        ++digits;
    return digits;
}

void writeDump(TextSink &sink, Bytes bytes, bool withText)
{
    const int digits = offsetDigits(bytes.size());
    for (std::size_t at = 0; at < bytes.size(); at += dumpLineBytes) {
        const Bytes line = bytes.subspan(at, std::min(dumpLineBytes, bytes.size() - at));
        sink.hex(at, digits) << "  ";
        sink.hexBytes(line, ' ');
        if (withText) {
            for (std::size_t n = line.size(); n < dumpLineBytes; ++n)
                sink << "   ";
            sink << "   ";
            for (const std::byte byte : line)
                sink << (isPrintable(byte) ? std::to_integer<char>(byte) : '.');
        }
        sink << '\n';
    }
}

} // namespace

ByteText escapedByte(std::byte byte)
{
    ByteText text = simpleEscape(byte);
    if (text.size > 0)
        return text;
    const auto value = std::to_integer<unsigned>(byte);
    add(text, '\\');
    for (const unsigned shift : {6U, 3U, 0U})
        add(text, hexDigits[(value >> shift) & 7U]);
    return text;
}

ByteText pythonByte(std::byte byte)
{
    ByteText text = simpleEscape(byte);
    if (text.size > 0)
        return text;
    const auto value = std::to_integer<unsigned>(byte);
    for (const char character : {'\\', 'x', hexDigits[value >> 4U], hexDigits[value & 15U]})
        add(text, character);
    return text;
}

ByteText cByte(std::byte byte)
{
    const auto value = std::to_integer<unsigned>(byte);
    return {{'0', 'x', hexDigits[value >> 4U], hexDigits[value & 15U]}, 4};
}

void writeHexStream(TextSink &sink, Bytes bytes)
{
    sink.hexBytes(bytes);
}

void writeHexSpaced(TextSink &sink, Bytes bytes)
{
    sink.hexBytes(bytes, ' ');
}

void writeHexDump(TextSink &sink, Bytes bytes)
{
    writeDump(sink, bytes, true);
}

void writeOffsetDump(TextSink &sink, Bytes bytes)
{
    writeDump(sink, bytes, false);
}

void writePrintable(TextSink &sink, Bytes bytes)
{
    for (const std::byte byte : bytes)
        if (isPrintable(byte) || byte == std::byte{'\n'} || byte == std::byte{'\t'})
            sink << std::to_integer<char>(byte);
}

void writeEscaped(TextSink &sink, Bytes bytes)
{
    sink << '"';
    for (const std::byte byte : bytes) {
        const ByteText text = escapedByte(byte);
        sink << text.text();
    }
    sink << '"';
}

void writeBase64(TextSink &sink, Bytes bytes)
{
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::size_t here = std::min<std::size_t>(3, bytes.size() - at);
        std::uint32_t three = 0;
        for (std::size_t n = 0; n < 3; ++n)
            three = three << 8U | (n < here ? std::to_integer<std::uint32_t>(bytes[at + n]) : 0U);
        for (std::size_t n = 0; n < 4; ++n)
            sink << (n <= here ? alphabet[(three >> (18U - 6U * n)) & 63U] : '=');
    }
}

void writeCArray(TextSink &sink, Bytes bytes, std::string_view name)
{
    constexpr std::size_t inLine = 12;
    sink << "static const unsigned char " << name << '[';
    sink.number(std::max<std::size_t>(1, bytes.size())) << "] = {";
    if (bytes.empty())
        sink << "\n    0x00 /* no bytes */";
    for (std::size_t n = 0; n < bytes.size(); ++n) {
        const ByteText text = cByte(bytes[n]);
        sink << (n % inLine == 0 ? "\n    " : " ") << text.text();
        if (n + 1 < bytes.size())
            sink << ',';
    }
    sink << "\n};\n";
}

void writePythonBytes(TextSink &sink, Bytes bytes)
{
    sink << "b\"";
    for (const std::byte byte : bytes) {
        const ByteText text = pythonByte(byte);
        sink << text.text();
    }
    sink << '"';
}

} // namespace framelens
