// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Where bytes stand in a hex dump, in lines and character cells. No widget: it can be tested by numbers.
//
//     0000  00 01 02 03 04 05 06 07  08 09 0a 0b 0c 0d 0e 0f  ........ ........
//     ^offset  ^hex                                          ^text
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace framelens::ui {

/// Which of the two columns of bytes.
enum class HexColumn : std::uint8_t { Hex, Text };

class HexLayout
{
public:
    static constexpr std::size_t bytesPerLine = 16;
    static constexpr std::size_t groupSize = 8;

    explicit HexLayout(std::size_t size = 0);

    std::size_t size() const { return m_size; }
    /// Lines to show; 0 for no bytes.
    std::size_t lines() const { return (m_size + bytesPerLine - 1) / bytesPerLine; }
    static std::size_t lineOf(std::size_t byte) { return byte / bytesPerLine; }
    static std::size_t firstByte(std::size_t line) { return line * bytesPerLine; }
    /// Bytes in a line: 16, fewer in the last.
    std::size_t bytesIn(std::size_t line) const;

    /// Hex digits of the offset column: 4, or as many as the last offset needs.
    int offsetDigits() const { return m_offsetDigits; }
    /// First character cell of a byte, by its place in the line (0 to 15).
    int cellOf(std::size_t place, HexColumn column) const;
    /// Cells of a whole line.
    int cellsPerLine() const;
    /// Cells where the columns begin.
    int hexBegin() const { return m_offsetDigits + 2; }
    int textBegin() const;

    /// What stands at a cell: the nearest byte of the nearer column. Nothing where the line has no byte.
    struct Hit
    {
        std::size_t byte = 0;
        HexColumn column = HexColumn::Hex;
        bool exact = false; ///< the cell is the byte's own
    };
    std::optional<Hit> hit(std::size_t line, int cell) const;

    /// Where the caret goes from `byte`: never leaves the bytes; stays where there is none to go to.
    std::size_t moved(std::size_t byte, std::ptrdiff_t by) const;
    std::size_t movedLines(std::size_t byte, std::ptrdiff_t lines) const;
    static std::size_t lineBegin(std::size_t byte);
    std::size_t lineEnd(std::size_t byte) const;
    std::size_t last() const { return m_size == 0 ? 0 : m_size - 1; }

private:
    std::size_t m_size;
    int m_offsetDigits;
};

} // namespace framelens::ui
