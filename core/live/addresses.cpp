// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Addresses as people write them, and as sockets have them.
#include "core/live/asio.h"

#include <algorithm>
#include <charconv>

#include <fcntl.h>

namespace framelens::live {

namespace {

Error badValue(std::string_view text, std::string detail)
{
    return {.action = Action::Option,
            .reason = Reason::BadValue,
            .subject = std::string(text),
            .detail = std::move(detail)};
}

std::optional<std::uint16_t> portIn(std::string_view text)
{
    std::uint32_t port = 0;
    const auto *end = text.data() + text.size(); // NOLINT(cppcoreguidelines-pro-bounds-pointer-arithmetic): from_chars
    const auto [at, error] = std::from_chars(text.data(), end, port);
    if (error != std::errc() || at != end || port == 0 || port > 0xffff)
        return {};
    return static_cast<std::uint16_t>(port);
}

std::string joined(const std::string &host, std::uint16_t port)
{
    const bool isIpv6 = host.find(':') != std::string::npos;
    return (isIpv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

} // namespace

Endpoint endpointOf(const Tcp::endpoint &address)
{
    Endpoint endpoint{.port = address.port(), .isIpv6 = address.address().is_v6()};
    const auto put = [&](const auto &bytes) {
        std::ranges::transform(bytes, endpoint.address.begin(), [](unsigned char byte) { return std::byte{byte}; });
    };
    if (endpoint.isIpv6)
        put(address.address().to_v6().to_bytes());
    else
        put(address.address().to_v4().to_bytes());
    return endpoint;
}

std::string textOf(const Tcp::endpoint &address) { return joined(address.address().to_string(), address.port()); }
std::string textOf(const PeerAddress &address) { return joined(address.host, address.port); }

std::optional<Tcp::endpoint> numericEndpoint(const PeerAddress &address)
{
    ErrorCode error;
    const asio::ip::address host = asio::ip::make_address(address.host, error);
    if (error)
        return {};
    return Tcp::endpoint(host, address.port);
}

void closeOnExec(int descriptor) { ::fcntl(descriptor, F_SETFD, FD_CLOEXEC); }

ErrorCode listenOn(Tcp::acceptor &acceptor, const Tcp::endpoint &at, int backlog)
{
    ErrorCode error;
    acceptor.open(at.protocol(), error);
    if (!error)
        closeOnExec(acceptor.native_handle());
    if (!error)
        acceptor.set_option(Tcp::acceptor::reuse_address(true), error);
    // What is accepted inherits it: an urgent byte can come before anybody has looked at the connection (RFC 6093 section 6).
    if (!error)
        acceptor.set_option(Tcp::socket::out_of_band_inline(true), error);
    if (!error)
        acceptor.bind(at, error);
    if (!error)
        acceptor.listen(backlog, error);
    return error;
}

Result<PeerAddress> parsePeer(std::string_view text)
{
    std::string_view host;
    std::string_view port = text;
    const std::size_t bracket = text.starts_with('[') ? text.find(']') : std::string_view::npos;
    if (bracket != std::string_view::npos) {
        host = text.substr(1, bracket - 1);
        port = text.substr(bracket + 1);
        if (!port.starts_with(':') || host.empty())
            return std::unexpected(badValue(text, "an address in brackets is followed by :PORT"));
        port.remove_prefix(1);
    } else if (const std::size_t colon = text.rfind(':'); colon != std::string_view::npos) {
        host = text.substr(0, colon);
        port = text.substr(colon + 1);
        if (host.find(':') != std::string_view::npos)
            return std::unexpected(badValue(text, "an IPv6 address is written in brackets: [::1]:PORT"));
    }
    const std::optional<std::uint16_t> number = portIn(port);
    if (!number)
        return std::unexpected(badValue(text, "port must be 1 to 65535"));
    return PeerAddress{.host = std::string(host), .port = *number};
}

bool isLoopback(std::string_view host)
{
    if (host.empty() || host == "localhost") // nothing said is 127.0.0.1
        return true;
    ErrorCode error;
    const asio::ip::address address = asio::ip::make_address(std::string(host), error);
    if (error)
        return false;
    const bool isMapped = address.is_v6() && address.to_v6().is_v4_mapped();
    return isMapped ? asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).is_loopback()
                    : address.is_loopback();
}

std::optional<std::uint16_t> freePortNear(const PeerAddress &at)
{
    constexpr std::uint32_t farthest = 64; // the next few are as good as any; beyond them the system chooses
    asio::io_context io;
    for (std::uint32_t port = at.port; port <= at.port + farthest; ++port) {
        const bool isLast = port == at.port + farthest || port > 0xffff;
        const std::uint16_t tried = isLast ? std::uint16_t{0} : static_cast<std::uint16_t>(port);
        const auto endpoint = numericEndpoint({at.host == "localhost" ? "127.0.0.1" : at.host, tried});
        if (!endpoint)
            return {};
        Tcp::acceptor acceptor(io);
        ErrorCode error = listenOn(acceptor, *endpoint, 1);
        if (!error)
            return acceptor.local_endpoint(error).port();
        if (isLast)
            break;
    }
    return {};
}

std::string titleOf(const Mode &mode)
{
    struct Title
    {
        std::string operator()(const Connect &mode) const { return "Connect to " + textOf(mode.to); }
        std::string operator()(const Listen &mode) const { return "Listen on " + textOf(mode.at); }
        std::string operator()(const Proxy &mode) const
        {
            return "Proxy " + textOf(mode.at) + " to " + textOf(mode.to);
        }
        std::string operator()(const PcapConnect &mode) const { return "Pcap from " + textOf(mode.from); }
        std::string operator()(const PcapListen &mode) const { return "Pcap at " + textOf(mode.at); }
        std::string operator()(const PcapPipe &mode) const
        {
            return mode.path == "-" ? "Pcap from standard input" : "Pcap from " + mode.path;
        }
        std::string operator()(const PcapCommand &mode) const { return "Pcap from: " + mode.line; }
    };
    return std::visit(Title(), mode);
}

} // namespace framelens::live
