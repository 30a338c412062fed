// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Every protocol over any bytes. An input is four bytes that choose the link type and what the record says of the
// frame, then the frame. The tape is well formed, all of it can be written as text, and a dissection that
// wants one field only finds what the whole one found.
#include "core/base/limits.h"
#include "core/decode/dissector.h"
#include "core/decode/format.h"
#include "core/export/ndjson.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/support/capture_builder.h"
#include "tests/support/message_builder.h"
#include "tests/support/packet_builder.h"

#include <algorithm>

using namespace framelens;
using fuzz::require;

namespace {

// The link types with a dissector behind them, and one that nobody knows. A first byte beyond the list takes the
// number from the next two.
constexpr std::uint32_t linkTypes[] = {1, 113, 276, 0, 108, 101, 12, 14, 228, 229, 147};
constexpr std::size_t choiceBytes = 4;

FrameRef frameOf(Bytes input)
{
    const auto at = [&](std::size_t i) { return std::to_integer<std::uint32_t>(input[i]); };
    FrameRef frame;
    frame.bytes = input.subspan(choiceBytes);
    frame.info.number = 1;
    frame.info.linkType = at(0) < std::size(linkTypes) ? linkTypes[at(0)] : at(1) | (at(2) << 8U);
    frame.info.capturedLength = static_cast<std::uint32_t>(frame.bytes.size());
    frame.info.hasFcsLength = (at(3) & 1U) != 0;
    frame.info.fcsLength = (at(3) & 2U) != 0 ? 4 : 0;
    frame.info.originalLength = frame.info.capturedLength + (at(3) >> 3U);
    frame.info.hasTime = (at(3) & 4U) != 0;
    return frame;
}

void checkTape(const Dissection &dissection)
{
    const auto fields = dissection.fields();
    require(fields.size() <= limits::fieldsPerFrame, "fields are bounded");
    require(dissection.layers().size() <= limits::layers + 1, "layers are bounded");
    std::vector<std::size_t> ends; // of the subtrees around the field
    for (std::size_t i = 0; i < fields.size(); ++i) {
        while (!ends.empty() && ends.back() <= i)
            ends.pop_back();
        const Field &field = fields[i];
        require(field.spec != nullptr, "a field has a specification");
        require(field.end > i && field.end <= (ends.empty() ? fields.size() : ends.back()),
                "a subtree lies inside the one around it");
        require(dissection.bytesOf(field).size() <= field.size, "a field's bytes are its own");
        ends.push_back(field.end);
        require(ends.size() <= limits::fieldDepth + 1, "nesting is bounded");
    }
}

void writeEverything(const Dissection &dissection, std::string &text)
{
    TextSink sink(text);
    for (const Field &field : dissection.fields()) {
        text.clear();
        writeRow(sink, dissection, field);
        writeValue(sink, dissection, field);
        writeShow(sink, dissection, field);
        require(text.find('\x1b') == std::string::npos && text.find('\0') == std::string::npos,
                "no control character reaches the text");
    }
    text.clear();
    dissection.writeInfo(sink);
    dissection.writeProtocol(sink);
    dissection.writeProtocols(sink);
    for (const LayerInfo &layer : dissection.layers())
        dissection.writeTitle(sink, layer);
    for (const Problem &problem : dissection.problems())
        writeProblem(sink, problem);
    require(text.find('\x1b') == std::string::npos && text.find('\n') == std::string::npos,
            "a line stays a line");
}

bool sameField(const Field &a, const Field &b)
{
    return a.spec == b.spec && a.value == b.value && a.offset == b.offset && a.size == b.size;
}

// What a filter would ask: the fields of one name alone.
void checkWanted(const FrameRef &frame, const Dissection &all)
{
    if (all.fields().empty() || all.fields().size() > 10'000)
        return;
    const Field &chosen = all.fields()[frame.bytes.size() % all.fields().size()];
    const auto ids = all.registry().fieldsNamed(chosen.spec->name);
    WantedFields wanted(all.registry());
    for (const FieldId id : ids)
        wanted.want(id);
    Dissection few;
    Dissector(Registry::builtIn(), {.wanted = &wanted}).dissect(frame, few);
    std::string text; // with most fields missing, what is there can still be written
    TextSink sink(text);
    few.writeInfo(sink);
    for (const LayerInfo &layer : few.layers())
        few.writeTitle(sink, layer);
    const auto isChosen = [&](const Field &field) { return field.spec == chosen.spec; };
    const bool isRoot = std::ranges::none_of(
        ids, [&](FieldId id) { return &all.registry().spec(id) == chosen.spec; }); // layers are always there
    if (isRoot)
        return;
    std::vector<Field> a, b;
    std::ranges::copy_if(all.fields(), std::back_inserter(a), isChosen);
    std::ranges::copy_if(few.fields(), std::back_inserter(b), isChosen);
    require(std::ranges::equal(a, b, sameField), "wanting one field finds what wanting all finds");
}

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < choiceBytes)
        return 0;
    static const Dissector dissector(Registry::builtIn());
    static Dissection dissection;
    static std::string text;
    static NdjsonWriter json;
    const FrameRef frame = frameOf(std::as_bytes(std::span(data, size)));
    dissector.dissect(frame, dissection);
    checkTape(dissection);
    writeEverything(dissection, text);
    text.clear();
    json.write(dissection, text);
    require(std::ranges::count(text, '\n') == 1, "a frame is one line of JSON");
    checkWanted(frame, dissection);
    return 0;
}

