// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/sample.h"

#include "tests/support/open_capture.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace framelens;
using namespace framelens::test;

class TstSample : public QObject
{
    Q_OBJECT

private slots:
    void isMadeTheSameEachTime();
    void theFileInResourcesIsThatOfTheBuilders();
    void isReadWithoutProblem();
};

void TstSample::isMadeTheSameEachTime()
{
    QVERIFY(sampleCapture() == sampleCapture());
}

void TstSample::theFileInResourcesIsThatOfTheBuilders()
{
    const Buffer made = sampleCapture();
    const Buffer shipped = readFile(FRAMELENS_SOURCE_DIR "/resources/sample.pcapng");
    QVERIFY2(made == shipped, "run: make_sample resources/sample.pcapng");
    QVERIFY(made.size() < std::size_t{100} * 1024);
}

void TstSample::isReadWithoutProblem()
{
    const OpenedCapture opened(sampleCapture());
    QCOMPARE(QString::fromStdString(opened.message()), QString());
    QVERIFY(opened.capture().count() >= 140);
    QCOMPARE(opened.capture().metadata().interfaces.size(), std::size_t{2});
    QCOMPARE(opened.capture().metadata().blocks.size(), std::size_t{2}); // names and statistics
}

FRAMELENS_TEST(TstSample)
#include "tst_sample.moc"
