// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// RESP2 and RESP3, the protocol of Redis and its kin. The drawing stands above the table, in resp_fields.h.
#include "core/decode/format.h"
#include "core/decode/protocols/resp_fields.h"

#include <algorithm>

namespace framelens::protocols {

using namespace resp_detail;

namespace {

/// Values one after the other, and within each other, over a message's bytes.
class Reader
{
public:
    explicit Reader(Layer &layer)
        : m_layer(layer)
        , m_at(layer.cursor().position())
        , m_text(asText(ByteCursor(layer.cursor()).rest()))
        , m_begin(m_at)
    {
    }

    bool atEnd() const { return left().empty(); }
    std::size_t position() const { return m_at; }

    // False: nothing can be read behind it.
    bool value(std::size_t depth)
    {
        const std::size_t begin = m_at;
        const std::string_view line = takeLine();
        if (line.empty())
            return false;
        const TypeInfo type = typeOf(static_cast<std::uint8_t>(line.front()));
        switch (type.kind) {
        case Kind::Line: return simple(type.field, begin, line);
        case Kind::Bulk: return bulk(type.field, begin, line);
        case Kind::Aggregate: return aggregate(type.field, begin, line, 1, depth);
        case Kind::Pairs: return aggregate(type.field, begin, line, 2, depth);
        case Kind::Attributes: return aggregate(type.field, begin, line, 2, depth) && value(depth);
        case Kind::None: m_layer.add(fields[Inline], begin, line.size()); return true;
        }
        return false;
    }

private:
    std::string_view left() const { return m_text.substr(m_at - m_begin); }

    std::string_view takeLine()
    {
        const std::size_t newline = left().find('\n');
        if (newline == std::string_view::npos)
            return {};
        const std::string_view line = left().substr(0, newline + 1);
        m_at += line.size();
        return line;
    }

    bool simple(Index field, std::size_t begin, std::string_view line)
    {
        std::uint64_t number = 0;
        if (field == Integer) {
            const auto parsed = lineNumber(line);
            if (!parsed)
                m_layer.problem(Severity::Error, fields[Integer], begin, line.size(), "this is not a number");
            number = static_cast<std::uint64_t>(parsed.value_or(0));
        } else if (field == Boolean) {
            number = line.substr(1, 1) == "t" ? 1 : 0;
        }
        m_layer.add(fields[field], begin, line.size(), number);
        return true;
    }

    // The length or count of a value, as a field of it; nothing when it is none.
    std::optional<std::int64_t> addNumber(Index field, std::size_t begin, std::string_view line)
    {
        const auto number = lineNumber(line);
        if (number)
            m_layer.add(fields[field], begin, line.size(), static_cast<std::uint64_t>(*number));
        else
            m_layer.problem(Severity::Error, fields[field], begin, line.size(), "this is not a number");
        return number;
    }

    bool bulk(Index field, std::size_t begin, std::string_view line)
    {
        m_layer.add(fields[field], begin, line.size());
        Subtree inside = m_layer.subtree();
        const auto length = addNumber(BulkLength, begin, line);
        inside.setValue(static_cast<std::uint64_t>(length.value_or(-1)));
        if (!length || *length < 0)
            return length.has_value();
        const auto size = static_cast<std::uint64_t>(*length);
        const bool isWhole = size <= left().size() && left().size() - size >= 2;
        const std::size_t here = static_cast<std::size_t>(std::min<std::uint64_t>(size, left().size()));
        if (here != 0)
            m_layer.add(fields[BulkValue], m_at, here);
        const std::size_t end = isWhole ? here + 2 : left().size();
        if (isWhole && left().substr(here, 2) != "\r\n")
            m_layer.problem(Severity::Error, fields[BulkLength], m_at + here, 2, "the bytes do not end with the end of a line");
        m_at += end;
        inside.setRange(begin, m_at - begin);
        return isWhole;
    }

    bool aggregate(Index field, std::size_t begin, std::string_view line, std::uint64_t per, std::size_t depth)
    {
        m_layer.add(fields[field], begin, line.size());
        Subtree inside = m_layer.subtree();
        const auto count = addNumber(ArrayLength, begin, line);
        inside.setValue(static_cast<std::uint64_t>(count.value_or(-1)));
        if (!count || *count <= 0)
            return count.has_value();
        if (static_cast<std::uint64_t>(*count) > mostElements) {
            m_layer.problem(Severity::Warning, fields[ArrayLength], begin, line.size(),
                            "more than 2^24 elements: what follows is not taken for them");
            return false;
        }
        if (depth + 1 >= mostDepth) {
            m_layer.problem(Severity::Warning, fields[field], begin, line.size(),
                            "limit of nested arrays reached: the elements are not shown");
            m_at += left().size();
            return false;
        }
        bool goesOn = true;
        for (std::uint64_t i = 0; goesOn && i < per * static_cast<std::uint64_t>(*count); ++i)
            goesOn = value(depth + 1);
        inside.setRange(begin, m_at - begin);
        return goesOn;
    }

