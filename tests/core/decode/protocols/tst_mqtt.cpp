// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// MQTT 3.1.1 and 5: every message, versions that no message names, where messages end, and what breaks the rules.
#include "tests/support/framed.h"
#include "tests/support/message_builder.h"
#include "tests/support/qt_text.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

constexpr std::uint16_t port = 1883;

DecodedMessage decoded(const Buffer &message) { return {"mqtt", message, port}; }

Buffer hex(const char *digits)
{
    const QByteArray bytes = QByteArray::fromHex(digits);
    return textBytes({bytes.data(), static_cast<std::size_t>(bytes.size())});
}

const StreamUse &use() { return streamUseOf("mqtt"); }

} // namespace

class TstMqtt : public QObject
{
    Q_OBJECT

private slots:
    void aConnectIsShownWhole()
    {
        const DecodedMessage frame = decoded(mqtt5Connect());
        QCOMPARE(qtText(frame->tree("mqtt")),
                 u"MQ Telemetry Transport Protocol, Connect Command\n"
                  "  Header Flags: 0x10\n"
                  "    0001 .... = Message Type: Connect Command (1)\n"
                  "    .... 0000 = Reserved: 0\n"
                  "  Msg Len: 65\n"
                  "  Protocol Name Length: 4\n"
                  "  Protocol Name: MQTT\n"
                  "  Version: MQTT v5.0 (5)\n"
                  "  Connect Flags: 0xce\n"
                  "    1... .... = User Name Flag: Set\n"
                  "    .1.. .... = Password Flag: Set\n"
                  "    ..0. .... = Will Retain: Not set\n"
                  "    ...0 1... = QoS Level: At least once delivery (1)\n"
                  "    .... .1.. = Will Flag: Set\n"
                  "    .... ..1. = Clean Session Flag: Set\n"
                  "    .... ...0 = (Reserved): Not set\n"
                  "  Keep Alive: 30\n"
                  "  Properties\n"
                  "    Total Length: 8\n"
                  "    ID: Session Expiry Interval (0x11)\n"
                  "      Value: 60\n"
                  "    ID: Receive Maximum (0x21)\n"
                  "      Value: 10\n"
                  "  Client ID Length: 6\n"
                  "  Client ID: client\n"
                  "  Will Properties\n"
                  "    Total Length: 5\n"
                  "    ID: Will Delay Interval (0x18)\n"
                  "      Value: 7\n"
                  "  Will Topic Length: 10\n"
                  "  Will Topic: will/topic\n"
                  "  Will Message Length: 4\n"
                  "  Will Message: 676f6e65\n"
                  "  User Name Length: 4\n"
                  "  User Name: user\n"
                  "  Password Length: 6\n"
                  "  Password: secret\n"_s);
        QCOMPARE(qtText(frame->info()), u"Connect Command"_s);
        QCOMPARE(qtText(frame->problems()), QString());
    }

    void aPublishHasTopicAndMessage()
    {
        const DecodedMessage frame = decoded(mqttPublish("a/b", "hello"));
        QCOMPARE(qtText(frame->info()), u"Publish Message [a/b]"_s);
        QCOMPARE(qtText(frame->show("mqtt.topic")), u"a/b"_s);
        QCOMPARE(qtText(frame->show("mqtt.msg")), u"68:65:6c:6c:6f"_s);
        QCOMPARE(qtText(frame->place("mqtt.msg")), u"61+5"_s);
        QCOMPARE(qtText(frame->show("mqtt.qos")), u"0"_s);
    }

