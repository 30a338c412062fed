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

QByteArray text(const DecodedOptions &options, const Buffer &frame)
{
    return QByteArray::fromStdString(written(ExportFormat::Text, options, {frame}));
}

} // namespace

class TstTextWriter : public QObject
{
    Q_OBJECT

private slots:
    void summaryIsOneLine();
    void summaryStandsBeforeTreeAndBytes();
    void onlyNamedProtocolsAreShownInDetail();
    void unknownProtocolIsAnsweredWithTheNearest();
    void hostileTextIsMadeVisible();
    void nothingIsAllocatedPerFrame();
};

void TstTextWriter::summaryIsOneLine()
{
    const QByteArray line = text(decodedOptions(), udpFrame(ends, textBytes("abc")));
    QVERIFY2(line.startsWith("    1   0.000000     10.0.0.1 → 10.0.0.2     UDP "), line);
    QCOMPARE_EQ(line.count('\n'), 1);
}

void TstTextWriter::summaryStandsBeforeTreeAndBytes()
{
    DecodedOptions options = decodedOptions();
    options.details = true;
    options.bytes = true;
    const QByteArray all = text(options, udpFrame(ends, textBytes("abc")));
    const qsizetype tree = all.indexOf("\nFrame 1: ");
    const qsizetype bytes = all.indexOf("\n\n0000  ");
    QVERIFY2(tree > 0 && bytes > tree && all.endsWith("\n\n"), all);
}

void TstTextWriter::onlyNamedProtocolsAreShownInDetail()
{
    DecodedOptions options = decodedOptions();
    options.summary = false;
    options.details = true;
    options.detailsOf = {"udp"};
    const QByteArray tree = text(options, udpFrame(ends, textBytes("abc")));
    QVERIFY2(tree.contains("\nInternet Protocol Version 4"), tree);
    QVERIFY2(!tree.contains("Time to Live"), tree);
    QVERIFY2(tree.contains("    Source Port: 5000"), tree);
}

void TstTextWriter::unknownProtocolIsAnsweredWithTheNearest()
{
    DecodedOptions options = decodedOptions();
    options.detailsOf = {"htpp"};
    QCOMPARE(text(options, {}), QByteArray("no protocol is called \"htpp\"; did you mean http?"));
}

void TstTextWriter::hostileTextIsMadeVisible()
{
    DecodedOptions options = decodedOptions();
    options.details = true;
    const QByteArray tree = text(options, httpRequest("a\x1b[31m\u202eb\xff"));
    QVERIFY2(tree.contains("<U+001B>[31m<U+202E>b<0xFF>"), tree);
    QVERIFY(!tree.contains('\x1b'));
}

void TstTextWriter::nothingIsAllocatedPerFrame()
{
    DecodedOptions options = decodedOptions();
    options.details = true;
    options.bytes = true;
    QCOMPARE_EQ(allocationsPerFrame(ExportFormat::Text, options, plainSegment()), 0U);
}

FRAMELENS_TEST(TstTextWriter)
#include "tst_text_writer.moc"
