// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/models/field_tree_model.h"

#include "core/decode/format.h"
#include "tests/support/message_builder.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/pane_fixture.h"
#include "ui/text.h"

#include <QAbstractItemModelTester>
#include <QtTest>

#include <unistd.h>

using namespace framelens;
using namespace framelens::test;
using namespace framelens::ui;
using namespace Qt::StringLiterals;

namespace {

void appendRows(QStringList &lines, const FieldTreeModel &model, const QModelIndex &parent, int depth)
{
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex index = model.index(row, 0, parent);
        lines += QString(2 * depth, u' ') + index.data().toString();
        appendRows(lines, model, index, depth + 1);
    }
}

QStringList treeText(const FieldTreeModel &model)
{
    QStringList lines;
    appendRows(lines, model, {}, 0);
    return lines;
}

// The same tree written by core alone, straight over the tape.
void appendFields(QStringList &lines, const Dissection &dissection, std::uint32_t begin, std::uint32_t end, int depth)
{
    const auto fields = dissection.fields();
    for (std::uint32_t i = begin; i < end; i = fields[i].end) {
        if (fields[i].is(FieldFlag::Hidden))
            continue;
        std::string row;
        TextSink sink(row);
        writeRow(sink, dissection, fields[i]);
        const QString text = visible(row);
        lines += QString(2 * depth, u' ') + (text.size() > 240 ? text.left(240) + u'\u2026' : text);
        appendFields(lines, dissection, i + 1, fields[i].end, depth + 1);
        if (depth > 0)
            continue;
        for (const Problem &problem : dissection.problems())
            if (problem.layer == fields[i].layer) {
                row.clear();
                writeProblem(sink, problem);
                lines += u"  "_s + visible(severityName(problem.severity)) + u": "_s + visible(row);
            }
    }
}

// A DNS query of `count` questions: one field with as many children.
Buffer manyQuestions(int count)
{
    const Ends ends{ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 40'001, 53};
    DnsMessage message(1, 0x0100);
    for (int i = 0; i < count; ++i)
        message.question("a", dns_type::a);
    return udpFrame(ends, message.bytes());
}

std::shared_ptr<const ShownFrame> shownFrame(const Buffer &frame)
{
    const SyntheticSource source(1, frame);
    return makeShownFrame(source, *builtInDissector(), 0);
}

} // namespace