    void version5IsSeenInAPublish()
    {
        const DecodedMessage frame = decoded(mqtt5Publish());
        QCOMPARE(qtText(frame->info()), u"Publish Message (id=7) [a/b]"_s);
        QCOMPARE(qtText(frame->show("mqtt.property_id")), u"0x01|0x0b|0x23|0x26|0x03"_s);
        QCOMPARE(qtText(frame->show("mqtt.prop_number")), u"1|133"_s);
        QCOMPARE(qtText(frame->show("mqtt.property.topic_alias")), u"3"_s);
        QCOMPARE(qtText(frame->show("mqtt.prop_key")), u"k"_s);
        QCOMPARE(qtText(frame->show("mqtt.prop_value")), u"v"_s);
        QCOMPARE(qtText(frame->show("mqtt.prop_string")), u"text/plain"_s);
        QCOMPARE(qtText(frame->show("mqtt.msg")), u"68:65:6c:6c:6f"_s);
        QCOMPARE(qtText(frame->show("mqtt.dupflag") + frame->show("mqtt.retain")), u"11"_s);
    }

    void noPropertiesBeforeATextAreNoPartOfIt()
    {
        QCOMPARE(qtText(decoded(hex("3006 0001 61 00 6869"))->show("mqtt.msg")), u"68:69"_s);
        QCOMPARE(qtText(decoded(hex("3006 0001 61 00 01ff"))->show("mqtt.msg")), u"00:01:ff"_s); // as 3.1.1 has it
    }

    void otherMessagesAreRead_data()
    {
        QTest::addColumn<QByteArray>("digits");
        QTest::addColumn<QString>("info");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("value");
        const auto row = [](const char *name, const char *digits, const QString &info, const char *field, const QString &value) {
            QTest::newRow(name) << QByteArray(digits) << info << QString::fromLatin1(field) << value;
        };
        row("connack", "20020100", u"Connect Ack"_s, "mqtt.conack.val", u"0"_s);
        row("session present", "20020100", u"Connect Ack"_s, "mqtt.conack.flags.sp", u"1"_s);
        row("connack 5", "2006008703210014", u"Connect Ack"_s, "mqtt.connack.reason_code", u"135"_s);
        row("puback", "40020007", u"Publish Ack (id=7)"_s, "mqtt.msgid", u"7"_s);
        row("puback 5", "4003000710", u"Publish Ack (id=7)"_s, "mqtt.puback.reason_code", u"16"_s);
        row("pubrec 5", "500400079000", u"Publish Received (id=7)"_s, "mqtt.pubrec.reason_code", u"144"_s);
        row("pubrel", "62020007", u"Publish Release (id=7)"_s, "mqtt.msgid", u"7"_s);
        row("pubcomp 5", "7003000792", u"Publish Complete (id=7)"_s, "mqtt.pubcomp.reason_code", u"146"_s);
        row("subscribe", "820e0001 0003612f62 01 0003632f64 02", u"Subscribe Request (id=1) [a/b] [c/d]"_s, "mqtt.sub.qos", u"1|2"_s);
        row("subscribe 5", "82090001 020b05 000161 2d", u"Subscribe Request (id=1) [a]"_s, "mqtt.subscription_options_rap", u"1"_s);
        row("suback", "9005000100 0280", u"Subscribe Ack (id=1)"_s, "mqtt.suback.qos", u"0|2|128"_s);
        row("suback 5", "900500010001 8f", u"Subscribe Ack (id=1)"_s, "mqtt.suback.reason_code", u"1|143"_s);
        row("unsubscribe", "a2050001 000161", u"Unsubscribe Request (id=1) [a]"_s, "mqtt.topic", u"a"_s);
        row("unsuback 5", "b0050001 00 0011", u"Unsubscribe Ack (id=1)"_s, "mqtt.unsuback.reason_code", u"0|17"_s);
        row("ping", "c000", u"Ping Request"_s, "mqtt.len", u"0"_s);
        row("disconnect", "e000", u"Disconnect Req"_s, "mqtt.msgtype", u"14"_s);
        row("disconnect 5", "e0028e00", u"Disconnect Req"_s, "mqtt.disconnect.reason_code", u"142"_s);
        row("auth", "f0021800", u"Authentication Exchange"_s, "mqtt.auth.reason_code", u"24"_s);
    }

