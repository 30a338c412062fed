// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/packet_builder.h"
#include "tests/support/test_main.h"
#include "tests/support/written.h"

#include <QTest>

using namespace framelens;
using namespace framelens::test;

namespace {

const Ends ends{ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 5000, 6000};

DecodedOptions asking(std::vector<std::string> fields)
{
    DecodedOptions options = decodedOptions();
    options.fields = std::move(fields);
    return options;
}

QByteArray fields(const DecodedOptions &options, const std::vector<Buffer> &frames)
{
    return QByteArray::fromStdString(written(ExportFormat::Fields, options, frames));
}

} // namespace

class TstFieldsWriter : public QObject
{
    Q_OBJECT

private slots:
    void frameIsALineOfItsValues();
    void valuesReadAsTsharkPrintsThem_data();
    void valuesReadAsTsharkPrintsThem();
    void headerNamesTheFields();
    void noFrameIsNoLine();
    void noFieldIsRefused();
    void unknownFieldIsAnsweredWithTheNearest();
    void hostileTextStaysInItsLine();
    void longTextIsWhole();
    void lineEndsInATextAreLetters();
    void nothingIsAllocatedPerFrame();
};

void TstFieldsWriter::frameIsALineOfItsValues()
{
    const Buffer frame = udpFrame(ends, textBytes("abc"));
    QCOMPARE(fields(asking({"frame.number", "ip.src", "udp.port", "tcp.port"}), {frame, frame}),
             QByteArray("1\t10.0.0.1\t5000,6000\t\n2\t10.0.0.1\t5000,6000\t\n"));
}

// Values as tshark 4.0 printed them for the same frames.
void TstFieldsWriter::valuesReadAsTsharkPrintsThem_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("hex as wide as its bytes") << QByteArray("tcp.flags") << QByteArray("0x0018");
    QTest::newRow("flag") << QByteArray("tcp.flags.push") << QByteArray("1");
    QTest::newRow("address") << QByteArray("eth.type") << QByteArray("0x0800");
    QTest::newRow("arrival") << QByteArray("frame.time") << QByteArray("Mar  1, 2024 12:00:00.500000000 UTC");
    QTest::newRow("epoch") << QByteArray("frame.time_epoch") << QByteArray("1709294400.500000000");
    QTest::newRow("line end") << QByteArray("http.request.line") << QByteArray("Host: a\\r\\n");
    QTest::newRow("heading") << QByteArray("http.chat") << QByteArray("1");
    QTest::newRow("column") << QByteArray("_ws.col.protocol") << QByteArray("HTTP");
}

void TstFieldsWriter::valuesReadAsTsharkPrintsThem()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    QCOMPARE(fields(asking({name.toStdString()}), {httpRequest("a")}), value + "\n");
}

void TstFieldsWriter::headerNamesTheFields()
{
    DecodedOptions options = asking({"frame.number", "ip.src"});
    options.style.header = true;
    options.style.separator = ';';
    QCOMPARE(fields(options, {}), QByteArray("frame.number;ip.src\n"));
    options.style.byteOrderMark = true;
    QCOMPARE(fields(options, {}), QByteArray("\xef\xbb\xbf" "frame.number;ip.src\n"));
}

void TstFieldsWriter::noFrameIsNoLine() { QCOMPARE(fields(asking({"frame.number"}), {}), QByteArray()); }

void TstFieldsWriter::noFieldIsRefused() { QCOMPARE(fields(asking({}), {}), QByteArray("no fields were named")); }

void TstFieldsWriter::unknownFieldIsAnsweredWithTheNearest()
{
    QCOMPARE(fields(asking({"ip.scr"}), {}), QByteArray("no field is called \"ip.scr\"; did you mean ip.src?"));
}

void TstFieldsWriter::hostileTextStaysInItsLine()
{
    const QByteArray line = fields(asking({"http.request.uri", "ip.src"}), {httpRequest("a", "/<b>\u202e\tx\x01\xff")});
    QCOMPARE(line, QByteArray("/<b><U+202E>\\tx<U+0001><0xFF>\t10.0.0.1\n"));
}

void TstFieldsWriter::longTextIsWhole()
{
    const std::string path = '/' + std::string(10'000, 'p') + "end";
    QCOMPARE(fields(asking({"http.request.uri"}), {httpRequest("a", path)}), QByteArray::fromStdString(path + '\n'));
}

// What a protocol puts together by a rule of its own, too.
void TstFieldsWriter::lineEndsInATextAreLetters()
{
    QCOMPARE(fields(asking({"http.file_data"}), {httpResponse("a\tb\r\nc")}), QByteArray("a\\tb\\r\\nc\n"));
}

void TstFieldsWriter::nothingIsAllocatedPerFrame()
{
    const DecodedOptions options = asking({"frame.number", "ip.src", "tcp.srcport", "http.host", "_ws.col.info"});
    QCOMPARE_EQ(allocationsPerFrame(ExportFormat::Fields, options, plainSegment()), 0U);
}

FRAMELENS_TEST(TstFieldsWriter)
#include "tst_fields_writer.moc"
