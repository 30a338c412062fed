// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Frames of a made-up office link, the same on every run: connections to port 443 and others in order of their sequence numbers, DNS
// over UDP, pings, ARP, and some IPv6; 450 bytes on the average.
#pragma once

#include "tests/support/message_builder.h"
#include "tests/support/packet_builder.h"

#include <array>
#include <string>
#include <vector>

namespace framelens::test {

class Traffic
{
public:
    Traffic()
    {
        for (std::uint32_t number = 0; number < connections; ++number)
            m_open.push_back(connection(number));
    }

    Buffer next()
    {
        const std::uint64_t kind = random() % 100;
        if (kind < 72)
            return segment();
        if (kind < 90)
            return question();
        if (kind < 97)
            return datagram();
        const Mac here{2, 0, 0, 0, 0, 1};
        const Mac there{2, 0, 0, 0, 0, 2};
        return padded(ethernet(there, here, 0x0806, arp(1, here, ip4(10, 0, 0, 1), there, ip4(10, 0, 0, 2))));
    }

private:
    static constexpr std::uint32_t connections = 2000;
    struct Connection
    {
        Ends ends;
        std::uint32_t sent = 0;
        std::uint32_t received = 0;
    };

    // SplitMix64: the same everywhere.
    std::uint64_t random()
    {
        m_state += 0x9e3779b97f4a7c15U;
        std::uint64_t z = m_state;
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31U);
    }

    Connection connection(std::uint32_t number)
    {
        constexpr std::array<std::uint16_t, 8> ports = {443, 443, 443, 443, 22, 5432, 8443, 993};
        const auto client = static_cast<std::uint16_t>(20'000 + number);
        const std::uint16_t server = ports.at(number % ports.size());
        if (number % 10 == 9)
            return {.ends = {ip6({0x2001, 0xdb8, 0, 0, 0, 0, 0, 1}), ip6({0x2001, 0xdb8, 1, 0, 0, 0, 0, 5}), client, server}};
        return {.ends = {ip4(10, 0, number / 250 % 250, number % 250), ip4(192, 0, 2, number % 200), client, server}};
    }

    Buffer segment()
    {
        Connection &at = m_open[random() % connections];
        const bool sends = random() % 3 == 0;
        const std::uint64_t kind = random() % 10;
        const std::size_t size = kind < 5 ? 0 : kind < 7 ? 1380 : random() % 1400;
        const Ends ends = sends ? at.ends : at.ends.reversed();
        std::uint32_t &sequence = sends ? at.sent : at.received;
        const TcpFields fields{.sequence = sequence, .acknowledgment = sends ? at.received : at.sent};
        sequence += static_cast<std::uint32_t>(size);
        return tcpFrame(ends, fields, noise(size));
    }

    Buffer question()
    {
        constexpr std::array<std::string_view, 5> domains = {"example.com", "example.org", "test", "invalid", "example.net"};
        const std::string name = "host" + std::to_string(random() % 5000) + "." + std::string(domains.at(random() % domains.size()));
        const auto id = static_cast<std::uint16_t>(random());
        const Ends ends{ip4(10, 0, 0, static_cast<unsigned>(random() % 250)), ip4(192, 0, 2, 53), static_cast<std::uint16_t>(30'000 + random() % 30'000), 53};
        if (random() % 2 == 0)
            return udpFrame(ends, DnsMessage(id, 0x0100).question(name, dns_type::a).bytes());
        const std::array address = {std::byte{192}, std::byte{0}, std::byte{2}, std::byte{9}};
        DnsMessage answer(id, 0x8180);
        answer.question(name, dns_type::a).answer(name, dns_type::a, address);
        return udpFrame(ends.reversed(), answer.bytes());
    }

    Buffer datagram()
    {
        const Ends ends{ip4(10, 0, 0, static_cast<unsigned>(random() % 250)), ip4(192, 0, 2, 7), static_cast<std::uint16_t>(30'000 + random() % 30'000), 443};
        return udpFrame(ends, noise(random() % 1300));
    }

    Buffer noise(std::size_t size)
    {
        ByteWriter bytes;
        while (bytes.size() + 8 <= size)
            bytes.u64(random());
        bytes.zeros(size - bytes.size());
        return bytes.buffer();
    }

    std::uint64_t m_state = 2026;
    std::vector<Connection> m_open;
};

} // namespace framelens::test
