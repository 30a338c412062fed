// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Messages of application protocols, and whole TCP conversations, for tests and for the sample.
#pragma once

#include "tests/support/packet_builder.h"

#include <string>
#include <string_view>
#include <vector>

namespace framelens::test {

namespace dns_type {
inline constexpr std::uint16_t a = 1;
inline constexpr std::uint16_t ns = 2;
inline constexpr std::uint16_t cname = 5;
inline constexpr std::uint16_t soa = 6;
inline constexpr std::uint16_t ptr = 12;
inline constexpr std::uint16_t mx = 15;
inline constexpr std::uint16_t txt = 16;
inline constexpr std::uint16_t aaaa = 28;
inline constexpr std::uint16_t srv = 33;
}

/// A DNS message (RFC 1035) written front to back; names are compressed to where they stood before.
class DnsMessage
{
public:
    DnsMessage(std::uint16_t id, std::uint16_t flags);

    DnsMessage &question(std::string_view name, std::uint16_t type, std::uint16_t dnsClass = 1);
    DnsMessage &answer(std::string_view name, std::uint16_t type, Bytes data, std::uint32_t ttl = 300);
    /// An answer whose data is a name (CNAME, NS, PTR), or for MX a number and a name.
    DnsMessage &answerName(std::string_view name, std::uint16_t type, std::string_view target,
                           std::uint32_t ttl = 300);
    /// Counts what follows as authority or additional records.
    DnsMessage &authorities();
    DnsMessage &additional();

    Buffer bytes() const;

private:
    void putName(std::string_view name);
    void beginRecord(std::string_view name, std::uint16_t type, std::uint32_t ttl);

    std::uint16_t m_id;
    std::uint16_t m_flags;
    std::uint16_t m_counts[4] = {};
    std::size_t m_part = 1;
    ByteWriter m_body;
    struct Known
    {
        std::string name;
        std::size_t offset;
    };
    std::vector<Known> m_known;
};

/// A DHCP message (RFC 2131): `options` as they are, the end option is added.
Buffer dhcp(std::uint8_t operation, std::uint32_t transaction, const Mac &client, const Address &yours,
            const Address &server, Bytes options);
/// A DHCP option.
Buffer dhcpOption(std::uint8_t code, Bytes value);

/// A TLS 1.3 ClientHello record (RFC 8446) with a server name, versions, groups and a key share of made-up bytes.
Buffer tlsClientHello(std::string_view serverName);

/// A request with a body and a cookie, and a response in chunks with a trailer (RFC 9112).
Buffer httpRequest();
Buffer httpChunkedResponse();

/// A handshake message (RFC 8446, 4), and a record around any bytes.
Buffer tlsHandshake(std::uint8_t type, Bytes body);
Buffer tlsRecord(std::uint8_t type, Bytes fragment, std::uint16_t version = 0x0303);
/// What a server answers in TLS 1.2: hello, certificate, key exchange and done, in one record.
Buffer tlsServerFlight();

/// An MQTT message of any type, flags and version: `first` is its first byte.
Buffer mqttPacket(std::uint8_t first, Bytes body);
/// MQTT 5: CONNECT with properties, a will, a user and a password, and PUBLISH with properties and an identifier.
Buffer mqtt5Connect();
Buffer mqtt5Publish();

// MQTT 3.1.1.
Buffer mqttConnect(std::string_view client);
Buffer mqttPublish(std::string_view topic, std::string_view text);
Buffer mqttSubscribe(std::uint16_t id, std::string_view topic);

/// Both sides of a TCP connection with their sequence numbers; gives packets without link layer.
class TcpConversation
{
public:
    explicit TcpConversation(Ends ends, std::uint32_t clientSequence = 1000, std::uint32_t serverSequence = 900'000);

    /// SYN, SYN+ACK, ACK.
    std::vector<Buffer> open();
    Buffer fromClient(Bytes payload) { return data(m_client, m_server, m_ends, payload); }
    Buffer fromServer(Bytes payload) { return data(m_server, m_client, m_ends.reversed(), payload); }
    Buffer clientAcknowledges() { return fromClient({}); }
    Buffer serverAcknowledges() { return fromServer({}); }
    /// The last data segment of the server once more.
    Buffer serverRepeats() const { return m_lastServer; }
    /// FIN by the server, ACK and FIN by the client, ACK.
    std::vector<Buffer> close();
    Buffer reset();

private:
    struct Side
    {
        std::uint32_t next;
    };
    Buffer segment(Side &from, const Side &to, const Ends &ends, std::uint16_t flags, Bytes payload,
                   Bytes options = {});
    Buffer data(Side &from, const Side &to, const Ends &ends, Bytes payload);

    Ends m_ends;
    Side m_client;
    Side m_server;
    Buffer m_lastServer;
    std::uint16_t m_id = 1;
};

} // namespace framelens::test
