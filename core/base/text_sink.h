// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Text is made only when it is painted, exported or compared: into one buffer that is reused.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace framelens {

/// What a sink makes of texts from outside.
enum class OutsideText : std::uint8_t {
    Shown, ///< made visible, at most limits::visibleCharacters of each
    Whole, ///< made visible, at most limits::wholeCharacters of each: for copies and searches
    OneLine, ///< the same, line ends and tabs as \n, \r and \t: for cells
    Raw, ///< as they are: for comparisons, and where what is written escapes them by itself
};

/// Appends to a string owned by the caller, who clears and reuses it; no allocation once it has grown.
class TextSink
{
public:
    explicit TextSink(std::string &buffer, OutsideText outside = OutsideText::Shown)
        : m_buffer(buffer)
        , m_outside(outside)
    {
    }

    TextSink &operator<<(std::string_view text)
    {
        m_buffer.append(text);
        return *this;
    }
    TextSink &operator<<(const char *text) { return *this << std::string_view(text); }
    TextSink &operator<<(char character)
    {
        m_buffer.push_back(character);
        return *this;
    }

    /// Decimal.
    TextSink &number(std::uint64_t value);
    TextSink &signedNumber(std::int64_t value);
    /// Lower-case hex with at least `least` digits, no prefix.
    TextSink &hex(std::uint64_t value, int least);
    /// Hex of each byte, `separator` between (0: none).
    TextSink &hexBytes(std::span<const std::byte> bytes, char separator = 0);
    /// At least `width` characters: the value padded with `fill` on the left.
    TextSink &padded(std::uint64_t value, int width, char fill = ' ');
    /// Text from outside: control, bidi and zero-width characters made visible, unless the sink takes it raw; as long as the sink
    /// takes it.
    TextSink &visible(std::string_view outside);
    /// The same, at most `most` characters, whatever the sink takes.
    TextSink &visible(std::string_view outside, std::size_t most);
    /// Most characters of one text from outside that it takes.
    std::size_t mostVisible() const;

    std::size_t size() const { return m_buffer.size(); }
    /// Takes back what was written behind the first `size` bytes.
    void shorten(std::size_t size)
    {
        if (size < m_buffer.size())
            m_buffer.resize(size);
    }
    const std::string &text() const { return m_buffer; }

private:
    TextSink &inOneLine(std::string_view outside);

    std::string &m_buffer;
    OutsideText m_outside;
};

} // namespace framelens
