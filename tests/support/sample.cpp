// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A day in a small network: a host gets its addresses, looks names up, fetches a page, and meets what goes
// wrong. Addresses and names are those reserved for documentation (RFC 5737, RFC 3849, RFC 2606).
#include "tests/support/sample.h"

#include "tests/support/capture_builder.h"
#include "tests/support/message_builder.h"

#include <string>

namespace framelens::test {

namespace {

constexpr Mac host{0x02, 0x00, 0x5e, 0x10, 0x00, 0x01};
constexpr Mac router{0x02, 0x00, 0x5e, 0x10, 0x00, 0xfe};
constexpr Mac broadcast{0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
constexpr Mac none{0, 0, 0, 0, 0, 0};
constexpr Mac multicast6{0x33, 0x33, 0x00, 0x00, 0x00, 0x02};
constexpr Mac spanningTree{0x01, 0x80, 0xc2, 0x00, 0x00, 0x00};

const Address hostIp = ip4(192, 0, 2, 10);
const Address routerIp = ip4(192, 0, 2, 1);
const Address webIp = ip4(198, 51, 100, 80);
const Address brokerIp = ip4(203, 0, 113, 5);
const Address anyIp = ip4(0, 0, 0, 0);
const Address allIp = ip4(255, 255, 255, 255);
const Address hostLink6 = ip6({0xfe80, 0, 0, 0, 0, 0x5eff, 0xfe10, 1});
const Address routerLink6 = ip6({0xfe80, 0, 0, 0, 0, 0x5eff, 0xfe10, 0xfe});
const Address host6 = ip6({0x2001, 0xdb8, 0, 1, 0, 0, 0, 0x10});
const Address web6 = ip6({0x2001, 0xdb8, 0xbeef, 0, 0, 0, 0, 0x80});
const Address allRouters6 = ip6({0xff02, 0, 0, 0, 0, 0, 0, 2});
const Address allNodes6 = ip6({0xff02, 0, 0, 0, 0, 0, 0, 1});

constexpr std::uint32_t ethernetInterface = 0;
constexpr std::uint32_t cookedInterface = 1;

class Sample
{
public:
    Sample();
    Buffer bytes() &&;

private:
    using OptionList = PcapngBuilder::OptionList;
    void put(Bytes frame, const OptionList &options = {}, std::optional<std::uint32_t> originalLength = {});
    void putCooked(std::uint16_t packetType, std::uint16_t type, Bytes packet);
    void fromHost(std::uint16_t type, Bytes packet, const OptionList &options = {});
    void toHost(std::uint16_t type, Bytes packet, const OptionList &options = {});
    void resolve(std::uint16_t id, const DnsMessage &query, const DnsMessage &answer);

    void addressResolution();
    void dynamicConfiguration();
    void neighbourDiscovery();
    void names();
    void pings();
    void web();
    void secureWeb();
    void broker();
    void tagged();
    void optionsAndExtensions();
    void oddities();
    void cookedTraffic();
    void manySmallSegments();

    PcapngBuilder m_file;
    std::uint64_t m_timeUs = static_cast<std::uint64_t>(captureStartNs / 1000);
    std::uint64_t m_step = 0;
};

Buffer udp4(const Address &source, std::uint16_t sourcePort, const Address &destination, std::uint16_t destinationPort,
            Bytes payload)
{
    const Ends ends{source, destination, sourcePort, destinationPort};
    return ip(ends, ip_protocol::udp, udp(ends, payload));
}

void Sample::put(Bytes frame, const OptionList &options, std::optional<std::uint32_t> originalLength)
{
    // Steps between 0.2 and 50 milliseconds, the same each time.
    m_step = m_step * 6364136223846793005U + 1442695040888963407U;
    m_timeUs += 200 + (m_step >> 33U) % 50'000;
    m_file.enhanced(frame, m_timeUs, ethernetInterface, options, originalLength);
}

void Sample::putCooked(std::uint16_t packetType, std::uint16_t type, Bytes packet)
{
    m_timeUs += 1500;
    m_file.enhanced(cooked(packetType, packetType == 4 ? host : router, type, packet), m_timeUs * 1000 + 123,
                    cookedInterface);
}

void Sample::fromHost(std::uint16_t type, Bytes packet, const OptionList &options)
{
    put(padded(ethernet(router, host, type, packet)), options);
}

void Sample::toHost(std::uint16_t type, Bytes packet, const OptionList &options)
{
    put(padded(ethernet(host, router, type, packet)), options);
}

void Sample::addressResolution()
{
    put(padded(ethernet(broadcast, host, ether_type::arp, arp(1, host, hostIp, none, routerIp))),
        {comment("The host asks who has the router's address. This comment is part of the capture.")});
    toHost(ether_type::arp, arp(2, router, routerIp, host, hostIp));
    put(padded(ethernet(broadcast, host, ether_type::arp, arp(1, host, hostIp, none, hostIp)))); // announces itself
}

void Sample::dynamicConfiguration()
{
    const auto message = [](std::uint8_t type) { return dhcpOption(53, ByteWriter().u8(type).buffer()); };
    const Buffer name = dhcpOption(12, textBytes("reader"));
    const Buffer wanted = dhcpOption(55, ByteWriter().u8(1).u8(3).u8(6).u8(15).u8(42).buffer());
    const Buffer granted = join({dhcpOption(54, routerIp.bytes), dhcpOption(51, ByteWriter().u32(3600).buffer()),
                                 dhcpOption(1, ip4(255, 255, 255, 0).bytes), dhcpOption(3, routerIp.bytes),
                                 dhcpOption(6, routerIp.bytes), dhcpOption(15, textBytes("example.net"))});
    const Buffer requested = join({dhcpOption(50, hostIp.bytes), dhcpOption(54, routerIp.bytes)});
    const auto client = [&](Bytes options) {
        put(ethernet(broadcast, host, ether_type::ipv4,
                     udp4(anyIp, 68, allIp, 67, dhcp(1, 0x3903f326, host, anyIp, anyIp, options))));
    };
    const auto server = [&](Bytes options) {
        toHost(ether_type::ipv4, udp4(routerIp, 67, hostIp, 68, dhcp(2, 0x3903f326, host, hostIp, routerIp, options)));
    };
    client(join({message(1), name, wanted}));
    server(join({message(2), granted}));
    client(join({message(3), requested, name, wanted}));
    server(join({message(5), granted}));
}

void Sample::neighbourDiscovery()
{
    const auto send = [this](const Mac &to, const Mac &from, const Ends &ends, std::uint8_t type, Bytes body) {
        put(ethernet(to, from, ether_type::ipv6,
                     ipv6(ends, ip_protocol::icmp6, icmp6(ends, type, 0, body), {.hopLimit = 255})));
    };
    send(multicast6, host, {hostLink6, allRouters6}, 133, join({ByteWriter().u32(0).buffer(), linkAddressOption(1, host)}));
    ByteWriter advertisement;
    advertisement.u8(64).u8(0).u16(1800).u32(0).u32(0).bytes(linkAddressOption(1, router));
    advertisement.u8(3).u8(4).u8(64).u8(0xc0).u32(86'400).u32(14'400).u32(0); // prefix information
    advertisement.bytes(ip6({0x2001, 0xdb8, 0, 1, 0, 0, 0, 0}).bytes);
    advertisement.u8(5).u8(1).u16(0).u32(1500); // MTU
    send({0x33, 0x33, 0, 0, 0, 1}, router, {routerLink6, allNodes6}, 134, advertisement.buffer());
    const Address solicited = ip6({0xff02, 0, 0, 0, 0, 1, 0xff10, 0xfe});
    send({0x33, 0x33, 0xff, 0x10, 0, 0xfe}, host, {hostLink6, solicited}, 135,
         join({ByteWriter().u32(0).buffer(), routerLink6.bytes, linkAddressOption(1, host)}));
    send(host, router, {routerLink6, hostLink6}, 136,
         join({ByteWriter().u32(0x60000000).buffer(), routerLink6.bytes, linkAddressOption(2, router)}));

    // A multicast listener report behind a router alert, as RFC 3810 demands.
    const Address reports = ip6({0xff02, 0, 0, 0, 0, 0, 0, 0x16});
    const Ends ends{hostLink6, reports};
    ByteWriter report;
    report.u16(0).u16(1).u8(4).u8(0).u16(0).bytes(solicited.bytes);
    put(ethernet({0x33, 0x33, 0, 0, 0, 0x16}, host, ether_type::ipv6,
                 ipv6(ends, ip_protocol::hopByHop,
                      ipv6Options(ip_protocol::icmp6, ByteWriter().u8(5).u8(2).u16(0).buffer(),
                                  icmp6(ends, 143, 0, report.buffer())),
                      {.hopLimit = 1})));
}

void Sample::resolve(std::uint16_t id, const DnsMessage &query, const DnsMessage &answer)
{
    const auto port = static_cast<std::uint16_t>(49'152 + id);
    fromHost(ether_type::ipv4, udp4(hostIp, port, routerIp, 53, query.bytes()));
    toHost(ether_type::ipv4, udp4(routerIp, 53, hostIp, port, answer.bytes()));
}

void Sample::names()
{
    constexpr std::uint16_t query = 0x0100;
    constexpr std::uint16_t answer = 0x8180;
    const auto asked = [](std::uint16_t id, std::uint16_t flags, std::string_view name, std::uint16_t type) {
        return DnsMessage(id, flags).question(name, type);
    };
    const std::string_view www = "www.example.com";
    resolve(1, asked(1, query, www, dns_type::a),
            asked(1, answer, www, dns_type::a)
                .answerName(www, dns_type::cname, "web.cdn.example.com")
                .answer("web.cdn.example.com", dns_type::a, webIp.bytes)
                .answer("web.cdn.example.com", dns_type::a, ip4(198, 51, 100, 81).bytes));
    resolve(2, asked(2, query, www, dns_type::aaaa),
            asked(2, answer, www, dns_type::aaaa)
                .answerName(www, dns_type::cname, "web.cdn.example.com")
                .answer("web.cdn.example.com", dns_type::aaaa, web6.bytes));
    resolve(3, asked(3, query, "example.com", dns_type::mx),
            asked(3, answer, "example.com", dns_type::mx)
                .answerName("example.com", dns_type::mx, "mail.example.com")
                .additional()
                .answer("mail.example.com", dns_type::a, ip4(198, 51, 100, 25).bytes));
    const std::string_view reverse = "80.100.51.198.in-addr.arpa";
    resolve(4, asked(4, query, reverse, dns_type::ptr),
            asked(4, answer, reverse, dns_type::ptr).answerName(reverse, dns_type::ptr, www));
    const Buffer policy = ByteWriter().u8(15).text("v=spf1 mx -all\"").buffer();
    resolve(5, asked(5, query, "example.com", dns_type::txt),
            asked(5, answer, "example.com", dns_type::txt).answer("example.com", dns_type::txt, policy));
    resolve(6, asked(6, query, "no-such-name.example", dns_type::a),
            asked(6, 0x8183, "no-such-name.example", dns_type::a));
    // A name that tries to be markup, and to read backwards (U+202E).
    const std::string_view hostile = "<b>bank</b>\xe2\x80\xaemoc.<img src=x>.example";
    resolve(7, asked(7, query, hostile, dns_type::a),
            asked(7, answer, hostile, dns_type::a).answer(hostile, dns_type::a, brokerIp.bytes));
    // Multicast DNS on its own port.
    const Ends multicast{hostIp, ip4(224, 0, 0, 251), 5353, 5353};
    put(ethernet({0x01, 0x00, 0x5e, 0, 0, 0xfb}, host, ether_type::ipv4,
                 ipv4(multicast, ip_protocol::udp,
                      udp(multicast, DnsMessage(0, 0).question("_http._tcp.local", dns_type::ptr).bytes()),
                      {.ttl = 255})));
}

void Sample::pings()
{
    for (std::uint16_t number = 1; number <= 4; ++number) {
        const Buffer body = textBytes("abcdefghijklmnopqrstuvwabcdefghi");
        const std::uint32_t rest = 0x1234'0000U | number;
        fromHost(ether_type::ipv4, ip({hostIp, webIp}, ip_protocol::icmp, icmp(8, 0, rest, body)));
        toHost(ether_type::ipv4, ip({webIp, hostIp}, ip_protocol::icmp, icmp(0, 0, rest, body)));
    }
    const Ends ends6{host6, web6};
    const Buffer body6 = join({ByteWriter().u16(0x77).u16(1).buffer(), textBytes("ping over IPv6")});
    fromHost(ether_type::ipv6, ipv6(ends6, ip_protocol::icmp6, icmp6(ends6, 128, 0, body6)));
    toHost(ether_type::ipv6, ipv6(ends6.reversed(), ip_protocol::icmp6, icmp6(ends6.reversed(), 129, 0, body6)));

    // Two errors, each quoting the packet it is about.
    const Buffer lost = udp4(hostIp, 50'000, webIp, 33'434, textBytes("is anybody there?"));
    fromHost(ether_type::ipv4, lost);
    toHost(ether_type::ipv4, ip({webIp, hostIp}, ip_protocol::icmp, icmp(3, 3, 0, lost)),
           {comment("Port unreachable: the packet in question is quoted inside.")});
    const Ends far{hostIp, ip4(203, 0, 113, 200), 50'001, 33'435};
    const Buffer tired = ipv4(far, ip_protocol::udp, udp(far, textBytes("hop")), {.ttl = 1});
    fromHost(ether_type::ipv4, tired);
    toHost(ether_type::ipv4, ip({routerIp, hostIp}, ip_protocol::icmp, icmp(11, 0, 0, tired)));
}

// A page in chunks that straddle segments, one of them sent twice.
void Sample::web()
{
    TcpConversation talk({hostIp, webIp, 51'000, 80});
    const std::vector<Buffer> opening = talk.open();
    fromHost(ether_type::ipv4, opening[0]);
    toHost(ether_type::ipv4, opening[1]);
    fromHost(ether_type::ipv4, opening[2]);
    fromHost(ether_type::ipv4, talk.fromClient(textBytes("GET /story HTTP/1.1\r\nHost: www.example.com\r\n"
                                                         "User-Agent: reader/1.0\r\nAccept: text/html\r\n\r\n")));
    toHost(ether_type::ipv4, talk.serverAcknowledges());

    std::string body;
    for (int chapter = 1; chapter <= 9; ++chapter) {
        std::string text = "<h2>Chapter " + std::to_string(chapter) + "</h2>\n<p>";
        for (int i = 0; i < 9 + chapter * 3; ++i)
            text += "A frame is a span into bytes that stay where they landed. ";
        text += "</p>\n";
        constexpr std::string_view digits = "0123456789abcdef";
        for (std::size_t i = 0; i < 4; ++i)
            body += digits[(text.size() >> (12 - 4 * i)) & 0xfU];
        body += "\r\n" + text + "\r\n";
    }
    body += "0\r\n\r\n";
    const std::string response = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
                                 "Transfer-Encoding: chunked\r\nServer: example\r\n\r\n"
        + body;
    constexpr std::size_t segmentBytes = 1100;
    std::size_t segments = 0;
    for (std::size_t at = 0; at < response.size(); at += segmentBytes) {
        toHost(ether_type::ipv4, talk.fromServer(textBytes(std::string_view(response).substr(at, segmentBytes))));
        ++segments;
        if (segments == 3)
            toHost(ether_type::ipv4, talk.serverRepeats(), {comment("The same segment once more.")});
        if (segments % 2 == 0)
            fromHost(ether_type::ipv4, talk.clientAcknowledges());
    }
    const std::vector<Buffer> closing = talk.close();
    toHost(ether_type::ipv4, closing[0]);
    fromHost(ether_type::ipv4, closing[1]);
    toHost(ether_type::ipv4, closing[2]);
}

void Sample::secureWeb()
{
    TcpConversation talk({host6, web6, 51'001, 443}, 7000, 40'000);
    const std::vector<Buffer> opening = talk.open();
    fromHost(ether_type::ipv6, opening[0]);
    toHost(ether_type::ipv6, opening[1]);
    fromHost(ether_type::ipv6, opening[2]);
    fromHost(ether_type::ipv6, talk.fromClient(tlsClientHello("www.example.com")));
    toHost(ether_type::ipv6, talk.serverAcknowledges());
    toHost(ether_type::ipv6, talk.fromServer(ByteWriter().u8(21).u16(0x0303).u16(2).u8(2).u8(40).buffer())); // alert
    fromHost(ether_type::ipv6, talk.reset());
}

void Sample::broker()
{
    TcpConversation talk({hostIp, brokerIp, 51'002, 1883}, 100, 200);
    const std::vector<Buffer> opening = talk.open();
    fromHost(ether_type::ipv4, opening[0]);
    toHost(ether_type::ipv4, opening[1]);
    fromHost(ether_type::ipv4, opening[2]);
    fromHost(ether_type::ipv4, talk.fromClient(mqttConnect("reader-7")));
    toHost(ether_type::ipv4, talk.fromServer(ByteWriter().u8(0x20).u8(2).u16(0).buffer())); // CONNACK
    fromHost(ether_type::ipv4, talk.fromClient(mqttSubscribe(1, "house/+/temperature")));
    toHost(ether_type::ipv4, talk.fromServer(ByteWriter().u8(0x90).u8(3).u16(1).u8(0).buffer())); // SUBACK
    for (const std::string_view room : {"kitchen", "cellar", "attic"}) {
        toHost(ether_type::ipv4, talk.fromServer(mqttPublish("house/" + std::string(room) + "/temperature", "21.5")));
        fromHost(ether_type::ipv4, talk.clientAcknowledges());
    }
}

void Sample::tagged()
{
    const Buffer request = ip({hostIp, routerIp}, ip_protocol::icmp, icmp(8, 0, 1, textBytes("in a VLAN")));
    fromHost(ether_type::vlan, vlan(0x2064, ether_type::ipv4, request)); // priority 1, VLAN 100
    fromHost(ether_type::serviceVlan, vlan(0x000a, ether_type::vlan, vlan(0x0064, ether_type::ipv4, request)));
    // Spanning tree: IEEE 802.3 with LLC.
    ByteWriter tree;
    tree.u16(0).u8(0).u8(0).u8(0).u16(0x8000).sized(0x02005e1000fe, 6).u32(0).u16(0x8000).sized(0x02005e1000fe, 6);
    tree.u16(0x8001).u16(0).u16(20 << 8U).u16(2 << 8U).u16(15 << 8U);
    put(padded(ethernetLlc(spanningTree, router, 0x42, 0x42, 3, tree.buffer())));
}

void Sample::optionsAndExtensions()
{
    const Ends ends{hostIp, webIp};
    const Buffer echo = icmp(8, 0, 2, textBytes("with options"));
    ByteWriter recordRoute;
    recordRoute.u8(7).u8(15).u8(8).bytes(routerIp.bytes).zeros(8).u8(0);
    fromHost(ether_type::ipv4, ipv4(ends, ip_protocol::icmp, echo, {.options = recordRoute.buffer()}));
    fromHost(ether_type::ipv4,
             ipv4(ends, ip_protocol::icmp, echo, {.options = ByteWriter().u8(148).u8(4).u16(0).buffer()})); // router alert
    // A packet in two fragments.
    const Buffer large = icmp(8, 0, 3, Buffer(1200, std::byte{0x2e}));
    fromHost(ether_type::ipv4,
             ipv4(ends, ip_protocol::icmp, Bytes(large).first(800), {.id = 77, .flagsAndOffset = 0x2000}));
    fromHost(ether_type::ipv4,
             ipv4(ends, ip_protocol::icmp, Bytes(large).subspan(800), {.id = 77, .flagsAndOffset = 100}));

    const Ends ends6{host6, web6, 40'000, 9};
    const Buffer datagram = udp(ends6, textBytes("behind extension headers"));
    const Buffer options = ipv6Options(ip_protocol::udp, ByteWriter().u8(4).u8(1).u8(9).buffer(), datagram);
    const Buffer routed = ipv6Routing(ip_protocol::destinationOptions, 4, 0, {web6}, options);
    fromHost(ether_type::ipv6,
             ipv6(ends6, ip_protocol::hopByHop, ipv6Options(ip_protocol::routing, ByteWriter().u8(5).u8(2).u16(0).buffer(), routed)));
    fromHost(ether_type::ipv6,
             ipv6(ends6, ip_protocol::fragment, ipv6Fragment(ip_protocol::udp, 1, 0xcafe, Bytes(datagram).first(24))));
    fromHost(ether_type::ipv6,
             ipv6(ends6, ip_protocol::fragment, ipv6Fragment(ip_protocol::udp, 3 << 3U, 0xcafe, Bytes(datagram).subspan(24))));
    fromHost(ether_type::ipv6, ipv6(ends6, ip_protocol::none, {}));
}

void Sample::oddities()
{
    // Cut by snaplen: 1,514 bytes on the wire, 96 here.
    const Ends ends{webIp, hostIp, 80, 51'003};
    const Buffer full = ethernet(host, router, ether_type::ipv4,
                                 ipv4(ends, ip_protocol::tcp, tcp(ends, {.sequence = 5}, Buffer(1460, std::byte{'x'}))));
    put(Bytes(full).first(96), {comment("Only the first 96 bytes were captured.")},
        static_cast<std::uint32_t>(full.size()));
    // A lie: the IP header claims 200 bytes more than there are.
    ByteWriter lying;
    lying.bytes(udp4(hostIp, 40'001, routerIp, 9, textBytes("shorter than it says")));
    lying.patch16(2, static_cast<unsigned>(lying.size() + 200)).patch16(10, 0);
    lying.patch16(10, internetChecksum(Bytes(lying.buffer()).first(20)));
    fromHost(ether_type::ipv4, lying.buffer(), {comment("ip.len claims 200 bytes more than were sent.")});
    // A DNS name whose pointer leads to itself.
    ByteWriter loop;
    loop.u16(8).u16(0x0100).u16(1).u16(0).u16(0).u16(0).u16(0xc00c).u16(1).u16(1);
    fromHost(ether_type::ipv4, udp4(hostIp, 49'160, routerIp, 53, loop.buffer()));
    // A TCP header that says it is shorter than a TCP header can be.
    const Ends web{hostIp, webIp, 51'004, 80};
    Buffer shortHeader = tcp(web, {.sequence = 1, .flags = tcp_flag::syn});
    shortHeader[12] = std::byte{0x40};
    fromHost(ether_type::ipv4, ip(web, ip_protocol::tcp, shortHeader));
    // What nobody claims: a type for experiments, and a port without a protocol.
    fromHost(0x88b5, textBytes("an experiment of one's own"));
    fromHost(ether_type::ipv4, udp4(hostIp, 40'002, routerIp, 40'003, textBytes("\x01\x02 not text \xff\xfe")));
}

void Sample::cookedTraffic()
{
    const Ends ends{hostIp, routerIp, 49'170, 53};
    const DnsMessage query = DnsMessage(9, 0x0100).question("router.example.net", dns_type::a);
    const DnsMessage answer = DnsMessage(9, 0x8180)
                                  .question("router.example.net", dns_type::a)
                                  .answer("router.example.net", dns_type::a, routerIp.bytes);
    putCooked(4, ether_type::ipv4, ip(ends, ip_protocol::udp, udp(ends, query.bytes())));
    putCooked(0, ether_type::ipv4, ip(ends.reversed(), ip_protocol::udp, udp(ends.reversed(), answer.bytes())));
    for (std::uint32_t number = 1; number <= 5; ++number) {
        const Buffer body = textBytes("through the cooked interface");
        putCooked(4, ether_type::ipv4, ip({hostIp, routerIp}, ip_protocol::icmp, icmp(8, 0, number, body)));
        putCooked(0, ether_type::ipv4, ip({routerIp, hostIp}, ip_protocol::icmp, icmp(0, 0, number, body)));
    }
    putCooked(1, ether_type::arp, arp(1, router, routerIp, none, hostIp));
}

// A talk of short lines, as a terminal makes them.
void Sample::manySmallSegments()
{
    TcpConversation talk({hostIp, ip4(198, 51, 100, 22), 51'005, 2323}, 0xfffffff0, 77);
    const std::vector<Buffer> opening = talk.open();
    fromHost(ether_type::ipv4, opening[0]);
    toHost(ether_type::ipv4, opening[1]);
    fromHost(ether_type::ipv4, opening[2]);
    for (const std::string_view line : {"who are you?", "where do bytes live?", "and when the file is closed?",
                                        "what is a field?", "bye"}) {
        fromHost(ether_type::ipv4, talk.fromClient(textBytes(std::string(line) + "\r\n")));
        toHost(ether_type::ipv4, talk.serverAcknowledges());
        toHost(ether_type::ipv4, talk.fromServer(textBytes("> " + std::string(line) + "\r\n")));
        fromHost(ether_type::ipv4, talk.clientAcknowledges());
    }
    const std::vector<Buffer> closing = talk.close();
    toHost(ether_type::ipv4, closing[0]);
    fromHost(ether_type::ipv4, closing[1]);
    toHost(ether_type::ipv4, closing[2]);
}

Sample::Sample()
{
    m_file.section(ByteOrder::Little,
                   {textOption(2, "a computer of the tests"), textOption(4, "Framelens"),
                    comment("A made-up day in a small network, to try things with.")});
    m_file.interface(1, 262'144, {textOption(2, "eth0"), textOption(3, "Ethernet of the host")});
    m_file.interface(113, 262'144,
                     {textOption(2, "any"), textOption(3, "all interfaces, cooked"),
                      {9, ByteWriter().u8(9).buffer()}}); // nanoseconds
    m_file.names(webIp.bytes, "www.example.com");
    addressResolution();
    dynamicConfiguration();
    neighbourDiscovery();
    names();
    pings();
    web();
    tagged();
    secureWeb();
    broker();
    cookedTraffic();
    optionsAndExtensions();
    manySmallSegments();
    oddities();
    m_file.statistics(ethernetInterface, 1234, 5);
}

Buffer Sample::bytes() &&
{
    return std::move(m_file).bytes();
}

} // namespace

Buffer sampleCapture()
{
    return Sample().bytes();
}

} // namespace framelens::test
