// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/demo/demo_peer.h"

#include "app/demo/demo_messages.h"
#include "app/demo/demo_socket.h"

#include <algorithm>
#include <atomic>
#include <list>
#include <thread>

namespace framelens::demo {

namespace {

using namespace std::chrono_literals;

// A slow wave between 18 and 24 degrees, in thousandths.
std::int32_t temperature(std::uint32_t turn)
{
    const auto step = static_cast<std::int32_t>(turn % 24);
    return 18'000 + (step < 12 ? step : 24 - step) * 500;
}

std::string inDegrees(std::int32_t thousandths)
{
    const std::string digits = std::to_string(thousandths % 1000);
    return std::to_string(thousandths / 1000) + "." + std::string(3 - digits.size(), '0') + digits;
}

constexpr std::size_t mostPacketBytes = 65'536; // nobody who is shown a demo sends more

/// One MQTT packet, whole; false at the end of the stream or when its length is none.
bool receiveMqtt(const DemoSocket &socket, Message &packet)
{
    packet.clear();
    if (!socket.receive(packet, 1))
        return false;
    std::size_t length = 0;
    for (unsigned digit = 0; digit < 4; ++digit) {
        if (!socket.receive(packet, 1))
            return false;
        length |= (std::to_integer<std::size_t>(packet.back()) & 0x7fU) << (7 * digit);
        if ((packet.back() & std::byte{0x80}) == std::byte{0})
            return length <= mostPacketBytes && socket.receive(packet, length);
    }
    return false;
}

class MqttServer
{
public:
    MqttServer(DemoSocket &socket, const DemoPace &pace)
        : m_socket(socket)
        , m_pace(pace)
    {
    }

    void serve()
    {
        auto next = std::chrono::steady_clock::now() + m_pace.publishEvery;
        while (!m_socket.isStopped()) {
            const auto now = std::chrono::steady_clock::now();
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - now); // never before its time
            if (m_socket.isReadable(std::max(left, 0ms))) {
                if (!answer())
                    return;
            } else if (!publish()) {
                return;
            }
            // What took longer than it should is not made up for by a burst.
            if (const auto then = std::chrono::steady_clock::now(); then >= next)
                next = std::max(next + m_pace.publishEvery, then);
        }
    }

private:
    bool answer()
    {
        if (!receiveMqtt(m_socket, m_packet))
            return false;
        switch (std::to_integer<unsigned>(m_packet[0]) >> 4U) {
        case 1: return m_socket.send(mqttConnectAccepted());
        case 8:
            m_isSubscribed = m_packet.size() >= 4;
            return m_isSubscribed && m_socket.send(mqttSubscribed(load<std::uint16_t>(&m_packet[2], ByteOrder::Big)));
        case 12: return m_socket.send(mqttPong());
        case 14: return false;
        default: return true; // what a client publishes is taken, and nobody told
        }
    }

    bool publish()
    {
        if (!m_isSubscribed)
            return true;
        const bool isFirst = m_turn % 2 == 0;
        const std::int32_t value = temperature(m_turn++);
        const Message message = isFirst
            ? mqttPublish("demo/temperature", "{\"celsius\": " + inDegrees(value) + "}")
            : mqttPublish("demo/door", value % 1000 == 0 ? "open" : "closed");
        return m_turn % 6 == 0 ? m_socket.sendInBytes(message) : m_socket.send(message);
    }

    DemoSocket &m_socket;
    const DemoPace m_pace;
    Message m_packet;
    bool m_isSubscribed = false;
    std::uint32_t m_turn = 0;
};

// Requests without a body, one after the other, as long as the client sends them.
class HttpServer
{
public:
    HttpServer(DemoSocket &socket, const DemoPace &pace)
        : m_socket(socket)
        , m_pace(pace)
    {
    }

    void serve()
    {
        while (receiveRequest() && answer()) { }
    }

private:
    bool receiveRequest()
    {
        constexpr std::size_t mostBytes = 8192;
        m_request.clear();
        while (m_request.size() < mostBytes) {
            if (!m_socket.receive(m_request, 1))
                return false;
            if (asText(m_request).ends_with("\r\n\r\n"))
                return true;
        }
        return false;
    }

