// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/models/frame_list_model.h"

#include "tests/support/capture_builder.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/allocation_counter.h"
#include "tests/support/ui/pane_fixture.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace framelens::ui;
using namespace Qt::StringLiterals;

namespace {

enum ColumnNumber { TimeColumn = 1, SourceColumn, ProtocolColumn = 4, LengthColumn, InfoColumn };

QString textAt(const FrameListModel &model, int row, int column)
{
    return model.index(row, column).data().toString();
}

} // namespace

class TstFrameListModel : public QObject
{
    Q_OBJECT

private slots:
    void emptyModelKeepsTheRules()
    {
        FrameListModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(model.columnCount(), 7);
    }

    void modelKeepsTheRulesWhileItGrowsAndIsReplaced()
    {
        const auto source = std::make_shared<SyntheticSource>(100, plainUdpFrame(20));
        FrameListModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setSource(source, builtInDissector());
        QCOMPARE(model.rowCount(), 100);
        source->append(400);
        model.framesAppended();
        QCOMPARE(model.rowCount(), 500);
        model.dropTexts();
        model.setTimeForm({ui::TimeKind::Epoch, 3});
        model.setSource(std::make_shared<SyntheticSource>(7, plainUdpFrame(1)), builtInDissector());
        QCOMPARE(model.rowCount(), 7);
        model.setSource(nullptr, nullptr);
        QCOMPARE(model.rowCount(), 0);
    }

    void rowSaysWhatTheFrameIs()
    {
        const auto source = std::make_shared<SyntheticSource>(3, plainUdpFrame(20));
        FrameListModel model;
        model.setSource(source, builtInDissector());
        QCOMPARE(model.summaryText(1), u"2\t0.001000\t10.0.0.1\t10.0.0.2\tUDP\t62\t40001 \u2192 40002 Len=20"_s);
        QCOMPARE(model.headerData(InfoColumn, Qt::Horizontal).toString(), u"Info"_s);
        QCOMPARE(model.index(0, 0).data(FrameListModel::TintRole).toString(), QString());
    }

    void appendedFramesAreAnnouncedAsOneBatch()
    {
        const auto source = std::make_shared<SyntheticSource>(10, plainUdpFrame(20));
        FrameListModel model;
        model.setSource(source, builtInDissector());
        const QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        source->append(1'000'000);
        QCOMPARE(model.rowCount(), 10); // what was not announced is not there
        model.framesAppended();
        model.framesAppended();
        QCOMPARE(inserted.count(), 1);
        QCOMPARE(inserted.first().at(1).toInt(), 10);
        QCOMPARE(inserted.first().at(2).toInt(), 1'000'009);
    }

