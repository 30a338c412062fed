// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/decode/protocols/http_framer.h"

#include "core/decode/protocols/http_text.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace framelens::protocols::http_detail {

namespace {

constexpr std::uint64_t leadingEmptyLines = 4; // bytes of empty lines that may precede a message (RFC 9112, 2.2)

enum class Phase : std::uint8_t { Start, Headers, ChunkLine, Trailer, UntilEnd };

/// What FramerState::numbers hold of a message that is not whole yet.
struct Progress
{
    Phase phase = Phase::Start;
    bool isRequest = false;
    bool isHead = false;
    bool isConnect = false;
    bool hasLength = false;
    bool isChunked = false;
    bool hasCoding = false;
    std::uint16_t status = 0;
    std::uint64_t line = 0; ///< where the line begins that is looked at
    std::uint64_t number = 0; ///< Content-Length; in the trailer, where it begins
};

Progress load(const FramerState &state)
{
    const std::uint64_t flags = state.numbers[0];
    const auto bit = [flags](unsigned place) { return ((flags >> place) & 1U) != 0; };
    return {.phase = static_cast<Phase>(flags & 7U),
            .isRequest = bit(8),
            .isHead = bit(9),
            .isConnect = bit(10),
            .hasLength = bit(11),
            .isChunked = bit(12),
            .hasCoding = bit(13),
            .status = static_cast<std::uint16_t>(flags >> 16U),
            .line = state.numbers[1],
            .number = state.numbers[2]};
}

void store(const Progress &progress, FramerState &state)
{
    const auto bit = [](bool flag, unsigned place) { return std::uint64_t{flag} << place; };
    state.numbers[0] = static_cast<std::uint64_t>(progress.phase) | bit(progress.isRequest, 8) | bit(progress.isHead, 9)
        | bit(progress.isConnect, 10) | bit(progress.hasLength, 11) | bit(progress.isChunked, 12)
        | bit(progress.hasCoding, 13) | (std::uint64_t{progress.status} << 16U);
    state.numbers[1] = progress.line;
    state.numbers[2] = progress.number;
}

std::uint64_t saturatingSum(std::uint64_t a, std::uint64_t b)
{
    return a > std::numeric_limits<std::uint64_t>::max() - b ? std::numeric_limits<std::uint64_t>::max() : a + b;
}

/// What one direction tells the other: which of the last 32 requests that are not answered yet were HEAD or CONNECT, and
/// that the conversation went on to something else.
class Exchange
{
public:
    explicit Exchange(ConversationMemory &memory)
        : m_memory(memory)
    {
    }

    bool isLeft() const { return m_memory.words[3] != 0; }
    void leave() { m_memory.words[3] = 1; }
    void noteRequest(bool isHead, bool isConnect)
    {
        const std::uint64_t mask = bitOf(m_memory.words[0]++);
        setBits(mask, isHead);
        setBits(mask << 32U, isConnect);
    }
    /// The request that the next final response answers: whether it was HEAD, or CONNECT.
    std::pair<bool, bool> takeRequest()
    {
        const std::uint64_t open = m_memory.words[0] - m_memory.words[1];
        if (open == 0)
            return {};
        const std::uint64_t mask = bitOf(m_memory.words[1]++);
        if (open > remembered)
            return {};
        return {(m_memory.words[2] & mask) != 0, (m_memory.words[2] & (mask << 32U)) != 0};
    }

private:
    static constexpr std::uint64_t remembered = 32;
    static std::uint64_t bitOf(std::uint64_t number) { return std::uint64_t{1} << (number % remembered); }
    void setBits(std::uint64_t mask, bool on)
    {
        m_memory.words[2] = on ? m_memory.words[2] | mask : m_memory.words[2] & ~mask;
    }

    ConversationMemory &m_memory;
};

/// One look at a message.
class Cutter
{
public:
    Cutter(const StreamBytes &bytes, FramerState &state, const CutContext &context)
        : m_bytes(bytes)
        , m_state(state)
        , m_context(context)
        , m_exchange(*context.memory)
        , m_progress(load(state))
    {
    }

    Cut run()
    {
        if (m_exchange.isLeft() || !canGoOn())
            return Cut::notMine();
        std::optional<Cut> cut;
        while (!cut)
            cut = m_progress.phase == Phase::UntilEnd ? untilEnd() : nextLine();
        store(m_progress, m_state);
        return *cut;
    }

private:
    // Bytes that can be no message's start need no line end to be refused.
    bool canGoOn()
    {
        if (m_progress.phase != Phase::Start)
            return true;
        std::uint64_t begin = 0;
        for (auto byte = m_bytes.byteAt(0); begin < leadingEmptyLines && byte && (*byte == '\r' || *byte == '\n');)
            byte = m_bytes.byteAt(++begin);
        std::string buffer;
        return canBeginMessage(m_bytes.text(begin, std::min<std::uint64_t>(m_bytes.size() - begin, 32), buffer));
    }

    // Of what is read line by line, where it began and how much there may be.
    std::uint64_t limit() const
    {
        switch (m_progress.phase) {
        case Phase::ChunkLine: return saturatingSum(m_progress.line, mostChunkLine);
        case Phase::Trailer: return saturatingSum(m_progress.number, mostHeaderBytes);
        case Phase::Start:
        case Phase::Headers:
        case Phase::UntilEnd: break;
        }
        return mostHeaderBytes;
    }

