// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/decode/dissector.h"
#include "core/export/ndjson.h"
#include "tests/support/capture_builder.h"
#include "tests/support/packet_builder.h"
#include "tests/support/test_main.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

QByteArray written(Bytes frame, std::uint32_t linkType = 1, std::uint32_t originalLength = 0)
{
    const auto captured = static_cast<std::uint32_t>(frame.size());
    FrameInfo info{.number = 7, .linkType = linkType, .capturedLength = captured};
    info.originalLength = std::max(captured, originalLength);
    Dissection dissection;
    Dissector(Registry::builtIn()).dissect(FrameRef{info, frame}, dissection);
    NdjsonWriter writer;
    std::string line;
    writer.write(dissection, line);
    return QByteArray::fromStdString(line);
}

QJsonObject object(const QByteArray &line)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(line, &error);
    if (error.error != QJsonParseError::NoError)
        qFatal("no JSON: %s", line.constData());
    return document.object();
}

QJsonObject fieldOf(const QJsonObject &frame, const QString &name, int occurrence = 0)
{
    for (const auto &field : frame.value(u"fields"_s).toArray())
        if (field.toObject().value(u"name"_s) == name && occurrence-- == 0)
            return field.toObject();
    return {};
}

const Ends ends{ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 5000, 6000};

} // namespace

class TstNdjson : public QObject
{
    Q_OBJECT

private slots:
    void objectIsOneLineWithItsParts();
    void fieldHasPlaceBytesAndText();
    void otherNamesFollowAsHiddenFields();
    void bitFieldHasItsNumberBesideItsBytes();
    void showIsLeftOutWhereItRepeatsTheBytes();
    void layersSayWhichFieldsAreTheirs();
    void shortFrameIsNoted();
    void completeFrameHasNoNotes();
    void anyBytesGiveValidJson();
    void lineIsAppendedToWhatIsThere();
};

void TstNdjson::objectIsOneLineWithItsParts()
{
    const QByteArray line = written(udpFrame(ends, textBytes("abc")));
    QVERIFY(line.startsWith("{\"frame\":7,\"protocols\":\"eth:ethertype:ip:udp"));
    QVERIFY(line.endsWith("]}\n"));
    QCOMPARE_EQ(line.count('\n'), 1);
    const QJsonObject frame = object(line);
    QCOMPARE(frame.keys(), (QStringList{u"fields"_s, u"frame"_s, u"layers"_s, u"protocols"_s}));
    for (const auto &field : frame.value(u"fields"_s).toArray())
        QVERIFY(!field.toObject().value(u"name"_s).toString().startsWith(u"frame."_s));
}

void TstNdjson::fieldHasPlaceBytesAndText()
{
    const QByteArray line = written(udpFrame(ends, textBytes("abc")));
    QVERIFY2(line.contains(R"({"name":"ip.src","pos":26,"size":4,"show":"10.0.0.1","value":"0a000001"})"), line);
    QVERIFY2(line.contains(R"({"name":"udp.srcport","pos":34,"size":2,"show":"5000","value":"1388"})"), line);
}

void TstNdjson::otherNamesFollowAsHiddenFields()
{
    const QByteArray line = written(udpFrame(ends, textBytes("abc")));
    QVERIFY2(line.contains(R"("value":"1388"},{"name":"udp.port","pos":34,"size":2,"show":"5000","value":"1388","hidden":true})"),
             line);
    QCOMPARE(fieldOf(object(line), u"udp.port"_s, 1).value(u"show"_s).toString(), u"6000"_s);
}

void TstNdjson::bitFieldHasItsNumberBesideItsBytes()
{
    const QJsonObject frame = object(written(tcpFrame(ends, {.flags = tcp_flag::syn | tcp_flag::ack})));
    const QJsonObject flag = fieldOf(frame, u"tcp.flags.syn"_s);
    QCOMPARE(flag.value(u"masked"_s).toString(), u"1"_s);
    QCOMPARE(flag.value(u"value"_s).toString().size(), flag.value(u"size"_s).toInt() * 2);
    QCOMPARE(fieldOf(frame, u"tcp.flags"_s).value(u"masked"_s).toString(), u"12"_s);
    QVERIFY(!fieldOf(frame, u"tcp.srcport"_s).contains(u"masked"_s));
}

