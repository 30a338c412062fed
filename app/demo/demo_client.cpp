// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/demo/demo_messages.h"
#include "app/demo/demo_peer.h"
#include "app/demo/demo_socket.h"

#include <array>
#include <functional>
#include <thread>

namespace framelens::demo {

namespace {

using namespace std::chrono_literals;

// What comes is taken until the end, or until `time` has gone by.
void takeFor(const DemoSocket &socket, std::chrono::milliseconds time)
{
    const auto end = std::chrono::steady_clock::now() + time;
    Message taken;
    while (std::chrono::steady_clock::now() < end) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        taken.clear();
        if (!socket.isReadable(left) || !socket.receive(taken, 1))
            return;
    }
}

void takeToTheEnd(const DemoSocket &socket)
{
    Message taken;
    while (socket.receive(taken, 1))
        taken.clear();
}

void mqtt(const DemoSocket &socket, const DemoPace &pace)
{
    if (!socket.sendInBytes(mqttConnect("framelens-demo")))
        return;
    Message accepted;
    if (!socket.receive(accepted, mqttConnectAccepted().size()) || !socket.send(mqttSubscribe(1, "demo/#")))
        return;
    while (!socket.isStopped()) {
        takeFor(socket, pace.publishEvery * 4);
        if (!socket.send(mqttPing()))
            return;
    }
}

void http(const DemoSocket &socket, const DemoPace &pace, std::uint32_t turn)
{
    const bool endsFirst = turn % 2 == 1;
    if (!socket.send(httpRequest(turn % 4 == 2 ? "/nothing/here" : "/status")))
        return;
    if (endsFirst)
        socket.endSending();
    else
        takeFor(socket, pace.publishEvery / 2);
    socket.endSending();
    takeToTheEnd(socket);
}

void sensors(DemoSocket &socket, const DemoPace &pace, std::uint32_t turn)
{
    if (!socket.send(sensorMessage(sensorHello, 0, 0, "framelens-demo")))
        return;
    for (std::uint32_t asked = 1; asked <= 3; ++asked) {
        takeFor(socket, pace.readEvery * 3);
        if (!socket.sendInBytes(sensorMessage(sensorAsk, asked, 0, {})))
            return;
    }
    takeFor(socket, pace.readEvery);
    if (turn % 2 == 0) {
        socket.reset();
        return;
    }
    socket.endSending();
    takeToTheEnd(socket);
}

} // namespace

struct DemoClient::Parts
{
    using Talk = std::function<void(DemoSocket &, std::uint32_t turn)>;

    // Connects and talks, again and again.
    void keepTalking(const Talk &talk, std::chrono::milliseconds between)
    {
        threads.at(count++) = std::jthread([this, talk, between](const std::stop_token &stop) {
            std::uint32_t turn = 0;
            do {
                if (std::optional<DemoSocket> socket = DemoSocket::connectTo(port, stop))
                    talk(*socket, turn++);
            } while (pauseFor(between, stop));
        });
    }

    std::uint16_t port = 0;
    std::size_t count = 0;
    std::array<std::jthread, 3> threads;
};

DemoClient::DemoClient(std::uint16_t port, const DemoPace &pace)
    : m_parts(std::make_unique<Parts>())
{
    m_parts->port = port;
    m_parts->keepTalking([pace](DemoSocket &socket, std::uint32_t) { mqtt(socket, pace); }, pace.publishEvery);
    m_parts->keepTalking([pace](DemoSocket &socket, std::uint32_t turn) { http(socket, pace, turn); }, pace.requestEvery);
    m_parts->keepTalking([pace](DemoSocket &socket, std::uint32_t turn) { sensors(socket, pace, turn); },
                         pace.readEvery);
}

DemoClient::~DemoClient()
{
    for (std::jthread &thread : m_parts->threads) // all at once, not one after the other
        thread.request_stop();
}

} // namespace framelens::demo
