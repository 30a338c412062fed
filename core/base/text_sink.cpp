// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/base/text_sink.h"

#include "core/base/limits.h"
#include "core/base/visible_text.h"

#include <charconv>
#include <iterator>

namespace framelens {

namespace {

constexpr std::string_view digits = "0123456789abcdef";

}

TextSink &TextSink::number(std::uint64_t value)
{
    char text[24];
    const auto end = std::to_chars(text, std::end(text), value);
    return *this << std::string_view(text, end.ptr);
}

TextSink &TextSink::signedNumber(std::int64_t value)
{
    char text[24];
    const auto end = std::to_chars(text, std::end(text), value);
    return *this << std::string_view(text, end.ptr);
}

TextSink &TextSink::hex(std::uint64_t value, int least)
{
    char text[24];
    const auto end = std::to_chars(text, std::end(text), value, 16);
    for (auto length = end.ptr - text; length < least; ++length)
        *this << '0';
    return *this << std::string_view(text, end.ptr);
}

TextSink &TextSink::hexBytes(std::span<const std::byte> bytes, char separator)
{
    bool first = true;
    for (const std::byte byte : bytes) {
        if (!first && separator != 0)
            *this << separator;
        first = false;
        const auto value = std::to_integer<unsigned>(byte);
        *this << digits[value >> 4U] << digits[value & 15U];
    }
    return *this;
}

TextSink &TextSink::padded(std::uint64_t value, int width, char fill)
{
    char text[24];
    const auto end = std::to_chars(text, std::end(text), value);
    for (auto length = end.ptr - text; length < width; ++length)
        *this << fill;
    return *this << std::string_view(text, end.ptr);
}

TextSink &TextSink::visible(std::string_view outside)
{
    switch (m_outside) {
    case OutsideText::Raw: return *this << outside;
    case OutsideText::OneLine: return inOneLine(outside);
    case OutsideText::Shown:
    case OutsideText::Whole: break;
    }
    return visible(outside, mostVisible());
}

TextSink &TextSink::inOneLine(std::string_view outside)
{
    constexpr std::string_view ends = "\t\n\r";
    constexpr std::string_view letters = "tnr";
    for (std::size_t at = outside.find_first_of(ends); at != std::string_view::npos; at = outside.find_first_of(ends)) {
        visible(outside.substr(0, at), mostVisible()) << '\\' << letters[ends.find(outside[at])];
        outside.remove_prefix(at + 1);
    }
    return visible(outside, mostVisible());
}

TextSink &TextSink::visible(std::string_view outside, std::size_t most)
{
    appendVisible(m_buffer, outside, most);
    return *this;
}

std::size_t TextSink::mostVisible() const
{
    return m_outside == OutsideText::Shown ? limits::visibleCharacters : limits::wholeCharacters;
}

} // namespace framelens
