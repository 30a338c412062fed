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

QList<QByteArray> lines(const DecodedOptions &options, const std::vector<Buffer> &frames)
{
    QList<QByteArray> all = QByteArray::fromStdString(written(ExportFormat::ElasticBulk, options, frames)).split('\n');
    all.removeLast();
    return all;
}

QJsonObject layers(const DecodedOptions &options, const Buffer &frame)
{
    return QJsonDocument::fromJson(lines(options, {frame}).value(1)).object().value(u"layers"_s).toObject();
}

} // namespace

class TstEkWriter : public QObject
{
    Q_OBJECT

private slots:
    void frameIsAnIndexAndADocument();
    void fieldsAreNamedWithTheirProtocol();
    void valuesOfOneNameAreAList();
    void flagsAreTruthValues();
    void rawStandsBeside();
    void nodesAreOpenedByName();
    void chosenFieldsAreLists();
    void hostileTextIsWholeAndHarmless();
    void textIsAsItWasSent();
    void noFrameIsNothing();
    void unknownFieldIsAnsweredWithTheNearest();
    void nothingIsAllocatedPerFrame();
};

void TstEkWriter::frameIsAnIndexAndADocument()
{
    const Buffer frame = udpFrame(ends, textBytes("abc"));
    const QList<QByteArray> all = lines(decodedOptions(), {frame, frame});
    QCOMPARE_EQ(all.size(), 4);
    QCOMPARE(all[0], QByteArray(R"({"index":{"_index":"packets-2024-03-01","_type":"doc"}})"));
    QCOMPARE(all[2], all[0]);
    QVERIFY2(all[1].startsWith(R"({"timestamp":"1709294400500","layers":{"frame":{"frame_frame_interface_id":)"), all[1]);
}

void TstEkWriter::fieldsAreNamedWithTheirProtocol()
{
    const QJsonObject found = layers(decodedOptions(), udpFrame(ends, textBytes("abc")));
    QCOMPARE(found.value(u"ip"_s).toObject().value(u"ip_ip_src"_s).toString(), u"10.0.0.1"_s);
    QCOMPARE(found.value(u"frame"_s).toObject().value(u"frame_frame_time"_s).toString(), u"2024-03-01T12:00:00.500000000Z"_s);
}

void TstEkWriter::valuesOfOneNameAreAList()
{
    const QJsonObject found = layers(decodedOptions(), udpFrame(ends, textBytes("abc")));
    QCOMPARE(found.value(u"udp"_s).toObject().value(u"udp_udp_port"_s).toArray(), (QJsonArray{u"5000"_s, u"6000"_s}));
}

void TstEkWriter::flagsAreTruthValues()
{
    const QJsonObject tcp = layers(decodedOptions(), httpRequest("a")).value(u"tcp"_s).toObject();
    QVERIFY(tcp.value(u"tcp_tcp_flags_push"_s).isBool() && tcp.value(u"tcp_tcp_flags_push"_s).toBool());
    QVERIFY(tcp.value(u"tcp_tcp_flags_syn"_s).isBool() && !tcp.value(u"tcp_tcp_flags_syn"_s).toBool());
}

void TstEkWriter::rawStandsBeside()
{
    DecodedOptions options = decodedOptions();
    options.raw = true;
    const QJsonObject found = layers(options, udpFrame(ends, textBytes("abc")));
    QCOMPARE(found.value(u"ip"_s).toObject().value(u"ip_ip_src_raw"_s).toString(), u"0a000001"_s);
    QCOMPARE(found.value(u"udp"_s).toObject().value(u"udp_udp_port_raw"_s).toArray(), (QJsonArray{u"1388"_s, u"1770"_s}));
    QVERIFY(found.value(u"frame_raw"_s).toString().endsWith(u"616263"_s));
}

// What is not named is said to be filtered, and nothing below it is there.
void TstEkWriter::nodesAreOpenedByName()
{
    DecodedOptions options = decodedOptions();
    options.nodes = {"ip", "ip.flags", "ip.flags.df", "udp.port"};
    const QJsonObject found = layers(options, udpFrame(ends, textBytes("abc")));
    const auto filtered = [](const QString &name) { return QJsonObject{{u"filtered"_s, name}}; };
    QCOMPARE(found.value(u"udp"_s).toObject(), filtered(u"udp"_s)); // though a field of it is named
    const QJsonObject ip = found.value(u"ip"_s).toObject();
    QVERIFY(ip.value(u"ip_ip_flags_df"_s).isBool());
    QCOMPARE(ip.value(u"ip_ip_flags_mf"_s).toObject(), filtered(u"ip.flags.mf"_s));
    QCOMPARE(ip.value(u"ip_ip_dsfield"_s).toObject(), filtered(u"ip.dsfield"_s));
    QVERIFY(!ip.contains(u"ip_ip_dsfield_dscp"_s));
    QCOMPARE(ip.value(u"ip_ip_addr"_s).toArray().at(1).toObject(), filtered(u"ip.addr"_s));
}

void TstEkWriter::chosenFieldsAreLists()
{
    DecodedOptions options = decodedOptions();
    options.fields = {"ip.src", "udp.port", "tcp.port"};
    const QJsonObject found = layers(options, udpFrame(ends, textBytes("abc")));
    QCOMPARE(found, (QJsonObject{{u"ip_src"_s, QJsonArray{u"10.0.0.1"_s}}, {u"udp_port"_s, QJsonArray{u"5000"_s, u"6000"_s}}}));
}

void TstEkWriter::hostileTextIsWholeAndHarmless()
{
    const QByteArray line = lines(decodedOptions(), {httpRequest("a", "<b>\u202e=cmd()\x01\xff")}).value(1);
    QVERIFY2(line.contains(R"("http_http_request_uri":"<b>\u202e=cmd()\u0001)" "\uFFFD\""), line);
    QVERIFY(QJsonDocument::fromJson(line).isObject());
}

void TstEkWriter::textIsAsItWasSent()
{
    const std::string body = "a\tb\r\n" + std::string(5000, 'c');
    const QJsonObject http = layers(decodedOptions(), httpResponse(body)).value(u"http"_s).toObject();
    QCOMPARE(http.value(u"http_http_file_data"_s).toString(), QString::fromStdString(body));
}

void TstEkWriter::noFrameIsNothing() { QVERIFY(lines(decodedOptions(), {}).isEmpty()); }

void TstEkWriter::unknownFieldIsAnsweredWithTheNearest()
{
    DecodedOptions options = decodedOptions();
    options.fields = {"ipsrc"};
    QCOMPARE(QByteArray::fromStdString(written(ExportFormat::ElasticBulk, options, {})),
             QByteArray("no field is called \"ipsrc\"; did you mean ip.src?"));
}

void TstEkWriter::nothingIsAllocatedPerFrame()
{
    QCOMPARE_EQ(allocationsPerFrame(ExportFormat::ElasticBulk, decodedOptions(), plainSegment()), 0U);
}

FRAMELENS_TEST(TstEkWriter)
#include "tst_ek_writer.moc"
