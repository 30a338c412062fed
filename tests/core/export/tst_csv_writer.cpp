// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/packet_builder.h"
#include "tests/support/test_main.h"
#include "tests/support/written.h"

#include <QTest>

using namespace framelens;
using namespace framelens::test;

namespace {

QByteArray csv(const DecodedOptions &options, const std::vector<Buffer> &frames)
{
    return QByteArray::fromStdString(written(ExportFormat::Csv, options, frames));
}

QByteArray hostCell(std::string_view host, bool isSafe = true)
{
    DecodedOptions options = decodedOptions();
    options.fields = {"http.host"};
    options.spreadsheetSafe = isSafe;
    return csv(options, {httpRequest(host)}).mid(qsizetype(sizeof "http.host\r\n") - 1);
}

} // namespace

class TstCsvWriter : public QObject
{
    Q_OBJECT

private slots:
    void summaryColumnsAreTheDefault();
    void cellsAreQuotedWhereTheyNeedIt_data();
    void cellsAreQuotedWhereTheyNeedIt();
    void formulasAreWrittenWhereAskedFor();
    void titlesStandThereWithoutFrames();
    void unknownFieldIsAnsweredWithTheNearest();
    void nothingIsAllocatedPerFrame();
};

void TstCsvWriter::summaryColumnsAreTheDefault()
{
    const Ends ends{ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 5000, 6000};
    const QByteArray text = csv(decodedOptions(), {udpFrame(ends, textBytes("abc"))});
    QVERIFY2(text.startsWith("No.,Time,Source,Destination,Protocol,Length,Info\r\n1,0.000000,10.0.0.1,10.0.0.2,UDP,"), text);
    QVERIFY(text.endsWith("\r\n"));
}

void TstCsvWriter::cellsAreQuotedWhereTheyNeedIt_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QByteArray>("cell");
    const auto row = [](const char *name, const QByteArray &host, const QByteArray &cell) { QTest::newRow(name) << host << cell; };
    row("plain", "example.com", "example.com");
    row("comma", "a,b", "\"a,b\"");
    row("quote", "a\"b", "\"a\"\"b\"");
    row("formula", "=cmd()", "'=cmd()");
    row("plus", "+1", "'+1");
    row("minus", "-1", "'-1");
    row("at", "@SUM(1)", "'@SUM(1)");
    row("formula with a comma", "=A(1,2)", "\"'=A(1,2)\"");
    row("inside", "a=b", "a=b");
    row("markup", "<b>", "<b>");
    row("right to left", "a\u202eb", "a<U+202E>b");
    row("no UTF-8", "a\xff", "a<0xFF>");
    row("zero", QByteArray("a\0b", 3), "a<U+0000>b");
}

void TstCsvWriter::cellsAreQuotedWhereTheyNeedIt()
{
    QFETCH(QByteArray, host);
    QFETCH(QByteArray, cell);
    QCOMPARE(hostCell(host.toStdString()), cell + "\r\n");
}

void TstCsvWriter::formulasAreWrittenWhereAskedFor() { QCOMPARE(hostCell("=cmd()", false), QByteArray("=cmd()\r\n")); }

void TstCsvWriter::titlesStandThereWithoutFrames()
{
    QCOMPARE(csv(decodedOptions(), {}), QByteArray("No.,Time,Source,Destination,Protocol,Length,Info\r\n"));
}

void TstCsvWriter::unknownFieldIsAnsweredWithTheNearest()
{
    DecodedOptions options = decodedOptions();
    options.fields = {"_ws.col.inof"};
    QCOMPARE(csv(options, {}), QByteArray("no field is called \"_ws.col.inof\"; did you mean _ws.col.info?"));
}

void TstCsvWriter::nothingIsAllocatedPerFrame()
{
    QCOMPARE_EQ(allocationsPerFrame(ExportFormat::Csv, decodedOptions(), plainSegment()), 0U);
}

FRAMELENS_TEST(TstCsvWriter)
#include "tst_csv_writer.moc"
