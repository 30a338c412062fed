// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Something to attach to: a server on 127.0.0.1 with three protocols on one port, and a client that uses them all.
#pragma once

#include "core/base/error.h"

#include <chrono>
#include <cstdint>
#include <memory>

namespace framelens::demo {

/// How fast it goes. The tests are in a hurry.
struct DemoPace
{
    std::chrono::milliseconds publishEvery{500}; ///< MQTT
    std::chrono::milliseconds readEvery{700}; ///< sensors
    std::chrono::milliseconds requestEvery{3000}; ///< HTTP
};

/// The server. It tells the protocol of a connection by its first byte: 0x10 is MQTT's CONNECT, a capital letter begins an HTTP
/// request, all else is a length of the sensor protocol (demo_messages.h). What it sends is now and then cut into writes
/// of one byte. Its end frees the port and ends every thread.
class DemoPeer
{
public:
    /// Connections at once; more are closed as they come.
    static constexpr std::size_t mostConnections = 64;

    /// `port` 0: a free one. Errors: Action::Listen.
    static Result<std::unique_ptr<DemoPeer>> start(std::uint16_t port = 0, const DemoPace &pace = {});
    ~DemoPeer();
    DemoPeer(const DemoPeer &) = delete;
    DemoPeer &operator=(const DemoPeer &) = delete;

    std::uint16_t port() const;

private:
    struct Parts;
    explicit DemoPeer(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

/// The client, through whatever listens on that port of 127.0.0.1 (a proxy before a DemoPeer): an MQTT session that stays; an HTTP
/// exchange every few seconds, every second one ended by a half-close before the answer; sensors whose session is ended in turn by a
/// reset and by a half-close, and begun anew. A connection that fails is tried again.
class DemoClient
{
public:
    explicit DemoClient(std::uint16_t port, const DemoPace &pace = {});
    ~DemoClient();
    DemoClient(const DemoClient &) = delete;
    DemoClient &operator=(const DemoClient &) = delete;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace framelens::demo
