// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/peers.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace framelens::test {

namespace {

struct Address
{
    sockaddr_storage storage{};
    socklen_t size = sizeof(sockaddr_storage);

    sockaddr *get() { return reinterpret_cast<sockaddr *>(&storage); }
    std::uint16_t port() const
    {
        return ntohs(storage.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6 &>(storage).sin6_port
                                                   : reinterpret_cast<const sockaddr_in &>(storage).sin_port);
    }
};

Address loopback(std::uint16_t port, bool isIpv6)
{
    Address address;
    if (isIpv6) {
        auto &in = reinterpret_cast<sockaddr_in6 &>(address.storage);
        in.sin6_family = AF_INET6;
        in.sin6_port = htons(port);
        in.sin6_addr = in6addr_loopback;
        address.size = sizeof in;
    } else {
        auto &in = reinterpret_cast<sockaddr_in &>(address.storage);
        in.sin_family = AF_INET;
        in.sin_port = htons(port);
        in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.size = sizeof in;
    }
    return address;
}

std::uint16_t localPortOf(int fd)
{
    Address address;
    ::getsockname(fd, address.get(), &address.size);
    return address.port();
}

FileHandle newSocket(bool isIpv6)
{
    FileHandle handle(::socket(isIpv6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const timeval patience{30, 0};
    ::setsockopt(handle.fd(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(handle.fd(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    return handle;
}

FileHandle boundSocket(bool isIpv6, std::uint16_t &port)
{
    FileHandle handle = newSocket(isIpv6);
    Address address = loopback(0, isIpv6);
    if (::bind(handle.fd(), address.get(), address.size) != 0)
        std::abort();
    port = localPortOf(handle.fd());
    return handle;
}

} // namespace

Peer Peer::connectTo(std::uint16_t port, int receiveBuffer, bool isIpv6)
{
    FileHandle handle = newSocket(isIpv6);
    if (receiveBuffer > 0)
        ::setsockopt(handle.fd(), SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof receiveBuffer);
    Address address = loopback(port, isIpv6);
    if (::connect(handle.fd(), address.get(), address.size) != 0)
        return {};
    return Peer(std::move(handle));
}

std::uint16_t Peer::localPort() const { return localPortOf(fd()); }

bool Peer::send(Bytes bytes) const
{
    while (!bytes.empty()) {
        const ssize_t sent = ::send(fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        bytes = bytes.subspan(static_cast<std::size_t>(sent));
    }
    return true;
}

std::vector<std::byte> Peer::read(std::size_t most)
{
    std::vector<std::byte> bytes(most);
    const ssize_t got = ::recv(fd(), bytes.data(), bytes.size(), 0);
    m_lastError = got < 0 ? errno : 0;
    bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return bytes;
}

std::vector<std::byte> Peer::readBytes(std::size_t size)
{
    std::vector<std::byte> all;
    while (all.size() < size) {
        const std::vector<std::byte> part = read(std::min<std::size_t>(size - all.size(), 65'536));
        if (part.empty())
            break;
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

std::vector<std::byte> Peer::readAll() { return readBytes(SIZE_MAX); }

void Peer::endSending() const { ::shutdown(fd(), SHUT_WR); }

void Peer::reset()
{
    const linger now{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(fd(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close();
}

PeerServer::PeerServer(int backlog, bool isIpv6)
    : m_socket(boundSocket(isIpv6, m_port))
{
    if (::listen(m_socket.fd(), backlog) != 0)
        std::abort();
}

Peer PeerServer::accept(int receiveBuffer) const
{
    if (receiveBuffer > 0) // inherited by what is accepted
        ::setsockopt(m_socket.fd(), SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof receiveBuffer);
    FileHandle handle(::accept4(m_socket.fd(), nullptr, nullptr, SOCK_CLOEXEC));
    const timeval patience{30, 0};
    ::setsockopt(handle.fd(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(handle.fd(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    return Peer(std::move(handle));
}

RefusingPort::RefusingPort()
    : m_socket(boundSocket(false, m_port))
{
}

std::vector<std::byte> recordedBytes(const SpoolLog &log, std::uint32_t connection, Direction direction)
{
    std::vector<std::byte> bytes;
    const std::uint64_t count = log.count();
    for (std::uint64_t i = 0; i < count; ++i) {
        const SpoolRecord record = log.record(i);
        if (record.kind != SpoolRecordKind::Chunk || record.connection != connection || record.direction != direction)
            continue;
        const Bytes chunk = log.store()->bytes().subspan(record.offset, record.size);
        bytes.insert(bytes.end(), chunk.begin(), chunk.end());
    }
    return bytes;
}

SpoolRecord openingOf(const SpoolLog &log, std::uint32_t connection)
{
    for (std::uint64_t i = 0; i < log.count(); ++i) {
        const SpoolRecord record = log.record(i);
        if (record.kind == SpoolRecordKind::Open && record.connection == connection)
            return record;
    }
    return {};
}

std::string recordedStory(const SpoolLog &log, std::uint32_t connection)
{
    std::string story;
    std::string last;
    for (std::uint64_t i = 0; i < log.count(); ++i) {
        const SpoolRecord record = log.record(i);
        if (record.connection != connection || record.kind == SpoolRecordKind::Note)
            continue;
        const std::string by = record.direction == Direction::ToServer ? ">" : "<";
        std::string word;
        switch (record.kind) {
        case SpoolRecordKind::Chunk: word = by + "chunk"; break;
        case SpoolRecordKind::Open: word = "open"; break;
        case SpoolRecordKind::HalfClose: word = by + "half"; break;
        case SpoolRecordKind::Close: word = "close"; break;
        case SpoolRecordKind::Reset: word = by + "reset"; break;
        case SpoolRecordKind::Failed: word = "failed " + std::to_string(record.systemError); break;
        case SpoolRecordKind::Note: break;
        case SpoolRecordKind::Dropped: word = by + "dropped " + std::to_string(record.size); break;
        }
        if (word != last)
            story += (story.empty() ? "" : " ") + word;
        last = word;
    }
    return story;
}

} // namespace framelens::test
