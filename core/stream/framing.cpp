// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/stream/framing.h"

#include "core/stream/framing_lengths.h"

#include <algorithm>
#include <memory>

namespace framelens {

namespace {

constexpr std::uint64_t enoughLines = 3;
// Fewer bytes than these that nothing fits may be the beginning of something that comes slowly.
constexpr std::uint64_t fewBytes = 8;
constexpr std::uint32_t patientCalls = 3;
// A connection that speaks on without fitting anything is shown as it is by then.
constexpr std::int64_t patienceNs = 2'000'000'000;

struct Look
{
    const StreamStart &start;
    const Registry &registry;
    BothDirections known; // the first framingLook bytes of each
    bool isFinal = false; // no more bytes will be looked at
};

StreamBytes bytesOf(std::span<const StreamPiece> pieces)
{
    return {pieces, pieces.empty() ? 0 : pieces.front().offset, framingLook};
}

Recognised recognisedBy(const StreamUse &use, const StreamBytes &bytes, Direction direction)
{
    if (use.recognise != nullptr)
        return use.recognise(bytes, direction);
    FramerState state;
    ConversationMemory memory;
    switch (use.cut(bytes, state, {.direction = direction, .memory = &memory}).kind) {
    case Cut::Kind::Message: return Recognised::Yes;
    case Cut::Kind::NeedMore: return Recognised::NeedMore;
    case Cut::Kind::NotMine: break;
    }
    return Recognised::No;
}

// One end that is recognised is enough; an end that has not spoken is not waited for.
Recognised recognised(const StreamUse &use, const Look &look)
{
    Recognised all = Recognised::No;
    for (const Direction direction : {Direction::ToServer, Direction::ToClient}) {
        const StreamBytes bytes = bytesOf(look.known[sideIndex(direction)]);
        if (bytes.size() != 0)
            all = std::max(all, recognisedBy(use, bytes, direction));
    }
    return all;
}

Framing byProtocol(ProtocolId id, const Registry &registry, std::string reason)
{
    const Protocol &protocol = registry.protocol(id);
    FramerSpec spec;
    if (protocol.stream != nullptr) {
        spec.kind = FramerKind::Protocol;
        spec.protocol = protocol.filterName;
    }
    return {spec, id, std::move(reason) + std::string(protocol.name)};
}

std::string portReason(std::uint16_t port) { return "port " + std::to_string(port) + ": "; }

std::optional<Framing> byBinding(const Look &look, const Bindings &bindings)
{
    for (const std::uint16_t port : {look.start.server.port, look.start.client.port}) {
        const Binding *binding = bindings.find({KeySpace::TcpPort, port});
        if (binding == nullptr)
            continue;
        if (binding->framer)
            return Framing{*binding->framer, binding->protocol, portReason(port) + "chosen by hand"};
        if (binding->protocol)
            return byProtocol(*binding->protocol, look.registry, portReason(port));
        return Framing{{}, {}, portReason(port) + "data, chosen by hand"};
    }
    return {};
}

// What is known so far: an answer, none, or that it is too early.
struct Answer
{
    std::optional<Framing> framing;
    bool isPending = false;
};

Answer byPort(const Look &look)
{
    for (const std::uint16_t port : {look.start.server.port, look.start.client.port}) {
        const std::optional<ProtocolId> id = look.registry.claimant({KeySpace::TcpPort, port});
        const StreamUse *use = id ? look.registry.protocol(*id).stream : nullptr;
        if (use == nullptr)
            continue;
        const Recognised answer = recognised(*use, look);
        if (answer == Recognised::Yes || (answer == Recognised::NeedMore && look.isFinal))
            return {byProtocol(*id, look.registry, portReason(port)), false};
        if (answer == Recognised::NeedMore)
            return {{}, true};
    }
    return {};
}

Answer byFirstBytes(const Look &look)
{
    for (std::size_t i = 0; i < look.registry.protocols().size(); ++i) {
        const auto id = static_cast<ProtocolId>(i);
        const StreamUse *use = look.registry.protocol(id).stream;
        if (use == nullptr || use->recognise == nullptr)
            continue;
        const Recognised answer = recognised(*use, look);
        if (answer == Recognised::Yes)
            return {byProtocol(id, look.registry, "first bytes: "), false};
        if (answer == Recognised::NeedMore && !look.isFinal)
            return {{}, true};
    }
    return {};
}

std::string lengthReason(const FramerSpec &spec, std::uint32_t messages)
{
    FramerSpec bare = spec;
    bare.lengthOffset = 0;
    return std::to_string(messages) + (messages == 1 ? " message fitted " : " messages fitted ") + framerText(bare) + " @"
        + std::to_string(spec.lengthOffset);
}

Answer byLength(const LengthVerdict &verdict)
{
    if (!verdict.spec)
        return {{}, verdict.isPending};
    return {Framing{*verdict.spec, {}, lengthReason(*verdict.spec, verdict.messages)}, false};
}

struct LineCount
{
    std::uint64_t lines = 0;
    std::uint64_t bytes = 0;
    bool isText = true;
};

// UTF-8 as RFC 3629 has it, near enough: lead bytes and as many bytes behind them as they say.
class TextScan
{
public:
    bool next(std::uint8_t byte)
    {
        if (m_following != 0)
            return (byte & 0xc0U) == 0x80 && m_following-- != 0;
        m_following = byte >= 0xf0 ? 3U : byte >= 0xe0 ? 2U : byte >= 0xc2 ? 1U : 0U;
        return byte >= 0x20 ? byte != 0x7f && (byte < 0x80 || byte >= 0xc2) && byte <= 0xf4
                            : byte == '\t' || byte == '\r' || byte == '\n';
    }

private:
    unsigned m_following = 0;
};

LineCount linesIn(const StreamBytes &bytes)
{
    LineCount count;
    TextScan scan;
    for (std::uint64_t at = 0; at < bytes.size() && count.lines < enoughLines;) {
        for (const char c : asText(bytes.runAt(at))) {
            const auto byte = static_cast<std::uint8_t>(c);
            count.isText = scan.next(byte);
            ++at;
            ++count.bytes;
            if (!count.isText || (byte == '\n' && ++count.lines == enoughLines))
                return count;
        }
    }
    return count;
}

Answer byLines(const Look &look)
{
    const LineCount up = linesIn(bytesOf(look.known[0]));
    const LineCount down = linesIn(bytesOf(look.known[1]));
    if (!up.isText || !down.isText)
        return {};
    const std::uint64_t lines = up.lines + down.lines;
    if (lines < enoughLines && (!look.isFinal || lines == 0 || up.bytes + down.bytes < 2 + lines))
        return {{}, !look.isFinal};
    return {Framing{{.kind = FramerKind::Line}, {}, "lines of text"}, false};
}

std::optional<Framing> chooseBy(const Look &look, const Bindings &bindings)
{
    if (std::optional<Framing> framing = byBinding(look, bindings))
        return framing;
    if (look.start.kept)
        return look.start.kept;
    Answer answer = byPort(look);
    if (!answer.framing && !answer.isPending)
        answer = byFirstBytes(look);
    if (answer.framing || answer.isPending)
        return answer.framing;
    // Of these the first that fits is taken: none waits for another.
    const Answer length = byLength(tryLengths(look.known, look.isFinal));
    if (length.framing)
        return length.framing;
    const Answer lines = byLines(look);
    if (lines.framing)
        return lines.framing;
    if (!lines.isPending && (look.isFinal || !length.isPending))
        answer = byLength(tryShortLengths(look.known, look.isFinal));
    const bool isPending = answer.isPending || lines.isPending || length.isPending;
    if (answer.framing || (isPending && !look.isFinal))
        return answer.framing;
    return Framing{{}, {}, "no framer fitted"};
}

// Every byte at first, then steps of a sixteenth.
std::uint64_t nextLook(std::uint64_t known)
{
    return std::min(known < 64 ? known + 1 : known + known / 16, framingLook);
}

} // namespace

std::optional<Framing> chooseFraming(const StreamStart &start, const Registry &registry, const Bindings &bindings)
{
    Look look{.start = start, .registry = registry, .known = start.first};
    const std::uint64_t most = std::max(knownBytes(start.first[0]), knownBytes(start.first[1]));
    look.isFinal = start.isIdle || (start.ended[0] && start.ended[1]) || most >= framingLook;
    return chooseBy(look, bindings);
}

Framing framingOf(const FramerSpec &spec, const Registry &registry, std::string reason)
{
    return {spec, registry.find(spec.protocol), std::move(reason)};
}

std::string keptText(const Framing &framing, const Registry &registry)
{
    FramerSpec spec = framing.spec;
    if (framing.protocol && spec.kind != FramerKind::Protocol)
        spec.protocol = registry.protocol(*framing.protocol).filterName;
    return framerText(spec);
}

std::optional<Framing> framingKept(std::string_view text, const Registry &registry)
{
    const Result<FramerSpec> spec = parseFramer(text);
    if (text.empty() || !spec)
        return {};
    Framing framing = framingOf(*spec, registry, "kept in the file");
    const bool isKnown = spec->protocol.empty() || framing.protocol.has_value();
    const bool isStream = spec->kind != FramerKind::Protocol
        || (framing.protocol && registry.protocol(*framing.protocol).stream != nullptr);
    return isKnown && isStream ? std::optional(std::move(framing)) : std::nullopt;
}

std::string framingText(const Framing &framing)
{
    return framing.spec.kind == FramerKind::None ? std::string() : framerText(framing.spec) + " (" + framing.reason + ")";
}

FramingChoice::FramingChoice(const Endpoint &client, const Endpoint &server, const Registry &registry, const Bindings &bindings,
                             std::optional<Framing> kept)
    : m_registry(registry)
    , m_bindings(bindings)
    , m_start{.client = client, .server = server, .first = {}, .kept = std::move(kept)}
{
}

std::optional<Framing> FramingChoice::feed(Direction direction, Bytes bytes)
{
    const auto side = sideIndex(direction);
    std::vector<StreamPiece> &pieces = m_pieces[side];
    m_idleCalls = 0;
    while (!bytes.empty() && m_known[side] < framingLook) {
        // What will be looked at next is a matter of the bytes known, not of the pieces they came in.
        const std::uint64_t next = m_nextLook[side];
        const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), next - m_known[side]));
        if (!pieces.empty() && std::to_address(pieces.back().bytes.end()) == bytes.data())
            pieces.back().bytes = Bytes(pieces.back().bytes.data(), pieces.back().bytes.size() + size);
        else
            pieces.push_back({m_known[side], bytes.first(size)});
        bytes = bytes.subspan(size);
        m_known[side] += size;
        if (m_known[side] != next)
            continue;
        m_nextLook[side] = nextLook(next);
        if (std::optional<Framing> framing = ask(false))
            return framing;
    }
    return {};
}

