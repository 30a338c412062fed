// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/live/acceptor.h"

#include <cerrno>

namespace framelens::live {

namespace {

// Those who ask while we wait stand in this queue; the system cuts it to its own limit.
constexpr int backlog = 4096;
/// Without descriptors, or while the disk is full.
constexpr std::chrono::milliseconds pauseBetweenTries{100};

} // namespace

Acceptor::Acceptor(Loop &loop, std::function<void(Tcp::socket, const Tcp::endpoint &)> accepted)
    : m_loop(loop)
    , m_acceptor(loop.io)
    , m_later(loop.io)
    , m_accepted(std::move(accepted))
    , m_next(loop.io)
{
}

Result<void> Acceptor::listen(const PeerAddress &at)
{
    PeerAddress numeric = at;
    if (at.host.empty() || at.host == "localhost")
        numeric.host = "127.0.0.1";
    const std::optional<Tcp::endpoint> endpoint = numericEndpoint(numeric);
    if (!endpoint)
        return std::unexpected(Error{.action = Action::Listen,
                                     .reason = Reason::BadValue,
                                     .subject = textOf(at),
                                     .detail = "an address to listen on is given in numbers"});
    ErrorCode error = listenOn(m_acceptor, *endpoint, backlog);
    if (error)
        return std::unexpected(systemError(Action::Listen, textOf(*endpoint), numberOf(error)));
    const Tcp::endpoint local = m_acceptor.local_endpoint(error);
    m_loop.board.change([&](Status &status) {
        status.state = State::Listening;
        status.port = local.port();
    });
    acceptNext();
    return {};
}

void Acceptor::acceptNext()
{
    if (m_isAccepting || !m_acceptor.is_open() || m_open >= m_loop.options.mostConnections)
        return;
    if (!m_loop.recorder.accepts()) { // an opening that cannot be recorded waits, as bytes do
        acceptLater();
        return;
    }
    m_isAccepting = true;
    m_acceptor.async_accept(m_next, m_peer, [self = shared_from_this()](const ErrorCode &error) {
        self->m_isAccepting = false;
        self->accepted(error);
    });
}

void Acceptor::accepted(const ErrorCode &error)
{
    if (!m_acceptor.is_open())
        return;
    if (error) {
        acceptLater(); // no descriptors (EMFILE, ENFILE) or no memory: those who ask wait
        return;
    }
    ++m_open;
    closeOnExec(m_next.native_handle());
    m_accepted(std::exchange(m_next, Tcp::socket(m_loop.io)), m_peer);
    acceptNext();
}

void Acceptor::acceptLater()
{
    m_later.expires_after(pauseBetweenTries);
    m_later.async_wait([self = shared_from_this()](const ErrorCode &error) {
        if (!error)
            self->acceptNext();
    });
}

void Acceptor::oneIsOver()
{
    --m_open;
    acceptNext();
}

void Acceptor::end()
{
    ErrorCode ignored;
    m_acceptor.close(ignored);
    m_later.cancel();
}

} // namespace framelens::live