    bool answer()
    {
        if (!asText(m_request).starts_with("GET /status"))
            return m_socket.send(httpNotFound());
        const std::string value = inDegrees(temperature(m_turn++));
        return m_socket.send(httpChunkedHead()) && m_socket.send(httpChunk("{\"name\": \"demo\", "))
            && pauseFor(m_pace.publishEvery / 20, {}) && m_socket.sendInBytes(httpChunk("\"celsius\": " + value))
            && m_socket.send(httpChunk("}\n")) && m_socket.send(httpLastChunk());
    }

    DemoSocket &m_socket;
    const DemoPace m_pace;
    Message m_request;
    std::uint32_t m_turn = 0;
};

class SensorServer
{
public:
    SensorServer(DemoSocket &socket, const DemoPace &pace)
        : m_socket(socket)
        , m_pace(pace)
    {
    }

    void serve()
    {
        bool goesOn = true;
        while (goesOn && !m_socket.isStopped())
            goesOn = m_socket.isReadable(m_pace.readEvery) ? answer() : read();
        if (!m_socket.isStopped())
            m_socket.send(sensorMessage(sensorGoodbye, 0, 0, "until next time"));
    }

private:
    bool answer()
    {
        m_message.clear();
        if (!m_socket.receive(m_message, 2)
            || !m_socket.receive(m_message, load<std::uint16_t>(m_message.data(), ByteOrder::Big)))
            return false;
        return read();
    }

    bool read()
    {
        const std::uint32_t sensor = 1 + m_turn % 3;
        const Message message = sensorMessage(sensorReading, sensor, temperature(m_turn++),
                                              sensor == 1 ? "cellar" : (sensor == 2 ? "attic" : "garden"));
        return m_turn % 5 == 0 ? m_socket.sendInBytes(message) : m_socket.send(message);
    }

    DemoSocket &m_socket;
    const DemoPace m_pace;
    Message m_message;
    std::uint32_t m_turn = 0;
};

void serve(DemoSocket socket, const DemoPace &pace)
{
    const std::optional<std::byte> first = socket.firstByte();
    if (!first)
        return;
    if (*first == std::byte{0x10})
        MqttServer(socket, pace).serve();
    else if (*first >= std::byte{'A'} && *first <= std::byte{'Z'})
        HttpServer(socket, pace).serve();
    else
        SensorServer(socket, pace).serve();
}

} // namespace

struct DemoPeer::Parts
{
    struct Connection
    {
        std::atomic<bool> isOver = false;
        std::jthread thread;
    };

    void accept(const std::stop_token &stop)
    {
        while (!stop.stop_requested()) {
            std::optional<DemoSocket> socket = acceptFrom(listener, stop);
            connections.remove_if([](const Connection &connection) { return connection.isOver.load(); });
            if (!socket || connections.size() >= mostConnections)
                continue;
            Connection &connection = connections.emplace_back();
            connection.thread = std::jthread([this, &connection, taken = std::move(*socket)]() mutable {
                serve(std::move(taken), pace);
                connection.isOver = true;
            });
        }
        connections.clear(); // each was asked to stop by the same token
    }

    FileHandle listener;
    DemoPace pace;
    std::list<Connection> connections; // the accepting thread's
    std::jthread accepting;
};

DemoPeer::DemoPeer(std::unique_ptr<Parts> parts)
    : m_parts(std::move(parts))
{
    m_parts->accepting = std::jthread([own = m_parts.get()](const std::stop_token &stop) { own->accept(stop); });
}

DemoPeer::~DemoPeer() = default;

Result<std::unique_ptr<DemoPeer>> DemoPeer::start(std::uint16_t port, const DemoPace &pace)
{
    Result<FileHandle> listener = demoListener(port);
    if (!listener)
        return std::unexpected(listener.error());
    auto parts = std::make_unique<Parts>();
    parts->listener = std::move(*listener);
    parts->pace = pace;
    return std::unique_ptr<DemoPeer>(new DemoPeer(std::move(parts)));
}

std::uint16_t DemoPeer::port() const { return portOf(m_parts->listener); }

} // namespace framelens::demo