std::optional<Framing> FramingChoice::end(Direction direction)
{
    m_start.ended[sideIndex(direction)] = true;
    return ask(false);
}

std::optional<Framing> FramingChoice::idle()
{
    if (isEmpty())
        return {};
    std::optional<Framing> framing = ask(true);
    const bool isTooFew = m_known[0] + m_known[1] < fewBytes && ++m_idleCalls < patientCalls;
    return framing && framing->spec.kind == FramerKind::None && !framing->protocol && isTooFew ? std::nullopt : framing;
}

std::optional<Framing> FramingChoice::atTime(std::int64_t timeNs)
{
    if (isEmpty())
        return {};
    if (!m_firstNs)
        m_firstNs = timeNs;
    return timeNs - *m_firstNs >= patienceNs ? idle() : std::nullopt;
}

Framing FramingChoice::last() { return ask(true).value_or(Framing()); }

std::optional<Framing> FramingChoice::ask(bool isIdle)
{
    m_start.first = {m_pieces[0], m_pieces[1]};
    m_start.isIdle = isIdle;
    return chooseFraming(m_start, m_registry, m_bindings);
}

std::size_t FramingChoice::heapBytes() const
{
    return (m_pieces[0].capacity() + m_pieces[1].capacity()) * sizeof(StreamPiece);
}

} // namespace framelens
