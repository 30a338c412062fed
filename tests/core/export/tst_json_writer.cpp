// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/packet_builder.h"
#include "tests/support/test_main.h"
#include "tests/support/written.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

const Ends ends{ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 5000, 6000};

QByteArray json(const DecodedOptions &options, const std::vector<Buffer> &frames)
{
    return QByteArray::fromStdString(written(ExportFormat::Json, options, frames));
}

QJsonArray documents(const QByteArray &text)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(text, &error);
    return error.error == QJsonParseError::NoError && document.isArray() ? document.array() : QJsonArray{error.errorString()};
}

QJsonObject layers(const QByteArray &text)
{
    return documents(text).at(0).toObject().value(u"_source"_s).toObject().value(u"layers"_s).toObject();
}

} // namespace

class TstJsonWriter : public QObject
{
    Q_OBJECT

private slots:
    void documentHasTsharksMembers();
    void documentsStandInOneArray();
    void namesThatRepeatAreRepeated();
    void valueAndSubtreeAreTwoMembers();
    void whatIcmpQuotesStandsInside();
    void rawHasPlaceMaskAndType();
    void chosenFieldsAreListsOfValues();
    void otherLayersAreFiltered();
    void nodesAreOpenedByName();
    void headingsAreOpenedByTheirText();
    void hostileTextIsWholeAndHarmless();
    void textIsAsItWasSent();
    void anyBytesGiveValidJson();
    void noFrameIsAnEmptyArray();
    void unknownNamesAreAnsweredWithTheNearest();
    void nothingIsAllocatedPerFrame();
};

void TstJsonWriter::documentHasTsharksMembers()
{
    const QByteArray text = json(decodedOptions(), {udpFrame(ends, textBytes("abc"))});
    QVERIFY2(text.startsWith("[\n  {\n    \"_index\": \"packets-2024-03-01\",\n    \"_type\": \"doc\",\n    \"_score\": null,\n"
                             "    \"_source\": {\n      \"layers\": {\n        \"frame\": {\n"), text.left(300));
    QVERIFY2(text.endsWith("\n      }\n    }\n  }\n]\n"), text.right(60));
    const QJsonObject found = layers(text);
    QCOMPARE(found.keys(), (QStringList{u"data"_s, u"eth"_s, u"frame"_s, u"ip"_s, u"udp"_s}));
    QCOMPARE(found.value(u"ip"_s).toObject().value(u"ip.src"_s).toString(), u"10.0.0.1"_s);
    QCOMPARE(found.value(u"data"_s).toObject().value(u"data.data"_s).toString(), u"61:62:63"_s);
}

void TstJsonWriter::documentsStandInOneArray()
{
    const Buffer frame = udpFrame(ends, textBytes("abc"));
    QCOMPARE_EQ(documents(json(decodedOptions(), {frame, frame, frame})).size(), 3);
}

void TstJsonWriter::namesThatRepeatAreRepeated()
{
    const QByteArray text = json(decodedOptions(), {udpFrame(ends, textBytes("abc"))});
    QCOMPARE_EQ(text.count("\"udp.port\": "), 2);
    QVERIFY(text.indexOf("\"udp.port\": \"5000\"") < text.indexOf("\"udp.port\": \"6000\""));
}

void TstJsonWriter::valueAndSubtreeAreTwoMembers()
{
    const QJsonObject tcp = layers(json(decodedOptions(), {httpRequest("a")})).value(u"tcp"_s).toObject();
    QCOMPARE(tcp.value(u"tcp.flags"_s).toString(), u"0x0018"_s);
    QCOMPARE(tcp.value(u"tcp.flags_tree"_s).toObject().value(u"tcp.flags.push"_s).toString(), u"1"_s);
}

void TstJsonWriter::whatIcmpQuotesStandsInside()
{
    const Buffer quoted = ipv4(ends, ip_protocol::udp, udp(ends, textBytes("abc")));
    const Buffer frame = ethernet({}, {}, ether_type::ipv4, ipv4(ends.reversed(), ip_protocol::icmp, icmp(3, 3, 0, quoted)));
    const QJsonObject found = layers(json(decodedOptions(), {frame}));
    const QJsonObject icmp = found.value(u"icmp"_s).toObject();
    QCOMPARE(icmp.value(u"ip"_s).toObject().value(u"ip.src"_s).toString(), u"10.0.0.1"_s);
    QCOMPARE(icmp.value(u"udp"_s).toObject().value(u"udp.dstport"_s).toString(), u"6000"_s);
    QCOMPARE(found.value(u"ip"_s).toObject().value(u"ip.src"_s).toString(), u"10.0.0.2"_s);
}

void TstJsonWriter::rawHasPlaceMaskAndType()
{
    DecodedOptions options = decodedOptions();
    options.raw = true;
    const QJsonObject found = layers(json(options, {httpRequest("a")}));
    const QJsonObject ip = found.value(u"ip"_s).toObject();
    QCOMPARE(ip.value(u"ip.src_raw"_s).toArray(), (QJsonArray{u"0a000001"_s, 26, 4, 0, 32}));
    QCOMPARE(ip.value(u"ip.len_raw"_s).toArray().at(4).toInt(), 5);
    const QJsonObject flags = found.value(u"tcp"_s).toObject().value(u"tcp.flags_tree"_s).toObject();
    QCOMPARE(flags.value(u"tcp.flags.push_raw"_s).toArray(), (QJsonArray{u"1"_s, 47, 1, 8, 2}));
    QCOMPARE(found.value(u"frame_raw"_s).toArray().at(1).toInt(-1), 0);
    QVERIFY(!found.value(u"frame"_s).toObject().contains(u"frame.number_raw"_s)); // it has no bytes
}

