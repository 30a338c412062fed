// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/cli/standard_input.h"

#include <array>
#include <cerrno>

#include <poll.h>
#include <unistd.h>

namespace framelens::cli {

namespace {

constexpr int waitMs = 100;
constexpr std::size_t pieceBytes = 16384;
/// What a peer does not take yet waits in memory: no more than this is read ahead of it.
constexpr std::uint64_t mostUnsent = std::uint64_t{4} << 20U;
constexpr int unsentWaitMs = 5;

bool goesOn(const live::Session &session, const std::stop_token &stop)
{
    return !stop.stop_requested() && !session.isOver();
}

void waitForRoom(const live::Session &session, const std::stop_token &stop)
{
    while (session.status().bytesUnsent > mostUnsent && goesOn(session, stop))
        std::this_thread::sleep_for(std::chrono::milliseconds(unsentWaitMs));
}

// A connection that is still being made takes nothing: it is waited for.
bool hand(live::Session &session, const std::vector<std::byte> &bytes, const std::stop_token &stop)
{
    while (goesOn(session, stop)) {
        if (session.send(bytes))
            return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(waitMs));
    }
    return false;
}

void sendAll(live::Session &session, const std::stop_token &stop)
{
    std::vector<std::byte> buffer(pieceBytes);
    while (!stop.stop_requested()) {
        waitForRoom(session, stop);
        pollfd ready{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
        if (::poll(&ready, 1, waitMs) <= 0) // nothing yet, or a signal: a read would wait for as long as it likes
            continue;
        const ssize_t got = ::read(STDIN_FILENO, buffer.data(), buffer.size());
        if (got < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (got <= 0) {
            session.endSending();
            return;
        }
        if (!hand(session, {buffer.begin(), buffer.begin() + got}, stop))
            return;
    }
}

} // namespace

InputSender::InputSender(live::Session &session)
    : m_thread([&session](const std::stop_token &stop) { sendAll(session, stop); })
{
}

} // namespace framelens::cli