namespace {

using Seed = std::vector<std::byte>;

Seed seed(std::size_t linkType, Bytes frame, unsigned record = 4)
{
    Seed bytes = {static_cast<std::byte>(linkType), std::byte{0}, std::byte{0}, static_cast<std::byte>(record)};
    bytes.insert(bytes.end(), frame.begin(), frame.end());
    return bytes;
}

test::Buffer dnsAnswer()
{
    test::ByteWriter dns;
    dns.u16(7).u16(0x8180).u16(1).u16(5).u16(0).u16(1);
    dns.u8(3).text("www").u8(7).text("example").u8(0).u16(1).u16(1);
    dns.u16(0xc00c).u16(5).u16(1).u32(60).u16(6).u8(3).text("abc").u16(0xc010);
    dns.u16(0xc00c).u16(1).u16(1).u32(60).u16(4).u32(0x0a000001);
    dns.u16(0xc00c).u16(15).u16(1).u32(60).u16(4).u16(10).u16(0xc00c);
    dns.u16(0xc00c).u16(16).u16(1).u32(60).u16(5).u8(4).text("text");
    dns.u16(0xc00c).u16(28).u16(1).u32(60).u16(16).zeros(15).u8(1);
    dns.u8(0).u16(41).u16(1232).u32(0).u16(8).u16(10).u16(4).u32(1);
    return dns.buffer();
}

test::Buffer dhcpRequest()
{
    test::ByteWriter dhcp;
    dhcp.u8(1).u8(1).u8(6).u8(0).u32(0x12345678).u16(0).u16(0x8000).zeros(16).zeros(16 + 64 + 128);
    dhcp.u32(0x63825363).u8(53).u8(1).u8(3).u8(50).u8(4).u32(0x0a000002).u8(55).u8(3).u8(1).u8(3).u8(6);
    dhcp.u8(12).u8(4).text("host").u8(61).u8(7).u8(1).zeros(6).u8(0).u8(255);
    return dhcp.buffer();
}

}

