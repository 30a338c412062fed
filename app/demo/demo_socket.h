// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Blocking sockets on 127.0.0.1 that a stop request wakes: all that the demo's two ends need.
#pragma once

#include "core/bytes/file_handle.h"
#include "core/bytes/load.h"

#include <chrono>
#include <optional>
#include <stop_token>
#include <vector>

namespace framelens::demo {

/// One end of a connection, used by one thread. From the request to stop on, every call fails at once.
class DemoSocket
{
public:
    DemoSocket(FileHandle socket, std::stop_token stop);
    /// To 127.0.0.1; nothing when nobody listens there.
    static std::optional<DemoSocket> connectTo(std::uint16_t port, const std::stop_token &stop);

    bool send(Bytes bytes) const;
    /// Byte by byte, each in a write (and a segment) of its own.
    bool sendInBytes(Bytes bytes) const;
    /// Until `buffer` holds `size` bytes more; false when the stream has ended before.
    bool receive(std::vector<std::byte> &buffer, std::size_t size) const;
    /// Whether bytes, or the end, are there within that time.
    bool isReadable(std::chrono::milliseconds within) const;
    /// Without taking it: the first byte that comes; nothing at the end.
    std::optional<std::byte> firstByte() const;
    void endSending() const;
    /// Closes with a reset.
    void reset();
    bool isStopped() const { return m_stop.stop_requested(); }

private:
    FileHandle m_socket;
    std::stop_token m_stop;
};

/// Listening on 127.0.0.1; `port` 0: a free one.
Result<FileHandle> demoListener(std::uint16_t port);
std::uint16_t portOf(const FileHandle &socket);
/// The next who connects; nothing when nobody does within a while, or the listener was shut down.
std::optional<DemoSocket> acceptFrom(const FileHandle &listener, const std::stop_token &stop);
/// False when asked to stop before the time has gone by.
bool pauseFor(std::chrono::milliseconds time, const std::stop_token &stop);

} // namespace framelens::demo
