// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The sample capture, decoded: every line of every frame stands in tests/data, so that a change of any field, label or
// value shows as a difference between two texts. To accept one:
//
//     app/run --cli -r resources/sample.pcapng -V > tests/data/sample_tree.txt
#include "tests/support/app/cli_run.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QTest>

using namespace framelens::test;
using namespace Qt::StringLiterals;

class TstSampleTree : public QObject
{
    Q_OBJECT

private slots:
    void everyFrameReadsAsWritten()
    {
        QFile file(QStringLiteral(FRAMELENS_SOURCE_DIR "/tests/data/sample_tree.txt"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QList<QByteArray> expected = file.readAll().split('\n');
        const Ran ran = run({u"-r"_s, QStringLiteral(FRAMELENS_SOURCE_DIR "/resources/sample.pcapng"), u"-V"_s});
        QCOMPARE_EQ(ran.code, 0);
        const QList<QByteArray> printed = ran.out.split('\n');
        for (qsizetype i = 0; i < std::min(expected.size(), printed.size()); ++i)
            QVERIFY2(printed[i] == expected[i],
                     "line " + QByteArray::number(i + 1) + ": " + printed[i] + "\n expected: " + expected[i]);
        QCOMPARE_EQ(printed.size(), expected.size());
    }
};

FRAMELENS_TEST(TstSampleTree)
#include "tst_sample_tree.moc"
