// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/stream/follow_text.h"

#include "core/base/text_sink.h"
#include "core/decode/format.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <string>
#include <vector>

namespace framelens {

namespace {

constexpr std::string_view line = "===================================================================\n";
constexpr std::array<std::string_view, 2> transports = {"tcp", "udp"};
constexpr std::array<std::string_view, 3> forms = {"ascii", "hex", "raw"};
constexpr std::size_t rowBytes = 16;
constexpr std::size_t partBytes = 4096; // of text that go to the sink together, about

void writeEnd(TextSink &text, const Endpoint &end)
{
    const auto address = std::span(end.address);
    if (end == Endpoint()) {
        text << ":0";
        return;
    }
    if (end.isIpv6) {
        writeIpv6(text << '[', address);
        text << ']';
    } else {
        std::uint32_t number = 0;
        for (const std::byte byte : address.first(4))
            number = number << 8U | std::to_integer<std::uint32_t>(byte);
        writeIpv4(text, number);
    }
    (text << ':').number(end.port);
}

char shown(std::byte byte)
{
    const char character = static_cast<char>(byte);
    return character >= ' ' && character <= '~' ? character : '.';
}

class Writer
{
public:
    Writer(const FollowRequest &request, Direction firstSpeaker, const FollowSink &sink)
        : m_request(request)
        , m_firstSpeaker(firstSpeaker)
        , m_sink(sink)
        , m_text(m_buffer)
    {
    }

    void head(const StreamSummary &summary)
    {
        const std::string_view transport = transports[static_cast<std::size_t>(m_request.transport)];
        m_text << "\n" << line << "Follow: " << transport << ',' << forms[static_cast<std::size_t>(m_request.form)];
        (m_text << "\nFilter: " << transport << ".stream eq ").number(m_request.number);
        const bool isServerFirst = m_firstSpeaker == Direction::ToClient;
        writeEnd(m_text << "\nNode 0: ", isServerFirst ? summary.server : summary.client);
        writeEnd(m_text << "\nNode 1: ", isServerFirst ? summary.client : summary.server);
        m_text << '\n';
    }

    void foot() { m_text << line; }

    bool piece(Direction direction, Bytes bytes)
    {
        const bool isSecond = direction != m_firstSpeaker;
        switch (m_request.form) {
        case FollowForm::Ascii: return ascii(isSecond, bytes);
        case FollowForm::Hex: return hex(isSecond, bytes);
        case FollowForm::Raw: return raw(isSecond, bytes);
        }
        return false;
    }

    /// A piece that is not in the range: the offsets of those behind it count it.
    void pass(Direction direction, std::size_t size) { m_offsets[direction == m_firstSpeaker ? 0 : 1] += size; }

    bool flush()
    {
        const bool goesOn = m_buffer.empty() || m_sink(m_buffer);
        m_buffer.clear();
        return goesOn;
    }

private:
    bool step() { return m_buffer.size() < partBytes || flush(); }

    bool ascii(bool isSecond, Bytes bytes)
    {
        (m_text << (isSecond ? "\t" : "")).number(bytes.size()) << '\n';
        for (const std::byte byte : bytes) {
            const bool isKept = byte == std::byte{'\n'} || byte == std::byte{'\r'};
            m_text << (isKept ? static_cast<char>(byte) : shown(byte));
            if (!step())
                return false;
        }
        m_text << '\n';
        return true;
    }

    bool hex(bool isSecond, Bytes bytes)
    {
        std::uint64_t &offset = m_offsets[isSecond ? 1 : 0];
        for (std::size_t at = 0; at < bytes.size(); at += rowBytes) {
            const Bytes row = bytes.subspan(at, std::min(rowBytes, bytes.size() - at));
            hexRow(isSecond, offset, row);
            offset += row.size();
            if (!step())
                return false;
        }
        return true;
    }

    void hexRow(bool isSecond, std::uint64_t offset, Bytes row)
    {
        constexpr std::string_view digits = "0123456789ABCDEF";
        m_text << (isSecond ? "\t" : "");
        for (int shift = 28; shift >= 0; shift -= 4)
            m_text << digits[(offset >> static_cast<unsigned>(shift)) & 15U];
        m_text << "  ";
        for (std::size_t i = 0; i < rowBytes; ++i) {
            if (i < row.size())
                m_text.hex(std::to_integer<std::uint64_t>(row[i]), 2) << ' ';
            else
                m_text << "   ";
            if (i == (rowBytes / 2) - 1)
                m_text << ' ';
        }
        m_text << ' ';
        for (std::size_t i = 0; i < row.size(); ++i)
            m_text << shown(row[i]) << (i == (rowBytes / 2) - 1 ? " " : "");
        // Of the blanks at the end tshark leaves out one, be it the one in the middle or a byte.
        if (m_buffer.back() == ' ')
            m_text.shorten(m_buffer.size() - 1);
        m_text << '\n';
    }

