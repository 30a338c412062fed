// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A client: connects once, reads, and sends what it is given. A pcap stream over TCP is the same without sending.
#include "core/live/attachment.h"
#include "core/live/connector.h"
#include "core/live/tcp_connection.h"

#include <cerrno>

namespace framelens::live {

namespace {

class ConnectMode final : public Attachment, public std::enable_shared_from_this<ConnectMode>
{
public:
    ConnectMode(Loop &loop, PeerAddress to, bool sends)
        : m_loop(loop)
        , m_to(std::move(to))
        , m_sends(sends)
    {
    }

    void begin() override
    {
        m_loop.board.change([&](Status &status) {
            status.state = numericEndpoint(m_to) ? State::Connecting : State::Resolving;
            status.peer = textOf(m_to);
        });
        m_connector = std::make_shared<Connector>(m_loop, m_to, [this](Connected made) { connected(std::move(made)); });
        m_connector->isConnecting = [this] { m_loop.setState(State::Connecting); };
        m_connector->begin();
    }

    void end() override
    {
        if (m_connector)
            m_connector->end();
        if (m_connection)
            m_connection->stop();
    }

    void send(std::vector<std::byte> bytes) override
    {
        if (m_connection && m_sends)
            m_connection->toServer().feed(std::move(bytes));
    }
    void endSending() override
    {
        m_endsSending = true; // before there is a connection too: it is then told at once
        if (m_connection && m_sends)
            m_connection->toServer().endInput();
    }

private:
    void connected(Connected made)
    {
        if (made.error) {
            m_loop.fail(*made.error);
            return;
        }
        m_loop.setState(State::Connected);
        m_connection
            = std::make_shared<TcpConnection>(m_loop, Tcp::socket(m_loop.io), std::move(made.socket), m_sends);
        m_connection->know({}, made.tried);
        if (made.reset)
            m_connection->wasReset(made.reset);
        m_connection->halfClosed = [this](Direction by) {
            if (by == Direction::ToClient) // what is typed can still be sent
                m_loop.onceRecorded([](Status &status) { status.state = State::HalfClosed; });
        };
        m_connection->begin([this](TcpConnection & /*connection*/, const ConnectionEnd &end) { ended(end); });
        if (m_endsSending && m_sends)
            m_connection->toServer().endInput();
    }

    void ended(const ConnectionEnd &end)
    {
        m_loop.onceRecorded([end, peer = textOf(m_to)](Status &status) { tellEnd(status, end, peer); });
    }

    Loop &m_loop;
    const PeerAddress m_to;
    const bool m_sends;
    bool m_endsSending = false;
    std::shared_ptr<Connector> m_connector;
    std::shared_ptr<TcpConnection> m_connection;
};

} // namespace

std::shared_ptr<Attachment> makeConnect(Loop &loop, const PeerAddress &to, bool sends)
{
    return std::make_shared<ConnectMode>(loop, to, sends);
}

} // namespace framelens::live
