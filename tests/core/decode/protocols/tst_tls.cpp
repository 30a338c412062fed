// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// TLS: hellos and their extensions, plain and encrypted messages, where records end, and what breaks the rules.
#include "tests/support/framed.h"
#include "tests/support/message_builder.h"
#include "tests/support/qt_text.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

constexpr std::uint16_t port = 443;
constexpr std::uint8_t changeCipherSpec = 20;
constexpr std::uint8_t alert = 21;
constexpr std::uint8_t handshake = 22;
constexpr std::uint8_t applicationData = 23;

DecodedMessage decoded(const Buffer &record) { return {"tls", record, port}; }

Buffer hex(const char *digits)
{
    const QByteArray bytes = QByteArray::fromHex(digits);
    return textBytes({bytes.data(), static_cast<std::size_t>(bytes.size())});
}

// A client hello with one extension.
Buffer helloWith(std::uint16_t type, const Buffer &body)
{
    ByteWriter hello;
    hello.u16(0x0303).zeros(32).u8(0).u16(2).u16(0x1301).u8(1).u8(0);
    hello.u16(static_cast<unsigned>(body.size() + 4)).u16(type).u16(static_cast<unsigned>(body.size())).bytes(body);
    return tlsRecord(handshake, tlsHandshake(1, hello.buffer()));
}

const StreamUse &use() { return streamUseOf("tls"); }

constexpr auto noteOfChange = "tls: Note tls.change_cipher_spec: what follows in this direction is encrypted\n";

} // namespace

class TstTls : public QObject
{
    Q_OBJECT

private slots:
    void aClientHelloIsShownWhole()
    {
        const DecodedMessage frame = decoded(tlsClientHello("www.example.com"));
        const std::string tree = frame->tree("tls");
        QVERIFY(tree.starts_with("Transport Layer Security\n"
                                 "  Record Layer: TLSv1 Handshake\n"
                                 "    Content Type: Handshake (22)\n"
                                 "    Version: TLS 1.0 (0x0301)\n"));
        QVERIFY(tree.find("    Handshake Protocol: Client Hello\n      Handshake Type: Client Hello (1)\n") != std::string::npos);
        QVERIFY(tree.find("        Cipher Suite: TLS_AES_128_GCM_SHA256 (0x1301)\n") != std::string::npos);
        QVERIFY(tree.find("      Extension: server_name (len=20)\n        Type: server_name (0)\n        Length: 20\n"
                          "        Server Name list length: 18\n        Server Name Type: host_name (0)\n"
                          "        Server Name length: 15\n        Server Name: www.example.com\n") != std::string::npos);
        QVERIFY(tree.find("        Key Share Entry: Group: x25519, Key Exchange length: 32\n") != std::string::npos);
        QCOMPARE(qtText(frame->show("tls.handshake.extensions_alpn_str")), u"h2|http/1.1"_s);
        QCOMPARE(qtText(frame->show("tls.handshake.extensions.supported_version")), u"0x0304|0x0303"_s);
        QCOMPARE(qtText(frame->show("tls.handshake.extensions_supported_group")), u"0x001d|0x0017"_s);
        QCOMPARE(qtText(frame->show("tls.handshake.sig_hash_alg")), u"0x0403|0x0804"_s);
        QCOMPARE(qtText(frame->info()), u"Client Hello"_s);
        QCOMPARE(qtText(frame->protocolColumn()), u"TLSv1"_s);
        QCOMPARE(qtText(frame->problems()), QString());
    }

    void severalMessagesShareARecord()
    {
        const DecodedMessage frame = decoded(tlsServerFlight());
        QCOMPARE(qtText(frame->info()), u"Server Hello, Certificate, Server Key Exchange, Server Hello Done"_s);
        QCOMPARE(qtText(frame->protocolColumn()), u"TLSv1.2"_s);
        QCOMPARE(qtText(frame->show("tls.handshake.type")), u"2|11|12|14"_s);
        QCOMPARE(qtText(frame->show("tls.handshake.ciphersuite")), u"0xc02f"_s);
        QCOMPARE(qtText(frame->show("tls.handshake.certificate")), u"63:65:72:74:21"_s);
        QCOMPARE(qtText(frame->show("tls.handshake.server_named_curve")), u"0x0017"_s);
        QCOMPARE(qtText(frame->show("tls.handshake.sig")), u"73:69:67:6e"_s);
        QCOMPARE(qtText(frame->problems()), QString());
    }

