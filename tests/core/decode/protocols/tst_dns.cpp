// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// DNS, multicast DNS and link-local resolution: names, sections, records, and messages that lie.
#include "tests/support/decoded.h"
#include "tests/support/framed.h"
#include "tests/support/message_builder.h"
#include "tests/support/qt_text.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

constexpr std::uint16_t query = 0x0100;
constexpr std::uint16_t response = 0x8180;
constexpr std::uint16_t optRecord = 41;

Ends endsFor(std::uint16_t port) { return {ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 40000, port}; }

Buffer frameOf(const Buffer &message, std::uint16_t port = 53) { return udpFrame(endsFor(port), message); }

constexpr std::size_t headers = 42; // Ethernet, IPv4, UDP

// One answer for "a.b" of the type with the data.
Buffer answerOf(std::uint16_t type, const Buffer &data)
{
    return frameOf(DnsMessage(1, response).question("a.b", type).answer("a.b", type, data).bytes());
}

Buffer hex(const char *digits)
{
    const QByteArray bytes = QByteArray::fromHex(digits);
    return textBytes({bytes.data(), static_cast<std::size_t>(bytes.size())});
}

} // namespace

class TstDns : public QObject
{
    Q_OBJECT

private slots:
    void aQueryIsShownWhole()
    {
        const Decoded frame(1, frameOf(DnsMessage(0x1234, query).question("www.example.com", dns_type::a).bytes()));
        QCOMPARE(qtText(frame.tree("dns")), u"Domain Name System (query)\n"
                                            "  Transaction ID: 0x1234\n"
                                            "  Flags: 0x0100\n"
                                            "    0... .... .... .... = Response: Message is a query\n"
                                            "    .000 0... .... .... = Opcode: Standard query (0)\n"
                                            "    .... ..0. .... .... = Truncated: False\n"
                                            "    .... ...1 .... .... = Recursion desired: True\n"
                                            "    .... .... .0.. .... = Z: False\n"
                                            "    .... .... ...0 .... = Non-authenticated data: False\n"
                                            "  Questions: 1\n"
                                            "  Answer RRs: 0\n"
                                            "  Authority RRs: 0\n"
                                            "  Additional RRs: 0\n"
                                            "  Queries\n"
                                            "    Query: www.example.com: type A\n"
                                            "      Name: www.example.com\n"
                                            "      Name Length: 15\n"
                                            "      Label Count: 3\n"
                                            "      Type: A (1)\n"
                                            "      Class: IN (0x0001)\n"_s);
        QCOMPARE(qtText(frame.info()), u"Standard query 0x1234 A www.example.com"_s);
    }

    void pointersAreFollowed()
    {
        const Decoded frame(1, frameOf(DnsMessage(7, response)
                                           .question("www.example.com", dns_type::a)
                                           .answerName("www.example.com", dns_type::cname, "web.example.com")
                                           .answer("web.example.com", dns_type::a, hex("0a000005"))
                                           .answerName("example.com", dns_type::mx, "mail.example.com")
                                           .bytes()));
        QCOMPARE(qtText(frame.show("dns.resp.name")), u"www.example.com|web.example.com|example.com"_s);
        QCOMPARE(qtText(frame.place("dns.resp.name")), u"75+2|93+2|109+2"_s);
        QCOMPARE(qtText(frame.info()), u"Standard query response 0x0007 A www.example.com CNAME web.example.com "
                                       "A 10.0.0.5 MX 10 mail.example.com"_s);
    }

    void aResponseTellsItsFailure()
    {
        const Decoded frame(1, frameOf(DnsMessage(7, response | 3U).question("nowhere.test", dns_type::aaaa).bytes()));
        QCOMPARE(qtText(frame.info()), u"Standard query response 0x0007 No such name AAAA nowhere.test"_s);
        QCOMPARE(qtText(frame.show("dns.flags.rcode")), u"3"_s);
    }

    void theRootHasAName()
    {
        const Decoded frame(1, frameOf(DnsMessage(7, query).question("", dns_type::ns).bytes()));
        QCOMPARE(qtText(frame.show("dns.qry.name")), u"<Root>"_s);
        QCOMPARE(qtText(frame.show("dns.qry.name.len")), u"6"_s);
    }

