// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/export/recording_export.h"

#include "core/capture/saved_framings.h"
#include "core/export/made_segment.h"
#include "core/export/pcapng_writer.h"
#include "core/export/record_walk.h"

#include <algorithm>
#include <cerrno>
#include <utility>

namespace framelens {

namespace {

/// One connection on its way into the file.
struct MadeConversation
{
    Endpoint client;
    Endpoint server;
    std::array<std::uint32_t, 2> initial{}; ///< sequence numbers
    std::array<std::uint64_t, 2> known{}; ///< bytes of each direction so far, with those that were dropped
    std::array<bool, 2> ended{}; ///< a FIN was sent
    std::array<bool, 2> hasGap{}; ///< which the other side has not acknowledged yet
    bool hasFrames = false;

    std::uint32_t sequence(Direction direction) const
    {
        const std::size_t side = sideOf(direction);
        return static_cast<std::uint32_t>(initial[side] + 1 + known[side] + (ended[side] ? 1 : 0));
    }
};

class RecordingExporter
{
public:
    RecordingExporter(const SpoolLog &log, Job &job, const RecordingExportOptions &options)
        : m_log(log)
        , m_options(options)
        , m_ledger(options.ledger ? *options.ledger : m_ownLedger)
        , m_walk(log, job, options)
        , m_chosen(options.connections)
    {
        std::ranges::sort(m_chosen);
    }

    Result<RecordingExport> writeTo(TargetFile &file);

private:
    bool isChosen(std::uint32_t connection) const
    {
        return m_chosen.empty() || std::ranges::binary_search(m_chosen, connection);
    }
    MadeConversation &conversation(std::uint32_t connection);

    Result<void> take(const SpoolRecord &record);
    Result<void> open(const SpoolRecord &record);
    Result<void> fail(const SpoolRecord &record);
    Result<void> chunk(const SpoolRecord &record);
    Result<void> drop(const SpoolRecord &record);
    Result<void> end(const SpoolRecord &record, Direction direction);
    Result<void> close(const SpoolRecord &record);
    Result<void> reset(const SpoolRecord &record, Direction direction);

    Result<void> beginConversation(const SpoolRecord &record, MadeConversation &made);
    Result<void> send(const SpoolRecord &record, Direction direction, unsigned flags, Bytes payload = {});

