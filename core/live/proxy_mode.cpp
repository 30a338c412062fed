// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Stands between clients and a server: each client that is accepted gets a connection to the server of its own.
#include "core/live/acceptor.h"
#include "core/live/attachment.h"
#include "core/live/connector.h"
#include "core/live/tcp_connection.h"

#include <cerrno>
#include <map>
#include <set>

namespace framelens::live {

namespace {

class ProxyMode final : public Attachment
{
public:
    ProxyMode(Loop &loop, Proxy mode)
        : m_loop(loop)
        , m_mode(std::move(mode))
        , m_acceptor(std::make_shared<Acceptor>(loop, [this](Tcp::socket socket, const Tcp::endpoint &peer) { accepted(std::move(socket), peer); }))
    {
    }

    void begin() override
    {
        m_loop.board.change([&](Status &status) { status.peer = textOf(m_mode.to); });
        if (const Result<void> listening = m_acceptor->listen(m_mode.at); !listening)
            m_loop.fail(listening.error());
    }

    void end() override
    {
        m_acceptor->end();
        for (const auto &[number, waiting] : std::exchange(m_waiting, {})) {
            waiting.connector->end();
            tellFailed(waiting.address, {}, ECANCELED);
        }
        for (const std::shared_ptr<TcpConnection> &connection : std::exchange(m_connections, {}))
            connection->stop();
    }

private:
    // A client whose server is not reached yet. It is not read: what it sends waits in its socket.
    struct Client
    {
        Tcp::socket socket;
        Endpoint address;
        std::shared_ptr<Connector> connector;
    };

    void accepted(Tcp::socket socket, const Tcp::endpoint &peer)
    {
        const std::uint32_t number = m_accepted++;
        auto connector = std::make_shared<Connector>(
            m_loop, m_mode.to, [this, number](Connected made) { reached(number, std::move(made)); });
        m_waiting.emplace(number, Client{std::move(socket), endpointOf(peer), connector});
        connector->begin();
        if (m_accepted == m_mode.stopAfter)
            m_acceptor->end();
    }

    void reached(std::uint32_t number, Connected made)
    {
        const auto waiting = m_waiting.extract(number);
        if (waiting.empty())
            return;
        Tcp::socket client = std::move(waiting.mapped().socket);
        if (made.error) {
            refuse(std::move(client), waiting.mapped().address, made);
            return;
        }
        const auto connection = std::make_shared<TcpConnection>(m_loop, std::move(client), std::move(made.socket));
        connection->know(waiting.mapped().address, made.tried);
        if (made.reset)
            connection->wasReset(made.reset);
        m_connections.insert(connection);
        connection->begin([this](TcpConnection &ended, const ConnectionEnd & /*end*/) {
            m_connections.erase(ended.shared_from_this());
            oneIsOver();
        });
    }

    // The client sees what it would have seen without us, as near as it can be: its connection is reset.
    void refuse(Tcp::socket client, const Endpoint &address, const Connected &made)
    {
        ErrorCode error;
        tellFailed(address, made.tried, made.systemError);
        m_loop.board.change([&](Status &status) { status.error = made.error; });
        client.set_option(Tcp::socket::linger(true, 0), error);
        client.close(error);
        oneIsOver();
    }

    // A client that never had a server, and why.
    void tellFailed(const Endpoint &client, const Endpoint &server, int why)
    {
        SpoolRecord record = makeRecord(SpoolRecordKind::Open, m_loop.nextConnection++);
        record.client = client;
        record.server = server;
        m_loop.recorder.add(record);
        record.kind = SpoolRecordKind::Failed;
        record.systemError = why;
        m_loop.recorder.add(record);
    }

    void oneIsOver()
    {
        m_acceptor->oneIsOver();
        const bool wasLast = m_mode.stopAfter > 0 && m_accepted >= m_mode.stopAfter;
        if (wasLast && m_waiting.empty() && m_connections.empty())
            m_loop.onceRecorded([](Status &status) { status.state = State::Stopped; });
    }

    Loop &m_loop;
    const Proxy m_mode;
    std::shared_ptr<Acceptor> m_acceptor;
    std::uint32_t m_accepted = 0;
    std::map<std::uint32_t, Client> m_waiting;
    std::set<std::shared_ptr<TcpConnection>> m_connections;
};

} // namespace

std::shared_ptr<Attachment> makeProxy(Loop &loop, const Proxy &mode)
{
    return std::make_shared<ProxyMode>(loop, mode);
}

} // namespace framelens::live