std::vector<Seed> framelens::fuzz::seeds()
{
    using namespace framelens::test;
    const Mac a = {2, 0, 0, 0, 0, 1};
    const Mac b = {2, 0, 0, 0, 0, 2};
    const Ends four{ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 40000, 53};
    const Ends six{ip6({0xfe80, 0, 0, 0, 0, 0, 0, 1}), ip6({0xfe80, 0, 0, 0, 0, 0, 0, 2}), 40000, 80};
    const Ends dhcpEnds{ip4(0, 0, 0, 0), ip4(255, 255, 255, 255), 68, 67};
    const Buffer options = tcpSynOptions(1460, 7, 1);
    const Buffer dns = udpFrame(four, dnsAnswer());
    const Buffer quoted = ipv4(four, ip_protocol::udp, udp(four, dnsAnswer()));
    const auto onEthernet = [&](const Ends &ends, std::uint8_t protocol, Bytes payload) {
        return ethernet(a, b, etherTypeOf(ends), ip(ends, protocol, payload));
    };
    std::vector<Seed> all;
    all.push_back(seed(0, dns));
    all.push_back(seed(0, udpFrame(dhcpEnds, dhcpRequest())));
    all.push_back(seed(0, tcpFrame(four, {.flags = tcp_flag::syn, .options = options})));
    all.push_back(seed(0, tcpFrame(six, {.flags = tcp_flag::ack | tcp_flag::psh}, asBytes("GET / HTTP/1.1\r\n\r\n"))));
    all.push_back(seed(0, padded(ethernet(a, b, ether_type::arp, arp(1, a, ip4(10, 0, 0, 1), b, ip4(10, 0, 0, 2)))), 7));
    all.push_back(seed(0, ethernetLlc(a, b, 0xaa, 0xaa, 3, asBytes("\x01\x02\x03\x20\x00rest"))));
    all.push_back(seed(0, ethernet(a, b, ether_type::serviceVlan,
                                   vlan(100, ether_type::vlan, vlan(200, ether_type::ipv4, quoted)))));
    all.push_back(seed(0, onEthernet(four, ip_protocol::icmp, icmp(3, 1, 0, quoted))));
    all.push_back(seed(0, onEthernet(six, ip_protocol::icmp6,
                                     icmp6(six, 135, 0, asBytes(std::string_view("\0\0\0\0\xfe\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\2"
                                                                                 "\1\1\2\0\0\0\0\1", 28))))));
    const Buffer chain = ipv6Fragment(ip_protocol::udp, 0, 9, udp(six, dnsAnswer()));
    const Buffer routed = ipv6Routing(ip_protocol::fragment, 0, 1, {six.destination}, chain);
    all.push_back(seed(0, onEthernet(six, ip_protocol::hopByHop, ipv6Options(ip_protocol::routing, {}, routed))));
    all.push_back(seed(0, ethernet(a, b, ether_type::ipv4,
                                   ipv4(four, ip_protocol::udp, udp(four, dnsAnswer()),
                                        {.options = Buffer(8, std::byte{1})}))));
    all.push_back(seed(1, cooked(0, a, ether_type::ipv4, quoted)));
    all.push_back(seed(2, cooked2(3, 4, a, ether_type::ipv4, quoted)));
    const Buffer family = ByteWriter(ByteOrder::Little).u32(2).bytes(quoted).buffer();
    all.push_back(seed(3, family));
    all.push_back(seed(4, ByteWriter().u32(2).bytes(quoted).buffer()));
    const auto onPort = [&](std::uint16_t port, Bytes message) {
        Ends ends = four;
        ends.destinationPort = port;
        all.push_back(seed(0, tcpFrame(ends, {}, message)));
    };
    onPort(80, httpRequest());
    onPort(80, httpChunkedResponse());
    onPort(443, tlsClientHello("www.example.com"));
    onPort(443, tlsServerFlight());
    onPort(443, join({tlsRecord(20, textBytes("\1")), tlsRecord(21, textBytes("\2\50")), tlsRecord(23, textBytes("data"))}));
    onPort(1883, mqtt5Connect());
    onPort(1883, mqtt5Publish());
    onPort(1883, mqttSubscribe(1, "a/b"));
    onPort(6379, textBytes("*2\r\n$3\r\nGET\r\n%1\r\n+k\r\n|1\r\n_\r\n:2\r\n~1\r\n(123\r\n"));
    for (std::size_t raw = 5; raw < std::size(linkTypes); ++raw)
        all.push_back(seed(raw, quoted));
    return all;
}
