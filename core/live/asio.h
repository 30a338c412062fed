// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What this room takes of Asio. For its own sources; no header that others include shows it.
#pragma once

#include "core/bytes/flow.h"
#include "core/live/live_session.h"

#include <asio/bind_allocator.hpp>
#include <asio/buffer.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>

namespace framelens::live {

using Tcp = asio::ip::tcp;
using ErrorCode = asio::error_code;

/// The number, where it is the system's; 0 for what Asio itself means.
inline int numberOf(const ErrorCode &code)
{
    return code.category() == asio::error::get_system_category() ? code.value() : 0;
}

Endpoint endpointOf(const Tcp::endpoint &address);
/// "127.0.0.1:9000", "[::1]:9000".
std::string textOf(const Tcp::endpoint &address);
std::string textOf(const PeerAddress &address);
/// An address written in numbers; nothing for a name.
std::optional<Tcp::endpoint> numericEndpoint(const PeerAddress &address);
/// Asio does not ask for that: what other programs are started with keeps no port of ours.
void closeOnExec(int descriptor);
/// Opens, binds and listens.
ErrorCode listenOn(Tcp::acceptor &acceptor, const Tcp::endpoint &at, int backlog);

} // namespace framelens::live