void TstJsonWriter::chosenFieldsAreListsOfValues()
{
    DecodedOptions options = decodedOptions();
    options.fields = {"udp.port", "tcp.port", "ip.src", "udp.payload"};
    const QJsonObject found = layers(json(options, {udpFrame(ends, textBytes("abc"))}));
    QCOMPARE(found.keys(), (QStringList{u"ip.src"_s, u"udp.payload"_s, u"udp.port"_s}));
    QCOMPARE(found.value(u"udp.port"_s).toArray(), (QJsonArray{u"5000"_s, u"6000"_s}));
    QCOMPARE(found.value(u"udp.payload"_s).toArray(), (QJsonArray{u"616263"_s}));
}

void TstJsonWriter::otherLayersAreFiltered()
{
    DecodedOptions options = decodedOptions();
    options.protocols = {"ip"};
    const QJsonObject found = layers(json(options, {udpFrame(ends, textBytes("abc"))}));
    QCOMPARE(found.value(u"udp"_s).toObject(), (QJsonObject{{u"filtered"_s, u"udp"_s}}));
    QCOMPARE(found.value(u"ip"_s).toObject().value(u"ip.src"_s).toString(), u"10.0.0.1"_s);
}

void TstJsonWriter::nodesAreOpenedByName()
{
    DecodedOptions options = decodedOptions();
    options.nodes = {"ip", "ip.flags", "tcp.flags"};
    const QJsonObject found = layers(json(options, {httpRequest("a")}));
    QCOMPARE(found.value(u"tcp"_s).toObject(), (QJsonObject{{u"filtered"_s, u"tcp"_s}})); // though a field of it is named
    const QJsonObject ip = found.value(u"ip"_s).toObject();
    QCOMPARE(ip.value(u"ip.dsfield"_s).toString(), u"0x00"_s); // a value is shown where its subtree is not
    QCOMPARE(ip.value(u"ip.dsfield_tree"_s).toObject(), (QJsonObject{{u"filtered"_s, u"ip.dsfield"_s}}));
    QVERIFY(ip.value(u"ip.flags_tree"_s).toObject().contains(u"ip.flags.df"_s));
}

// By the line that stands for it.
void TstJsonWriter::headingsAreOpenedByTheirText()
{
    DecodedOptions options = decodedOptions();
    options.nodes = {"http"};
    const auto request = [&] {
        return layers(json(options, {httpRequest("a")})).value(u"http"_s).toObject().value(u"Start line: GET / HTTP/1.1\\r\\n"_s).toObject();
    };
    QCOMPARE(request(), (QJsonObject{{u"filtered"_s, u"Start line: GET / HTTP/1.1\\r\\n"_s}}));
    options.nodes.emplace_back("Start line: GET / HTTP/1.1\\r\\n");
    QCOMPARE(request().value(u"http.request.method"_s).toString(), u"GET"_s);
}

void TstJsonWriter::hostileTextIsWholeAndHarmless()
{
    const std::string path("<b>\"\\\x1b\0=cmd()\u202e\U000e0041\xff", 21);
    const QByteArray text = json(decodedOptions(), {httpRequest("a", path)});
    const QByteArray line = text.mid(text.indexOf("\"http.request.uri\": "));
    const QByteArray expected = R"("http.request.uri": "<b>\"\\\u001b\u0000=cmd()\u202e\udb40\udc41)" "\uFFFD\"";
    QVERIFY2(line.startsWith(expected), line.left(200));
    for (const char character : text)
        QVERIFY(character == '\n' || static_cast<unsigned char>(character) >= ' ');
}

// What a protocol writes by a rule of its own, too, alone and in its place.
void TstJsonWriter::textIsAsItWasSent()
{
    const std::string body = "a\tb\r\n" + std::string(5000, 'c');
    const QString sent = QString::fromStdString(body);
    const Buffer frame = httpResponse(body);
    QCOMPARE(layers(json(decodedOptions(), {frame})).value(u"http"_s).toObject().value(u"http.file_data"_s).toString(), sent);
    DecodedOptions options = decodedOptions();
    options.fields = {"http.file_data"};
    QCOMPARE(layers(json(options, {frame})).value(u"http.file_data"_s).toArray(), QJsonArray{sent});
}

void TstJsonWriter::anyBytesGiveValidJson()
{
    Buffer frame = httpRequest("example.com");
    for (std::size_t i = 54; i < frame.size(); ++i) {
        for (const unsigned value : {0x00U, 0x22U, 0x5cU, 0xc0U, 0xedU, 0xffU}) {
            Buffer wrong = frame;
            wrong[i] = static_cast<std::byte>(value);
            const QByteArray text = json(decodedOptions(), {wrong});
            QVERIFY2(QString::fromUtf8(text).toUtf8() == text && documents(text).at(0).isObject(), text);
        }
    }
}

void TstJsonWriter::noFrameIsAnEmptyArray() { QCOMPARE(json(decodedOptions(), {}), QByteArray("[]\n")); }

void TstJsonWriter::unknownNamesAreAnsweredWithTheNearest()
{
    DecodedOptions options = decodedOptions();
    options.protocols = {"htpp"};
    QCOMPARE(json(options, {}), QByteArray("no protocol is called \"htpp\"; did you mean http?"));
}

void TstJsonWriter::nothingIsAllocatedPerFrame()
{
    DecodedOptions options = decodedOptions();
    options.raw = true;
    QCOMPARE_EQ(allocationsPerFrame(ExportFormat::Json, options, plainSegment()), 0U);
}

FRAMELENS_TEST(TstJsonWriter)
#include "tst_json_writer.moc"