    void rowsAreDecodedOnceWhileTheyAreRecent()
    {
        const auto source = std::make_shared<SyntheticSource>(100'000, plainUdpFrame(20));
        FrameListModel model;
        model.setSource(source, builtInDissector());
        source->takeAsked();
        for (int round = 0; round < 3; ++round)
            for (int row = 500; row < 550; ++row)
                for (int column = 0; column < 7; ++column)
                    textAt(model, row, column);
        QCOMPARE(source->takeAsked(), std::size_t{50});
        model.dropTexts();
        textAt(model, 500, InfoColumn);
        QCOMPARE(source->takeAsked(), std::size_t{1});
    }

    // What is scrolled through leaves nothing behind and takes nothing from the heap.
    void newRowsNeedNoAllocationOnceTheRingIsFull()
    {
        if (!countsAllocations())
            QSKIP("the sanitizer has the heap");
        const auto source = std::make_shared<SyntheticSource>(1'000'000, plainUdpFrame(20));
        FrameListModel model;
        model.setSource(source, builtInDissector());
        const auto read = [&](int begin, int end) {
            qsizetype characters = 0;
            for (int row = begin; row < end; ++row)
                for (int column = 0; column < 7; ++column)
                    characters += textAt(model, row, column).size();
            return characters;
        };
        read(500'000, 500'600); // grows the texts of the ring
        const std::size_t before = allocations();
        const qsizetype characters = read(500'600, 510'600);
        const std::size_t taken = allocations() - before;
        QVERIFY(characters > 10'000 * 40);
        QCOMPARE(taken, std::size_t{0});
    }

    void frameViewRoleGivesTheBytesWhereTheyLie()
    {
        const OpenedCapture capture = openedFrames({plainUdpFrame(20), plainUdpFrame(700)});
        FrameListModel model;
        model.setSource(capture.shared(), builtInDissector());
        const auto view = model.index(1, SourceColumn).data(FrameListModel::FrameViewRole).value<FrameView>();
        QCOMPARE(view.bytes.bytes().data(), capture.capture().frame(1).bytes.data());
        QCOMPARE(view.bytes.size(), std::size_t{742});
    }

    void timeForms_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("digits"); // -1: as the capture has them
        QTest::addColumn<QString>("first");
        QTest::addColumn<QString>("third");
        QTest::newRow("relative") << int(ui::TimeKind::Relative) << 6 << u"0.000000"_s << u"1.500001"_s;
        QTest::newRow("relative, 3 digits") << int(ui::TimeKind::Relative) << 3 << u"0.000"_s << u"1.500"_s;
        QTest::newRow("relative, as the file") << int(ui::TimeKind::Relative) << -1 << u"0.000000000"_s << u"1.500001002"_s;
        QTest::newRow("delta") << int(ui::TimeKind::Delta) << 9 << u"0.000000000"_s << u"1.000001002"_s;
        QTest::newRow("UTC") << int(ui::TimeKind::AbsoluteUtc) << 6 << u"2024-03-01 12:00:00.000000 UTC"_s
                             << u"2024-03-01 12:00:01.500001 UTC"_s;
        QTest::newRow("epoch") << int(ui::TimeKind::Epoch) << 3 << u"1709294400.000"_s << u"1709294401.500"_s;
    }
    void timeForms()
    {
        QFETCH(int, kind);
        QFETCH(int, digits);
        QFETCH(QString, first);
        QFETCH(QString, third);
        PcapBuilder file({.nanoseconds = true});
        for (const std::int64_t ns : {0LL, 500'000'000LL, 1'500'001'002LL})
            file.frame(plainUdpFrame(4), captureStartNs + ns);
        const OpenedCapture capture(file.bytes());
        FrameListModel model;
        model.setSource(capture.shared(), builtInDissector());
        model.setTimeForm({static_cast<ui::TimeKind>(kind), digits < 0 ? std::nullopt : std::optional(digits)});
        QCOMPARE(textAt(model, 0, TimeColumn), first);
        QCOMPARE(textAt(model, 2, TimeColumn), third);
    }

    void localTimeIsTheClockOnTheWall()
    {
        const QByteArray before = qgetenv("TZ");
        qputenv("TZ", "XYZ-05:30"); // east of Greenwich
        tzset();
        const auto source = std::make_shared<SyntheticSource>(1, plainUdpFrame(4));
        FrameListModel model;
        model.setSource(source, builtInDissector());
        model.setTimeForm({ui::TimeKind::AbsoluteLocal, 3});
        const QString text = textAt(model, 0, TimeColumn);
        qputenv("TZ", before);
        tzset();
        QCOMPARE(text, u"2024-03-01 17:30:00.000"_s);
    }

    void framesWhoseBytesAreGoneSaySo()
    {
        const auto source = std::make_shared<SyntheticSource>(3, plainUdpFrame(20));
        FrameListModel model;
        model.setSource(source, builtInDissector());
        QCOMPARE(textAt(model, 1, ProtocolColumn), u"UDP"_s);
        source->loseBytes(); // no call to the model: it sees the generation itself
        QCOMPARE(textAt(model, 1, InfoColumn), u"(no longer in the file)"_s);
        QCOMPARE(textAt(model, 1, ProtocolColumn), QString());
        QCOMPARE(textAt(model, 1, SourceColumn), QString());
        QCOMPARE(textAt(model, 1, LengthColumn), QString());
        QCOMPARE(textAt(model, 1, TimeColumn), QString());
        QCOMPARE(textAt(model, 1, 0), u"2"_s);
        QVERIFY(model.index(1, 0).data(FrameListModel::LostRole).toBool());
    }

    void rowsBeyondTheEndHaveNothing()
    {
        const auto source = std::make_shared<SyntheticSource>(3, plainUdpFrame(20));
        FrameListModel model;
        model.setSource(source, builtInDissector());
        QVERIFY(!model.index(3, 0).isValid());
        QVERIFY(!model.frameOf(3));
        QVERIFY(!model.frameOf(-1));
        QVERIFY(!model.rowOf(3));
        QVERIFY(!model.shownFrame(3));
        QCOMPARE(model.summaryText(3), QString());
    }
};

FRAMELENS_TEST(TstFrameListModel)
#include "tst_frame_list_model.moc"