    Layer &m_layer;
    std::size_t m_at;
    std::string_view m_text;
    std::size_t m_begin;
};

void dissect(Layer &layer)
{
    Reader reader(layer);
    bool isWhole = true;
    while (isWhole && !reader.atEnd())
        isWhole = reader.value(0);
    ByteCursor &cursor = layer.cursor();
    const bool wasCut = cursor.declaredEnd() > cursor.capturedEnd();
    if (isWhole || layer.begin() == cursor.declaredEnd()) {
        cursor.moveTo(reader.position());
    } else if (wasCut) {
        cursor.skip(cursor.left() + 1);
    } else {
        layer.problem(Severity::Warning, fields[Array], reader.position(), cursor.declaredEnd() - reader.position(),
                      "the value is not whole");
        cursor.skip(cursor.left());
    }
}

std::string_view lineOf(const Dissection &dissection, const Field &field)
{
    std::string_view line = asText(dissection.bytesOf(field));
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r'))
        line.remove_suffix(1);
    return line;
}

// A request is the elements of its array; an answer is told by the count of its.
struct InfoWriter
{
    TextSink &sink;
    const Dissection &dissection;
    bool isRequest;
    std::size_t most = 256; ///< characters

    void write(std::uint32_t begin, std::uint32_t end)
    {
        const auto all = dissection.fields();
        const std::size_t start = sink.size();
        for (std::uint32_t i = begin; i < end && sink.size() - start < most;) {
            const bool opens = isRequest && (all[i].spec == &fields[Array] || all[i].spec == &fields[ArrayLength]);
            if (!opens)
                one(all[i]);
            i = all[i].spec == &fields[Array] && isRequest ? i + 1 : all[i].end;
        }
    }

    void one(const Field &field)
    {
        switch (field.spec->index) {
        case ArrayLength:
        case BulkLength:
        case BulkValue: return;
        case Error: writeLine(sink << " Error: ", dissection, field); return;
        case BulkString:
        case Verbatim:
        case BulkError: value(field); return;
        case Array:
        case Map:
        case Set:
        case Push:
        case Attribute:
            (sink << ' ' << field.spec->label << '(').signedNumber(static_cast<std::int64_t>(field.value)) << ')';
            return;
        case Null: sink << " null"; return;
        default: writeValue(sink << ' ', dissection, field); return;
        }
    }

    void value(const Field &field)
    {
        std::string_view bytes = asText(dissection.bytesOf(field));
        const std::size_t line = bytes.find('\n');
        if (static_cast<std::int64_t>(field.value) < 0 || line == std::string_view::npos)
            return;
        bytes = bytes.substr(line + 1, static_cast<std::size_t>(field.value));
        sink << ' ';
        sink.visible(bytes, 64);
    }
};

void summary(TextSink &sink, const LayerText &text)
{
    const auto all = text.dissection.fields();
    const Field *port = text.outer("tcp.dstport");
    const bool isRequest = port != nullptr && port->value == text.layer.enteredBy.value;
    sink << (isRequest ? "Request:" : "Response:");
    InfoWriter{sink, text.dissection, isRequest}.write(text.layer.root + 1, all[text.layer.root].end);
}

} // namespace

namespace resp_detail {

void writeLine(TextSink &sink, const Dissection &dissection, const Field &field)
{
    const std::string_view line = lineOf(dissection, field);
    sink.visible(field.spec->index == Inline ? line : line.substr(std::min<std::size_t>(line.size(), 1)));
}

void writeBulk(TextSink &sink, const Dissection &dissection, const Field &field)
{
    sink << ':';
    if (static_cast<std::int64_t>(field.value) < 0)
        sink << " null";
    else
        InfoWriter{sink, dissection, false}.value(field);
}

void writeCount(TextSink &sink, const Dissection & /*dissection*/, const Field &field)
{
    (sink << ": Length ").signedNumber(static_cast<std::int64_t>(field.value));
}

} // namespace resp_detail

extern const Protocol resp;
constexpr Protocol resp{.name = "RESP",
                        .longName = "REdis Serialization Protocol",
                        .filterName = "resp",
                        .fields = fields,
                        .dissect = dissect,
                        .summary = summary,
                        .stream = &streamUse};

} // namespace framelens::protocols