    void multicastTakesABitOfTheClass()
    {
        const Decoded question(1, frameOf(DnsMessage(0, 0).question("a.local", dns_type::ptr, 0x8001).bytes(), 5353));
        QCOMPARE(qtText(question.protocols()), u"eth:ethertype:ip:udp:mdns"_s);
        QCOMPARE(qtText(question.show("dns.qry.class")), u"0x0001"_s);
        QCOMPARE(qtText(question.show("dns.qry.qu")), u"1"_s);
        QCOMPARE(qtText(question.info()), u"Standard query 0x0000 PTR a.local, \"QU\" question"_s);

        Buffer answer = DnsMessage(0, 0x8400).answer("a.local", dns_type::a, hex("0a000005")).bytes();
        answer[23] = std::byte{0x80}; // the class's upper byte
        const Decoded flushed(1, frameOf(answer, 5353));
        QCOMPARE(qtText(flushed.show("dns.resp.cache_flush")), u"1"_s);
        QCOMPARE(qtText(flushed.info()), u"Standard query response 0x0000 A, cache flush 10.0.0.5"_s);
    }

    void linkLocalHasItsOwnFlags()
    {
        const Decoded frame(1, frameOf(DnsMessage(9, 0x0500).question("host", dns_type::a).bytes(), 5355));
        QCOMPARE(qtText(frame.protocols()), u"eth:ethertype:ip:udp:llmnr"_s);
        QCOMPARE(qtText(frame.show("dns.flags.conflict")), u"1"_s);
        QCOMPARE(qtText(frame.show("dns.flags.tentative")), u"1"_s);
        QCOMPARE(qtText(frame.show("dns.flags.recdesired")), QString());
    }

    void dataOfEachTypeIsRead_data()
    {
        QTest::addColumn<unsigned>("type");
        QTest::addColumn<QByteArray>("data");
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<QString>("show");
        const auto row = [](const char *name, unsigned type, const char *data, const char *field, const char *show) {
            QTest::newRow(name) << type << QByteArray(data) << QByteArray(field) << QString::fromLatin1(show);
        };
        row("AAAA", 28, "20010db8000000000000000000000001", "dns.aaaa", "2001:db8::1");
        row("NULL", 10, "0102", "dns.null", "01:02");
        row("TXT", 16, "016102626300", "dns.txt", "a|bc|");
        row("SPF", 99, "027673", "dns.spf", "vs");
        row("HINFO", 13, "0161016c", "dns.hinfo.os", "l");
        row("RP", 17, "01610001620000", "dns.rp.txt_rr", "b");
        row("SRV", 33, "00010002003501740000", "dns.srv.target", "t");
        row("SRV port", 33, "000100020035017400", "dns.srv.port", "53");
        row("NAPTR", 35, "000100020155035350500001720000", "dns.naptr.service", "SPP");
        row("DNAME", 39, "017800", "dns.dname", "x");
        row("DS", 43, "123408021122", "dns.ds.digest", "11:22");
        row("SSHFP", 44, "0402aabb", "dns.sshfp.fingerprint", "aa:bb");
        row("RRSIG", 46, "0001080200000e105958adb44958adb47232016300ff", "dns.rrsig.signers_name", "c");
        row("RRSIG signature", 46, "0001080200000e105958adb44958adb47232016300ff", "dns.rrsig.signature", "ff");
        row("NSEC types", 47, "016300000640000000000301020140", "dns.resp.type", "47|1|46|47|263|265");
        row("DNSKEY", 48, "0101030801020304", "dns.dnskey.public_key", "01:02:03:04");
        row("DNSKEY tag", 48, "0101030801020304", "dns.dnskey.key_id", "2063");
        row("DNSKEY zone bit", 48, "0100030801020304", "dns.dnskey.flags.zone_key", "1");
        row("NSEC3 hash", 50, "0101000a02abcd145077ef3df3a33a2d14993a1e874e1344d743c90b", "dns.nsec3.hash_value",
            "a1ruuffjkct2q54p78f8ejgj8jbk7i8b");
        row("NSEC3 salt", 50, "0101000a02abcd0100", "dns.nsec3.salt_value", "ab:cd");
        row("TLSA", 52, "030101aabb", "dns.tlsa.certificate_association_data", "aa:bb");
        row("CAA", 257, "800569737375656361", "dns.caa.value", "ca");
        row("CAA critical", 257, "800569737375656361", "dns.caa.flags.issuer_critical", "1");
        row("HTTPS target", 65, "00010001", "dns.svcb.svcparam.key", "");
        row("HTTPS alpn", 65, "000100000100030268320003000201bb", "dns.svcb.svcparam.alpn", "h2");
        row("HTTPS port", 65, "000100000100030268320003000201bb", "dns.svcb.svcparam.port", "443");
        row("HTTPS hint", 64, "000100000400080a0000010a000002", "dns.svcb.svcparam.ipv4hint.ip", "10.0.0.1|10.0.0.2");
        row("unknown", 4000, "010203", "dns.data", "01:02:03");
    }

