// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The forms that people read.
#include "app/cli/printer.h"
#include "core/base/limits.h"
#include "core/decode/format.h"
#include "core/export/ndjson.h"

#include <algorithm>
#include <array>
#include <bit>

namespace framelens::cli {

namespace {

enum class Side : std::uint8_t { Left, Right };

// Pads what `from` and later was written to `to` to `width` bytes.
void pad(std::string &to, std::size_t from, std::size_t width, Side side)
{
    const std::size_t size = to.size() - from;
    if (size < width)
        to.insert(side == Side::Left ? from : to.size(), width - size, ' ');
}

void writeSummary(std::string &to, const Dissection &dissection, std::int64_t firstTimeNs)
{
    TextSink sink(to);
    const auto column = [&](SummaryColumn which, std::size_t width, Side side) {
        const std::size_t from = to.size();
        writeColumn(sink, dissection, firstTimeNs, which);
        pad(to, from, width, side);
    };
    column(SummaryColumn::Number, 5, Side::Left);
    sink << ' ';
    column(SummaryColumn::Time, 10, Side::Left);
    sink << ' ';
    column(SummaryColumn::Source, 12, Side::Left);
    sink << " \u2192 ";
    column(SummaryColumn::Destination, 12, Side::Right);
    sink << ' ';
    column(SummaryColumn::Protocol, 0, Side::Right);
    sink << ' ';
    column(SummaryColumn::Length, 0, Side::Right);
    sink << ' ';
    column(SummaryColumn::Info, 0, Side::Right);
    sink << '\n';
}

void indent(std::string &to, std::size_t depth) { to.append(depth * 4, ' '); }

void writeProblems(std::string &to, const Dissection &dissection, std::size_t layer)
{
    TextSink sink(to);
    for (const Problem &problem : dissection.problems()) {
        if (problem.layer != layer)
            continue;
        indent(to, 1);
        sink << '[' << severityName(problem.severity) << ": ";
        writeProblem(sink, problem);
        sink << "]\n";
    }
}

// The rows of one layer: its title, and its fields with as many steps in as they have ancestors.
void writeLayer(std::string &to, const Dissection &dissection, const LayerInfo &layer)
{
    const auto fields = dissection.fields();
    TextSink sink(to);
    dissection.writeTitle(sink, layer);
    sink << '\n';
    std::array<std::uint32_t, limits::fieldDepth + 2> ends{}; // of the subtrees that the row lies in
    std::size_t depth = 0;
    ends[depth++] = fields[layer.root].end;
    for (std::uint32_t i = layer.root + 1; i < fields[layer.root].end;) {
        while (depth > 1 && ends[depth - 1] <= i)
            --depth;
        const Field &field = fields[i];
        if (field.is(FieldFlag::Hidden)) {
            i = field.end;
            continue;
        }
        indent(to, depth);
        writeRow(sink, dissection, field);
        sink << '\n';
        if (field.end > i + 1 && depth < ends.size())
            ends[depth++] = field.end;
        ++i;
    }
}

void writeTree(std::string &to, const Dissection &dissection)
{
    for (std::size_t i = 0; i < dissection.layers().size(); ++i) {
        writeLayer(to, dissection, dissection.layers()[i]);
        writeProblems(to, dissection, i);
    }
    if (dissection.layers().empty()) // nothing was decoded: the bytes were lost
        writeProblems(to, dissection, 0);
}

void writeHexLine(TextSink &sink, std::size_t offset, Bytes line, int offsetDigits)
{
    constexpr std::size_t perLine = 16;
    sink.hex(offset, offsetDigits) << "  ";
    sink.hexBytes(line, ' ');
    for (std::size_t i = line.size(); i < perLine; ++i)
        sink << "   ";
    sink << "   ";
    for (const char character : asText(line))
        sink << (character >= ' ' && character < 0x7f ? character : '.');
    sink << '\n';
}

void writeHex(std::string &to, Bytes bytes)
{
    TextSink sink(to);
    const int offsetDigits = bytes.empty() ? 4 : std::max(4, static_cast<int>(std::bit_width(bytes.size() - 1) + 3) / 4);
    for (std::size_t offset = 0; offset < bytes.size(); offset += 16)
        writeHexLine(sink, offset, bytes.subspan(offset, std::min<std::size_t>(16, bytes.size() - offset)), offsetDigits);
}

class TextPrinter final : public Printer
{
public:
    TextPrinter(bool tree, bool hex)
        : m_tree(tree)
        , m_hex(hex)
    {
    }

    void frame(const Dissection &dissection, std::int64_t firstTimeNs, std::string &to) override
    {
        if (m_tree)
            writeTree(to, dissection);
        else if (!m_hex)
            writeSummary(to, dissection, firstTimeNs);
        if (m_tree)
            to.push_back('\n');
        if (m_hex) {
            writeHex(to, dissection.source(Dissection::frameSource));
            to.push_back('\n');
        }
    }

private:
    bool m_tree;
    bool m_hex;
};

class NdjsonPrinter final : public Printer
{
public:
    void frame(const Dissection &dissection, std::int64_t /*firstTimeNs*/, std::string &to) override
    {
        m_writer.write(dissection, to);
    }

private:
    NdjsonWriter m_writer;
};

void writeAddress(TextSink &sink, const Dissection &dissection, Column column)
{
    if (const Field *field = dissection.column(column); field != nullptr)
        writeValue(sink, dissection, *field);
}

} // namespace

void writeColumn(TextSink &sink, const Dissection &dissection, std::int64_t firstTimeNs, SummaryColumn column)
{
    const FrameInfo &info = dissection.frame();
    switch (column) {
    case SummaryColumn::Number: sink.number(info.number); return;
    case SummaryColumn::Time:
        if (info.hasTime)
            writeSeconds(sink, info.timeNs - firstTimeNs, info.timeDigits);
        return;
    case SummaryColumn::Source: writeAddress(sink, dissection, Column::Source); return;
    case SummaryColumn::Destination: writeAddress(sink, dissection, Column::Destination); return;
    case SummaryColumn::Protocol: dissection.writeProtocol(sink); return;
    case SummaryColumn::Length: sink.number(info.originalLength); return;
    case SummaryColumn::Info: dissection.writeInfo(sink); return;
    }
}

std::unique_ptr<Printer> textPrinter(bool tree, bool hex) { return std::make_unique<TextPrinter>(tree, hex); }

std::unique_ptr<Printer> ndjsonPrinter() { return std::make_unique<NdjsonPrinter>(); }

} // namespace framelens::cli