    void otherMessagesAreRead()
    {
        QFETCH(const QByteArray, digits);
        QFETCH(const QString, info);
        QFETCH(const QString, field);
        QFETCH(const QString, value);
        const DecodedMessage frame = decoded(hex(digits.constData()));
        QCOMPARE(qtText(frame->info()), info);
        QCOMPARE(qtText(frame->show(field.toStdString())), value);
        QCOMPARE(qtText(frame->problems()), QString());
    }

    void whatBreaksTheRulesIsNamed_data()
    {
        QTest::addColumn<QByteArray>("digits");
        QTest::addColumn<QString>("problem");
        QTest::newRow("quality 3") << QByteArray("3603000161") << u"mqtt: Error mqtt.qos: there is no quality of service 3\n"
                                                                   "mqtt: Malformed mqtt.msgid: needs 2 bytes, 0 there\n"_s;
        QTest::newRow("length too long") << QByteArray("30ffffffff01")
                                         << u"mqtt: Error mqtt.len: the length is longer than four bytes\n"_s;
        QTest::newRow("length beyond") << QByteArray("3005000161")
                                       << u"mqtt: Error mqtt.len: the length is more than the message has\n"_s;
        QTest::newRow("topic beyond") << QByteArray("3003000961")
                                      << u"mqtt: Malformed mqtt.topic: needs 9 bytes, 1 there\n"_s;
        QTest::newRow("left over") << QByteArray("c0020102") << u"mqtt: Warning mqtt.len: bytes are left over behind the message\n"_s;
        QTest::newRow("unknown property") << QByteArray("e004 0002 7e01") << QString();
        QTest::newRow("properties beyond") << QByteArray("e004 0009 1101") << u"mqtt: Malformed mqtt.prop_number: needs 4 bytes, 1 there\n"_s;
    }

    void whatBreaksTheRulesIsNamed()
    {
        QFETCH(const QByteArray, digits);
        QFETCH(const QString, problem);
        QCOMPARE(qtText(decoded(hex(digits.constData()))->problems()), problem);
    }

    void messagesEndWhereTheirLengthSays()
    {
        const Buffer large = mqttPacket(0x30, textBytes(std::string(200, 'x')));
        const Buffer all = join({mqtt5Connect(), mqttPublish("a", "b"), large, hex("c000")});
        const QString sizes = u"%1 6 %2 2"_s.arg(mqtt5Connect().size()).arg(large.size());
        QCOMPARE(qtText(framed(use(), all)), sizes);
        QCOMPARE(qtText(differsInSteps(use(), all)), QString());
        QCOMPARE(qtText(framed(use(), hex("30"))), u"needs 2"_s);
        QCOMPARE(qtText(framed(use(), hex("3080"))), u"needs 3"_s);
        QCOMPARE(qtText(framed(use(), hex("30ffffff7f01"))), u"of 268435460"_s); // the largest there is
    }

    void whatIsNoMessageIsRefused()
    {
        for (const char *digits : {"00", "0f00", "36", "6000", "8000", "c100", "30ffffffff01", "30ffffffff"})
            QCOMPARE(qtText(framed(use(), hex(digits))), u"not mine"_s);
    }

    void streamsAreRecognised()
    {
        const auto seen = [](const Buffer &bytes) { return qtText(recognised(use(), bytes)); };
        QCOMPARE(seen(mqtt5Connect()), u"yes"_s);
        QCOMPARE(seen(mqttConnect("c")), u"yes"_s);
        QCOMPARE(seen(hex("20020000")), u"yes"_s);
        QCOMPARE(seen(hex("2003000000")), u"yes"_s);
        QCOMPARE(seen(hex("100c0004")), u"needs more"_s);
        QCOMPARE(seen(hex("100c00044d5154580402003c0000")), u"no"_s);
        QCOMPARE(seen(hex("20020009")), u"no"_s);
        QCOMPARE(seen(textBytes("GET / HTTP/1.1\r\n")), u"no"_s);
    }
};

FRAMELENS_TEST(TstMqtt)
#include "tst_mqtt.moc"