    void dataOfEachTypeIsRead()
    {
        QFETCH(const unsigned, type);
        QFETCH(const QByteArray, data);
        QFETCH(const QByteArray, field);
        QFETCH(const QString, show);
        const Decoded frame(1, answerOf(static_cast<std::uint16_t>(type), hex(data.constData())));
        QCOMPARE(qtText(frame.show(field.constData())), show);
    }

    void aServiceNameIsTakenApart()
    {
        const Decoded frame(1, frameOf(DnsMessage(1, response)
                                           .answer("_http._tcp.example.com", dns_type::srv, hex("000100020050017800"))
                                           .bytes()));
        QCOMPARE(qtText(frame.show("dns.srv.service")), u"_http"_s);
        QCOMPARE(qtText(frame.show("dns.srv.proto")), u"_tcp"_s);
        QCOMPARE(qtText(frame.show("dns.srv.name")), u"example.com"_s);
        QCOMPARE(qtText(frame.info()), u"Standard query response 0x0001 SRV 1 2 80 x"_s);
    }

    void extensionsTellSizesAndOptions()
    {
        const Buffer options = hex("000a00080102030405060708"
                                   "0008000700011800c00002"
                                   "000c0002ffff"
                                   "fde90001aa");
        const Decoded frame(1, frameOf(DnsMessage(1, query)
                                           .question("a.b", dns_type::a)
                                           .additional()
                                           .answer("", optRecord, options, 0x00008000)
                                           .bytes()));
        QCOMPARE(qtText(frame.show("dns.rr.udp_payload_size")), u"1"_s);
        QCOMPARE(qtText(frame.show("dns.resp.z.do")), u"1"_s);
        QCOMPARE(qtText(frame.show("dns.opt.code")), u"10|8|12|65001"_s);
        QCOMPARE(qtText(frame.show("dns.opt.cookie.client")), u"01:02:03:04:05:06:07:08"_s);
        QCOMPARE(qtText(frame.show("dns.opt.client.addr4")), u"192.0.2.0"_s);
        QCOMPARE(qtText(frame.show("dns.opt.padding")), u"ff:ff"_s);
        QCOMPARE(qtText(frame.problems()), QString());
    }

    void overTcpEachMessageIsALayer()
    {
        const Buffer one = DnsMessage(1, query).question("a.b", dns_type::a).bytes();
        const Buffer two = DnsMessage(2, query).question("c.d", dns_type::aaaa).bytes();
        ByteWriter stream;
        for (const Buffer *message : {&one, &two})
            stream.u16(static_cast<unsigned>(message->size())).bytes(*message);
        const Decoded frame(1, tcpFrame(endsFor(53), {.flags = tcp_flag::ack | tcp_flag::psh}, stream.buffer()));
        QCOMPARE(qtText(frame.protocols()), u"eth:ethertype:ip:tcp:dns"_s);
        QCOMPARE(qtText(frame.show("dns.id")), u"0x0001|0x0002"_s);
        QCOMPARE(qtText(frame.show("dns.qry.name")), u"a.b|c.d"_s);
        QCOMPARE(qtText(frame.show("dns.length")), u"21|21"_s);
        QCOMPARE(qtText(frame.problems()), QString());
    }

    void aPointerToItselfIsNamedAndEnds()
    {
        ByteWriter message;
        message.u16(1).u16(query).u16(1).zeros(6).u16(0xc00c).u16(1).u16(1);
        const Decoded frame(1, frameOf(message.buffer()));
        QCOMPARE(qtText(frame.show("dns.qry.name")), u"<Name contains a pointer that loops>"_s);
        QCOMPARE(qtText(frame.problems()), u"dns: Malformed dns.qry.name: the name's pointers loop\n"_s);
        QCOMPARE(qtText(frame.show("dns.qry.type")), u"1"_s); // what follows is read
    }

    void twoPointersInACircleEnd()
    {
        ByteWriter message;
        message.u16(1).u16(query).u16(2).zeros(6).u16(0xc012).u16(1).u16(1).u16(0xc00c).u16(1).u16(1);
        const Decoded frame(1, frameOf(message.buffer()));
        QVERIFY(frame.show("dns.qry.name").starts_with("<Name contains a pointer that loops>|"));
    }

    void aNameBeyondTheMessageIsMalformed()
    {
        ByteWriter message;
        message.u16(1).u16(query).u16(1).zeros(6).u8(40).text("short");
        const Decoded frame(1, frameOf(message.buffer()));
        QVERIFY(frame.problems().find("Malformed") != std::string::npos);
        QCOMPARE(qtText(frame.show("dns.qry.name")), QString());
        QCOMPARE(qtText(frame.info()), u"Standard query 0x0001[Malformed Packet]"_s);
    }

