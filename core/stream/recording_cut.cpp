// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The writer's side of a recording: records of the spool become messages, in the order of their arrival.
#include "core/stream/recording_parts.h"

#include <algorithm>

namespace framelens {

namespace {

constexpr std::uint64_t recordsBetweenLooks = 256; // at whether the job was cancelled
constexpr std::uint64_t mostRecords = 0xffffffffU; // a frame keeps its record in 32 bits


} // namespace

Recording::Parts::Parts(std::shared_ptr<const SpoolLog> spool, std::shared_ptr<const Registry> protocols, RecordingOptions chosen)
    : log(std::move(spool))
    , registry(std::move(protocols))
    , options(std::move(chosen))
    , bindings(options.bindings != nullptr ? options.bindings : std::make_shared<const Bindings>())
    , ledger(options.ledger != nullptr ? options.ledger : std::make_shared<CopyLedger>())
{
}

bool Recording::Parts::advance(Job &job, bool isIdle)
{
    const bool isFinished = log->isFinished(); // asked first: what is counted afterwards is all
    const std::uint64_t end = std::min(log->count(), mostRecords);
    const std::uint64_t begin = m_next;
    const std::uint32_t frames = index.count();
    while (m_next < end && (m_next % recordsBetweenLooks != 0 || !job.cancelled()))
        take(static_cast<std::uint32_t>(m_next++));
    askAll(isIdle && m_next == end);
    const bool endsNow = isFinished && m_next == end && !isComplete.load(std::memory_order_relaxed);
    if (endsNow)
        endAll();
    job.report(m_next, end);
    if (index.count() != frames || endsNow)
        job.published();
    return m_next != begin || index.count() != frames || endsNow;
}

// Connections are counted from 0, and each has a record of its own: a number that no count could have reached is no
// connection's.
void Recording::Parts::take(std::uint32_t number)
{
    const SpoolRecord record = log->record(number);
    if (record.kind == SpoolRecordKind::Note || record.connection > number)
        return;
    RecordedConnection &connection = connectionAt(record.connection);
    m_newestNs = std::max(m_newestNs, record.timeNs);
    note(connection, record);
    if (record.kind == SpoolRecordKind::Open || record.kind == SpoolRecordKind::Failed)
        open(connection, record);
    if (connection.cutter != nullptr)
        cut(connection, number, record);
    else
        wait(connection, number, record);
}

RecordedConnection &Recording::Parts::connectionAt(std::uint32_t number)
{
    while (connections->size() <= number) {
        auto made = std::make_unique<RecordedConnection>();
        const auto index32 = static_cast<std::uint32_t>(connections->size());
        made->summary.number = index32;
        for (const Direction direction : {Direction::ToServer, Direction::ToClient}) {
            made->flows[sideIndex(direction)].connection = index32;
            made->flows[sideIndex(direction)].direction = direction;
        }
        connections->push(std::move(made));
    }
    return *(*connections)[number];
}

// What the list of streams says.
void Recording::Parts::note(RecordedConnection &connection, const SpoolRecord &record)
{
    const std::scoped_lock lock(mutex);
    StreamSummary &summary = connection.summary;
    if (!std::exchange(connection.hasTime, true)) {
        summary.firstTimeNs = record.timeNs;
        summary.beginsWithoutFrame = record.kind == SpoolRecordKind::Open;
    }
    summary.lastTimeNs = record.timeNs;
    switch (record.kind) {
    case SpoolRecordKind::Chunk:
        ++summary.packets[sideIndex(record.direction)];
        summary.bytes[sideIndex(record.direction)] += record.size;
        break;
    case SpoolRecordKind::HalfClose:
        if (summary.state == StreamState::Open)
            summary.state = StreamState::HalfClosed;
        break;
    case SpoolRecordKind::Close:
        if (summary.state != StreamState::Reset && summary.state != StreamState::Failed)
            summary.state = StreamState::Closed;
        break;
    case SpoolRecordKind::Reset: summary.state = StreamState::Reset; break;
    case SpoolRecordKind::Failed: summary.state = StreamState::Failed; break;
    case SpoolRecordKind::Open:
    case SpoolRecordKind::Dropped:
    case SpoolRecordKind::Note: break;
    }
}

void Recording::Parts::open(RecordedConnection &connection, const SpoolRecord &record)
{
    // Frames point to what they were told; a connection is opened once.
    const bool isKnown = connection.cutter != nullptr || connection.flows[0].client != Endpoint() || connection.flows[0].server != Endpoint();
    if (isKnown)
        return;
    for (Flow &flow : connection.flows) {
        flow.client = record.client;
        flow.server = record.server;
    }
    const std::scoped_lock lock(mutex);
    connection.summary.client = record.client;
    connection.summary.server = record.server;
}

// Until it is chosen what cuts the connection its records are put by.
void Recording::Parts::wait(RecordedConnection &connection, std::uint32_t number, const SpoolRecord &record)
{
    if (options.framer) {
        decide(connection, framingOf(*options.framer, *registry, "chosen by hand"));
        cut(connection, number, record);
        return;
    }
    if (connection.choice == nullptr) {
        connection.choice = std::make_unique<FramingChoice>(connection.flows[0].client, connection.flows[0].server, *registry, *bindings);
        connection.waitingAt = m_waiting.size();
        m_waiting.push_back(&connection);
    }
    connection.waiting.push_back(number);
    std::optional<Framing> framing;
    switch (record.kind) {
    case SpoolRecordKind::Chunk: {
        if (!std::exchange(connection.hasBytes, true))
            undecided.fetch_add(1, std::memory_order_relaxed);
        const ByteView bytes(log->store(), record.offset, record.size);
        framing = connection.choice->feed(record.direction, bytes.bytes());
        break;
    }
    case SpoolRecordKind::HalfClose: framing = connection.choice->end(record.direction); break;
    case SpoolRecordKind::Close:
    case SpoolRecordKind::Reset:
    case SpoolRecordKind::Failed:
        framing = connection.choice->end(Direction::ToServer);
        if (!framing)
            framing = connection.choice->end(Direction::ToClient);
        break;
    case SpoolRecordKind::Dropped: framing = Framing{{}, {}, "bytes are missing at the beginning"}; break;
    case SpoolRecordKind::Open:
    case SpoolRecordKind::Note: break;
    }
    if (!framing)
        framing = connection.choice->atTime(record.timeNs);
    if (framing)
        decide(connection, *std::move(framing));
}

void Recording::Parts::askAll(bool isIdle)
{
    std::size_t kept = 0;
    for (std::size_t i = 0; i < m_waiting.size(); ++i) {
        RecordedConnection *connection = m_waiting[i];
        if (connection == nullptr)
            continue;
        if (std::optional<Framing> framing = isIdle ? connection->choice->idle() : connection->choice->atTime(m_newestNs)) {
            decide(*connection, *std::move(framing));
        } else {
            connection->waitingAt = kept;
            m_waiting[kept++] = connection;
        }
    }
    m_waiting.resize(kept);
}

void Recording::Parts::decide(RecordedConnection &connection, Framing framing)
{
    connection.framing = std::move(framing);
    for (Flow &flow : connection.flows) {
        flow.protocol = connection.framing.protocol.value_or(flow.protocol);
        flow.framer = connection.framing.spec.kind == FramerKind::None ? nullptr : &connection.framing.spec;
    }
    connection.cutter = std::make_unique<StreamCutter>(connection.framing, *registry);
    connection.isFramed.store(true, std::memory_order_release);
    {
        const std::scoped_lock lock(mutex);
        connection.summary.framing = framingText(connection.framing);
        if (connection.framing.protocol)
            connection.summary.protocol = registry->protocol(*connection.framing.protocol).name;
    }
    if (connection.choice != nullptr)
        m_waiting[connection.waitingAt] = nullptr;
    if (connection.choice != nullptr && connection.hasBytes)
        undecided.fetch_sub(1, std::memory_order_relaxed);
    connection.choice.reset();
    for (const std::uint32_t number : std::exchange(connection.waiting, {}))
        cut(connection, number, log->record(number));
}

void Recording::Parts::cut(RecordedConnection &connection, std::uint32_t number, const SpoolRecord &record)
{
    switch (record.kind) {
    case SpoolRecordKind::Chunk: cutChunk(connection, number, record); return;
    case SpoolRecordKind::Dropped: {
        const auto last = connection.sides[sideIndex(record.direction)].lastChunk;
        const auto tell = [&](const CutMessage &cut) { push(connection, cut, last); };
        connection.cutter->skip(record.direction, record.size, std::ref(tell));
        return;
    }
    case SpoolRecordKind::HalfClose: endSide(connection, record.direction); return;
    case SpoolRecordKind::Close:
    case SpoolRecordKind::Reset:
    case SpoolRecordKind::Failed:
        endSide(connection, Direction::ToServer);
        endSide(connection, Direction::ToClient);
        if (record.kind == SpoolRecordKind::Reset)
            pushFrame(connection, {.record = number, .kind = FrameKind::Reset});
        if (record.kind == SpoolRecordKind::Failed)
            pushFrame(connection, {.record = number, .kind = FrameKind::Failed});
        return;
    case SpoolRecordKind::Open:
    case SpoolRecordKind::Note: return;
    }
}

void Recording::Parts::cutChunk(RecordedConnection &connection, std::uint32_t number, const SpoolRecord &record)
{
    RecordedConnection::Side &side = connection.sides[sideIndex(record.direction)];
    const ByteView view(log->store(), record.offset, record.size);
    const std::uint64_t known = connection.cutter->known(record.direction);
    // Neither is so in a spool of ours.
    if (view.size() != record.size || record.streamOffset < known)
        return;
    const auto last = side.lastChunk;
    // By reference: as they are they would not fit into a std::function without the heap.
    const auto tellEarlier = [&](const CutMessage &cut) { push(connection, cut, last); };
    const auto tell = [&](const CutMessage &cut) { push(connection, cut, number); };
    if (record.streamOffset > known)
        connection.cutter->skip(record.direction, record.streamOffset - known, std::ref(tellEarlier));
    if (record.offset != side.dataEnd)
        side.runBegin = record.streamOffset;
    side.dataEnd = record.offset + record.size;
    side.lastChunk = number;
    side.ended = false;
    {
        const std::scoped_lock lock(mutex);
        connection.lastChunks[sideIndex(record.direction)] = number;
    }
    connection.cutter->feed(record.direction, view.bytes(), std::ref(tell));
}

void Recording::Parts::endSide(RecordedConnection &connection, Direction direction)
{
    RecordedConnection::Side &side = connection.sides[sideIndex(direction)];
    if (std::exchange(side.ended, true))
        return;
    const auto tell = [&](const CutMessage &cut) { push(connection, cut, side.lastChunk); };
    connection.cutter->end(direction, std::ref(tell));
}

// `record` is the newest chunk of the direction. What is told late (parts of a long message, what no framer took) may lie in
// an earlier one.
void Recording::Parts::push(RecordedConnection &connection, const CutMessage &message, std::optional<std::uint32_t> newest)
{
    if (!newest)
        return;
    const RecordedConnection::Side &side = connection.sides[sideIndex(message.direction)];
    const std::uint32_t record = chunkOf(*newest, message.offset + message.size);
    const SpoolRecord chunk = log->record(record);
    bool inPieces = message.offset < chunk.streamOffset;
    if (inPieces && record == side.lastChunk)
        inPieces = message.offset < side.runBegin;
    else if (inPieces)
        inPieces = runsOf(chunk, message.offset, message.size).size() != 1;
    // Each read is a message where the user named who decodes them.
    const bool isRead = message.kind == FrameKind::Unframed && connection.framing.spec.kind == FramerKind::None;
    const FrameKind kind = isRead && connection.framing.protocol ? FrameKind::Message : message.kind;
    pushFrame(connection, {message.offset, message.size, record, kind, inPieces});
}

// Of the chunks up to the newest the one in which the byte before `end` lies. Many that are told at once are told in their order:
// so the way back is gone once for all of them.
std::uint32_t Recording::Parts::chunkOf(std::uint32_t newest, std::uint64_t end)
{
    if (m_wayBack.empty() || m_wayBack.front().record != newest)
        m_wayBack = {{newest, log->record(newest).streamOffset}};
    while (m_wayBack.back().streamOffset >= end) {
        const std::optional<std::uint64_t> previous = log->record(m_wayBack.back().record).previous;
        if (!previous || *previous >= m_wayBack.back().record)
            break;
        m_wayBack.push_back({static_cast<std::uint32_t>(*previous), log->record(*previous).streamOffset});
    }
    while (m_wayBack.size() > 1 && m_wayBack[m_wayBack.size() - 2].streamOffset < end)
        m_wayBack.pop_back();
    return m_wayBack.back().record;
}

void Recording::Parts::pushFrame(RecordedConnection &connection, const RecordedFrame &frame)
{
    const std::uint32_t number = index.count();
    if (number >= options.mostFrames) {
        isCutOff.store(true, std::memory_order_relaxed);
        return;
    }
    if (number == 0)
        firstTimeNs.store(log->record(frame.record).timeNs, std::memory_order_relaxed);
    if (!std::exchange(connection.hasFrame, true)) {
        const std::scoped_lock lock(mutex);
        connection.summary.firstFrame = number;
    }
    index.push(frame);
}

// Nothing more comes: the recorder has gone, with connections open perhaps.
void Recording::Parts::endAll()
{
    for (std::size_t i = 0; i < connections->size(); ++i) {
        RecordedConnection &connection = *(*connections)[i];
        if (connection.cutter == nullptr && connection.hasBytes)
            decide(connection, connection.choice->last());
        if (connection.cutter == nullptr)
            continue;
        endSide(connection, Direction::ToServer);
        endSide(connection, Direction::ToClient);
    }
    isComplete.store(true, std::memory_order_release);
}

} // namespace framelens
