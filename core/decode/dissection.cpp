// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/decode/dissection.h"

#include "core/decode/messages.h"

#include <algorithm>

namespace framelens {

void Dissection::start(const std::shared_ptr<const Registry> &registry, const FrameRef &frame)
{
    if (m_registry != registry)
        m_registry = registry;
    m_frame = frame.info;
    m_arena.reset();
    m_fields = m_arena.makeUnwritten<Field>(128);
    m_problems = {};
    m_fieldCount = 0;
    m_problemCount = 0;
    m_layerCount = 0;
    m_sources[frameSource] = frame.bytes;
    m_sources[optionsSource] = frame.info.options;
    m_sourceCount = gatheredSource;
    if (const MessageList *messages = frame.info.messages; messages != nullptr) [[unlikely]]
        for (const ByteView &gathered : messages->gathered)
            if (m_sourceCount < m_sources.size())
                m_sources[m_sourceCount++] = gathered.bytes();
    m_rest = {};
    m_streamCarrier = 255;
    m_columns = {};
    m_isFragment = false;
    m_columnFence = 255;
}

bool Dissection::grow()
{
    const std::size_t wanted = std::min(m_fields.size() * 2, limits::fieldsPerFrame);
    if (wanted <= m_fieldCount)
        return false;
    const std::span<Field> larger = m_arena.makeUnwritten<Field>(wanted);
    if (larger.empty())
        return false;
    std::ranges::copy(m_fields.first(m_fieldCount), larger.begin());
    m_fields = larger;
    return true;
}

void Dissection::add(const Problem &problem)
{
    if (m_problemCount == m_problems.size()) {
        constexpr std::size_t mostProblems = 1024; // a frame with more says nothing new
        const std::size_t wanted = std::min(std::max<std::size_t>(4, m_problems.size() * 2), mostProblems);
        const std::span<Problem> larger = wanted > m_problemCount ? m_arena.make<Problem>(wanted) : std::span<Problem>();
        if (larger.empty())
            return;
        std::ranges::copy(m_problems, larger.begin());
        m_problems = larger;
    }
    m_problems[m_problemCount++] = problem;
}

void Dissection::moveIntoLayer(std::size_t number, std::size_t from)
{
    const auto added = static_cast<std::uint32_t>(m_fieldCount - from);
    if (added == 0)
        return;
    const std::uint32_t end = m_fields[m_layers[number].root].end;
    const auto moved = static_cast<std::uint32_t>(from - end);
    const auto begin = m_fields.begin();
    for (auto i = end; i < m_fieldCount; ++i)
        m_fields[i].end = i < from ? m_fields[i].end + added : m_fields[i].end - moved;
    std::rotate(begin + end, begin + static_cast<std::ptrdiff_t>(from),
                begin + static_cast<std::ptrdiff_t>(m_fieldCount));
    m_fields[m_layers[number].root].end += added;
    for (std::size_t i = number + 1; i < m_layerCount; ++i)
        m_layers[i].root += added;
}

Bytes Dissection::bytesOf(const Field &field) const &
{
    // An address of a recording's connection is no part of any frame.
    if (field.size == 0 && m_frame.flow != nullptr && field.spec->type == FieldType::Ipv6)
        return field.value == 0 ? Bytes(m_frame.flow->client.address) : Bytes(m_frame.flow->server.address);
    const Bytes bytes = source(field.source);
    if (field.offset > bytes.size() || field.size > bytes.size() - field.offset)
        return {};
    return bytes.subspan(field.offset, field.size);
}

// What ended the dissection early is told behind what was understood before it.
void Dissection::writeInfoSuffix(TextSink &sink) const
{
    bool cutOff = false;
    bool malformed = false;
    for (const Problem &problem : problems()) {
        if (problem.layer >= m_columnFence)
            continue;
        cutOff = cutOff || problem.kind == FaultKind::NotCaptured;
        malformed = malformed || problem.kind == FaultKind::PastDeclared;
    }
    if (cutOff)
        sink << "[Packet size limited during capture]";
    else if (malformed)
        sink << (m_isFragment ? "[BoundErrorUnreassembled Packet]" : "[Malformed Packet]");
}

void Dissection::writeInfo(TextSink &sink) const
{
    const std::size_t count = std::min<std::size_t>(m_layerCount, m_columnFence);
    const auto layers = std::span(m_layers).first(count);
    const auto first = static_cast<std::size_t>(std::ranges::find(layers, true, &LayerInfo::beginsMessage) - layers.begin());
    if ((first < count && writeMessageSummaries(sink, first, count)) || writeSummary(sink, 0, first))
        writeInfoSuffix(sink);
}

// What the innermost of these layers that has a summary says.
bool Dissection::writeSummary(TextSink &sink, std::size_t begin, std::size_t end) const
{
    for (std::size_t i = end; i-- > begin;) {
        if (auto *const summary = protocolOf(m_layers[i]).summary; summary != nullptr) {
            summary(sink, {*this, m_layers[i]});
            return true;
        }
    }
    return false;
}

// Messages that end in one frame are told one after another, as far as a line goes.
bool Dissection::writeMessageSummaries(TextSink &sink, std::size_t first, std::size_t end) const
{
    constexpr std::size_t mostCharacters = 1000;
    const std::size_t begins = sink.size(); // others may have written before
    bool told = false;
    for (std::size_t begin = first; begin < end;) {
        std::size_t next = begin + 1;
        while (next < end && !m_layers[next].beginsMessage)
            ++next;
        if (sink.size() - begins > mostCharacters) {
            sink << ", ...";
            return true;
        }
        const std::size_t before = sink.size();
        if (told)
            sink << ", ";
        const std::size_t behindComma = sink.size();
        writeSummary(sink, begin, next);
        if (sink.size() == behindComma)
            sink.shorten(before);
        else
            told = true;
        begin = next;
    }
    return told;
}

void Dissection::writeProtocol(TextSink &sink) const
{
    const std::size_t count = std::min<std::size_t>(m_layerCount, m_columnFence);
    for (std::size_t i = count; i-- > 0;) {
        const Protocol &protocol = protocolOf(m_layers[i]);
        if (protocol.anonymous && i > 1)
            continue;
        if (protocol.column != nullptr)
            protocol.column(sink, {*this, m_layers[i]});
        else
            sink << protocol.name;
        return;
    }
}

void Dissection::writeTitle(TextSink &sink, const LayerInfo &layer) const
{
    const Protocol &protocol = protocolOf(layer);
    sink << protocol.longName;
    if (protocol.title != nullptr)
        protocol.title(sink, {*this, layer});
}

void Dissection::writeProtocols(TextSink &sink) const
{
    for (std::size_t i = 1; i < m_layerCount; ++i) {
        const Protocol &protocol = protocolOf(m_layers[i]);
        // Messages of one kind in one run of bytes are one entry, as in Wireshark's list.
        if (m_layers[i].beginsMessage && m_layers[i - 1].protocol == m_layers[i].protocol
            && m_layers[i - 1].source == m_layers[i].source)
            continue;
        sink << (i > 1 ? ":" : "");
        sink << (protocol.stackName == nullptr ? protocol.filterName : protocol.stackName({*this, m_layers[i]}));
    }
}

std::optional<std::uint32_t> Dissection::smallestFieldAt(std::uint32_t offset, std::uint8_t source) const
{
    std::optional<std::uint32_t> best;
    for (std::uint32_t i = 0; i < m_fieldCount; ++i) {
        const Field &field = m_fields[i];
        const bool holds = field.source == source && offset >= field.offset && offset - field.offset < field.size
            && !field.is(FieldFlag::Hidden) && !field.is(FieldFlag::Generated);
        if (holds && (!best || field.size < m_fields[*best].size || (field.size == m_fields[*best].size && i < m_fields[*best].end)))
            best = i; // of equal ones the innermost, and the first of those that stand side by side
    }
    return best;
}

std::optional<std::uint32_t> Dissection::parentOf(std::uint32_t field) const
{
    for (std::uint32_t i = field; i-- > 0;)
        if (m_fields[i].end > field)
            return i;
    return {};
}

const Field *LayerText::find(const FieldSpec &spec) const
{
    const auto fields = dissection.fields();
    for (std::size_t i = layer.root; i < fields[layer.root].end; ++i)
        if (fields[i].spec == &spec)
            return &fields[i];
    return nullptr;
}

bool LayerText::isWhole() const
{
    const std::uint8_t number = dissection.fields()[layer.root].layer;
    return std::ranges::none_of(dissection.problems(), [number](const Problem &problem) {
        return problem.layer == number && problem.kind != FaultKind::InvalidValue;
    });
}

std::uint64_t LayerText::value(const FieldSpec &spec) const
{
    const Field *field = find(spec);
    return field == nullptr ? 0 : field->value;
}

const Field *LayerText::outer(std::string_view name) const
{
    const auto fields = dissection.fields();
    for (std::size_t i = layer.root; i-- > 0;)
        if (fields[i].spec->name == name)
            return &fields[i];
    return nullptr;
}

} // namespace framelens
