// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Every sample on every prefix of itself, as if the capture had cut it there, and as if it had been sent so:
// nothing breaks, all can be written, and what was found before the cut is what the whole frame has there.
#include "core/decode/format.h"
#include "core/export/frame_writer.h"
#include "tests/support/decoded.h"
#include "tests/support/message_builder.h"
#include "tests/support/qt_text.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <set>
#include <tuple>

using namespace framelens;
using namespace framelens::test;

namespace {

constexpr Mac one = {2, 0, 0, 0, 0, 1};
constexpr Mac two = {2, 0, 0, 0, 0, 2};
const Ends ends{ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 40000, 50000};
const Ends ends6{ip6({0xfe80, 0, 0, 0, 0, 0, 0, 1}), ip6({0xfe80, 0, 0, 0, 0, 0, 0, 2}), 40000, 50000};

Ends to(std::uint16_t port)
{
    Ends result = ends;
    result.destinationPort = port;
    return result;
}

Buffer dnsMessage()
{
    const Buffer options = ByteWriter().u16(10).u16(8).u64(0x0102030405060708).u16(8).u16(7).u16(1).u8(24).u8(0).sized(0xc00002, 3).buffer();
    return DnsMessage(0x1234, 0x8580)
        .question("www.example.com", dns_type::a)
        .answerName("www.example.com", dns_type::cname, "web.example.com")
        .answer("web.example.com", dns_type::a, ip4(10, 0, 0, 5).bytes)
        .answerName("example.com", dns_type::mx, "mail.example.com")
        .answer("_s._tcp.example.com", dns_type::srv, ByteWriter().u16(1).u16(2).u16(80).u8(1).text("x").u8(0).buffer())
        .answer("example.com", dns_type::txt, ByteWriter().u8(3).text("a=b").buffer())
        .authorities()
        .answer("example.com", 48, ByteWriter().u16(0x0101).u8(3).u8(8).u32(0x01020304).buffer())
        .answer("example.com", 47, ByteWriter().u8(1).text("z").u8(0).u8(0).u8(1).u8(0x60).buffer())
        .answer("example.com", 65, ByteWriter().u16(1).u8(0).u16(1).u16(3).u8(2).text("h2").buffer())
        .additional()
        .answer("", 41, options)
        .bytes();
}

Buffer dhcpMessage(unsigned overload)
{
    const Buffer list = join({dhcpOption(53, ByteWriter().u8(1).buffer()), dhcpOption(61, ByteWriter().u8(1).u32(1).u16(2).buffer()),
                              dhcpOption(55, ByteWriter().u32(0x01030633).buffer()),
                              dhcpOption(52, ByteWriter().u8(overload).buffer()),
                              dhcpOption(82, ByteWriter().u8(1).u8(2).u16(7).buffer()),
                              dhcpOption(125, ByteWriter().u32(3561).u8(4).u8(4).u8(2).text("ab").buffer()),
                              dhcpOption(119, ByteWriter().u8(1).text("a").u8(0).buffer()), Buffer(3)});
    return dhcp(1, 77, one, ip4(0, 0, 0, 0), ip4(0, 0, 0, 0), list);
}

struct Sample
{
    const char *name;
    std::uint32_t linkType;
    Buffer bytes;
    bool looksAhead = false; ///< what stands in front is decided by what comes behind
};

std::vector<Sample> samples()
{
    const Buffer datagram = ip(ends, ip_protocol::udp, udp(ends, textBytes("payload")));
    const Buffer stream = tcp(ends, {.flags = tcp_flag::syn, .options = tcpSynOptions(1460, 7, 1)}, textBytes("data"));
    const Buffer quoted = ipv4(ends, ip_protocol::icmp, icmp(3, 3, 0, datagram));
    const Buffer advertisement = join({Buffer(4), linkAddressOption(1, one)});
    const auto ether = [](std::uint16_t type, const Buffer &payload) { return ethernet(two, one, type, payload); };
    std::vector<Sample> all;
    all.push_back({"udp", 1, padded(ether(ether_type::ipv4, datagram))});
    all.push_back({"tcp", 1, ether(ether_type::ipv4, ip(ends, ip_protocol::tcp, stream))});
    all.push_back({"ipv4 options", 1,
                   ether(ether_type::ipv4, ipv4(ends, ip_protocol::udp, udp(ends, {}),
                                                {.options = ByteWriter().u8(7).u8(7).u8(4).u32(1).buffer()}))});
    all.push_back({"ipv6", 1,
                   ether(ether_type::ipv6,
                         ipv6(ends6, ip_protocol::hopByHop,
                              ipv6Options(ip_protocol::fragment, ByteWriter().u8(5).u8(2).u16(0).buffer(),
                                          ipv6Fragment(ip_protocol::udp, 0, 7, udp(ends6, textBytes("x"))))))});
    all.push_back({"ipv6 routing", 1,
                   ether(ether_type::ipv6, ipv6(ends6, ip_protocol::routing,
                                                ipv6Routing(ip_protocol::icmp6, 4, 1, {ends6.source},
                                                            icmp6(ends6, 135, 0, advertisement))))});
    all.push_back({"icmp error", 1, ether(ether_type::ipv4, quoted)});
    all.push_back({"arp", 1, padded(ether(ether_type::arp, arp(1, one, ends.source, {}, ends.destination)))});
    all.push_back({"vlan", 1, padded(ether(ether_type::vlan, vlan(0x2064, ether_type::ipv4, datagram)))});
    all.push_back({"service vlan", 1, ether(ether_type::serviceVlan, vlan(5, ether_type::vlan, vlan(6, ether_type::ipv4, datagram)))});
    all.push_back({"llc", 1, padded(ethernetLlc(two, one, 0xf0, 0xf0, 3, textBytes("abc")))});
    all.push_back({"snap", 1, padded(ethernetLlc(two, one, 0xaa, 0xaa, 3, ByteWriter().sized(0x00000c, 3).u16(0x2000).u8(1).buffer()))});
    all.push_back({"cooked", 113, cooked(4, one, ether_type::ipv4, datagram)});
    all.push_back({"cooked2", 276, cooked2(1, 4, one, ether_type::ipv4, datagram)});
    all.push_back({"loopback", 0, join({ByteWriter(ByteOrder::Little).u32(2).buffer(), datagram})});
    all.push_back({"raw", 101, datagram});
    all.push_back({"dns", 1, udpFrame(to(53), dnsMessage())});
    all.push_back({"mdns", 1, udpFrame(to(5353), dnsMessage())});
    all.push_back({"llmnr", 1, udpFrame(to(5355), dnsMessage())});
    const Buffer message = dnsMessage();
    all.push_back({"dns over tcp", 1,
                   tcpFrame(to(53), {}, join({ByteWriter().u16(static_cast<unsigned>(message.size())).buffer(), message}))});
    const auto onTcp = [](const char *name, std::uint16_t port, const Buffer &bytes, bool looksAhead = false) {
        return Sample{name, 1, tcpFrame(to(port), {}, bytes), looksAhead};
    };
    all.push_back(onTcp("http request", 80, httpRequest(), true)); // a line is one when its end is there
    all.push_back(onTcp("http chunks", 80, httpChunkedResponse(), true));
    all.push_back(onTcp("tls client hello", 443, tlsClientHello("www.example.com")));
    all.push_back(onTcp("tls server flight", 443, tlsServerFlight(), true)); // what is encrypted is told by what follows
    all.push_back(onTcp("mqtt connect", 1883, mqtt5Connect(), true)); // a property is known by what it holds
    all.push_back(onTcp("mqtt publish", 1883, mqtt5Publish(), true)); // the version is told by what follows
    all.push_back(onTcp("mqtt subscribe", 1883, mqttSubscribe(1, "a/b"), true));
    all.push_back(onTcp("resp", 6379,
                        textBytes("*4\r\n$3\r\nSET\r\n%1\r\n+k\r\n:-12\r\n~2\r\n#t\r\n,1.5\r\n=6\r\ntxt:ab\r\n"), true));
    all.push_back({"dhcp", 1, udpFrame(to(67), dhcpMessage(0))});
    all.push_back({"dhcp options in other rooms", 1, udpFrame(to(67), dhcpMessage(3)), true});
    return all;
}

using Place = std::tuple<const FieldSpec *, std::uint32_t, std::uint32_t, std::uint64_t>;

// Fields with bytes of their own that end before `end`; headings are left out: they end with what is in them.
std::multiset<Place> placesBefore(const Dissection &dissection, std::size_t end)
{
    std::multiset<Place> places;
    const auto fields = dissection.fields();
    for (std::uint32_t i = 0; i < fields.size(); ++i) {
        const Field &field = fields[i];
        const bool isLeaf = field.end == i + 1;
        const bool hasFixedText = field.spec->type != FieldType::ByteString && field.spec->type != FieldType::Group
            && field.spec->type != FieldType::Protocol;
        if (isLeaf && hasFixedText && field.size != 0 && !field.is(FieldFlag::Generated)
            && field.offset + field.size <= end)
            places.emplace(field.spec, field.offset, field.size, field.value);
    }
    return places;
}

void writeAll(const Decoded &frame)
{
    std::string text;
    TextSink sink(text);
    for (const Field &field : frame.dissection().fields()) {
        writeRow(sink, frame.dissection(), field);
        writeShow(sink, frame.dissection(), field);
    }
    for (const ExportFormat format : {ExportFormat::Ndjson, ExportFormat::Json, ExportFormat::ElasticBulk, ExportFormat::RawPayload}) {
        static std::array<std::unique_ptr<FrameWriter>, 16> writers;
        std::unique_ptr<FrameWriter> &writer = writers[static_cast<std::size_t>(format)];
        if (!writer)
            writer = *makeFrameWriter(format, {.registry = Registry::builtIn(), .raw = true});
        writer->begin(text);
        writer->frame(frame.dissection(), {}, text);
        writer->end(text);
    }
    for (const Problem &problem : frame.dissection().problems())
        writeProblem(sink, problem);
    static_cast<void>(frame.info() + frame.protocolColumn() + frame.protocols());
    for (const LayerInfo &layer : frame.dissection().layers())
        static_cast<void>(frame.tree(frame.dissection().protocolOf(layer).filterName));
}

} // namespace

