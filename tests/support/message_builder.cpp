// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/message_builder.h"

#include <algorithm>

namespace framelens::test {

DnsMessage::DnsMessage(std::uint16_t id, std::uint16_t flags)
    : m_id(id)
    , m_flags(flags)
{
}

// Labels are separated by dots. A name, or the end of one, that stood before becomes a pointer.
void DnsMessage::putName(std::string_view name)
{
    constexpr std::size_t headerBytes = 12;
    while (!name.empty()) {
        const auto known = std::find_if(m_known.begin(), m_known.end(),
                                        [name](const Known &one) { return one.name == name; });
        if (known != m_known.end()) {
            m_body.u16(0xc000U | static_cast<unsigned>(known->offset));
            return;
        }
        m_known.push_back({std::string(name), headerBytes + m_body.size()});
        const std::string_view label = name.substr(0, name.find('.'));
        m_body.u8(static_cast<unsigned>(label.size())).text(label);
        name.remove_prefix(std::min(name.size(), label.size() + 1));
    }
    m_body.u8(0);
}

DnsMessage &DnsMessage::question(std::string_view name, std::uint16_t type, std::uint16_t dnsClass)
{
    putName(name);
    m_body.u16(type).u16(dnsClass);
    ++m_counts[0];
    return *this;
}

void DnsMessage::beginRecord(std::string_view name, std::uint16_t type, std::uint32_t ttl)
{
    putName(name);
    m_body.u16(type).u16(1).u32(ttl);
    ++m_counts[m_part];
}

DnsMessage &DnsMessage::answer(std::string_view name, std::uint16_t type, Bytes data, std::uint32_t ttl)
{
    beginRecord(name, type, ttl);
    m_body.u16(static_cast<unsigned>(data.size())).bytes(data);
    return *this;
}

DnsMessage &DnsMessage::answerName(std::string_view name, std::uint16_t type, std::string_view target,
                                   std::uint32_t ttl)
{
    beginRecord(name, type, ttl);
    const std::size_t lengthAt = m_body.size();
    m_body.u16(0);
    if (type == dns_type::mx)
        m_body.u16(10);
    putName(target);
    m_body.patch16(lengthAt, static_cast<unsigned>(m_body.size() - lengthAt - 2));
    return *this;
}

DnsMessage &DnsMessage::authorities()
{
    m_part = 2;
    return *this;
}

DnsMessage &DnsMessage::additional()
{
    m_part = 3;
    return *this;
}

Buffer DnsMessage::bytes() const
{
    ByteWriter message;
    message.u16(m_id).u16(m_flags);
    for (const std::uint16_t count : m_counts)
        message.u16(count);
    return std::move(message.bytes(m_body.buffer())).buffer();
}

Buffer dhcpOption(std::uint8_t code, Bytes value)
{
    ByteWriter option;
    option.u8(code).u8(static_cast<unsigned>(value.size())).bytes(value);
    return std::move(option).buffer();
}

Buffer dhcp(std::uint8_t operation, std::uint32_t transaction, const Mac &client, const Address &yours,
            const Address &server, Bytes options)
{
    ByteWriter message;
    message.u8(operation).u8(1).u8(6).u8(0).u32(transaction).u16(0).u16(0).zeros(4);
    message.bytes(yours.bytes).bytes(server.bytes).zeros(4);
    for (const std::uint8_t byte : client)
        message.u8(byte);
    message.zeros(10 + 64 + 128).u32(0x63825363).bytes(options).u8(255);
    return std::move(message).buffer();
}

Buffer httpRequest()
{
    return textBytes("POST /form?a=1&b=2 HTTP/1.1\r\n"
                     "Host: www.example.com\r\n"
                     "Authorization: Basic dXNlcjpwYXNz\r\n"
                     "Cookie: k=v; l=w\r\n"
                     "X-Own: folded\r\n value\r\n"
                     "Content-Type: text/plain; charset=utf-8\r\n"
                     "Content-Length: 5\r\n\r\nhello");
}

Buffer httpChunkedResponse()
{
    return textBytes("HTTP/1.1 200 OK\r\n"
                     "Server: test\r\n"
                     "Content-Type: text/plain\r\n"
                     "Transfer-Encoding: chunked\r\n\r\n"
                     "5\r\nhello\r\n7;x=y\r\n, world\r\n0\r\nTrailer: end\r\n\r\n");
}

Buffer tlsClientHello(std::string_view serverName)
{
    ByteWriter extensions;
    const auto extension = [&extensions](unsigned type, const ByteWriter &body) {
        extensions.u16(type).u16(static_cast<unsigned>(body.size())).bytes(body.buffer());
    };
    const auto size = static_cast<unsigned>(serverName.size());
    extension(0, ByteWriter().u16(size + 3).u8(0).u16(size).text(serverName)); // server_name
    extension(10, ByteWriter().u16(4).u16(0x001d).u16(0x0017)); // supported_groups
    extension(13, ByteWriter().u16(4).u16(0x0403).u16(0x0804)); // signature_algorithms
    extension(16, ByteWriter().u16(12).u8(2).text("h2").u8(8).text("http/1.1")); // protocol negotiation
    extension(43, ByteWriter().u8(4).u16(0x0304).u16(0x0303)); // supported_versions
    ByteWriter key;
    key.u16(36).u16(0x001d).u16(32);
    for (unsigned i = 0; i < 32; ++i)
        key.u8(0x40 + i);
    extension(51, key); // key_share

    ByteWriter hello;
    hello.u16(0x0303);
    for (unsigned i = 0; i < 32; ++i)
        hello.u8(0xa0 + i); // random
    hello.u8(0).u16(6).u16(0x1301).u16(0x1302).u16(0xc02f).u8(1).u8(0); // no session, suites, no compression
    hello.u16(static_cast<unsigned>(extensions.size())).bytes(extensions.buffer());
    ByteWriter record;
    record.u8(22).u16(0x0301).u16(static_cast<unsigned>(hello.size() + 4));
    record.u8(1).sized(hello.size(), 3).bytes(hello.buffer());
    return std::move(record).buffer();
}

namespace {

ByteWriter &putText(ByteWriter &to, std::string_view text)
{
    return to.u16(static_cast<unsigned>(text.size())).text(text);
}

} // namespace

Buffer tlsHandshake(std::uint8_t type, Bytes body)
{
    return ByteWriter().u8(type).sized(body.size(), 3).bytes(body).buffer();
}

Buffer tlsRecord(std::uint8_t type, Bytes fragment, std::uint16_t version)
{
    return ByteWriter().u8(type).u16(version).u16(static_cast<unsigned>(fragment.size())).bytes(fragment).buffer();
}

Buffer tlsServerFlight()
{
    ByteWriter hello;
    hello.u16(0x0303).u32(0x60000000);
    for (unsigned i = 0; i < 28; ++i)
        hello.u8(i);
    hello.u8(4).u32(0x01020304).u16(0xc02f).u8(0); // session, suite, compression
    hello.u16(9).u16(0xff01).u16(1).u8(0).u16(23).u16(0); // renegotiation, extended master secret
    const Buffer certificates = ByteWriter().sized(8, 3).sized(5, 3).text("cert!").buffer();
    ByteWriter key;
    key.u8(3).u16(23).u8(3).text("key").u16(0x0401).u16(4).text("sign");
    return tlsRecord(22, join({tlsHandshake(2, hello.buffer()), tlsHandshake(11, certificates), tlsHandshake(12, key.buffer()),
                               tlsHandshake(14, {})}));
}

Buffer mqttPacket(std::uint8_t first, Bytes body)
{
    ByteWriter message;
    message.u8(first);
    std::size_t length = body.size();
    do {
        message.u8(static_cast<unsigned>(length % 128 + (length >= 128 ? 128 : 0)));
        length /= 128;
    } while (length != 0);
    return message.bytes(body).buffer();
}

Buffer mqtt5Connect()
{
    ByteWriter body;
    putText(body, "MQTT").u8(5).u8(0xce).u16(30); // user, password, will of quality 1, clean start
    body.u8(8).u8(0x11).u32(60).u8(0x21).u16(10); // session expiry, receive maximum
    putText(body, "client");
    body.u8(5).u8(0x18).u32(7); // will delay
    putText(body, "will/topic");
    putText(body, "gone");
    putText(body, "user");
    putText(body, "secret");
    return mqttPacket(0x10, body.buffer());
}

Buffer mqtt5Publish()
{
    ByteWriter properties;
    properties.u8(0x01).u8(1).u8(0x0b).u8(0x85).u8(0x01).u8(0x23).u16(3);
    putText(properties.u8(0x26), "k");
    putText(properties, "v");
    putText(properties.u8(0x03), "text/plain");
    ByteWriter body;
    putText(body, "a/b").u16(7).u8(static_cast<unsigned>(properties.size())).bytes(properties.buffer()).text("hello");
    return mqttPacket(0x3b, body.buffer());
}

Buffer mqttConnect(std::string_view client)
{
    ByteWriter body;
    putText(body, "MQTT").u8(4).u8(2).u16(60); // level, clean session, keep alive
    putText(body, client);
    return mqttPacket(0x10, body.buffer());
}

Buffer mqttPublish(std::string_view topic, std::string_view text)
{
    ByteWriter body;
    putText(body, topic).text(text);
    return mqttPacket(0x30, body.buffer());
}

Buffer mqttSubscribe(std::uint16_t id, std::string_view topic)
{
    ByteWriter body;
    body.u16(id);
    putText(body, topic).u8(0);
    return mqttPacket(0x82, body.buffer());
}

TcpConversation::TcpConversation(Ends ends, std::uint32_t clientSequence, std::uint32_t serverSequence)
    : m_ends(std::move(ends))
    , m_client{clientSequence}
    , m_server{serverSequence}
{
}

Buffer TcpConversation::segment(Side &from, const Side &to, const Ends &ends, std::uint16_t flags, Bytes payload,
                                Bytes options)
{
    TcpFields fields;
    fields.sequence = from.next;
    fields.flags = flags;
    fields.acknowledgment = (flags & tcp_flag::ack) != 0 ? to.next : 0;
    fields.options.assign(options.begin(), options.end());
    from.next += static_cast<std::uint32_t>(payload.size()) + ((flags & (tcp_flag::syn | tcp_flag::fin)) != 0 ? 1 : 0);
    const Buffer segment = tcp(ends, fields, payload);
    return ends.source.isV6() ? ipv6(ends, ip_protocol::tcp, segment)
                              : ipv4(ends, ip_protocol::tcp, segment, {.id = m_id++});
}

Buffer TcpConversation::data(Side &from, const Side &to, const Ends &ends, Bytes payload)
{
    Buffer packet = segment(from, to, ends,
                            static_cast<std::uint16_t>(tcp_flag::ack | (payload.empty() ? 0 : tcp_flag::psh)), payload);
    if (&from == &m_server && !payload.empty())
        m_lastServer = packet;
    return packet;
}

std::vector<Buffer> TcpConversation::open()
{
    std::vector<Buffer> packets;
    packets.push_back(segment(m_client, m_server, m_ends, tcp_flag::syn, {}, tcpSynOptions(1460, 7, 1000)));
    packets.push_back(segment(m_server, m_client, m_ends.reversed(), tcp_flag::syn | tcp_flag::ack, {},
                              tcpSynOptions(1460, 8, 5000)));
    packets.push_back(clientAcknowledges());
    return packets;
}

std::vector<Buffer> TcpConversation::close()
{
    std::vector<Buffer> packets;
    packets.push_back(segment(m_server, m_client, m_ends.reversed(), tcp_flag::fin | tcp_flag::ack, {}));
    packets.push_back(segment(m_client, m_server, m_ends, tcp_flag::fin | tcp_flag::ack, {}));
    packets.push_back(serverAcknowledges());
    return packets;
}

Buffer TcpConversation::reset()
{
    return segment(m_client, m_server, m_ends, tcp_flag::rst, {});
}

} // namespace framelens::test
