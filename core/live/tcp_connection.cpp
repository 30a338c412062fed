// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/live/tcp_connection.h"

#include <cerrno>

#include <sys/socket.h>

namespace framelens::live {

namespace {

Endpoint localOf(const Tcp::socket &socket)
{
    ErrorCode error;
    const Tcp::endpoint endpoint = socket.local_endpoint(error);
    return error ? Endpoint() : endpointOf(endpoint);
}

Tcp::socket *ifOpen(Tcp::socket &socket) { return socket.is_open() ? &socket : nullptr; }

// What waits to be told of a socket, without taking it for reading.
int pendingError(Tcp::socket &socket)
{
    int number = 0;
    socklen_t size = sizeof number;
    return ::getsockopt(socket.native_handle(), SOL_SOCKET, SO_ERROR, &number, &size) == 0 ? number : errno;
}

} // namespace

bool isReset(const ErrorCode &error)
{
    return error == asio::error::connection_reset || error == asio::error::broken_pipe
        || error == asio::error::connection_aborted;
}

void tellEnd(Status &status, const ConnectionEnd &end, const std::string &peer)
{
    if (end.kind == SpoolRecordKind::Close) {
        status.state = State::PeerClosed;
        return;
    }
    status.state = end.kind == SpoolRecordKind::Reset ? State::Reset : State::Failed;
    status.error = systemError(Action::Receive, peer, numberOf(end.error));
}

void prepareSocket(Tcp::socket &socket)
{
    ErrorCode ignored; // a connection works without each of them
    socket.set_option(Tcp::no_delay(true), ignored);
    socket.set_option(Tcp::socket::out_of_band_inline(true), ignored);
    socket.set_option(Tcp::socket::keep_alive(true), ignored);
    socket.non_blocking(true, ignored);
}

TcpConnection::TcpConnection(Loop &loop, Tcp::socket client, Tcp::socket server, bool sends)
    : m_loop(loop)
    , m_client(std::move(client))
    , m_server(std::move(server))
    , m_toServer(loop, *this, Direction::ToServer, ifOpen(m_client), ifOpen(m_server), sends)
    , m_toClient(loop, *this, Direction::ToClient, ifOpen(m_server), ifOpen(m_client), false)
{
}

void TcpConnection::know(const Endpoint &client, const Endpoint &server)
{
    m_clientAddress = client;
    m_serverAddress = server;
}

void TcpConnection::begin(std::function<void(TcpConnection &, const ConnectionEnd &)> ended)
{
    m_ended = std::move(ended);
    m_number = m_loop.nextConnection++;
    SpoolRecord open = makeRecord(SpoolRecordKind::Open, m_number);
    open.client = m_client.is_open() ? m_clientAddress : localOf(m_server);
    open.server = m_server.is_open() ? m_serverAddress : localOf(m_client);
    m_loop.recorder.add(open);
    for (Tcp::socket *socket : {ifOpen(m_client), ifOpen(m_server)})
        if (socket != nullptr)
            prepareSocket(*socket);
    m_toServer.begin();
    m_toClient.begin();
}

void TcpConnection::inputEnded(Way &way)
{
    if (m_lostReceiver) { // no end that was sent: what is left of a reset that was told before
        finish({SpoolRecordKind::Reset, *m_lostReceiver}, way.direction());
        return;
    }
    m_loop.recorder.add(makeRecord(SpoolRecordKind::HalfClose, m_number, way.direction()));
    if (&way == &m_toServer && m_client.is_open())
        watch(m_client);
    else if (&way == &m_toClient && m_server.is_open())
        watch(m_server);
}

// After its end a socket is not read any more; that its peer then resets it must still be seen.
void TcpConnection::watch(Tcp::socket &socket)
{
    socket.async_wait(Tcp::socket::wait_error,
                      m_loop.kept([connection = shared_from_this(), &socket](const ErrorCode &error) {
                          if (error == asio::error::operation_aborted || connection->m_isOver)
                              return;
                          if (const int number = pendingError(socket); number != 0)
                              connection->broken(&socket, {number, asio::error::get_system_category()});
                      }));
}

void TcpConnection::wayEnded()
{
    if (m_isOver)
        return;
    if (m_toServer.hasEnded() && m_toClient.hasEnded())
        finish({}, Direction::ToServer);
    else if (halfClosed)
        halfClosed(m_toServer.hasEnded() ? Direction::ToServer : Direction::ToClient);
}

void TcpConnection::broken(const Tcp::socket *at, const ErrorCode &error)
{
    const bool wasReset = isReset(error);
    finish({wasReset ? SpoolRecordKind::Reset : SpoolRecordKind::Failed, error}, fromSocket(at).direction());
}

void TcpConnection::sendingBroken(Way &way, const ErrorCode &error)
{
    Way &other = &way == &m_toServer ? m_toClient : m_toServer;
    const Tcp::socket *receiver = &way == &m_toServer ? &m_server : &m_client;
    if (other.inputEnded()) {
        broken(receiver, error);
        return;
    }
    // What the receiver sent before it went is still to be read; the end follows it.
    m_lostReceiver = error;
    way.loseReceiver();
}

void TcpConnection::finish(const ConnectionEnd &end, Direction by)
{
    if (std::exchange(m_isOver, true))
        return;
    const std::shared_ptr<TcpConnection> alive = shared_from_this();
    SpoolRecord event = makeRecord(end.kind, m_number, by);
    event.systemError = numberOf(end.error);
    m_loop.recorder.add(event);
    closeSockets(end.kind != SpoolRecordKind::Close);
    if (m_ended)
        std::exchange(m_ended, {})(*this, end);
}

void TcpConnection::stop()
{
    m_ended = {};
    if (!m_isOver && m_client.is_open() && m_server.is_open())
        closeSockets(true);
    finish({}, Direction::ToServer);
}

void TcpConnection::closeSockets(bool resets)
{
    m_toServer.end();
    m_toClient.end();
    for (Tcp::socket *socket : {&m_client, &m_server}) {
        ErrorCode ignored;
        if (resets && socket->is_open())
            socket->set_option(Tcp::socket::linger(true, 0), ignored);
        socket->close(ignored);
    }
}

} // namespace framelens::live
