// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What is selected: one frame, one field, one range of its bytes. List, tree and hex share it; each follows
// it and each can change it; they never know each other.
#pragma once

#include "ui/shown_frame.h"

#include <QObject>

#include <optional>
#include <string>
#include <vector>

namespace framelens::ui {

/// Who changed the selection.
enum class Pane : std::uint8_t { Program, List, Tree, Hex };

/// Bytes of one source of the shown frame; empty when size is 0.
struct ByteRange
{
    std::size_t offset = 0;
    std::size_t size = 0;

    std::size_t end() const { return offset + size; }
    bool holds(std::size_t byte) const { return byte >= offset && byte - offset < size; }
    bool holds(const ByteRange &other) const
    {
        return other.offset >= offset && other.size <= size && other.offset - offset <= size - other.size;
    }
    friend bool operator==(const ByteRange &, const ByteRange &) = default;
};

/// The bytes of a field within its source: empty for what has none, lies in the options of the frame's record, or was
/// not captured; cut at the end of what was captured.
ByteRange rangeOf(const Dissection &dissection, std::uint32_t field);
/// The same, empty for a field of another source.
ByteRange rangeIn(const Dissection &dissection, std::uint32_t field, std::uint8_t source);

/// The smallest shown field that holds all of `range` of a source; nothing when none does or the range is empty.
std::optional<std::uint32_t> smallestFieldAround(const Dissection &dissection, const ByteRange &range,
                                                 std::uint8_t source = Dissection::frameSource);

class Selection : public QObject
{
    Q_OBJECT

public:
    explicit Selection(QObject *parent = nullptr);

    /// Null when no frame is shown.
    const std::shared_ptr<const ShownFrame> &shown() const & { return m_shown; }
    std::optional<std::uint32_t> field() const { return m_field; }
    ByteRange range() const { return m_range; }
    /// The source of the dissection that the range lies in: the frame, or bytes gathered from several.
    std::uint8_t source() const { return m_source; }
    /// The bytes of that source; empty when no frame is shown.
    ByteView bytes() const { return m_shown ? m_shown->bytes(m_source) : ByteView(); }
    Pane origin() const { return m_origin; }
    /// What the pointer is over; never part of the selection.
    std::optional<std::uint32_t> hoveredField() const { return m_hovered; }

    /// Shows another frame (null: none). The field selected last is selected there too if the frame has it,
    /// by its path of names; else its layer; else nothing.
    void showFrame(std::shared_ptr<const ShownFrame> shown, Pane origin);
    /// Selects a field and its bytes; nothing: no field and no bytes.
    void selectField(std::optional<std::uint32_t> field, Pane origin);
    /// Selects bytes as they are, and the smallest field that holds them all. The range is cut to the source.
    void selectBytes(ByteRange range, Pane origin, std::uint8_t source = Dissection::frameSource);
    /// A click on a byte: the smallest field that holds it; again on the same byte: the field around that,
    /// up to the frame, and round to the smallest.
    void clickByte(std::size_t offset, Pane origin, std::uint8_t source = Dissection::frameSource);

    void hoverField(std::optional<std::uint32_t> field);
    /// Hovers the smallest field that holds the byte.
    void hoverByte(std::size_t offset, std::uint8_t source = Dissection::frameSource);
    void clearHover() { hoverField({}); }

signals:
    void frameChanged(framelens::ui::Pane origin);
    void fieldChanged(framelens::ui::Pane origin);
    void rangeChanged(framelens::ui::Pane origin);
    void hoverChanged();

private:
    /// A field by names from its layer down, each with how many fields of that name stood before it.
    struct PathStep
    {
        std::string name;
        std::size_t before = 0;
    };
    struct Choice
    {
        std::optional<std::uint32_t> field;
        ByteRange range;
        std::uint8_t source = Dissection::frameSource;
    };
    Choice choiceOf(std::optional<std::uint32_t> field) const;
    void set(const Choice &choice, Pane origin);
    void rememberPath();
    std::optional<std::uint32_t> findPath() const;
    std::vector<std::uint32_t> climb(std::size_t offset, std::uint8_t source) const;

    std::shared_ptr<const ShownFrame> m_shown;
    std::optional<std::uint32_t> m_field;
    ByteRange m_range;
    std::uint8_t m_source = Dissection::frameSource;
    Pane m_origin = Pane::Program;
    std::optional<std::uint32_t> m_hovered;
    std::optional<std::size_t> m_clicked; // the byte clicked last, while the selection is what that click made
    std::vector<PathStep> m_path; // what to select in the next frame
};

} // namespace framelens::ui
