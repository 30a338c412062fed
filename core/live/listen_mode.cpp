// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Accepts and records; says nothing. For a pcap stream the first connection is the stream, and the only one.
#include "core/live/acceptor.h"
#include "core/live/attachment.h"
#include "core/live/tcp_connection.h"

#include <set>

namespace framelens::live {

namespace {

class ListenMode final : public Attachment
{
public:
    ListenMode(Loop &loop, PeerAddress at, bool isOneStream)
        : m_loop(loop)
        , m_at(std::move(at))
        , m_isOneStream(isOneStream)
        , m_acceptor(std::make_shared<Acceptor>(loop, [this](Tcp::socket socket, const Tcp::endpoint &peer) { accepted(std::move(socket), peer); }))
    {
    }

    void begin() override
    {
        if (const Result<void> listening = m_acceptor->listen(m_at); !listening)
            m_loop.fail(listening.error());
    }

    void end() override
    {
        m_acceptor->end();
        for (const std::shared_ptr<TcpConnection> &connection : std::exchange(m_connections, {}))
            connection->stop();
    }

private:
    void accepted(Tcp::socket socket, const Tcp::endpoint &peer)
    {
        m_loop.board.change([&](Status &status) {
            status.peer = textOf(peer);
            if (m_isOneStream)
                status.state = State::Connected;
        });
        if (m_isOneStream)
            m_acceptor->end();
        const auto connection
            = std::make_shared<TcpConnection>(m_loop, std::move(socket), Tcp::socket(m_loop.io));
        connection->know(endpointOf(peer), {});
        m_connections.insert(connection);
        connection->begin([this](TcpConnection &ended, const ConnectionEnd &end) { over(ended, end); });
    }

    void over(TcpConnection &connection, const ConnectionEnd &end)
    {
        m_connections.erase(connection.shared_from_this());
        m_acceptor->oneIsOver();
        if (!m_isOneStream)
            return;
        m_loop.onceRecorded([end](Status &status) { tellEnd(status, end, std::string(status.peer)); });
    }

    Loop &m_loop;
    const PeerAddress m_at;
    const bool m_isOneStream;
    std::shared_ptr<Acceptor> m_acceptor;
    std::set<std::shared_ptr<TcpConnection>> m_connections;
};

} // namespace

std::shared_ptr<Attachment> makeListen(Loop &loop, const PeerAddress &at, bool isOneStream)
{
    return std::make_shared<ListenMode>(loop, at, isOneStream);
}

} // namespace framelens::live