void TstNdjson::showIsLeftOutWhereItRepeatsTheBytes()
{
    const QJsonObject frame = object(written(Buffer(12, std::byte{0xab}), 147));
    const QJsonObject data = fieldOf(frame, u"data.data"_s);
    QCOMPARE(data.value(u"value"_s).toString(), u"ab"_s.repeated(12));
    QVERIFY(!data.contains(u"show"_s));
}

void TstNdjson::layersSayWhichFieldsAreTheirs()
{
    const QJsonObject frame = object(written(udpFrame(ends, textBytes("abc"))));
    const QJsonArray layers = frame.value(u"layers"_s).toArray();
    const QJsonArray fields = frame.value(u"fields"_s).toArray();
    int next = 0;
    for (const auto &entry : layers) {
        const QJsonObject layer = entry.toObject();
        const QJsonArray range = layer.value(u"fields"_s).toArray();
        QCOMPARE_EQ(range.at(0).toInt(), next);
        next = range.at(1).toInt();
        if (const QString name = layer.value(u"name"_s).toString(); name != u"eth"_s)
            for (int i = range.at(0).toInt(); i < next; ++i)
                QVERIFY(fields.at(i).toObject().value(u"name"_s).toString().startsWith(name + u'.'));
    }
    QCOMPARE_EQ(next, fields.size());
    QCOMPARE(layers.at(1).toObject().value(u"name"_s).toString(), u"ip"_s);
    QCOMPARE_EQ(layers.at(1).toObject().value(u"pos"_s).toInt(), 14);
    QCOMPARE_EQ(layers.at(1).toObject().value(u"size"_s).toInt(), 20);
}

void TstNdjson::shortFrameIsNoted()
{
    const Buffer frame = udpFrame(ends, textBytes("abc"));
    const QByteArray line = written(std::span(frame).first(30), 1, static_cast<std::uint32_t>(frame.size()));
    QVERIFY2(line.endsWith("],\"notes\":[\"_ws.short\"]}\n"), line);
    QVERIFY(fieldOf(object(line), u"ip.dst"_s).isEmpty());
}

void TstNdjson::completeFrameHasNoNotes()
{
    QVERIFY(!object(written(udpFrame(ends, textBytes("abc")))).contains(u"notes"_s));
}

void TstNdjson::anyBytesGiveValidJson()
{
    Buffer hostile = textBytes("\"\\\x1b\x01 \xff\xfe \xed\xa0\x80 \xe2\x80\xae");
    for (unsigned i = 0; i < 256; ++i)
        hostile.push_back(static_cast<std::byte>(i));
    for (const std::uint16_t port : std::initializer_list<std::uint16_t>{53, 67, 443, 1883, 5353, 6000}) {
        const Ends to{ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 40'000, port};
        for (std::size_t cut = 0; cut < hostile.size(); cut += 13) {
            const QByteArray line = written(udpFrame(to, std::span(hostile).subspan(cut)));
            QCOMPARE_EQ(object(line).value(u"frame"_s).toInt(), 7);
            QCOMPARE(QString::fromUtf8(line).toUtf8(), line);
            for (const char character : line.first(line.size() - 1))
                QVERIFY(static_cast<unsigned char>(character) >= 0x20);
        }
    }
}

void TstNdjson::lineIsAppendedToWhatIsThere()
{
    const Buffer bytes = udpFrame(ends, {});
    Dissection dissection;
    Dissector(Registry::builtIn()).dissect(FrameRef{{.linkType = 1}, bytes}, dissection);
    NdjsonWriter writer;
    std::string text = "before\n";
    writer.write(dissection, text);
    const std::size_t once = text.size();
    writer.write(dissection, text);
    QVERIFY(text.starts_with("before\n{"));
    QCOMPARE_EQ(text.size() - once, once - 7);
    QCOMPARE(text.substr(7, once - 7), text.substr(once));
}

FRAMELENS_TEST(TstNdjson)
#include "tst_ndjson.moc"
