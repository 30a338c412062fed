// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/live/connector.h"

#include <cerrno>
#include <mutex>
#include <system_error>

namespace framelens::live {

namespace {

std::vector<Tcp::endpoint> systemAddresses(const PeerAddress &name, ErrorCode &error)
{
    std::vector<Tcp::endpoint> addresses;
    try { // a context of its own needs a descriptor
        asio::io_context io;
        Tcp::resolver resolver(io);
        for (const auto &entry : resolver.resolve(name.host, std::to_string(name.port), error))
            addresses.push_back(entry.endpoint());
    } catch (const std::system_error &thrown) {
        error = thrown.code();
    }
    return addresses;
}

std::vector<Tcp::endpoint> numericAddresses(const std::vector<PeerAddress> &given)
{
    std::vector<Tcp::endpoint> addresses;
    for (const PeerAddress &address : given)
        if (const std::optional<Tcp::endpoint> numeric = numericEndpoint(address))
            addresses.push_back(*numeric);
    return addresses;
}

} // namespace

/// Shared with the thread that asks the system's resolver, which nobody can interrupt: whoever no longer wants the answer
/// says so here and goes; the thread ends by itself, holding no port and no file.
struct Connector::Lookup
{
    std::mutex mutex;
    asio::io_context *io = nullptr; // null: the answer is not wanted
    std::weak_ptr<Connector> connector;

    void abandon()
    {
        const std::lock_guard lock(mutex);
        io = nullptr;
    }
    void answer(const ErrorCode &error, std::vector<Tcp::endpoint> addresses)
    {
        const std::lock_guard lock(mutex);
        if (io == nullptr)
            return;
        asio::post(*io, [weak = connector, error, found = std::move(addresses)]() mutable {
            if (const std::shared_ptr<Connector> alive = weak.lock())
                alive->found(error, std::move(found));
        });
    }
};

Connector::Connector(Loop &loop, PeerAddress to, std::function<void(Connected)> done)
    : m_loop(loop)
    , m_to(std::move(to))
    , m_done(std::move(done))
    , m_socket(loop.io)
    , m_timer(loop.io)
{
}

Connector::~Connector()
{
    if (m_lookup)
        m_lookup->abandon();
}

void Connector::begin()
{
    if (const std::optional<Tcp::endpoint> numeric = numericEndpoint(m_to))
        asio::post(m_loop.io, [self = shared_from_this(), numeric] { self->found({}, {*numeric}); });
    else
        lookUp();
}

void Connector::end()
{
    m_done = {};
    if (m_lookup)
        m_lookup->abandon();
    ErrorCode ignored;
    m_socket.close(ignored);
    m_timer.cancel();
}

void Connector::lookUp()
{
    m_lookup = std::make_shared<Lookup>();
    m_lookup->io = &m_loop.io;
    m_lookup->connector = weak_from_this();
    startTimer([this] {
        m_lookup->abandon();
        if (m_ticket)
            m_loop.lookups->giveUp(*m_ticket);
        finish(systemError(Action::Resolve, textOf(m_to), ETIMEDOUT), 0);
    });
    m_ticket = m_loop.lookups->start([lookup = m_lookup, to = m_to, resolve = m_loop.options.resolve] {
        ErrorCode error;
        std::vector<Tcp::endpoint> addresses = resolve ? numericAddresses(resolve(to)) : systemAddresses(to, error);
        lookup->answer(error, std::move(addresses));
    });
    if (!m_ticket)
        asio::post(m_loop.io, [self = shared_from_this()] { self->found(asio::error::no_memory, {}); });
}

void Connector::found(const ErrorCode &error, std::vector<Tcp::endpoint> addresses)
{
    if (!m_done)
        return;
    if (error || addresses.empty()) {
        const std::string why = error ? error.message() : "it has no address";
        finish(Error{.action = Action::Resolve,
                     .reason = Reason::BadValue,
                     .subject = textOf(m_to),
                     .detail = "the name cannot be resolved: " + why},
               EADDRNOTAVAIL);
        return;
    }
    m_addresses = std::move(addresses);
    if (isConnecting)
        isConnecting();
    tryNext({});
}

void Connector::tryNext(const ErrorCode &before)
{
    if (m_next == m_addresses.size()) {
        const int number = numberOf(before);
        finish(systemError(Action::Connect, textOf(m_to), number), number == ETIMEDOUT ? 0 : number);
        return;
    }
    ErrorCode ignored;
    m_socket.close(ignored);
    startTimer([this] { tried({ETIMEDOUT, asio::error::get_system_category()}); });
    const Tcp::endpoint &to = m_addresses[m_next++];
    m_socket.open(to.protocol(), ignored); // what fails here fails again, and is told, below
    closeOnExec(m_socket.native_handle());
    m_socket.set_option(Tcp::socket::out_of_band_inline(true), ignored);
    m_socket.async_connect(to, [self = shared_from_this(), number = m_try](const ErrorCode &error) {
        if (number == self->m_try)
            self->tried(error);
    });
}

void Connector::tried(const ErrorCode &error)
{
    ++m_try;
    m_timer.cancel();
    if (!m_done)
        return;
    // Who never answered is ECONNREFUSED; a reset can only follow a connection.
    if (error == asio::error::connection_reset || error == asio::error::broken_pipe)
        finish({}, 0, error);
    else if (error)
        tryNext(error);
    else
        finish({}, 0);
}

void Connector::startTimer(const std::function<void()> &late)
{
    m_timer.expires_after(m_loop.options.connectTimeout);
    m_timer.async_wait([self = shared_from_this(), number = m_try, late](const ErrorCode &error) {
        if (!error && number == self->m_try)
            late();
    });
}

void Connector::finish(std::optional<Error> error, int number, const ErrorCode &reset)
{
    ++m_try;
    m_timer.cancel();
    const Endpoint last = m_next > 0 ? endpointOf(m_addresses[m_next - 1]) : Endpoint();
    if (m_done)
        std::exchange(m_done, {})({std::move(m_socket), std::move(error), last, number, reset});
}

} // namespace framelens::live
