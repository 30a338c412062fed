// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The hex pane as text for screen readers: the lines in view, one below the other.
#pragma once

#include <QAccessible>
#include <QAccessibleWidget>

namespace framelens::ui {

class HexView;

class AccessibleHex final : public QAccessibleWidget, public QAccessibleTextInterface
{
public:
    explicit AccessibleHex(HexView *view);

    /// The name ends with the caret's line: "Bytes: offset 0x0020: 01 f5; selected Source Port".
    QString text(QAccessible::Text kind) const override;
    QAccessible::State state() const override;
    void *interface_cast(QAccessible::InterfaceType type) override;

    void selection(int index, int *start, int *end) const override;
    int selectionCount() const override { return 0; }
    void addSelection(int /*start*/, int /*end*/) override { }
    void removeSelection(int /*index*/) override { }
    void setSelection(int /*index*/, int /*start*/, int /*end*/) override { }
    /// Where the caret's byte stands in the text; 0 when its line is not in view.
    int cursorPosition() const override;
    void setCursorPosition(int position) override;
    QString text(int start, int end) const override;
    int characterCount() const override;
    QRect characterRect(int offset) const override;
    int offsetAtPoint(const QPoint &point) const override;
    void scrollToSubstring(int start, int end) override;
    QString attributes(int offset, int *start, int *end) const override;

private:
    HexView *view() const;
    QString page() const;
    /// The byte whose digits stand at an offset of the text, nothing for what is no digit of a byte.
    std::optional<std::size_t> byteAt(int offset) const;
};

} // namespace framelens::ui
