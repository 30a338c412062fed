// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/decode/layer.h"

#include <utility>

namespace framelens {

namespace {

Severity severityOf(FaultKind kind)
{
    return kind == FaultKind::NotCaptured ? Severity::Truncated : Severity::Malformed;
}

} // namespace

Layer::Layer(Dissection &dissection, LayerInfo &info, std::uint8_t number, Context &context,
             const std::uint64_t *wanted)
    : m_dissection(dissection)
    , m_info(info)
    , m_context(context)
    , m_cursor(dissection.source(info.source), info.offset, info.capturedEnd, info.declaredEnd)
    , m_base(info.offset)
    , m_wanted(wanted)
    , m_number(number)
{
}

std::uint64_t Layer::readSized(ByteCursor &cursor, const FieldSpec &spec, std::size_t size, ByteOrder order)
{
    const std::size_t offset = cursor.position();
    if (!cursor.need(size)) {
        noteFault(cursor, spec);
        m_last = none;
        return 0;
    }
    std::uint64_t value = size <= 8 ? cursor.sized(size, order) : (cursor.skip(size), 0);
    if (spec.bits.width != 0 && spec.isBitField())
        value = (value >> spec.shift()) & spec.mask();
    value *= spec.scale;
    push(spec, offset, size, value);
    return value;
}

Bytes Layer::readBytes(ByteCursor &cursor, const FieldSpec &spec, std::size_t size)
{
    const std::size_t offset = cursor.position();
    if (!cursor.need(size)) {
        noteFault(cursor, spec);
        m_last = none;
        return {};
    }
    push(spec, offset, size, 0);
    return cursor.take(size);
}

Bytes Layer::readRest(ByteCursor &cursor, const FieldSpec &spec)
{
    return cursor.left() == 0 ? Bytes() : readBytes(cursor, spec, cursor.left());
}

void Layer::addHidden(const FieldSpec &spec, std::uint64_t value, std::size_t offset, std::size_t size)
{
    push(spec, offset, size, value, std::to_underlying(FieldFlag::Hidden));
}

void Layer::addInSource(std::uint8_t source, const FieldSpec &spec, std::size_t offset, std::size_t size,
                        std::uint64_t value)
{
    push(spec, offset, size, value);
    if (m_last != none)
        m_dissection.m_fields[m_last].source = source;
}

// A fragment or a quotation is right to speak of more than is here.
void Layer::noteLyingLength(std::size_t offset, std::size_t outer, const FieldSpec &by)
{
    if (m_context.carried.isFragment || m_context.carried.isQuoted)
        return;
    m_dissection.add({.kind = FaultKind::InvalidValue,
                      .severity = Severity::Error,
                      .layer = m_number,
                      .source = m_info.source,
                      .offset = m_info.offset,
                      .needed = static_cast<std::uint32_t>(offset - begin()),
                      .available = static_cast<std::uint32_t>(outer - begin()),
                      .limitedBy = m_context.limitedBy,
                      .field = &by,
                      .message = {}});
}

void Layer::declareEnd(std::size_t offset, const FieldSpec &by)
{
    const std::size_t outer = m_cursor.declaredEnd();
    if (offset < outer)
        m_context.limitedBy = &by;
    else if (offset > outer) [[unlikely]]
        noteLyingLength(offset, outer, by);
    m_cursor.declareEnd(offset);
    m_info.declaredEnd = static_cast<std::uint32_t>(m_cursor.declaredEnd());
}

void Layer::column(Column column, const FieldSpec &spec, std::size_t offset, std::size_t size, std::uint64_t value)
{
    if (m_cursor.failed() || m_number >= m_dissection.m_columnFence)
        return;
    Field &field = m_dissection.m_columns[static_cast<std::size_t>(column)];
    field.spec = &spec;
    field.value = value;
    field.offset = static_cast<std::uint32_t>(offset);
    field.size = static_cast<std::uint32_t>(size);
    field.end = 0;
    field.source = m_info.source;
    field.layer = m_number;
    field.flags = 0;
}

void Layer::fenceColumns()
{
    if (m_dissection.m_columnFence > m_number + 1)
        m_dissection.m_columnFence = static_cast<std::uint8_t>(m_number + 1);
}

void Layer::problem(Severity severity, const FieldSpec &field, std::size_t offset, std::size_t size,
                    std::string_view message)
{
    m_dissection.add({.kind = FaultKind::InvalidValue,
                      .severity = severity,
                      .layer = m_number,
                      .source = m_info.source,
                      .offset = static_cast<std::uint32_t>(offset),
                      .needed = static_cast<std::uint32_t>(size),
                      .available = static_cast<std::uint32_t>(size),
                      .field = &field,
                      .message = message});
}

void Layer::noteFault(const ByteCursor &cursor)
{
    if (!cursor.failed() || m_faultNoted)
        return;
    m_faultNoted = true;
    const Fault &fault = cursor.fault();
    const bool declared = fault.kind == FaultKind::PastDeclared;
    m_dissection.add({.kind = fault.kind,
                      .severity = severityOf(fault.kind),
                      .layer = m_number,
                      .source = m_info.source,
                      .offset = static_cast<std::uint32_t>(fault.offset),
                      .needed = static_cast<std::uint32_t>(fault.needed),
                      .available = static_cast<std::uint32_t>(fault.available),
                      .limitedBy = declared ? m_context.limitedBy : nullptr,
                      .message = {}});
}

void Layer::noteFault(const ByteCursor &cursor, const FieldSpec &field)
{
    const bool isFirst = !m_faultNoted;
    noteFault(cursor);
    if (isFirst && m_dissection.m_problemCount != 0)
        m_dissection.m_problems[m_dissection.m_problemCount - 1].field = &field;
    m_last = none;
}

void Layer::limitReached()
{
    if (std::exchange(m_limitNoted, true))
        return;
    m_dissection.add({.kind = FaultKind::InvalidValue,
                      .severity = Severity::Warning,
                      .layer = m_number,
                      .offset = static_cast<std::uint32_t>(m_cursor.position()),
                      .message = "limit of fields in one frame reached: the rest is not shown"});
}

Bytes Layer::carriedAddresses() const
{
    const Bytes source = m_dissection.source(m_info.source);
    if (m_context.carried.addressesOffset > source.size() || m_context.carried.addressesSize > source.size() - m_context.carried.addressesOffset)
        return {};
    return source.subspan(m_context.carried.addressesOffset, m_context.carried.addressesSize);
}

void Layer::nextByPorts(KeySpace space, std::uint64_t source, std::uint64_t destination)
{
    const auto from = static_cast<std::uint32_t>(source);
    m_destination = static_cast<std::uint32_t>(destination);
    next({space, std::min(from, m_destination)}, {space, std::max(from, m_destination)});
}

void Subtree::setRange(std::size_t offset, std::size_t size)
{
    if (m_parent == Layer::none)
        return;
    m_layer.m_dissection.m_fields[m_parent].offset = static_cast<std::uint32_t>(offset);
    m_layer.m_dissection.m_fields[m_parent].size = static_cast<std::uint32_t>(size);
}

void Subtree::setValue(std::uint64_t value)
{
    if (m_parent != Layer::none)
        m_layer.m_dissection.m_fields[m_parent].value = value;
}

} // namespace framelens
