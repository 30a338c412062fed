// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What recording is measured against: a flood over loopback, and the bare loop of recv and write into a file.
#pragma once

#include "core/bytes/buffer_pool.h"
#include "tests/support/byte_writer.h"
#include "tests/support/peers.h"
#include "tests/support/temp_folder.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>
#include <thread>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace framelens::test {

/// FRAMELENS_BENCH_BYTES, 256 MB if it is not set: what is sent each time.
inline std::uint64_t bytesSent()
{
    const char *given = std::getenv("FRAMELENS_BENCH_BYTES"); // NOLINT(concurrency-mt-unsafe): read only
    return given != nullptr ? std::strtoull(given, nullptr, 10) : 256'000'000;
}

/// Sends as fast as it can, and closes.
inline std::jthread flood(Peer to, std::uint64_t bytes)
{
    return std::jthread([bytes, peer = std::move(to)] {
        const auto pattern = patternBytes(std::size_t{256} * 1024);
        for (std::uint64_t sent = 0; sent < bytes; sent += pattern.size())
            if (!peer.send(Bytes(pattern).first(std::min<std::uint64_t>(pattern.size(), bytes - sent))))
                return;
    });
}

/// Both ends of a connection.
struct Connection
{
    PeerServer server;
    Peer sender = Peer::connectTo(server.port());
    Peer receiver = server.accept();
};

inline double secondsSince(std::chrono::steady_clock::time_point since)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - since).count();
}

/// Seconds that it takes to receive so many bytes and to write them into a file of the folder, which is gone afterwards; 0 when not
/// all of them could be written. No check but that of the calls, nothing but the bytes.
inline double bareRecording(const TempFolder &folder, std::uint64_t bytes)
{
    const std::string path = folder.file("bare");
    double took = 0;
    {
        const FileHandle file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
        std::vector<std::byte> buffer(BufferPool::usualBlock);
        Connection connection;
        const auto begin = std::chrono::steady_clock::now();
        const std::jthread sender = flood(std::move(connection.sender), bytes);
        std::uint64_t written = 0;
        for (ssize_t got = 0; (got = ::recv(connection.receiver.fd(), buffer.data(), buffer.size(), 0)) > 0;)
            if (::write(file.fd(), buffer.data(), static_cast<std::size_t>(got)) == got)
                written += static_cast<std::uint64_t>(got);
        took = written == bytes ? secondsSince(begin) : 0;
    }
    ::unlink(path.c_str());
    return took;
}

} // namespace framelens::test
