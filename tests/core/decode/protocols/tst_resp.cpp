// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// RESP2 and RESP3: every type, nesting, where values end, limits, and what breaks the rules.
#include "tests/support/framed.h"
#include "tests/support/packet_builder.h"
#include "tests/support/qt_text.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;
using namespace std::string_literals;

namespace {

constexpr std::uint16_t port = 6379;

DecodedMessage decoded(std::string_view message) { return {"resp", asBytes(message), port}; }

const StreamUse &use() { return streamUseOf("resp"); }

QString framedText(const std::string &stream)
{
    const std::string difference = differsInSteps(use(), asBytes(stream));
    return qtText(difference.empty() ? framed(use(), asBytes(stream)) : difference);
}

} // namespace

class TstResp : public QObject
{
    Q_OBJECT

private slots:
    void aCommandIsShownWhole()
    {
        const DecodedMessage frame = decoded("*2\r\n$3\r\nGET\r\n$3\r\nkey\r\n");
        QCOMPARE(qtText(frame->tree("resp")), u"REdis Serialization Protocol\n"
                                              "  Array: Length 2\n"
                                              "    Length: 2\n"
                                              "    Bulk String: GET\n"
                                              "      Length: 3\n"
                                              "      Value: 474554\n"
                                              "    Bulk String: key\n"
                                              "      Length: 3\n"
                                              "      Value: 6b6579\n"_s);
        QCOMPARE(qtText(frame->info()), u"Request: GET key"_s);
        QCOMPARE(qtText(frame->place("resp.bulk_string")), u"58+9|67+9"_s);
        QCOMPARE(qtText(frame->place("resp.bulk_string.value")), u"62+3|71+3"_s);
    }

    void answersAreTold_data()
    {
        QTest::addColumn<QString>("message");
        QTest::addColumn<QString>("info");
        QTest::newRow("string") << u"+OK\r\n"_s << u"Response: OK"_s;
        QTest::newRow("error") << u"-ERR no\r\n"_s << u"Response: Error: ERR no"_s;
        QTest::newRow("integer") << u":-42\r\n"_s << u"Response: -42"_s;
        QTest::newRow("bulk") << u"$5\r\nhello\r\n"_s << u"Response: hello"_s;
        QTest::newRow("null bulk") << u"$-1\r\n"_s << u"Response:"_s;
        QTest::newRow("array") << u"*2\r\n:1\r\n:2\r\n"_s << u"Response: Array(2)"_s;
        QTest::newRow("null") << u"_\r\n"_s << u"Response: null"_s;
        QTest::newRow("boolean") << u"#t\r\n"_s << u"Response: True"_s;
        QTest::newRow("double") << u",3.25\r\n"_s << u"Response: 3.25"_s;
        QTest::newRow("big number") << u"(34928903284092384092384098\r\n"_s << u"Response: 34928903284092384092384098"_s;
        QTest::newRow("verbatim") << u"=7\r\ntxt:abc\r\n"_s << u"Response: txt:abc"_s;
        QTest::newRow("bulk error") << u"!3\r\nERR\r\n"_s << u"Response: ERR"_s;
        QTest::newRow("map") << u"%1\r\n+a\r\n:1\r\n"_s << u"Response: Map(1)"_s;
        QTest::newRow("set") << u"~1\r\n+a\r\n"_s << u"Response: Set(1)"_s;
        QTest::newRow("push") << u">2\r\n+message\r\n+x\r\n"_s << u"Response: Push(2)"_s;
        QTest::newRow("attribute") << u"|1\r\n+ttl\r\n:9\r\n+value\r\n"_s << u"Response: Attribute(1) value"_s;
    }

    void answersAreTold()
    {
        QFETCH(const QString, message);
        QFETCH(const QString, info);
        const std::string bytes = message.toStdString();
        const Ends ends{ip4(10, 0, 0, 2), ip4(10, 0, 0, 1), port, 40000};
        const Decoded frame(1, tcpFrame(ends, {}, asBytes(bytes)));
        QCOMPARE(qtText(frame.info()), info);
        QCOMPARE(qtText(frame.problems()), QString());
        QCOMPARE(framedText(bytes), QString::number(bytes.size()));
    }

    void nestingIsShown()
    {
        const DecodedMessage frame = decoded("*2\r\n*1\r\n:1\r\n%1\r\n+k\r\n*0\r\n");
        QCOMPARE(qtText(frame->show("resp.array.length")), u"2|1|1|0"_s);
        QCOMPARE(qtText(frame->place("resp.array")), u"54+24|58+8|74+4"_s);
        QCOMPARE(qtText(frame->problems()), QString());
    }

    void nestingHasALimit()
    {
        std::string deep;
        for (int i = 0; i < 200; ++i)
            deep += "*1\r\n";
        deep += ":1\r\n";
        const DecodedMessage frame = decoded(deep);
        QVERIFY(frame->problems().find("limit of nested arrays reached") != std::string::npos);
        QCOMPARE(framedText(deep), QString::number(deep.size()));
    }

