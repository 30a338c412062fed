// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/views/accessible_hex.h"

#include "ui/views/hex_view.h"

#include <algorithm>

namespace framelens::ui {

namespace {

constexpr int cellsPerByte = 3; // a space and two digits

// Characters of a line before its first byte: "offset 0x0020:".
int headOf(const QString &line)
{
    return static_cast<int>(line.indexOf(u':')) + 1;
}

} // namespace

AccessibleHex::AccessibleHex(HexView *view)
    : QAccessibleWidget(view, QAccessible::EditableText)
{
}

HexView *AccessibleHex::view() const
{
    return static_cast<HexView *>(widget());
}

QString AccessibleHex::text(QAccessible::Text kind) const
{
    if (kind == QAccessible::Value)
        return page();
    if (kind == QAccessible::Name && !view()->bytes().empty())
        return HexView::tr("%1: %2").arg(view()->accessibleName(),
                                         view()->lineText(HexLayout::lineOf(view()->caret())));
    return QAccessibleWidget::text(kind);
}

QAccessible::State AccessibleHex::state() const
{
    QAccessible::State state = QAccessibleWidget::state();
    state.readOnly = true;
    state.multiLine = true;
    return state;
}

void *AccessibleHex::interface_cast(QAccessible::InterfaceType type)
{
    if (type == QAccessible::TextInterface)
        return static_cast<QAccessibleTextInterface *>(this);
    return QAccessibleWidget::interface_cast(type);
}

QString AccessibleHex::page() const
{
    QString text;
    const std::size_t end = std::min(view()->topLine() + view()->linesPerPage(), view()->layoutOfBytes().lines());
    for (std::size_t line = view()->topLine(); line < end; ++line)
        text += view()->lineText(line) + u'\n';
    return text;
}

void AccessibleHex::selection(int /*index*/, int *start, int *end) const
{
    *start = 0;
    *end = 0;
}

int AccessibleHex::cursorPosition() const
{
    const HexLayout &layout = view()->layoutOfBytes();
    const std::size_t line = HexLayout::lineOf(view()->caret());
    if (line < view()->topLine() || line >= view()->topLine() + view()->linesPerPage() || layout.lines() == 0)
        return 0;
    qsizetype position = 0;
    for (std::size_t above = view()->topLine(); above < line; ++above)
        position += view()->lineText(above).size() + 1;
    const auto place = static_cast<int>(view()->caret() % HexLayout::bytesPerLine);
    return static_cast<int>(position) + headOf(view()->lineText(line)) + place * cellsPerByte + 1;
}

std::optional<std::size_t> AccessibleHex::byteAt(int offset) const
{
    const HexLayout &layout = view()->layoutOfBytes();
    for (std::size_t line = view()->topLine(); line < layout.lines() && offset >= 0; ++line) {
        const QString text = view()->lineText(line);
        const int within = offset - headOf(text);
        if (within >= 0 && within < static_cast<int>(layout.bytesIn(line)) * cellsPerByte)
            return HexLayout::firstByte(line) + static_cast<std::size_t>(within / cellsPerByte);
        if (offset <= text.size())
            return {};
        offset -= static_cast<int>(text.size()) + 1;
    }
    return {};
}

void AccessibleHex::setCursorPosition(int position)
{
    if (const std::optional<std::size_t> byte = byteAt(position))
        view()->goTo(*byte);
}

QString AccessibleHex::text(int start, int end) const
{
    return page().mid(start, end - start);
}

int AccessibleHex::characterCount() const
{
    return static_cast<int>(page().size());
}

QRect AccessibleHex::characterRect(int offset) const
{
    const std::optional<std::size_t> byte = byteAt(offset);
    if (!byte)
        return {};
    const QRect rect = view()->byteRect(*byte, HexColumn::Hex);
    return {view()->viewport()->mapToGlobal(rect.topLeft()), rect.size()};
}

int AccessibleHex::offsetAtPoint(const QPoint &point) const
{
    const int count = characterCount();
    for (int offset = 0; offset < count; ++offset)
        if (characterRect(offset).contains(point))
            return offset;
    return -1;
}

void AccessibleHex::scrollToSubstring(int start, int /*end*/)
{
    if (const std::optional<std::size_t> byte = byteAt(start))
        view()->scrollToByte(*byte);
}

QString AccessibleHex::attributes(int /*offset*/, int *start, int *end) const
{
    *start = 0;
    *end = characterCount();
    return {};
}

} // namespace framelens::ui