class TstEveryPrefix : public QObject
{
    Q_OBJECT

private slots:
    void aCutLosesNothingBeforeIt_data()
    {
        QTest::addColumn<std::size_t>("number");
        const auto all = samples();
        for (std::size_t i = 0; i < all.size(); ++i)
            QTest::newRow(all[i].name) << i;
    }

    void aCutLosesNothingBeforeIt()
    {
        QFETCH(const std::size_t, number);
        const Sample sample = samples()[number];
        FrameInfo info;
        info.originalLength = static_cast<std::uint32_t>(sample.bytes.size());
        const Decoded whole(sample.linkType, sample.bytes);
        QVERIFY(!whole.dissection().fields().empty());
        for (std::size_t size = 0; size <= sample.bytes.size(); ++size) {
            const Buffer prefix(sample.bytes.begin(), sample.bytes.begin() + static_cast<std::ptrdiff_t>(size));
            const Decoded cut(sample.linkType, prefix, info);
            writeAll(cut);
            const auto found = placesBefore(cut.dissection(), size);
            const auto known = placesBefore(whole.dissection(), size);
            // What stands there only because of the cut: payload nobody could read further is shown as bytes.
            for (const Place &place : found)
                QVERIFY2(sample.looksAhead || known.contains(place),
                         qPrintable(qtText(std::get<0>(place)->name) + QString::number(size)));
            for (const Field &field : cut.dissection().fields())
                QVERIFY(field.is(FieldFlag::Generated) || field.spec->type == FieldType::Group
                        || field.spec->type == FieldType::Protocol || field.offset <= size);
        }
    }