    std::optional<Cut> nextLine()
    {
        const std::uint64_t from = std::max(m_state.scanned, m_progress.line);
        const std::uint64_t newline = m_bytes.find(std::byte{'\n'}, from).value_or(m_bytes.size());
        const std::uint64_t most = limit();
        if (newline >= most)
            return Cut::message(most);
        if (newline >= m_bytes.size()) {
            m_state.scanned = std::max(m_bytes.size(), m_progress.line);
            return Cut::needMore(saturatingSum(m_state.scanned, 1));
        }
        const std::uint64_t begin = std::exchange(m_progress.line, newline + 1);
        m_state.scanned = m_progress.line;
        return onLine(begin, m_progress.line - begin);
    }

    std::optional<Cut> onLine(std::uint64_t begin, std::uint64_t size)
    {
        switch (m_progress.phase) {
        case Phase::Start: return onStart(begin, size);
        case Phase::Headers: return isEmpty(begin, size) ? onHeadersEnd() : onHeader(begin, size);
        case Phase::ChunkLine: return onChunkLine(begin, size);
        case Phase::Trailer:
            return isEmpty(begin, size) ? std::optional(Cut::message(m_progress.line)) : std::nullopt;
        case Phase::UntilEnd: break;
        }
        return {};
    }

    bool isEmpty(std::uint64_t begin, std::uint64_t size) const
    {
        return size == 1 || (size == 2 && m_bytes.byteAt(begin) == '\r');
    }

    std::optional<Cut> onStart(std::uint64_t begin, std::uint64_t size)
    {
        if (isEmpty(begin, size) && m_progress.line <= leadingEmptyLines)
            return {};
        const StartLine start = parseStartLine(withoutLineEnd(m_bytes.text(begin, size, m_text)));
        if (start.kind == LineKind::None)
            return Cut::notMine();
        m_progress.phase = Phase::Headers;
        m_progress.isRequest = start.kind == LineKind::Request;
        m_progress.isHead = start.method == "HEAD";
        m_progress.isConnect = start.method == "CONNECT";
        m_progress.status = static_cast<std::uint16_t>(start.status());
        return {};
    }

    std::optional<Cut> onHeader(std::uint64_t begin, std::uint64_t size)
    {
        const unsigned first = m_bytes.byteAt(begin).value_or(0) | 0x20U;
        if (first != 'c' && first != 't') // Content-Length and Transfer-Encoding are all that matters here
            return {};
        const HeaderLine header = parseHeaderLine(m_bytes.text(begin, size, m_text));
        if (equalsIgnoringCase(header.name, "content-length")) {
            const auto length = parseLength(header.value);
            m_progress.hasLength = length.has_value();
            m_progress.number = length.value_or(0);
        } else if (equalsIgnoringCase(header.name, "transfer-encoding")) {
            m_progress.isChunked = endsWithChunked(header.value);
            m_progress.hasCoding = !equalsIgnoringCase(header.value, "identity");
        }
        return {};
    }

    // RFC 9112, 6.3
    std::optional<Cut> onHeadersEnd()
    {
        if (m_progress.isRequest)
            m_exchange.noteRequest(m_progress.isHead, m_progress.isConnect);
        else if (hasNoBody())
            return Cut::message(m_progress.line);
        if (m_progress.isChunked) {
            m_progress.phase = Phase::ChunkLine;
            return {};
        }
        if (m_progress.hasLength && !m_progress.hasCoding)
            return Cut::message(saturatingSum(m_progress.line, m_progress.number));
        if (m_progress.isRequest)
            return Cut::message(m_progress.line);
        m_progress.phase = Phase::UntilEnd;
        return {};
    }

    bool hasNoBody()
    {
        const unsigned status = m_progress.status;
        if (status < 200 && status != 101) // not the answer yet
            return true;
        const auto [isHead, isConnect] = m_exchange.takeRequest();
        const bool opensTunnel = status == 101 || (isConnect && status < 300);
        if (opensTunnel)
            m_exchange.leave();
        return opensTunnel || isHead || status == 204 || status == 304;
    }

    std::optional<Cut> onChunkLine(std::uint64_t begin, std::uint64_t size)
    {
        const auto chunk = parseChunkSize(withoutLineEnd(m_bytes.text(begin, size, m_text)));
        if (!chunk)
            return Cut::message(m_progress.line);
        if (*chunk == 0) {
            m_progress.phase = Phase::Trailer;
            m_progress.number = m_progress.line;
            return {};
        }
        m_progress.line = saturatingSum(m_progress.line, saturatingSum(*chunk, 2));
        return {};
    }

    std::optional<Cut> untilEnd() const
    {
        return m_context.ended ? Cut::message(m_bytes.size()) : Cut::needMore(m_bytes.size() + 1);
    }

    const StreamBytes &m_bytes;
    FramerState &m_state;
    const CutContext &m_context;
    Exchange m_exchange;
    Progress m_progress;
    std::string m_text;
};

} // namespace

Cut cutMessage(const StreamBytes &bytes, FramerState &state, const CutContext &context)
{
    return Cutter(bytes, state, context).run();
}

Recognised recognise(const StreamBytes &bytes, Direction /*direction*/)
{
    std::string buffer;
    const std::uint64_t known = std::min(bytes.size(), mostHeaderBytes); // a request may name a very long target
    const std::string_view text = bytes.text(0, known, buffer);
    if (!canBeginMessage(text.substr(0, std::min<std::size_t>(text.size(), 32))))
        return Recognised::No;
    const std::size_t newline = text.find('\n');
    if (newline == std::string_view::npos)
        return known == mostHeaderBytes ? Recognised::No : Recognised::NeedMore;
    return parseStartLine(withoutLineEnd(text.substr(0, newline + 1))).kind == LineKind::None ? Recognised::No
                                                                                               : Recognised::Yes;
}

} // namespace framelens::protocols::http_detail