    bool raw(bool isSecond, Bytes bytes)
    {
        m_text << (isSecond ? "\t" : "");
        for (Bytes left = bytes; !left.empty(); left = left.subspan(std::min(left.size(), partBytes))) {
            m_text.hexBytes(left.first(std::min(left.size(), partBytes)));
            if (!step())
                return false;
        }
        m_text << '\n';
        return true;
    }

    const FollowRequest &m_request;
    Direction m_firstSpeaker;
    const FollowSink &m_sink;
    std::string m_buffer;
    TextSink m_text;
    std::array<std::uint64_t, 2> m_offsets{};
};

std::string missingText(std::uint64_t size)
{
    std::string text;
    (TextSink(text) << '[').number(size) << " bytes missing in capture file]" << '\0';
    return text;
}

template <std::size_t N>
std::optional<std::size_t> wordOf(const std::array<std::string_view, N> &words, std::string_view word)
{
    const auto found = std::ranges::find(words, word);
    return found == words.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - words.begin()));
}

template <typename T>
bool readNumber(std::string_view text, T &number)
{
    const auto [end, error] = std::from_chars(text.data(), std::to_address(text.end()), number);
    return error == std::errc() && end == std::to_address(text.end());
}

bool readRange(std::string_view text, FollowRequest &request)
{
    const std::size_t dash = text.find('-');
    if (!readNumber(text.substr(0, dash), request.first))
        return false;
    if (dash == std::string_view::npos)
        request.last = request.first;
    else if (!readNumber(text.substr(dash + 1), request.last))
        return false;
    return request.first != 0 && request.first <= request.last;
}

std::vector<std::string_view> wordsOf(std::string_view text)
{
    std::vector<std::string_view> words;
    for (;;) {
        const std::size_t comma = text.find(',');
        words.push_back(text.substr(0, comma));
        if (comma == std::string_view::npos)
            return words;
        text.remove_prefix(comma + 1);
    }
}

} // namespace

Result<FollowRequest> parseFollow(std::string_view text)
{
    const auto bad = [&](const char *why) {
        return std::unexpected(
            Error{.action = Action::Option, .reason = Reason::BadValue, .subject = std::string(text), .detail = why});
    };
    const std::vector<std::string_view> words = wordsOf(text);
    if (words.size() < 4 || words.size() > 5 || words[0] != "follow")
        return bad("expected follow,tcp|udp,ascii|hex|raw,NUMBER[,FIRST[-LAST]]");
    FollowRequest request;
    const auto transport = wordOf(transports, words[1]);
    const auto form = wordOf(forms, words[2]);
    if (!transport)
        return bad("what can be followed is tcp or udp");
    if (!form)
        return bad("a followed stream is shown as ascii, hex or raw");
    request.transport = static_cast<Transport>(*transport);
    request.form = static_cast<FollowForm>(*form);
    if (!readNumber(words[3], request.number))
        return bad("the stream is a number, as in tcp.stream");
    if (words.size() == 5 && !readRange(words[4], request))
        return bad("the range counts pieces from 1: FIRST or FIRST-LAST");
    return request;
}

bool writeFollow(const FollowedStream *stream, const FollowRequest &request, const FollowSink &sink, const Job &job)
{
    Writer writer(request, stream == nullptr ? Direction::ToServer : stream->firstSpeaker(), sink);
    const std::size_t count = stream == nullptr ? 0 : stream->pieceCount();
    // Of datagrams without a byte tshark does not say who sent them.
    const bool hasNodes = stream != nullptr && (count != 0 || request.transport == Transport::Tcp);
    writer.head(hasNodes ? stream->summary() : StreamSummary());
    for (std::size_t number = 0; number < count && number < request.last; ++number) {
        if (job.cancelled())
            return false;
        const FollowPiece piece = stream->piece(number);
        const std::string missing = piece.isGap ? missingText(piece.size) : std::string();
        const Bytes bytes = piece.isGap ? std::as_bytes(std::span(missing)) : piece.bytes.bytes();
        if (number + 1 < request.first)
            writer.pass(piece.direction, bytes.size());
        else if (!writer.piece(piece.direction, bytes))
            return false;
    }
    writer.foot();
    return writer.flush();
}

} // namespace framelens