    void aShorterFrameIsNoDanger_data() { aCutLosesNothingBeforeIt_data(); }

    void aShorterFrameIsNoDanger()
    {
        QFETCH(const std::size_t, number);
        const Sample sample = samples()[number];
        for (std::size_t size = 0; size <= sample.bytes.size(); ++size) {
            const Buffer prefix(sample.bytes.begin(), sample.bytes.begin() + static_cast<std::ptrdiff_t>(size));
            const Decoded frame(sample.linkType, prefix);
            writeAll(frame);
            for (const LayerInfo &layer : frame.dissection().layers())
                QVERIFY(layer.offset <= size);
        }
    }

    void aFlippedByteIsNoDanger_data() { aCutLosesNothingBeforeIt_data(); }

    void aFlippedByteIsNoDanger()
    {
        QFETCH(const std::size_t, number);
        const Sample sample = samples()[number];
        for (std::size_t at = 0; at < sample.bytes.size(); ++at)
            for (const unsigned value : {0U, 1U, 127U, 255U}) {
                Buffer bytes = sample.bytes;
                bytes[at] = static_cast<std::byte>(value);
                writeAll(Decoded(sample.linkType, bytes));
            }
    }
};

FRAMELENS_TEST(TstEveryPrefix)
#include "tst_every_prefix.moc"