    void anUndefinedLabelTypeIsInvalid()
    {
        ByteWriter message;
        message.u16(1).u16(query).u16(1).zeros(6).u8(0x80).u8(0).u16(1).u16(1);
        const Decoded frame(1, frameOf(message.buffer()));
        QVERIFY(!frame.problems().empty());
        QCOMPARE(qtText(frame.show("dns.qry.type")), QString());
    }

    void dataBeyondTheMessageIsMalformed()
    {
        Buffer message = DnsMessage(1, response).answer("a.b", dns_type::a, hex("0a000005")).bytes();
        message[12 + 5 + 8 + 1] = std::byte{200};
        const Decoded frame(1, frameOf(message));
        QCOMPARE(qtText(frame.show("dns.a")), u"10.0.0.5"_s); // what is there is shown
        QVERIFY(frame.problems().find("Malformed") != std::string::npos);
    }

    void announcedRecordsThatAreMissingAreTold()
    {
        Buffer message = DnsMessage(1, response).question("a.b", dns_type::a).bytes();
        message[7] = std::byte{9};
        const Decoded frame(1, frameOf(message));
        QVERIFY(frame.problems().find("Malformed") != std::string::npos);
    }

    void whatIsLeftOverIsShown()
    {
        Buffer message = DnsMessage(1, query).question("a.b", dns_type::a).bytes();
        message.resize(message.size() + 3);
        const Decoded frame(1, frameOf(message));
        QCOMPARE(qtText(frame.show("dns.extraneous.data")), u"00:00:00"_s);
        QCOMPARE(qtText(frame.show("dns.extraneous.length")), u"3"_s);
        QCOMPARE(qtText(frame.place("dns.extraneous.data")), QString::number(headers + 21) + u"+3"_s);
    }

    void infoDoesWithWhatIsStored()
    {
        const auto registry = Registry::builtIn();
        const Buffer bytes = answerOf(10, hex("0102"));
        for (const std::string_view name : {"dns.flags", "dns.qry.type", "dns.resp.len", "dns.null", "dns.resp.type"}) {
            WantedFields wanted(*registry);
            for (const std::string_view both : {name, std::string_view("dns.flags")})
                for (const FieldId id : registry->fieldsNamed(both))
                    wanted.want(id);
            FrameInfo info{.number = 1, .linkType = 1};
            info.capturedLength = info.originalLength = static_cast<std::uint32_t>(bytes.size());
            Dissection dissection;
            Dissector(registry, {.wanted = &wanted}).dissect(FrameRef{info, bytes}, dissection);
            std::string text;
            TextSink sink(text);
            dissection.writeInfo(sink);
            QVERIFY(text.starts_with("Standard query response 0x"));
        }
    }

    void namesAreShownAsPlainText()
    {
        const Decoded frame(1, frameOf(DnsMessage(1, query).question("\x1b[31mred\xe2\x80\xae", dns_type::a).bytes()));
        const std::string name = frame.show("dns.qry.name");
        QVERIFY(name.find('\x1b') == std::string::npos);
        QVERIFY(name.find("\xe2\x80\xae") == std::string::npos);
    }

    void aStreamIsCutByItsLengths()
    {
        const StreamUse &use = streamUseOf("dns");
        const Buffer message = DnsMessage(7, query).question("a.b", dns_type::a).bytes();
        const Buffer one = join({ByteWriter().u16(static_cast<unsigned>(message.size())).buffer(), message});
        QCOMPARE(qtText(framed(use, join({one, one, hex("00")}))), u"%1 %1 needs 2"_s.arg(one.size()));
        QCOMPARE(qtText(differsInSteps(use, join({one, one}))), QString());
        QCOMPARE(qtText(framed(use, hex("000b"))), u"not mine"_s); // less than a header
        QCOMPARE(qtText(framed(use, hex("ffff"))), u"of 65537"_s);
        QCOMPARE(qtText(recognised(use, one)), u"yes"_s);
        QCOMPARE(qtText(recognised(use, Bytes(one).first(13))), u"needs more"_s);
        QCOMPARE(qtText(recognised(use, hex("0010 0000 0000 0000 0000 0000 0000"))), u"no"_s);
    }

    void twoMessagesInOneSegmentAreTwoLayers()
    {
        const Buffer message = DnsMessage(7, query).question("a.b", dns_type::a).bytes();
        const Buffer one = join({ByteWriter().u16(static_cast<unsigned>(message.size())).buffer(), message});
        const Decoded frame(1, tcpFrame(endsFor(53), {}, join({one, one})));
        QCOMPARE(qtText(frame.show("dns.id")), u"0x0007|0x0007"_s);
        QCOMPARE(qtText(frame.problems()), QString());
    }
};

FRAMELENS_TEST(TstDns)
#include "tst_dns.moc"