    void aServerHelloNamesTls13()
    {
        ByteWriter hello;
        hello.u16(0x0303).zeros(32).u8(0).u16(0x1301).u8(0);
        hello.u16(12).u16(43).u16(2).u16(0x0304).u16(51).u16(2).u16(29);
        const DecodedMessage frame = decoded(tlsRecord(handshake, tlsHandshake(2, hello.buffer())));
        QCOMPARE(qtText(frame->protocolColumn()), u"TLSv1.3"_s);
        QCOMPARE(qtText(frame->show("tls.handshake.random_time")), QString()); // no time is in it any more
        QCOMPARE(qtText(frame->show("tls.handshake.extensions_key_share_selected_group")), u"29"_s);
    }

    void extensionsAreRead_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("value");
        const auto row = [](const char *name, int type, const char *body, const char *field, const QString &value) {
            QTest::newRow(name) << type << QByteArray(body) << QString::fromLatin1(field) << value;
        };
        row("status request", 5, "0100000000", "tls.handshake.extensions_status_request_type", u"1"_s);
        row("point formats", 11, "020001", "tls.handshake.extensions_ec_point_format", u"0|1"_s);
        row("heartbeat", 15, "01", "tls.handshake.extension.heartbeat.mode", u"1"_s);
        row("padding", 21, "0000", "tls.handshake.extensions_padding_data", u"00:00"_s);
        row("compression", 27, "020002", "tls.compress_certificate.algorithm", u"2"_s);
        row("record size", 28, "4001", "tls.record_size_limit", u"16385"_s);
        row("ticket", 35, "0102", "tls.handshake.extension.data", u"01:02"_s);
        row("pre-shared key", 41, "00070001aa0000000500020100", "tls.handshake.extensions.psk.identity.identity", u"aa"_s);
        row("cookie", 44, "000201ff", "tls.handshake.extensions.cookie", u"01:ff"_s);
        row("psk modes", 45, "0101", "tls.extension.psk_ke_mode", u"1"_s);
        row("next protocol", 13172, "026832", "tls.handshake.extensions_npn", u"h2"_s);
        row("settings", 17513, "0003026832", "tls.handshake.extensions_alps_alpn_str", u"h2"_s);
        row("renegotiation", 65281, "0201ff", "tls.handshake.extensions_reneg_info", u"01:ff"_s);
        row("grease", 0x1a1a, "00", "tls.handshake.extension.type", u"6682"_s);
    }

    void extensionsAreRead()
    {
        QFETCH(const int, type);
        QFETCH(const QByteArray, body);
        QFETCH(const QString, field);
        QFETCH(const QString, value);
        const DecodedMessage frame = decoded(helloWith(static_cast<std::uint16_t>(type), hex(body.constData())));
        QCOMPARE(qtText(frame->show(field.toStdString())), value);
        QCOMPARE(qtText(frame->problems()), QString());
    }

    void otherRecordsAreTold_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<QByteArray>("fragment");
        QTest::addColumn<QString>("info");
        QTest::addColumn<QString>("problem");
        const auto row = [](const char *name, int type, const char *fragment, const QString &info, const QString &problem = {}) {
            QTest::newRow(name) << type << QByteArray(fragment) << info << problem;
        };
        row("change", changeCipherSpec, "01", u"Change Cipher Spec"_s, qtText(noteOfChange));
        row("alert", alert, "0246", u"Alert (Level: Fatal, Description: Protocol Version)"_s);
        row("encrypted alert", alert, "00112233445566778899", u"Encrypted Alert"_s);
        row("data", applicationData, "0011", u"Application Data"_s);
        row("encrypted handshake", handshake, "0000000000000000a1b2c3d4e5f6", u"Encrypted Handshake Message"_s);
        row("ticket", handshake, "040000080000012c00020102", u"New Session Ticket"_s);
        row("client point", handshake, "10000004 03aabbcc", u"Client Key Exchange"_s);
        row("finished", handshake, "1400000c 000102030405060708090a0b", u"Finished"_s);
        row("hello request", handshake, "00000000", u"Hello Request"_s);
        row("certificate request", handshake, "0d00000e 0101 0002 0401 0006 0004 64656667", u"Certificate Request"_s);
        row("certificate verify", handshake, "0f000006 0401 0002 abcd", u"Certificate Verify"_s);
        row("status", handshake, "16000006 01 000002 abcd", u"Certificate Status"_s);
        row("status and more", handshake, "16000007 01 000002 abcd 00", u"Certificate Status"_s,
            u"tls: Warning tls.handshake.length: bytes are left over behind the message\n"_s);
    }

    void otherRecordsAreTold()
    {
        QFETCH(const int, type);
        QFETCH(const QByteArray, fragment);
        QFETCH(const QString, info);
        QFETCH(const QString, problem);
        const DecodedMessage frame = decoded(tlsRecord(static_cast<std::uint8_t>(type), hex(fragment.constData())));
        QCOMPARE(qtText(frame->info()), info);
        QCOMPARE(qtText(frame->problems()), problem);
    }

    void aMessageThatGoesOnInTheNextRecordIsAFragment()
    {
        const DecodedMessage frame = decoded(tlsRecord(handshake, hex("0b000100 0000fd 0000fa 3082")));
        QCOMPARE(qtText(frame->info()), u"Certificate (fragment)"_s);
        QCOMPARE(qtText(frame->show("tls.handshake.length")), u"256"_s);
        QCOMPARE(qtText(frame->problems()), QString());
        const DecodedMessage header = decoded(tlsRecord(handshake, hex("0e000000 0b00")));
        QCOMPARE(qtText(header->info()), u"Server Hello Done, Certificate (fragment)"_s);
        QCOMPARE(qtText(header->problems()), QString());
    }

    void lengthsBeyondTheirEndAreNamed()
    {
        const DecodedMessage frame = decoded(helloWith(0, hex("0040 00 0004 61")));
        QVERIFY(frame->problems().starts_with("tls: Malformed "));
        QCOMPARE(qtText(frame->show("tls.handshake.extensions_server_name_len")), u"4"_s);
    }

    void aRecordOfLengthZeroIsAMessage()
    {
        QCOMPARE(qtText(framed(use(), hex("1603030000 1703030000 1503030001ff"))), u"5 5 6"_s);
        QCOMPARE(qtText(decoded(hex("1603030000"))->problems()),
                 u"tls: Warning tls.record.length: a record of this type is not empty\n"_s);
        QCOMPARE(qtText(decoded(hex("1703030000"))->problems()), QString());
    }

    void recordsEndWhereTheirLengthSays()
    {
        const Buffer all = join({tlsClientHello("a"), tlsServerFlight(), hex("140303000101")});
        QCOMPARE(qtText(framed(use(), all)), u"%1 %2 6"_s.arg(tlsClientHello("a").size()).arg(tlsServerFlight().size()));
        QCOMPARE(qtText(differsInSteps(use(), all)), QString());
        QCOMPARE(qtText(framed(use(), hex("160303"))), u"needs 5"_s);
        QCOMPARE(qtText(framed(use(), hex("1603034800"))), u"of 18437"_s); // 2^14 + 2048, the most there can be
    }

    void whatIsNoRecordIsRefused()
    {
        for (const char *digits : {"1603034801", "19", "1604", "160305", "00", "802e0103", "47455420"})
            QCOMPARE(qtText(framed(use(), hex(digits))), u"not mine"_s);
    }

    void streamsAreRecognised()
    {
        const auto seen = [](const Buffer &bytes) { return qtText(recognised(use(), bytes)); };
        QCOMPARE(seen(tlsClientHello("a")), u"yes"_s);
        QCOMPARE(seen(tlsServerFlight()), u"yes"_s);
        QCOMPARE(seen(hex("1503030002")), u"yes"_s);
        QCOMPARE(seen(hex("16030300")), u"needs more"_s);
        QCOMPARE(seen(hex("1603030000")), u"no"_s);
        QCOMPARE(seen(hex("1603030100ff")), u"no"_s);
        QCOMPARE(seen(textBytes("GET / HTTP/1.1\r\n")), u"no"_s);
    }
};

FRAMELENS_TEST(TstTls)
#include "tst_tls.moc"
