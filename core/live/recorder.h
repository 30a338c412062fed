// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What stands between the sockets and the spool: what came in one turn of the loop is appended at once, and only then goes on.
#pragma once

#include "core/bytes/buffer_pool.h"
#include "core/bytes/spool.h"
#include "core/live/board.h"

#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

namespace framelens::live {

/// Received bytes on their way: a block of the pool, and how much of it is filled.
struct Piece
{
    BufferPool::Block block;
    std::size_t size = 0;

    Bytes bytes() const & { return block.bytes().first(size); }
};

/// An event, or the head of a piece.
inline SpoolRecord makeRecord(SpoolRecordKind kind, std::uint32_t connection, Direction direction = Direction::ToServer)
{
    SpoolRecord record;
    record.kind = kind;
    record.connection = connection;
    record.direction = direction;
    return record;
}

/// Who gave a piece to be recorded, and gets it back to pass it on.
class PieceOwner
{
public:
    virtual ~PieceOwner() = default;
    /// The piece is in the spool (or the user wants it forwarded without). Called by flush().
    virtual void recorded(Piece piece) = 0;
};

/// The one who writes to the spool. For the session's thread.
class Recorder
{
public:
    /// Pieces in a batch: more than that are not waited for before they are appended.
    static constexpr std::size_t fullBatch = 64;
    /// Records that wait while the disk is full and the proxy goes on; beyond that only bytes are counted.
    static constexpr std::size_t mostLateRecords = 65'536;

    /// `mostBytes`: the spool's limit.
    Recorder(std::unique_ptr<Spool> spool, std::uint64_t mostBytes, Board &board, bool goesOnUnrecorded);

    void add(std::shared_ptr<PieceOwner> owner, Piece piece, std::uint32_t connection, Direction direction);
    void add(SpoolRecord event);
    /// Appends what was added, in order, and gives the pieces back to their owners.
    void flush();
    /// After a failure: flush() tries again.
    void retry();

    void setNote(std::string_view key, std::string_view value);
    /// The last try to write what waits, then the end of the spool. What could not be written is told on the board.
    void finish();

    /// While false no socket is read: what was read already waits here.
    bool accepts() const { return !m_isHeld; }
    /// Nothing waits to be appended.
    bool isIdle() const { return m_added.empty() && m_done == m_batch.size(); }
    bool isFull() const { return m_added.size() >= fullBatch; }
    /// The spool's limit was reached; set by flush().
    const std::optional<Error> &limit() const & { return m_limit; }
    Spool &spool() & { return *m_spool; }

private:
    struct Item
    {
        std::shared_ptr<PieceOwner> owner; // null: an event
        Piece piece;
        SpoolRecord record;
    };
    std::size_t runOfChunks() const;
    Result<void> appendChunks(std::size_t count, std::int64_t timeNs);
    void appendWhatFits(std::int64_t timeNs);
    Result<void> appendLate(std::int64_t timeNs);
    bool step(std::int64_t timeNs);
    void passOn(std::size_t count);
    void passOnUnrecorded();
    bool failed(const Error &error, std::size_t chunks, std::int64_t timeNs);
    void countConnections(SpoolRecordKind kind);
    void keepLate(const SpoolRecord &record);
    void countLate(const SpoolRecord &bytes);
    void hold(const Error &error);
    void writeRest();
    void dropPieces();

    std::unique_ptr<Spool> m_spool;
    Board &m_board;
    const std::uint64_t m_mostBytes;
    const bool m_goesOnUnrecorded;
    std::vector<Item> m_added;
    std::vector<Item> m_batch; // being appended; done up to m_done
    std::size_t m_done = 0;
    std::vector<SpoolChunk> m_chunks;
    std::vector<SpoolRecord> m_late; // what the spool does not know yet while the proxy goes on without it
    std::unordered_map<std::uint64_t, std::size_t> m_lateBytes; // connection and direction -> its open count in m_late
    bool m_isHeld = false;
    bool m_isUnrecorded = false;
    bool m_triesAgain = false;
    std::optional<Error> m_limit;
};

} // namespace framelens::live
