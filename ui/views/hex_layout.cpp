// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/views/hex_layout.h"

#include <algorithm>

namespace framelens::ui {

namespace {

constexpr int cellsPerByte = 3; // two digits and a space
constexpr int offsetGap = 2;
constexpr int groups = static_cast<int>(HexLayout::bytesPerLine / HexLayout::groupSize);
constexpr int hexCells = static_cast<int>(HexLayout::bytesPerLine) * cellsPerByte + groups - 1;
constexpr int textCells = static_cast<int>(HexLayout::bytesPerLine) + groups - 1;

int digitsFor(std::size_t last)
{
    constexpr int least = 4;
    int digits = 1;
    while (digits < 16 && (last >> (4U * static_cast<unsigned>(digits))) != 0)
        ++digits;
    return std::max(least, digits);
}

// Cells of a group with the gap behind it, and cells of one byte.
int placeAt(int cell, int cellsOfGroup, int cellsOfByte)
{
    const int group = std::clamp(cell / (cellsOfGroup + 1), 0, groups - 1);
    const int within = std::max(0, cell - group * (cellsOfGroup + 1));
    const int inGroup = std::min(within / cellsOfByte, static_cast<int>(HexLayout::groupSize) - 1);
    return group * static_cast<int>(HexLayout::groupSize) + inGroup;
}

} // namespace

HexLayout::HexLayout(std::size_t size)
    : m_size(size)
    , m_offsetDigits(digitsFor(size == 0 ? 0 : size - 1))
{
}

std::size_t HexLayout::bytesIn(std::size_t line) const
{
    return line >= lines() ? 0 : std::min(bytesPerLine, m_size - firstByte(line));
}

int HexLayout::textBegin() const
{
    return hexBegin() + hexCells + offsetGap - 1;
}

int HexLayout::cellsPerLine() const
{
    return textBegin() + textCells;
}

int HexLayout::cellOf(std::size_t place, HexColumn column) const
{
    const int at = static_cast<int>(place);
    const int gap = static_cast<int>(place / groupSize);
    return column == HexColumn::Hex ? hexBegin() + at * cellsPerByte + gap : textBegin() + at + gap;
}

std::optional<HexLayout::Hit> HexLayout::hit(std::size_t line, int cell) const
{
    const std::size_t count = bytesIn(line);
    if (count == 0)
        return {};
    const HexColumn column = cell < textBegin() - 1 ? HexColumn::Hex : HexColumn::Text;
    constexpr int group = static_cast<int>(groupSize);
    const int place = column == HexColumn::Hex ? placeAt(cell - hexBegin(), group * cellsPerByte, cellsPerByte)
                                               : placeAt(cell - textBegin(), group, 1);
    const std::size_t nearest = std::min(static_cast<std::size_t>(place), count - 1);
    const int own = cellOf(nearest, column);
    const int width = column == HexColumn::Hex ? cellsPerByte - 1 : 1;
    return Hit{firstByte(line) + nearest, column, cell >= own && cell < own + width};
}

std::size_t HexLayout::moved(std::size_t byte, std::ptrdiff_t by) const
{
    const auto distance = static_cast<std::size_t>(by < 0 ? -by : by);
    if (by < 0)
        return byte - std::min(byte, distance);
    return byte + std::min(last() - std::min(byte, last()), distance);
}

std::size_t HexLayout::movedLines(std::size_t byte, std::ptrdiff_t by) const
{
    const std::size_t place = byte % bytesPerLine;
    const std::size_t line = lineOf(byte);
    const auto distance = static_cast<std::size_t>(by < 0 ? -by : by);
    const std::size_t lastLine = lines() == 0 ? 0 : lines() - 1;
    const std::size_t target = by < 0 ? line - std::min(line, distance) : line + std::min(lastLine - std::min(line, lastLine), distance);
    return std::min(firstByte(target) + place, last());
}

std::size_t HexLayout::lineBegin(std::size_t byte)
{
    return firstByte(lineOf(byte));
}

std::size_t HexLayout::lineEnd(std::size_t byte) const
{
    return std::min(lineBegin(byte) + bytesPerLine - 1, last());
}

} // namespace framelens::ui
