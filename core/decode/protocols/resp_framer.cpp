// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Where RESP's values end in a stream: an aggregate is as many values as it says, however deep they are nested.
#include "core/decode/protocols/resp_fields.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace framelens::protocols::resp_detail {

namespace {

constexpr std::uint64_t endless = std::numeric_limits<std::uint64_t>::max();

std::uint64_t addedTo(std::uint64_t a, std::uint64_t b) { return a > endless - b ? endless : a + b; }

bool isInlineStart(std::uint8_t byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/// FramerState::numbers[0] is where the value begins that is looked at, numbers[1] how many more are to come.
class Cutter
{
public:
    Cutter(const StreamBytes &bytes, FramerState &state, const CutContext &context)
        : m_bytes(bytes)
        , m_state(state)
        , m_context(context)
        , m_at(state.numbers[0])
        , m_more(state.scanned == 0 && m_at == 0 ? 1 : state.numbers[1])
    {
    }

    Cut run()
    {
        std::optional<Cut> cut;
        while (!cut)
            cut = m_more == 0 ? std::optional(Cut::message(m_at)) : value();
        m_state.numbers[0] = m_at;
        m_state.numbers[1] = m_more;
        return *cut;
    }

private:
    std::optional<Cut> value()
    {
        const auto first = m_bytes.byteAt(m_at);
        if (!first)
            return wait(std::max(m_at, m_bytes.size()));
        const TypeInfo type = typeOf(*first);
        // A client may type its commands; and nothing but values can be within one.
        const bool isInline = m_at == 0 && isInlineStart(*first) && m_context.direction == Direction::ToServer;
        if (type.kind == Kind::None && !isInline)
            return m_at == 0 ? Cut::notMine() : Cut::message(m_at);
        const std::uint64_t from = std::max(m_state.scanned, m_at);
        const std::uint64_t newline = m_bytes.find(std::byte{'\n'}, from).value_or(m_bytes.size());
        if (newline >= addedTo(m_at, mostLine))
            return Cut::message(m_at + mostLine);
        if (newline >= m_bytes.size())
            return wait(m_bytes.size());
        const std::uint64_t begin = std::exchange(m_at, newline + 1);
        m_state.scanned = m_at;
        return onLine(type.kind, begin);
    }

    Cut wait(std::uint64_t known)
    {
        m_state.scanned = known;
        return Cut::needMore(addedTo(known, 1));
    }

    std::optional<Cut> onLine(Kind kind, std::uint64_t begin)
    {
        --m_more;
        if (kind == Kind::Line || kind == Kind::None)
            return {};
        const auto number = lineNumber(m_bytes.text(begin, m_at - begin, m_text));
        if (!number)
            return Cut::message(m_at); // a count that is none: what follows is not known
        if (*number < 0)
            return {}; // null
        const auto count = static_cast<std::uint64_t>(*number);
        if (kind == Kind::Bulk)
            m_at = addedTo(m_at, addedTo(count, 2));
        else if (count > mostElements || m_more > mostElements)
            return Cut::message(m_at);
        else
            m_more += kind == Kind::Aggregate ? count : kind == Kind::Pairs ? 2 * count : 2 * count + 1;
        return {};
    }

    const StreamBytes &m_bytes;
    FramerState &m_state;
    const CutContext &m_context;
    std::uint64_t m_at;
    std::uint64_t m_more;
    std::string m_text;
};

} // namespace

TypeInfo typeOf(std::uint8_t first)
{
    switch (first) {
    case '+': return {Kind::Line, String};
    case '-': return {Kind::Line, Error};
    case ':': return {Kind::Line, Integer};
    case '_': return {Kind::Line, Null};
    case '#': return {Kind::Line, Boolean};
    case ',': return {Kind::Line, Double};
    case '(': return {Kind::Line, BigNumber};
    case '$': return {Kind::Bulk, BulkString};
    case '!': return {Kind::Bulk, BulkError};
    case '=': return {Kind::Bulk, Verbatim};
    case '*': return {Kind::Aggregate, Array};
    case '~': return {Kind::Aggregate, Set};
    case '>': return {Kind::Aggregate, Push};
    case '%': return {Kind::Pairs, Map};
    case '|': return {Kind::Attributes, Attribute};
    default: return {};
    }
}

std::optional<std::int64_t> lineNumber(std::string_view line)
{
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    std::string_view digits = line.substr(std::min<std::size_t>(line.size(), 1));
    while (!digits.empty() && (digits.back() == '\n' || digits.back() == '\r'))
        digits.remove_suffix(1);
    const bool isNegative = digits.starts_with('-');
    if (isNegative || digits.starts_with('+'))
        digits.remove_prefix(1);
    if (digits.empty())
        return {};
    std::int64_t value = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9')
            return {};
        value = value > (most - (c - '0')) / 10 ? most : value * 10 + (c - '0');
    }
    return isNegative ? -value : value;
}

Cut cutReply(const StreamBytes &bytes, FramerState &state, const CutContext &context)
{
    return Cutter(bytes, state, context).run();
}

// Lines that begin with a sign may be anybody's: a count or a length must be one, and few short answers are known.
Recognised recognise(const StreamBytes &bytes, Direction /*direction*/)
{
    constexpr std::uint64_t most = 32;
    const auto first = bytes.byteAt(0);
    if (!first)
        return Recognised::NeedMore;
    const TypeInfo type = typeOf(*first);
    if (type.kind == Kind::None)
        return Recognised::No;
    std::string buffer;
    const std::string_view text = bytes.text(0, std::min(bytes.size(), most), buffer);
    const std::size_t newline = text.find('\n');
    if (newline == std::string_view::npos)
        return text.size() == most ? Recognised::No : Recognised::NeedMore;
    const std::string_view line = text.substr(0, newline + 1);
    if (!line.ends_with("\r\n"))
        return Recognised::No;
    if (type.kind == Kind::Line && *first != ':')
        return line == "+OK\r\n" || line == "+PONG\r\n" || line == "+QUEUED\r\n" || line == "_\r\n" ? Recognised::Yes : Recognised::No;
    const auto number = lineNumber(line);
    if (!number)
        return Recognised::No;
    if (type.kind == Kind::Line || type.kind == Kind::Bulk || *number <= 0)
        return Recognised::Yes;
    const auto next = bytes.byteAt(newline + 1);
    if (!next)
        return Recognised::NeedMore;
    return typeOf(*next).kind == Kind::None ? Recognised::No : Recognised::Yes;
}

} // namespace framelens::protocols::resp_detail
