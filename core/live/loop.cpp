// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/live/loop.h"

#include <algorithm>
#include <filesystem>

namespace framelens::live {

namespace {

bool isScarce(const std::string &path)
{
    std::error_code error;
    const std::filesystem::space_info space = std::filesystem::space(std::filesystem::path(path).parent_path(), error);
    return !error && space.available < std::max<std::uintmax_t>(space.capacity / 20, std::uintmax_t{64} << 20U);
}

std::optional<Error> damageOf(const Spool &spool)
{
    const FileChange change = spool.check();
    if (change == FileChange::None || change == FileChange::Grown)
        return {};
    return Error{.action = Action::Write, .reason = Reason::SourceLost, .subject = spool.log()->path()};
}

} // namespace

Loop::Loop(Options given, std::unique_ptr<Spool> spool, std::function<void()> wake)
    : options(std::move(given))
    , board(std::move(wake))
    , pool(blockBytes, options.bufferBytes)
    , recorder(std::move(spool), options.spool.mostBytes, board,
               std::holds_alternative<Proxy>(options.mode) && std::get<Proxy>(options.mode).forwardsUnrecorded)
{
}

void Loop::setState(State state)
{
    board.change([&](Status &status) { status.state = state; });
}

void Loop::fail(const Error &error, State state)
{
    if (isOver(board.state()))
        return;
    board.change([&](Status &status) {
        status.state = state;
        status.error = error;
    });
    end();
}

std::size_t Loop::spareBlocks() const
{
    const std::size_t most = options.bufferBytes / blockBytes;
    const std::size_t taken = pool.out() + std::size_t{2} * options.mostConnections;
    return taken < most ? most - taken : 0;
}

void Loop::endTurn()
{
    do {
        recorder.flush();
        if (recorder.isIdle())
            makeChanges();
        if (recorder.limit() && !isOver(board.state()))
            fail(*recorder.limit(), State::Stopped);
        resume();
    } while (!recorder.isIdle() && recorder.accepts()); // what is fed again is recorded now, not when the next event comes
    if (const std::uint64_t made = pool.made() * blockBytes; made != m_madeBytes) {
        m_madeBytes = made;
        board.change([&](Status &status) { status.bufferBytes = made; });
    }
    board.publish();
}

void Loop::resume()
{
    if (m_waiting.empty() || !recorder.accepts() || pool.out() >= options.bufferBytes / blockBytes)
        return;
    m_resumed.swap(m_waiting);
    for (const std::shared_ptr<Waiting> &who : m_resumed)
        who->goOn();
    m_resumed.clear();
}

void Loop::makeChanges()
{
    for (const std::function<void(Status &)> &change : std::exchange(m_changes, {}))
        board.change([&](Status &status) {
            if (status.state != State::Failed && status.state != State::Stopped)
                change(status);
        });
}

void Loop::lookLater()
{
    m_look.expires_after(std::chrono::seconds(1));
    m_look.async_wait([this](const ErrorCode &error) {
        if (error)
            return;
        look();
        lookLater();
    });
}

// Once a second: the disk, the files, the time.
void Loop::look()
{
    const std::string path = recorder.spool().log()->path();
    const bool isFew = isScarce(path);
    const std::optional<Error> damage = damageOf(recorder.spool());
    const Status now = board.status();
    if (isFew != now.fewBytesFree || (damage && damage != now.error)) {
        board.change([&](Status &status) {
            status.fewBytesFree = isFew;
            if (damage && !isOver(status.state))
                status.error = damage;
        });
    }
    ++m_seconds;
    if (options.mostTime.count() > 0 && std::chrono::seconds(m_seconds) >= options.mostTime)
        fail({.action = Action::Write,
              .reason = Reason::LimitReached,
              .subject = path,
              .detail = "recorded for " + grouped(static_cast<std::uint64_t>(options.mostTime.count()))
                  + " s, as was asked for"},
             State::Stopped);
}

} // namespace framelens::live
