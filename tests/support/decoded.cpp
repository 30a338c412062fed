// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/decoded.h"

#include "core/decode/format.h"

namespace framelens::test {

namespace {

template <typename Write>
std::string written(Write &&write)
{
    std::string text;
    TextSink sink(text);
    write(sink);
    return text;
}

} // namespace

Decoded::Decoded(std::uint32_t linkType, Buffer bytes, FrameInfo info, DissectOptions options)
    : m_bytes(std::move(bytes))
{
    info.number = info.number == 0 ? 1 : info.number;
    info.linkType = linkType;
    info.capturedLength = static_cast<std::uint32_t>(m_bytes.size());
    if (info.originalLength == 0)
        info.originalLength = info.capturedLength;
    Dissector(Registry::builtIn(), std::move(options)).dissect(FrameRef{info, m_bytes}, m_dissection);
}

std::string Decoded::protocols() const
{
    return written([this](TextSink &sink) { m_dissection.writeProtocols(sink); });
}

std::string Decoded::info() const
{
    return written([this](TextSink &sink) { m_dissection.writeInfo(sink); });
}

std::string Decoded::protocolColumn() const
{
    return written([this](TextSink &sink) { m_dissection.writeProtocol(sink); });
}

std::string Decoded::show(std::string_view name) const
{
    return written([&](TextSink &sink) {
        for (const Field &field : m_dissection.fields()) {
            if (field.spec->name != name)
                continue;
            writeShow(sink << (sink.size() != 0 ? "|" : ""), m_dissection, field);
        }
    });
}

std::string Decoded::place(std::string_view name) const
{
    return written([&](TextSink &sink) {
        for (const Field &field : m_dissection.fields()) {
            if (field.spec->name != name)
                continue;
            (sink << (sink.size() != 0 ? "|" : "")).number(field.offset) << '+';
            sink.number(field.size);
        }
    });
}

std::string Decoded::tree(std::string_view filterName) const
{
    return written([&](TextSink &sink) {
        const auto fields = m_dissection.fields();
        for (const LayerInfo &layer : m_dissection.layers()) {
            if (m_dissection.protocolOf(layer).filterName != filterName)
                continue;
            std::vector<std::uint32_t> ends;
            for (std::uint32_t i = layer.root; i < fields[layer.root].end; ++i) {
                std::erase_if(ends, [i](std::uint32_t end) { return end <= i; });
                sink << std::string(ends.size() * 2, ' ');
                writeRow(sink, m_dissection, fields[i]);
                sink << '\n';
                ends.push_back(fields[i].end);
            }
        }
    });
}

std::string Decoded::problems() const
{
    return written([this](TextSink &sink) {
        for (const Problem &problem : m_dissection.problems()) {
            if (problem.layer < m_dissection.layers().size())
                sink << m_dissection.protocolOf(m_dissection.layers()[problem.layer]).filterName << ": ";
            writeProblem(sink << severityName(problem.severity) << ' ', problem);
            sink << '\n';
        }
    });
}

} // namespace framelens::test
