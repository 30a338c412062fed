// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What all parts of one session share: its event loop, blocks, recorder and board. Everything here is the session's thread's.
#pragma once

#include "core/live/asio.h"
#include "core/live/board.h"
#include "core/live/handler_memory.h"
#include "core/live/lookups.h"
#include "core/live/recorder.h"

#include <array>

namespace framelens::live {

/// 4,096 of them are the 64 MiB of the pool: each direction of 1,024 connections may hold one while its peer is slow, and
/// as many again are there for those that flow.
inline constexpr std::size_t blockBytes = std::size_t{16} * 1024;

/// Who waits for a free block, or for the recorder to go on.
class Waiting
{
public:
    virtual ~Waiting() = default;
    virtual void goOn() = 0;
};

class Loop
{
public:
    Loop(Options options, std::unique_ptr<Spool> spool, std::function<void()> wake);

    /// Turn by turn until `isDone()`: what is ready is read, then recorded at once, then passed on.
    template <typename Done>
    void run(const Done &isDone);

    /// A handler whose wait takes its memory from this loop.
    template <typename Handler>
    auto kept(Handler handler)
    {
        return asio::bind_allocator(HandlerAllocator<std::byte>(m_memory), std::move(handler));
    }
    /// Called once a block is free and the recorder takes pieces.
    void wait(std::shared_ptr<Waiting> who) { m_waiting.push_back(std::move(who)); }
    /// Nothing more will come of the whole session: `error` says why.
    void fail(const Error &error, State state = State::Failed);
    void setState(State state);
    /// Done when all that was given to the recorder before is in the log: who is told of an end finds it there.
    void onceRecorded(std::function<void(Status &)> change) { m_changes.push_back(std::move(change)); }
    void makeChanges();
    /// Blocks that may be taken beyond the one that each direction is sure of.
    std::size_t spareBlocks() const;

    const Options options;
    Board board;

private:
    HandlerMemory m_memory;

public:
    BufferPool pool;
    const std::shared_ptr<Lookups> lookups = std::make_shared<Lookups>();
    asio::io_context io{1};
    Recorder recorder; // after io, as all that holds sockets
    std::uint32_t nextConnection = 0;
    /// Ends what goes on: set by the session, called by fail().
    std::function<void()> end;

private:
    void look();
    void lookLater();
    void endTurn();
    void resume();

    std::vector<std::shared_ptr<Waiting>> m_waiting;
    std::vector<std::shared_ptr<Waiting>> m_resumed; // kept for its memory
    asio::steady_timer m_look{io};
    std::vector<std::function<void(Status &)>> m_changes;
    std::uint32_t m_seconds = 0;
    std::uint64_t m_madeBytes = 0;
};

template <typename Done>
void Loop::run(const Done &isDone)
{
    const auto work = asio::make_work_guard(io);
    lookLater();
    while (!isDone()) {
        io.run_one();
        while (!recorder.isFull() && io.poll_one() != 0) { }
        endTurn();
    }
    m_look.cancel();
}

} // namespace framelens::live
