// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/selection.h"

#include <algorithm>

namespace framelens::ui {

namespace {

bool isShown(const Field &field)
{
    return !field.is(FieldFlag::Hidden) && !field.is(FieldFlag::Generated);
}

} // namespace

ByteRange rangeOf(const Dissection &dissection, std::uint32_t field)
{
    const Field &it = dissection.fields()[field];
    const std::size_t captured = dissection.source(it.source).size();
    if (it.source == Dissection::optionsSource || it.size == 0 || it.offset >= captured)
        return {};
    return {it.offset, std::min<std::size_t>(it.size, captured - it.offset)};
}

ByteRange rangeIn(const Dissection &dissection, std::uint32_t field, std::uint8_t source)
{
    return dissection.fields()[field].source == source ? rangeOf(dissection, field) : ByteRange{};
}

std::optional<std::uint32_t> smallestFieldAround(const Dissection &dissection, const ByteRange &range,
                                                 std::uint8_t source)
{
    if (range.size == 0)
        return {};
    std::optional<std::uint32_t> best;
    std::size_t bestSize = SIZE_MAX;
    const auto count = static_cast<std::uint32_t>(dissection.fields().size());
    for (std::uint32_t i = 0; i < count; ++i) {
        const ByteRange its = rangeIn(dissection, i, source);
        const bool isBeside = best && i >= dissection.fields()[*best].end;
        if (!isShown(dissection.fields()[i]) || !its.holds(range) || its.size > bestSize || (its.size == bestSize && isBeside))
            continue;
        best = i; // of equal ones the innermost, and the first of those that stand side by side
        bestSize = its.size;
    }
    return best;
}

Selection::Selection(QObject *parent)
    : QObject(parent)
{
}

void Selection::showFrame(std::shared_ptr<const ShownFrame> shown, Pane origin)
{
    m_shown = std::move(shown);
    m_origin = origin;
    m_clicked.reset();
    m_hovered.reset();
    const Choice choice = choiceOf(m_shown ? findPath() : std::nullopt);
    m_field = choice.field;
    m_range = choice.range;
    m_source = choice.source;
    emit frameChanged(origin);
    emit fieldChanged(origin);
    emit rangeChanged(origin);
    emit hoverChanged();
}

void Selection::selectField(std::optional<std::uint32_t> field, Pane origin)
{
    if (!m_shown || (field && *field >= m_shown->dissection->fields().size()))
        return;
    m_clicked.reset();
    set(choiceOf(field), origin);
    rememberPath();
}

void Selection::selectBytes(ByteRange range, Pane origin, std::uint8_t source)
{
    if (!m_shown)
        return;
    const std::size_t captured = m_shown->bytes(source).size();
    range.offset = std::min(range.offset, captured);
    range.size = std::min(range.size, captured - range.offset);
    m_clicked.reset();
    set({smallestFieldAround(*m_shown->dissection, range, source), range, source}, origin);
    rememberPath();
}

void Selection::clickByte(std::size_t offset, Pane origin, std::uint8_t source)
{
    if (!m_shown || offset >= m_shown->bytes(source).size())
        return;
    const std::vector<std::uint32_t> chain = climb(offset, source);
    if (chain.empty()) {
        selectBytes({offset, 1}, origin, source);
        return;
    }
    auto next = chain.begin();
    if (m_clicked == offset && m_source == source && m_field) {
        const auto at = std::ranges::find(chain, *m_field);
        if (at != chain.end() && at + 1 != chain.end())
            next = at + 1;
    }
    set({*next, rangeIn(*m_shown->dissection, *next, source), source}, origin);
    m_clicked = offset;
    rememberPath();
}

void Selection::hoverField(std::optional<std::uint32_t> field)
{
    if (field && (!m_shown || *field >= m_shown->dissection->fields().size()))
        field.reset();
    if (field == m_hovered)
        return;
    m_hovered = field;
    emit hoverChanged();
}

void Selection::hoverByte(std::size_t offset, std::uint8_t source)
{
    hoverField(m_shown ? smallestFieldAround(*m_shown->dissection, {offset, 1}, source) : std::nullopt);
}

// A field of no bytes, or of the record's options, leaves the frame's bytes in view.
Selection::Choice Selection::choiceOf(std::optional<std::uint32_t> field) const
{
    const ByteRange range = field ? rangeOf(*m_shown->dissection, *field) : ByteRange{};
    const bool hasBytes = range.size != 0;
    return {field, range, hasBytes ? m_shown->dissection->fields()[*field].source : Dissection::frameSource};
}

void Selection::set(const Choice &choice, Pane origin)
{
    const bool newField = choice.field != m_field;
    const bool newRange = choice.range != m_range || choice.source != m_source;
    m_field = choice.field;
    m_range = choice.range;
    m_source = choice.source;
    m_origin = origin;
    if (newField)
        emit fieldChanged(origin);
    if (newRange)
        emit rangeChanged(origin);
}

// The fields that hold the byte, from the smallest outwards. Layers stand beside one another on the tape, but
// the frame is around all of them, and IPv6 around its extension headers: by their bytes.
std::vector<std::uint32_t> Selection::climb(std::size_t offset, std::uint8_t source) const
{
    const Dissection &dissection = *m_shown->dissection;
    std::vector<std::uint32_t> chain;
    std::optional<std::uint32_t> field = smallestFieldAround(dissection, {offset, 1}, source);
    for (; field; field = dissection.parentOf(*field))
        if (rangeIn(dissection, *field, source).holds(offset))
            chain.push_back(*field);
    const auto layers = dissection.layers();
    for (std::size_t i = layers.size(); i-- > 0 && !chain.empty();) {
        const ByteRange range = rangeIn(dissection, layers[i].root, source);
        const bool isKnown = std::ranges::find(chain, layers[i].root) != chain.end();
        if (!isKnown && range.holds(offset) && range.size >= rangeIn(dissection, chain.back(), source).size)
            chain.push_back(layers[i].root);
    }
    return chain;
}

void Selection::rememberPath()
{
    m_path.clear();
    const auto fields = m_shown->dissection->fields();
    for (std::optional<std::uint32_t> field = m_field; field; field = m_shown->dissection->parentOf(*field)) {
        const std::optional<std::uint32_t> parent = m_shown->dissection->parentOf(*field);
        PathStep step{std::string(fields[*field].spec->name), 0};
        for (std::uint32_t i = parent ? *parent + 1 : 0; i < *field; i = fields[i].end)
            step.before += fields[i].spec->name == step.name ? 1U : 0U;
        m_path.insert(m_path.begin(), std::move(step));
    }
}

std::optional<std::uint32_t> Selection::findPath() const
{
    const auto fields = m_shown->dissection->fields();
    std::optional<std::uint32_t> layer;
    std::optional<std::uint32_t> found;
    std::uint32_t begin = 0;
    auto end = static_cast<std::uint32_t>(fields.size());
    for (const PathStep &step : m_path) {
        found.reset();
        std::size_t before = 0;
        for (std::uint32_t i = begin; i < end && !found; i = fields[i].end)
            if (fields[i].spec->name == step.name && before++ == step.before)
                found = i;
        if (!found)
            return layer;
        if (!layer)
            layer = found;
        begin = *found + 1;
        end = fields[*found].end;
    }
    return found;
}

} // namespace framelens::ui
