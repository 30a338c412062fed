// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/live/recorder.h"

#include "core/bytes/vectored_write.h"

#include <algorithm>
#include <chrono>
#include <limits>

namespace framelens::live {

namespace {

std::int64_t nowNs()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

std::uint64_t lateKey(std::uint32_t connection, Direction direction)
{
    return (std::uint64_t{connection} << 1U) | static_cast<std::uint64_t>(direction);
}

} // namespace

Recorder::Recorder(std::unique_ptr<Spool> spool, std::uint64_t mostBytes, Board &board, bool goesOnUnrecorded)
    : m_spool(std::move(spool))
    , m_board(board)
    , m_mostBytes(mostBytes)
    , m_goesOnUnrecorded(goesOnUnrecorded)
{
}

void Recorder::add(std::shared_ptr<PieceOwner> owner, Piece piece, std::uint32_t connection, Direction direction)
{
    SpoolRecord record = makeRecord(SpoolRecordKind::Chunk, connection, direction);
    record.size = static_cast<std::uint32_t>(piece.size);
    m_added.push_back({std::move(owner), std::move(piece), record});
}

void Recorder::add(SpoolRecord event) { m_added.push_back({{}, {}, event}); }

void Recorder::retry()
{
    if (m_limit)
        return;
    m_triesAgain = true;
    m_isHeld = false;
    m_board.change([](Status &status) { status.recordingHeld.reset(); });
}

void Recorder::flush()
{
    if (m_isHeld || (m_added.empty() && m_batch.empty() && !m_triesAgain))
        return;
    const std::int64_t timeNs = nowNs();
    if (std::exchange(m_triesAgain, false) && m_isUnrecorded) {
        const Result<void> caughtUp = appendLate(timeNs);
        m_isUnrecorded = !caughtUp;
        if (!caughtUp)
            hold(caughtUp.error());
    }
    while (step(timeNs)) { }
}

// The next chunks in a row or the next event; false when all is done or cannot go on. What is passed on may add more.
bool Recorder::step(std::int64_t timeNs)
{
    if (m_done == m_batch.size()) {
        m_batch.clear();
        m_done = 0;
        m_batch.swap(m_added);
        if (m_batch.empty())
            return false;
    }
    if (m_isUnrecorded) {
        passOnUnrecorded();
        return true;
    }
    const std::size_t chunks = runOfChunks();
    if (chunks == 0)
        m_batch[m_done].record.timeNs = timeNs;
    const Result<void> appended = chunks > 0 ? appendChunks(chunks, timeNs) : m_spool->append(m_batch[m_done].record);
    if (!appended)
        return failed(appended.error(), chunks, timeNs);
    passOn(std::max<std::size_t>(chunks, 1));
    return true;
}

std::size_t Recorder::runOfChunks() const
{
    std::size_t count = 0;
    while (count < mostPieces && m_done + count < m_batch.size() && m_batch[m_done + count].owner)
        ++count;
    return count;
}

Result<void> Recorder::appendChunks(std::size_t count, std::int64_t timeNs)
{
    m_chunks.clear();
    for (std::size_t i = 0; i < count; ++i) {
        const Item &item = m_batch[m_done + i];
        m_chunks.push_back({.bytes = item.piece.bytes(),
                            .connection = item.record.connection,
                            .direction = item.record.direction,
                            .timeNs = timeNs});
    }
    return m_spool->append(m_chunks);
}

void Recorder::passOn(std::size_t count)
{
    std::array<std::uint64_t, 2> bytes{};
    for (std::size_t i = 0; i < count; ++i, ++m_done) {
        Item &item = m_batch[m_done];
        if (!item.owner) {
            countConnections(item.record.kind);
            continue;
        }
        bytes.at(sideIndex(item.record.direction)) += item.piece.size;
        const std::shared_ptr<PieceOwner> owner = std::move(item.owner);
        owner->recorded(std::move(item.piece));
    }
    m_board.change([&](Status &status) {
        status.bytesToServer += bytes[0];
        status.bytesToClient += bytes[1];
    });
}

// What is counted has its record: who sees none open any more finds all their ends in the log.
void Recorder::countConnections(SpoolRecordKind kind)
{
    const bool isOpening = kind == SpoolRecordKind::Open;
    const bool isEnd = kind == SpoolRecordKind::Close || kind == SpoolRecordKind::Reset || kind == SpoolRecordKind::Failed;
    m_board.change([&](Status &status) {
        status.connectionsSeen += isOpening ? 1U : 0U;
        status.connectionsOpen += isOpening ? 1U : 0U;
        status.connectionsOpen -= isEnd ? 1U : 0U;
    });
}

// The item goes on, and is told to the spool once that takes records again.
void Recorder::passOnUnrecorded()
{
    const Item &item = m_batch[m_done];
    SpoolRecord late = item.record;
    if (item.owner) {
        late.kind = SpoolRecordKind::Dropped;
        m_board.change([&](Status &status) { status.bytesUnrecorded += late.size; });
        countLate(late);
    } else {
        keepLate(late);
    }
    passOn(1);
}

void Recorder::keepLate(const SpoolRecord &record)
{
    // What is counted for this connection from now on came after this.
    m_lateBytes.erase(lateKey(record.connection, Direction::ToServer));
    m_lateBytes.erase(lateKey(record.connection, Direction::ToClient));
    if (m_late.size() < mostLateRecords)
        m_late.push_back(record);
}

void Recorder::countLate(const SpoolRecord &bytes)
{
    const auto open = m_lateBytes.find(lateKey(bytes.connection, bytes.direction));
    if (open != m_lateBytes.end()
        && bytes.size <= std::numeric_limits<std::uint32_t>::max() - m_late[open->second].size) {
        m_late[open->second].size += bytes.size;
    } else if (m_late.size() < mostLateRecords) {
        m_lateBytes[lateKey(bytes.connection, bytes.direction)] = m_late.size();
        m_late.push_back(bytes);
    }
}

Result<void> Recorder::appendLate(std::int64_t timeNs)
{
    std::size_t done = 0;
    Result<void> appended;
    while (done < m_late.size()) {
        m_late[done].timeNs = timeNs;
        appended = m_spool->append(m_late[done]);
        if (!appended)
            break;
        ++done;
    }
    m_late.erase(m_late.begin(), m_late.begin() + static_cast<std::ptrdiff_t>(done));
    m_lateBytes.clear();
    return appended;
}

// Whether there is a way to go on.
bool Recorder::failed(const Error &error, std::size_t chunks, std::int64_t timeNs)
{
    if (error.reason == Reason::LimitReached) {
        if (chunks > 0)
            appendWhatFits(timeNs);
        m_limit = error;
        m_isHeld = true;
        return false;
    }
    hold(error);
    m_isUnrecorded = m_goesOnUnrecorded;
    m_isHeld = !m_goesOnUnrecorded;
    return m_goesOnUnrecorded;
}

// The limit is the user's: recorded, and passed on, is what lies before it, to the byte.
void Recorder::appendWhatFits(std::int64_t timeNs)
{
    while (m_done < m_batch.size() && m_batch[m_done].owner && m_spool->bytes() < m_mostBytes) {
        Piece &piece = m_batch[m_done].piece;
        piece.size = static_cast<std::size_t>(std::min<std::uint64_t>(piece.size, m_mostBytes - m_spool->bytes()));
        if (!appendChunks(1, timeNs))
            return;
        passOn(1);
    }
}

void Recorder::setNote(std::string_view key, std::string_view value)
{
    if (const Result<void> kept = m_spool->setNote(key, value); !kept && kept.error().reason == Reason::System)
        hold(kept.error());
}

void Recorder::finish()
{
    const bool wasLimited = m_limit.has_value();
    writeRest();
    if (m_limit && !wasLimited) { // met by what the disk had held up
        m_board.change([&](Status &status) { status.error = m_limit; });
        writeRest();
    }
    std::uint64_t unsaved = 0;
    for (std::size_t i = m_done; i < m_batch.size(); ++i)
        unsaved += m_batch[i].piece.size;
    if (m_isHeld && unsaved > 0)
        m_board.change([&](Status &status) { status.recordingHeld->detail = grouped(unsaved) + " bytes unsaved"; });
    m_batch.clear();
    m_added.clear();
    if (const Result<void> closed = m_spool->close(); !closed)
        m_board.change([&](Status &status) { status.unsynced = closed.error(); });
    m_spool.reset();
}

void Recorder::writeRest()
{
    if (m_limit) // what lies beyond it goes; that connections ended is still told
        dropPieces();
    m_isHeld = false;
    m_triesAgain = true;
    flush();
}

void Recorder::dropPieces()
{
    m_batch.erase(m_batch.begin(), m_batch.begin() + static_cast<std::ptrdiff_t>(m_done));
    m_done = 0;
    for (std::vector<Item> *items : {&m_batch, &m_added})
        std::erase_if(*items, [](const Item &item) { return item.owner != nullptr; });
}

void Recorder::hold(const Error &error)
{
    m_board.change([&](Status &status) { status.recordingHeld = error; });
}

} // namespace framelens::live