    const SpoolLog &m_log;
    const RecordingExportOptions &m_options;
    CopyLedger m_ownLedger;
    CopyLedger &m_ledger;
    RecordWalk m_walk;
    std::vector<std::uint32_t> m_chosen;
    std::vector<MadeConversation> m_conversations; // by connection
    PcapngWriter *m_writer = nullptr; // while writeTo() runs
    RecordingExport m_done;
};

MadeConversation &RecordingExporter::conversation(std::uint32_t connection)
{
    if (connection >= m_conversations.size())
        m_conversations.resize(std::size_t{connection} + 1);
    return m_conversations[connection];
}

// Before its first frame. Sequence numbers begin elsewhere in each conversation: a pair of ports that comes again is a
// conversation of its own by that.
Result<void> RecordingExporter::beginConversation(const SpoolRecord &record, MadeConversation &made)
{
    constexpr std::uint32_t spread = 2'654'435'761; // odd: no two of 2^32 are the same
    constexpr std::uint32_t first = 1'000'000; // an acknowledgement of 0 would be read as none
    made.hasFrames = true;
    made.initial = {first + m_done.connections * spread, 2 * first - m_done.connections * spread};
    const SavedFraming framing{.client = made.client,
                               .server = made.server,
                               .connection = m_done.connections++,
                               .framerText = m_options.framerText ? m_options.framerText(record.connection) : std::string()};
    if (framing.framerText.empty())
        return {};
    return m_writer->custom(savedFramingEnterprise, savedFramingContent(framing));
}

Result<void> RecordingExporter::send(const SpoolRecord &record, Direction direction, unsigned flags, Bytes payload)
{
    MadeConversation &made = conversation(record.connection);
    if (!made.hasFrames)
        if (Result<void> begun = beginConversation(record, made); !begun)
            return begun;
    if (m_writer->isFull())
        if (Result<void> flushed = m_walk.written(m_writer->flush()); !flushed)
            return flushed;
    const bool isSyn = (flags & tcp_flag::syn) != 0;
    const MadeSegment segment{.client = made.client,
                              .server = made.server,
                              .direction = direction,
                              .sequence = made.sequence(direction) - (isSyn ? 1 : 0),
                              .acknowledgement = (flags & tcp_flag::ack) != 0 ? made.sequence(opposite(direction)) : 0,
                              .flags = static_cast<std::uint8_t>(flags),
                              .payload = payload};
    std::array<std::byte, mostSegmentHeader> headers{};
    const std::size_t size = makeHeaders(headers, segment);
    ++m_done.frames;
    return m_writer->frame(record.timeNs, Bytes(headers).first(size), payload);
}

Result<void> RecordingExporter::open(const SpoolRecord &record)
{
    MadeConversation &made = conversation(record.connection);
    if (made.hasFrames)
        return {};
    std::tie(made.client, made.server) = sameFamily(record.client, record.server);
    if (Result<void> sent = send(record, Direction::ToServer, tcp_flag::syn); !sent)
        return sent;
    if (Result<void> sent = send(record, Direction::ToClient, tcp_flag::syn | tcp_flag::ack); !sent)
        return sent;
    return send(record, Direction::ToServer, tcp_flag::ack);
}

Result<void> RecordingExporter::fail(const SpoolRecord &record)
{
    MadeConversation &made = conversation(record.connection);
    if (made.hasFrames) // it broke: a reset was seen, or nothing
        return record.systemError == ECONNRESET ? reset(record, record.direction) : Result<void>();
    std::tie(made.client, made.server) = sameFamily(record.client, record.server);
    if (Result<void> sent = send(record, Direction::ToServer, tcp_flag::syn); !sent)
        return sent;
    return record.systemError == ECONNREFUSED ? reset(record, Direction::ToClient) : Result<void>();
}

Result<void> RecordingExporter::chunk(const SpoolRecord &record)
{
    MadeConversation &made = conversation(record.connection);
    const Result<Bytes> found = m_walk.bytesOf(record);
    if (!found)
        return std::unexpected(found.error());
    const Bytes all = *found;
    const std::size_t most = mostPayload(made.client.isIpv6);
    for (std::size_t at = 0; at < all.size(); at += most) {
        const Bytes part = all.subspan(at, std::min(most, all.size() - at));
        const unsigned push = at + part.size() == all.size() ? tcp_flag::psh : 0U;
        if (Result<void> sent = send(record, record.direction, tcp_flag::ack | push, part); !sent)
            return sent;
        made.known[sideOf(record.direction)] += part.size();
    }
    m_done.payloadBytes += all.size();
    // So that readers see that the other side got what is missing here.
    if (!std::exchange(made.hasGap[sideOf(record.direction)], false))
        return {};
    return send(record, opposite(record.direction), tcp_flag::ack);
}

Result<void> RecordingExporter::drop(const SpoolRecord &record)
{
    MadeConversation &made = conversation(record.connection);
    made.known[sideOf(record.direction)] += record.size;
    made.hasGap[sideOf(record.direction)] = true;
    m_done.droppedBytes += record.size;
    return {};
}

Result<void> RecordingExporter::end(const SpoolRecord &record, Direction direction)
{
    MadeConversation &made = conversation(record.connection);
    if (!made.hasFrames || made.ended[sideOf(direction)])
        return {};
    if (Result<void> sent = send(record, direction, tcp_flag::fin | tcp_flag::ack); !sent)
        return sent;
    made.ended[sideOf(direction)] = true;
    return send(record, opposite(direction), tcp_flag::ack);
}

Result<void> RecordingExporter::close(const SpoolRecord &record)
{
    if (Result<void> ended = end(record, record.direction); !ended)
        return ended;
    return end(record, opposite(record.direction));
}

Result<void> RecordingExporter::reset(const SpoolRecord &record, Direction direction)
{
    if (!conversation(record.connection).hasFrames)
        return {};
    return send(record, direction, tcp_flag::rst | tcp_flag::ack);
}

Result<void> RecordingExporter::take(const SpoolRecord &record)
{
    if (record.kind == SpoolRecordKind::Note || !isChosen(record.connection))
        return {};
    switch (record.kind) {
    case SpoolRecordKind::Chunk: return chunk(record);
    case SpoolRecordKind::Open: return open(record);
    case SpoolRecordKind::HalfClose: return end(record, record.direction);
    case SpoolRecordKind::Close: return close(record);
    case SpoolRecordKind::Reset: return reset(record, record.direction);
    case SpoolRecordKind::Failed: return fail(record);
    case SpoolRecordKind::Dropped: return drop(record);
    case SpoolRecordKind::Note: break;
    }
    return {};
}

Result<RecordingExport> RecordingExporter::writeTo(TargetFile &file)
{
    PcapngWriter writer(file, m_ledger);
    m_writer = &writer;
    Result<void> result = writer.begin(m_log.note("title"), "bytes as received; Ethernet, IP and TCP headers made by Framelens");
    if (result)
        result = m_walk.forEach([this](const SpoolRecord &record) { return take(record); });
    if (result)
        result = m_walk.written(writer.flush());
    if (result)
        result = m_walk.checkedAtEnd();
    if (result)
        result = file.commit();
    m_writer = nullptr;
    if (!result)
        return std::unexpected(result.error());
    m_done.bytes = writer.bytes();
    return m_done;
}

} // namespace

Result<RecordingExport> exportRecording(const SpoolLog &log, const std::string &path, Job &job,
                                        const RecordingExportOptions &options)
{
    Result<TargetFile> file = TargetFile::create(path, exportKeeps(log, options), options.calls);
    if (!file)
        return std::unexpected(file.error());
    return RecordingExporter(log, job, options).writeTo(*file);
}

Result<RecordingExport> exportRecording(const SpoolLog &log, int fd, const std::string &name, Job &job,
                                        const RecordingExportOptions &options)
{
    TargetFile file = TargetFile::onDescriptor(fd, name, options.calls);
    return RecordingExporter(log, job, options).writeTo(file);
}

} // namespace framelens
