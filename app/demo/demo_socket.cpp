// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/demo/demo_socket.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <mutex>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

namespace framelens::demo {

namespace {

constexpr std::chrono::milliseconds slice{100}; // how late a request to stop may be seen by who waits in poll()
constexpr int backlog = 64;

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

bool isReady(int fd, std::chrono::milliseconds within, const std::stop_token &stop)
{
    const auto end = std::chrono::steady_clock::now() + within;
    while (!stop.stop_requested()) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        pollfd wanted{.fd = fd, .events = POLLIN, .revents = 0};
        if (::poll(&wanted, 1, static_cast<int>(std::clamp(left, std::chrono::milliseconds(0), slice).count())) > 0)
            return true;
        if (left <= std::chrono::milliseconds(0))
            return false;
    }
    return false;
}

} // namespace

DemoSocket::DemoSocket(FileHandle socket, std::stop_token stop)
    : m_socket(std::move(socket))
    , m_stop(std::move(stop))
{
    const int yes = 1;
    ::setsockopt(m_socket.fd(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    const timeval patience{.tv_sec = 1, .tv_usec = 0}; // a peer that does not read is given up
    ::setsockopt(m_socket.fd(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

std::optional<DemoSocket> DemoSocket::connectTo(std::uint16_t port, const std::stop_token &stop)
{
    FileHandle socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const sockaddr_in address = loopback(port);
    if (!socket.isOpen() || ::connect(socket.fd(), reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
        return {};
    return DemoSocket(std::move(socket), stop);
}

bool DemoSocket::send(Bytes bytes) const
{
    while (!bytes.empty() && !isStopped()) {
        const ssize_t sent = ::send(m_socket.fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        bytes = bytes.subspan(static_cast<std::size_t>(sent));
    }
    return bytes.empty();
}

bool DemoSocket::sendInBytes(Bytes bytes) const
{
    for (; !bytes.empty(); bytes = bytes.subspan(1))
        if (!send(bytes.first(1)) || !pauseFor(std::chrono::milliseconds(1), m_stop))
            return false;
    return true;
}

bool DemoSocket::receive(std::vector<std::byte> &buffer, std::size_t size) const
{
    const std::size_t end = buffer.size() + size;
    while (buffer.size() < end) {
        std::array<std::byte, 4096> part{};
        if (!isReady(m_socket.fd(), std::chrono::hours(24), m_stop))
            return false;
        const ssize_t got = ::recv(m_socket.fd(), part.data(), std::min(part.size(), end - buffer.size()), 0);
        if (got <= 0)
            return false;
        buffer.insert(buffer.end(), part.begin(), part.begin() + got);
    }
    return true;
}

bool DemoSocket::isReadable(std::chrono::milliseconds within) const { return isReady(m_socket.fd(), within, m_stop); }

std::optional<std::byte> DemoSocket::firstByte() const
{
    std::byte byte{};
    const bool isThere = isReady(m_socket.fd(), std::chrono::hours(24), m_stop)
        && ::recv(m_socket.fd(), &byte, 1, MSG_PEEK) == 1;
    return isThere ? std::optional(byte) : std::nullopt;
}

void DemoSocket::endSending() const { ::shutdown(m_socket.fd(), SHUT_WR); }

void DemoSocket::reset()
{
    const linger now{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(m_socket.fd(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    m_socket = FileHandle();
}

Result<FileHandle> demoListener(std::uint16_t port)
{
    const auto failed = [&] {
        return std::unexpected(systemError(Action::Listen, "127.0.0.1:" + std::to_string(port), errno));
    };
    FileHandle socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const int yes = 1;
    const sockaddr_in address = loopback(port);
    if (!socket.isOpen() || ::setsockopt(socket.fd(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0
        || ::bind(socket.fd(), reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0
        || ::listen(socket.fd(), backlog) != 0)
        return failed();
    return socket;
}

std::uint16_t portOf(const FileHandle &socket)
{
    sockaddr_in address{};
    socklen_t size = sizeof address;
    ::getsockname(socket.fd(), reinterpret_cast<sockaddr *>(&address), &size);
    return ntohs(address.sin_port);
}

std::optional<DemoSocket> acceptFrom(const FileHandle &listener, const std::stop_token &stop)
{
    if (!isReady(listener.fd(), slice, stop))
        return {};
    FileHandle socket(::accept4(listener.fd(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!socket.isOpen()) {
        pauseFor(slice, stop); // no descriptors are left: others will give some back
        return {};
    }
    return DemoSocket(std::move(socket), stop);
}

bool pauseFor(std::chrono::milliseconds time, const std::stop_token &stop)
{
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, time, [] { return false; });
    return !stop.stop_requested();
}

} // namespace framelens::demo