class TstFieldTreeModel : public QObject
{
    Q_OBJECT

private slots:
    void modelKeepsTheRules()
    {
        FieldTreeModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model.rowCount(), 0);
        for (const Buffer &frame : {plainUdpFrame(20), manyQuestions(250), Buffer(9), Buffer()}) {
            model.setShown(shownFrame(frame));
            QVERIFY(model.rowCount() > 0);
        }
        model.setShown(nullptr);
        QCOMPARE(model.rowCount(), 0);
    }

    void modelKeepsTheRulesForEveryFrameOfTheSample()
    {
        const OpenedCapture capture = openedSample();
        FieldTreeModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        for (std::uint32_t frame = 0; frame < capture.capture().count(); ++frame)
            model.setShown(makeShownFrame(capture.capture(), *builtInDissector(), frame));
    }

    void treeOfEveryFrameOfTheSampleEqualsTheTape()
    {
        const OpenedCapture capture = openedSample();
        FieldTreeModel model;
        for (std::uint32_t frame = 0; frame < capture.capture().count(); ++frame) {
            model.setShown(makeShownFrame(capture.capture(), *builtInDissector(), frame));
            const Dissection &dissection = *model.shown()->dissection;
            QStringList expected;
            appendFields(expected, dissection, 0, static_cast<std::uint32_t>(dissection.fields().size()), 0);
            QCOMPARE(treeText(model), expected);
        }
    }

    void treeReadsAsExpected()
    {
        FieldTreeModel model;
        model.setShown(shownFrame(plainUdpFrame(2)));
        const QStringList lines = treeText(model);
        QVERIFY(lines.contains(u"Frame 1: 44 bytes on wire (352 bits), 44 bytes captured (352 bits)"_s)
                || lines.contains(u"Frame 1: 44 bytes on wire, 44 bytes captured"_s));
        QVERIFY(lines.contains(u"User Datagram Protocol, Src Port: 40001, Dst Port: 40002"_s));
        QVERIFY(lines.contains(u"  Source Port: 40001"_s));
        QVERIFY(lines.contains(u"    .1.. .... = Don't fragment: Set"_s));
    }

    void everyFieldIsFoundAgainByItsNumber()
    {
        FieldTreeModel model;
        model.setShown(shownFrame(manyQuestions(450)));
        const Dissection &dissection = *model.shown()->dissection;
        for (std::uint32_t field = 0; field < dissection.fields().size(); ++field) {
            const QModelIndex index = model.indexOf(field);
            if (dissection.fields()[field].is(FieldFlag::Hidden)) {
                QVERIFY(!index.isValid());
                continue;
            }
            QCOMPARE(model.fieldOf(index), std::optional(field));
            QCOMPARE(model.index(index.row(), 0, index.parent()), index);
        }
        QVERIFY(!model.indexOf(static_cast<std::uint32_t>(dissection.fields().size())).isValid());
    }

    void longArraysFoldIntoRangesOfAHundred()
    {
        FieldTreeModel model;
        model.setShown(shownFrame(manyQuestions(450)));
        const Dissection &dissection = *model.shown()->dissection;
        const QModelIndex array = model.indexOf(fieldNamed(dissection, "dns.qry.name").value()).parent().parent().parent();
        QCOMPARE(model.rowCount(array), 5);
        QCOMPARE(model.index(0, 0, array).data().toString(), u"[0 to 99]"_s);
        QCOMPARE(model.index(4, 0, array).data().toString(), u"[400 to 449]"_s);
        QCOMPARE(model.rowCount(model.index(0, 0, array)), 100);
        QCOMPARE(model.rowCount(model.index(4, 0, array)), 50);
        const QModelIndex last = model.index(49, 0, model.index(4, 0, array));
        QVERIFY2(last.data().toString().contains(u"a: type A"_s), qPrintable(last.data().toString()));
        QCOMPARE(last.parent().parent(), array);
        // The range's bytes are those of all in it.
        const ByteRange range = model.rangeOf(model.index(4, 0, array));
        QCOMPARE(range.end(), model.rangeOf(last).end());
        QVERIFY(range.size > 49 * model.rangeOf(last).size);
    }

    void twoHundredChildrenDoNotFold()
    {
        FieldTreeModel model;
        model.setShown(shownFrame(manyQuestions(200)));
        const Dissection &dissection = *model.shown()->dissection;
        const QModelIndex array = model.indexOf(fieldNamed(dissection, "dns.qry.name").value()).parent().parent();
        QCOMPARE(model.rowCount(array), 200);
    }

    void problemsStandInsideTheirLayerAndShowOnIt()
    {
        Buffer frame = plainUdpFrame(20);
        frame.resize(30); // cut inside IPv4
        FieldTreeModel model;
        model.setShown(shownFrame(frame));
        const auto problems = model.shown()->dissection->problems();
        QVERIFY(!problems.empty());
        const QModelIndex ip = model.indexOf(fieldNamed(*model.shown()->dissection, "ip").value());
        const QModelIndex problem = model.index(model.rowCount(ip) - 1, 0, ip);
        QVERIFY(!model.fieldOf(problem));
        QVERIFY(problem.data(FieldTreeModel::ProblemRole).isValid());
        QVERIFY(!problem.data(Qt::DecorationRole).value<QIcon>().isNull());
        QVERIFY2(problem.data().toString().contains(u": "_s), qPrintable(problem.data().toString()));
        QVERIFY(!ip.data(Qt::DecorationRole).value<QIcon>().isNull());
        QCOMPARE(ip.data(FieldTreeModel::ProblemRole), problem.data(FieldTreeModel::ProblemRole));
        QVERIFY(!model.index(0, 0).data(FieldTreeModel::ProblemRole).isValid());
    }

    void lostFrameHasOnlyItsProblem()
    {
        const auto lost = std::make_shared<SyntheticSource>(1, plainUdpFrame(20));
        lost->loseBytes();
        FieldTreeModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setShown(makeShownFrame(*lost, *builtInDissector(), 0));
        QVERIFY(!treeText(model).isEmpty());
        for (const QString &line : treeText(model))
            QVERIFY2(!line.contains(u"User Datagram"_s), qPrintable(line));
    }

    void bytesLostAfterTheFrameWasShownAreNeverRead()
    {
        const OpenedCapture capture = openedFrames({plainUdpFrame(20)});
        FieldTreeModel model;
        model.setShown(makeShownFrame(capture.capture(), *builtInDissector(), 0));
        const QModelIndex data = model.indexOf(fieldNamed(*model.shown()->dissection, "data.data").value());
        QVERIFY(data.data().toString().startsWith(u"Data: "_s));
        QCOMPARE_EQ(::truncate(capture.file().path().c_str(), 40), 0);
        QCOMPARE_EQ(capture.capture().check(), FileChange::Cut);
        QCOMPARE(data.data().toString(), u"(no longer in the file)"_s);
    }

    void rangeRoleGivesTheBytesWhereTheyLie()
    {
        const OpenedCapture capture = openedFrames({plainUdpFrame(20)});
        FieldTreeModel model;
        model.setShown(makeShownFrame(capture.capture(), *builtInDissector(), 0));
        const auto field = fieldNamed(*model.shown()->dissection, "udp.dstport").value();
        const auto bytes = model.indexOf(field).data(FieldTreeModel::RangeRole).value<ByteView>();
        QCOMPARE(bytes.bytes().data(), capture.capture().frame(0).bytes.subspan(36).data());
        QCOMPARE(bytes.size(), std::size_t{2});
    }

    void placesAreOffsetAndLength()
    {
        FieldTreeModel model;
        model.setShown(shownFrame(plainUdpFrame(20)));
        const auto field = fieldNamed(*model.shown()->dissection, "udp.dstport").value();
        const QModelIndex place = model.indexOf(field).siblingAtColumn(FieldTreeModel::PlaceColumn);
        QCOMPARE(place.data().toString(), u"0x24 +2"_s);
        const auto generated = fieldNamed(*model.shown()->dissection, "frame.number").value();
        QCOMPARE(model.indexOf(generated).siblingAtColumn(FieldTreeModel::PlaceColumn).data().toString(), QString());
    }

    void longValuesAreElidedAndWholeInTheTip()
    {
        FieldTreeModel model;
        const Ends ends{ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 40'001, 53};
        DnsMessage message(1, 0x8180);
        std::string name;
        for (int i = 0; i < 4; ++i)
            name += std::string(60, static_cast<char>('a' + i)) + (i < 3 ? "." : "");
        message.question(name, dns_type::a);
        model.setShown(shownFrame(udpFrame(ends, message.bytes())));
        const QModelIndex index = model.indexOf(fieldNamed(*model.shown()->dissection, "dns.qry.name").value());
        QCOMPARE(index.data().toString().size(), 241);
        QVERIFY(index.data().toString().endsWith(u'\u2026'));
        QVERIFY(index.data(Qt::ToolTipRole).toString().contains(QString(60, u'd')));
        QVERIFY(!model.index(0, 0).data(Qt::ToolTipRole).isValid()
                || model.index(0, 0).data(Qt::ToolTipRole).toString().isEmpty());
    }

    void hostileNamesAreInert_data()
    {
        QTest::addColumn<QByteArray>("label");
        QTest::addColumn<QString>("shown");
        QTest::newRow("markup") << QByteArray("<b>x</b>") << u"<b>x</b>"_s;
        QTest::newRow("right to left override") << QByteArray("a\xe2\x80\xae""b") << u"<U+202E>"_s;
        QTest::newRow("NUL") << QByteArray("a\0b", 3) << u"a"_s;
        QTest::newRow("escape") << QByteArray("a\x1b[31mb") << u"a"_s;
        QTest::newRow("no UTF-8") << QByteArray("a\xff\xfe") << u"a"_s;
    }
    void hostileNamesAreInert()
    {
        QFETCH(QByteArray, label);
        QFETCH(QString, shown);
        const Ends ends{ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 40'001, 53};
        DnsMessage message(1, 0x0100);
        message.question(std::string_view(label.constData(), static_cast<std::size_t>(label.size())), dns_type::a);
        FieldTreeModel model;
        model.setShown(shownFrame(udpFrame(ends, message.bytes())));
        const QStringList lines = treeText(model);
        QVERIFY2(lines.join(u'\n').contains(shown), qPrintable(lines.join(u'\n')));
        for (const QString &line : lines)
            for (const QChar c : line)
                QVERIFY2(c.isPrint() && c.unicode() != 0x202e, qPrintable(line));
    }
};

FRAMELENS_TEST(TstFieldTreeModel)
#include "tst_field_tree_model.moc"
