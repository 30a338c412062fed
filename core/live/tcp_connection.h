// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// One recorded connection: its sockets (one when we are an end of it, two when we stand between) and both its ways.
#pragma once

#include "core/live/way.h"

namespace framelens::live {

/// How a connection ended.
struct ConnectionEnd
{
    SpoolRecordKind kind = SpoolRecordKind::Close; ///< Close, Reset or Failed
    ErrorCode error;
};

class TcpConnection final : public std::enable_shared_from_this<TcpConnection>
{
public:
    /// `client`: the socket to the client, `server`: the one to the server; closed where there is none. `sends`: we are the
    /// client, and toServer() will be fed until its input is ended.
    TcpConnection(Loop &loop, Tcp::socket client, Tcp::socket server, bool sends = false);

    /// Before begin(): addresses that the sockets may no longer know, as they may be reset by now.
    void know(const Endpoint &client, const Endpoint &server);
    /// Before begin(): the server has reset it already; what it had sent is read, and then that is told.
    void wasReset(const ErrorCode &error) { m_lostReceiver = error; }
    /// Records the opening and begins to read. `ended` is called once, unless stop() was.
    void begin(std::function<void(TcpConnection &, const ConnectionEnd &)> ended);
    /// Ends it from our side. A connection we stand between is reset, as its end is not its peers' doing.
    void stop();

    /// Called when one side has ended its sending and the other may still go on.
    std::function<void(Direction)> halfClosed;

    Way &toServer() & { return m_toServer; }
    std::uint32_t number() const { return m_number; }

    // For the ways:
    void inputEnded(Way &way);
    void wayEnded();
    /// Reading or sending failed at the socket `at`.
    void broken(const Tcp::socket *at, const ErrorCode &error);
    void sendingBroken(Way &way, const ErrorCode &error);

private:
    Way &fromSocket(const Tcp::socket *socket) { return socket == &m_client ? m_toServer : m_toClient; }
    void watch(Tcp::socket &socket);
    void finish(const ConnectionEnd &end, Direction by);
    void closeSockets(bool resets);

    Loop &m_loop;
    Tcp::socket m_client;
    Tcp::socket m_server;
    Way m_toServer;
    Way m_toClient;
    Endpoint m_clientAddress;
    Endpoint m_serverAddress;
    std::uint32_t m_number = 0;
    std::function<void(TcpConnection &, const ConnectionEnd &)> m_ended;
    bool m_isOver = false;
    std::optional<ErrorCode> m_lostReceiver; // sending failed: told once all was read that its socket still held
};

/// What the end of the one connection of a session makes of its status.
void tellEnd(Status &status, const ConnectionEnd &end, const std::string &peer);
/// Options that every recorded socket gets: TCP_NODELAY, SO_OOBINLINE, keep-alive, not blocking. (Close-on-exec they have from their making.)
void prepareSocket(Tcp::socket &socket);
bool isReset(const ErrorCode &error);

} // namespace framelens::live