    void whatBreaksTheRulesIsNamed_data()
    {
        QTest::addColumn<QString>("message");
        QTest::addColumn<QString>("problem");
        QTest::newRow("count") << u"*x\r\n"_s << u"resp: Error resp.array.length: this is not a number\n"
                                               "resp: Warning resp.array: the value is not whole\n"_s;
        QTest::newRow("integer") << u":1x\r\n"_s << u"resp: Error resp.integer: this is not a number\n"_s;
        QTest::newRow("bulk end") << u"$2\r\nabcd"_s << u"resp: Error resp.bulk_string.length: the bytes do not end with the end of a line\n"_s;
        QTest::newRow("bulk short") << u"$9\r\nabc\r\n"_s << u"resp: Warning resp.array: the value is not whole\n"_s;
        QTest::newRow("too many") << u"*99999999\r\n"_s << u"resp: Warning resp.array.length: more than 2^24 elements: what follows is not taken for them\n"
                                                           "resp: Warning resp.array: the value is not whole\n"_s;
        QTest::newRow("elements missing") << u"*2\r\n:1\r\n"_s << u"resp: Warning resp.array: the value is not whole\n"_s;
    }

    void whatBreaksTheRulesIsNamed()
    {
        QFETCH(const QString, message);
        QFETCH(const QString, problem);
        QCOMPARE(qtText(decoded(message.toStdString())->problems()), problem);
    }

    void anInlineCommandIsARequest()
    {
        const DecodedMessage frame = decoded("PING hello\r\n");
        QCOMPARE(qtText(frame->info()), u"Request: PING hello"_s);
        QCOMPARE(framedText("PING\r\nECHO x\r\n"), u"6 8"_s);
        QCOMPARE(qtText(framed(use(), asBytes("PING\r\n"), {.direction = Direction::ToClient})), u"not mine"_s);
    }

    void valuesEndWithTheirElements()
    {
        QCOMPARE(framedText("*2\r\n$3\r\nGET\r\n$1\r\nk\r\n+OK\r\n:12\r\n*-1\r\n*0\r\n$0\r\n\r\n"), u"20 5 5 5 4 6"_s);
        QCOMPARE(framedText("%2\r\n+a\r\n:1\r\n+b\r\n*2\r\n:2\r\n:3\r\n+x\r\n"), u"28 4"_s);
        QCOMPARE(framedText("|1\r\n+a\r\n+b\r\n:1\r\n:2\r\n"), u"16 4"_s);
        QCOMPARE(framedText("*2\r\n:1\r\n"), u"needs 9"_s);
        QCOMPARE(framedText("$10\r\nabc"), u"of 17"_s);
        QCOMPARE(framedText("*2\r\n$10\r\nabc"), u"needs 22"_s);
    }

    void hugeLengthsAreAskedForAndNeverCome()
    {
        QCOMPARE(framedText("$9223372036854775807\r\nabc"), u"of 9223372036854775831"_s);
        QCOMPARE(framedText("$99999999999999999999999999\r\nabc"), u"of 9223372036854775838"_s);
        QCOMPARE(framedText("*99999999\r\n:1\r\n"), u"11 4"_s); // more elements than are waited for
        QCOMPARE(framedText("*1000000\r\n:1\r\n"), u"needs 15"_s);
    }

    void aBadCountEndsTheValue()
    {
        QCOMPARE(framedText("*x\r\n+OK\r\n"), u"4 5"_s);
        QCOMPARE(framedText("*2\r\n:1\r\n?\r\n"), u"8 not mine"_s);
        QCOMPARE(framedText("+" + std::string(70'000, 'a')), u"65536 needs 4466"_s.left(6) + u"needs 4466"_s);
    }

    void whatIsNoValueIsRefused()
    {
        for (const char *bytes : {"\r\n", "\x16\x03", "?", " PING\r\n", "{}"})
            QCOMPARE(framedText(bytes), u"not mine"_s);
    }

    void streamsAreRecognised()
    {
        const auto seen = [](const std::string &bytes) { return qtText(recognised(use(), asBytes(bytes))); };
        QCOMPARE(seen("*1\r\n$4\r\nPING\r\n"), u"yes"_s);
        QCOMPARE(seen("$5\r\nhello\r\n"), u"yes"_s);
        QCOMPARE(seen("+OK\r\n"), u"yes"_s);
        QCOMPARE(seen(":1\r\n"), u"yes"_s);
        QCOMPARE(seen("*1\r\n"), u"needs more"_s);
        QCOMPARE(seen("+OK POP3 ready\r\n"), u"no"_s);
        QCOMPARE(seen("*a\r\n"), u"no"_s);
        QCOMPARE(seen("*1\r\nx"), u"no"_s);
        QCOMPARE(seen("-- a line\r\n"), u"no"_s);
        QCOMPARE(seen("hello\r\n"), u"no"_s);
    }

    void aValueThatComesByteByByteIsLookedAtOnce()
    {
        std::string large = "*2000\r\n";
        for (int i = 0; i < 1000; ++i)
            large += "$20\r\n" + std::string(20, 'x') + "\r\n:" + std::to_string(i) + "\r\n";
        QVERIFY(looksPerByte(use(), asBytes(large)) < 4);
    }
};

FRAMELENS_TEST(TstResp)
#include "tst_resp.moc"
