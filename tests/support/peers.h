// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The other ends of connections: plain blocking sockets on loopback, none of which waits for more than half a minute.
#pragma once

#include "core/bytes/file_handle.h"
#include "core/bytes/spool.h"

#include <string>
#include <vector>

namespace framelens::test {

/// A connected TCP socket.
class Peer
{
public:
    Peer() = default;
    explicit Peer(FileHandle socket)
        : m_socket(std::move(socket))
    {
    }
    /// Connects to 127.0.0.1 (or ::1); isOpen() tells whether that went well. `receiveBuffer`: SO_RCVBUF, 0: the system's.
    static Peer connectTo(std::uint16_t port, int receiveBuffer = 0, bool isIpv6 = false);

    bool isOpen() const { return m_socket.isOpen(); }
    int fd() const { return m_socket.fd(); }
    /// Port of our end.
    std::uint16_t localPort() const;
    /// All of it; false when the other end is gone.
    bool send(Bytes bytes) const;
    bool send(std::string_view text) const { return send(asBytes(text)); }
    /// What is there, at least one byte; empty at the end, or with `lastError`.
    std::vector<std::byte> read(std::size_t most = 65'536);
    /// Until `size` bytes are there, or the end.
    std::vector<std::byte> readBytes(std::size_t size);
    /// Until the end.
    std::vector<std::byte> readAll();
    /// errno of the read that failed last (ECONNRESET), 0 when the stream just ended.
    int lastError() const { return m_lastError; }
    void endSending() const;
    void close() { m_socket = FileHandle(); }
    /// Closes with a reset.
    void reset();

private:
    FileHandle m_socket;
    int m_lastError = 0;
};

/// Listens on a free port of 127.0.0.1 (or ::1).
class PeerServer
{
public:
    explicit PeerServer(int backlog = 1024, bool isIpv6 = false);
    std::uint16_t port() const { return m_port; }
    Peer accept(int receiveBuffer = 0) const;
    void close() { m_socket = FileHandle(); }

private:
    std::uint16_t m_port = 0; // before what finds it out
    FileHandle m_socket;
};

/// A port that refuses: taken, and not listened on, for as long as this lives.
class RefusingPort
{
public:
    RefusingPort();
    std::uint16_t port() const { return m_port; }

private:
    std::uint16_t m_port = 0; // before what finds it out
    FileHandle m_socket;
};

/// All bytes of one direction of a recorded connection, gathered.
std::vector<std::byte> recordedBytes(const SpoolLog &log, std::uint32_t connection, Direction direction);
/// The record that says that it was opened.
SpoolRecord openingOf(const SpoolLog &log, std::uint32_t connection);
/// The events and directions of one connection, chunks that follow each other as one: "open >chunk <chunk <half >half close".
std::string recordedStory(const SpoolLog &log, std::uint32_t connection);

} // namespace framelens::test
