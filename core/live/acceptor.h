// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Listens on a port, and waits while there are as many connections as are wanted, or no descriptors left.
#pragma once

#include "core/live/loop.h"

namespace framelens::live {

/// Handlers hold it by shared_ptr; end() frees the port at once.
class Acceptor final : public std::enable_shared_from_this<Acceptor>
{
public:
    Acceptor(Loop &loop, std::function<void(Tcp::socket, const Tcp::endpoint &)> accepted);

    /// Binds and listens; says the port on the board. The error's subject is the address.
    Result<void> listen(const PeerAddress &at);
    /// Connections that were accepted and have not been said to be over wait for each other above the session's limit.
    void oneIsOver();
    void end();

private:
    void acceptNext();
    void acceptLater();
    void accepted(const ErrorCode &error);

    Loop &m_loop;
    Tcp::acceptor m_acceptor;
    asio::steady_timer m_later;
    std::function<void(Tcp::socket, const Tcp::endpoint &)> m_accepted;
    Tcp::socket m_next;
    Tcp::endpoint m_peer; // of m_next
    std::uint32_t m_open = 0;
    bool m_isAccepting = false;
};

} // namespace framelens::live
