// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// From "HOST:PORT" to a connected socket: the name's addresses are tried one after the other, each for a bounded time.
#pragma once

#include "core/live/loop.h"

namespace framelens::live {

/// What came of it: a socket, or why not and at which address.
struct Connected
{
    Tcp::socket socket;
    std::optional<Error> error;
    Endpoint tried; ///< the last address; all zero when the name has none
    int systemError = 0; ///< as the journal wants it; 0: a time-out
    ErrorCode reset; ///< it was connected, and reset before anybody could look: what came before is still to be read
};

class Connector final : public std::enable_shared_from_this<Connector>
{
public:
    Connector(Loop &loop, PeerAddress to, std::function<void(Connected)> done);
    ~Connector();
    Connector(const Connector &) = delete;
    Connector &operator=(const Connector &) = delete;

    /// `done` is called once, later, unless end() was.
    void begin();
    void end();

    /// Called when the first address is known.
    std::function<void()> isConnecting;

private:
    struct Lookup;
    void lookUp();
    void found(const ErrorCode &error, std::vector<Tcp::endpoint> addresses);
    void tryNext(const ErrorCode &before);
    void tried(const ErrorCode &error);
    void finish(std::optional<Error> error, int number, const ErrorCode &reset = {});
    void startTimer(const std::function<void()> &late);

    Loop &m_loop;
    const PeerAddress m_to;
    std::function<void(Connected)> m_done;
    std::shared_ptr<Lookup> m_lookup;
    std::shared_ptr<Lookups::Ticket> m_ticket; // of the thread that looks up
    std::vector<Tcp::endpoint> m_addresses;
    std::size_t m_next = 0;
    Tcp::socket m_socket;
    asio::steady_timer m_timer;
    std::uint32_t m_try = 0; // a late timer or handler of an earlier try is known by it
};

} // namespace framelens::live
