// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What a copy puts on the clipboard, by menu and keys in a real window.
#include "tests/support/capture_builder.h"
#include "tests/support/packet_builder.h"
#include "tests/support/patience.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/window_fixture.h"

#include "ui/actions.h"
#include "ui/copy_text.h"
#include "ui/views/field_tree_view.h"
#include "ui/views/hex_view.h"

#include <QAction>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QMenu>
#include <QMimeData>
#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

// Frames of user-defined link type: their bytes are what the test says.
Buffer pcapOf(const std::vector<std::string_view> &frames)
{
    PcapBuilder::Options options;
    options.linkType = 147;
    PcapBuilder pcap(options);
    for (const std::string_view frame : frames)
        pcap.frame(asBytes(frame));
    return std::move(pcap).bytes();
}

QString clipboard()
{
    return QGuiApplication::clipboard()->text();
}

} // namespace

class TstCopy : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_fixture = std::make_unique<WindowFixture>();
        QGuiApplication::clipboard()->setText(u"as it was"_s);
    }
    void cleanup() { m_fixture.reset(); }

    void framesAreCopiedInEachForm_data()
    {
        QTest::addColumn<ui::Do>("what");
        QTest::addColumn<QString>("one");
        QTest::addColumn<QString>("two");
        QTest::newRow("hex stream") << ui::Do::CopyHexStream << u"41220a"_s << u"41220a\n00ff"_s;
        QTest::newRow("hex, spaced") << ui::Do::CopyHexSpaced << u"41 22 0a"_s << u"41 22 0a\n00 ff"_s;
        QTest::newRow("dump") << ui::Do::CopyHexDump << u"0000  41 22 0a                                          A\".\n"_s
                              << u"0000  41 22 0a                                          A\".\n\n"
                                 "0000  00 ff                                             ..\n"_s;
        QTest::newRow("offset dump") << ui::Do::CopyOffsetDump << u"0000  41 22 0a\n"_s << u"0000  41 22 0a\n\n0000  00 ff\n"_s;
        QTest::newRow("printable") << ui::Do::CopyPrintable << u"A\"\n"_s << u"A\"\n\n"_s;
        QTest::newRow("escaped") << ui::Do::CopyEscaped << u"\"A\\\"\\n\""_s << u"\"A\\\"\\n\"\n\"\\000\\377\""_s;
        QTest::newRow("base64") << ui::Do::CopyBase64 << u"QSIK"_s << u"QSIK\nAP8="_s;
        QTest::newRow("C") << ui::Do::CopyCArray << u"static const unsigned char frame1[3] = {\n    0x41, 0x22, 0x0a\n};\n"_s
                           << u"static const unsigned char frame1[3] = {\n    0x41, 0x22, 0x0a\n};\n\n"
                              "static const unsigned char frame2[2] = {\n    0x00, 0xff\n};\n"_s;
        QTest::newRow("Python") << ui::Do::CopyPython << u"b\"A\\\"\\n\""_s
                                << u"[\n    b\"A\\\"\\n\",\n    b\"\\x00\\xff\",\n]"_s;
    }
    void framesAreCopiedInEachForm()
    {
        QFETCH(ui::Do, what);
        QFETCH(QString, one);
        QFETCH(QString, two);
        ui::MainWindow &window = m_fixture->addWith(m_fixture->write("a.pcap", pcapOf({"A\"\n", std::string_view("\0\xff", 2)})));
        window.panes().list().setFocus();
        window.actions()[what]->trigger();
        QCOMPARE(clipboard(), one);
        window.panes().list().selectAll();
        window.actions()[what]->trigger();
        QCOMPARE(clipboard(), two);
        QCOMPARE(QGuiApplication::clipboard()->mimeData()->formats(), QStringList{u"text/plain"_s});
    }

    void summariesAreLinesOfTheListsColumns()
    {
        ui::MainWindow &window = m_fixture->addWith(m_fixture->write("a.pcap", mixedPcap(20)));
        ui::FrameListView &list = window.panes().list();
        list.setFocus();
        list.setCurrentRow(2);
        QTest::keyClick(&list, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(clipboard(), window.panes().model().summaryText(2));
        QTest::keyClick(&list, Qt::Key_Down, Qt::ShiftModifier);
        QTest::keyClick(&list, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(clipboard(), window.panes().model().summaryText(2) + u'\n' + window.panes().model().summaryText(3) + u'\n');
    }

    void csvHasATitleAndALineAFrame()
    {
        ui::MainWindow &window = m_fixture->addWith(m_fixture->write("a.pcap", mixedPcap(20)));
        window.panes().list().selectAll();
        window.actions()[ui::Do::CopyCsv]->trigger();
        const QStringList lines = clipboard().remove(u'\r').split(u'\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 21);
        QVERIFY(lines.front().startsWith("No.,Time,Source,"_L1));
        QVERIFY(lines.back().startsWith("20,"_L1));
    }

    void jsonIsAnArrayOfFrames()
    {
        ui::MainWindow &window = m_fixture->addWith(m_fixture->write("a.pcap", mixedPcap(20)));
        window.panes().list().selectAll();
        window.actions()[ui::Do::CopyJson]->trigger();
        QCOMPARE(QJsonDocument::fromJson(clipboard().toUtf8()).array().size(), 20);
    }

    void manyFramesAreCopiedByAWorker()
    {
        ui::MainWindow &window = m_fixture->addWith(m_fixture->write("a.pcap", mixedPcap(2000)));
        window.panes().list().selectAll();
        window.actions()[ui::Do::CopySummary]->trigger();
        QTRY_COMPARE(clipboard().count(u'\n'), 2000);
        QVERIFY(clipboard().endsWith(window.panes().model().summaryText(1999) + u'\n'));
    }

    void bytesOfThePaneWithTheFocusAreCopied()
    {
        ui::MainWindow &window = m_fixture->addWith(m_fixture->write("a.pcap", pcapOf({"0123456789abcdef"})));
        ui::HexView &hex = window.panes().hex();
        hex.setFocus();
        window.panes().selection().selectBytes({4, 3}, ui::Pane::Hex);
        window.actions()[ui::Do::CopyHexStream]->trigger();
        QCOMPARE(clipboard(), u"343536"_s);
        window.actions()[ui::Do::CopyCArray]->trigger();
        QCOMPARE(clipboard(), u"static const unsigned char bytes[3] = {\n    0x34, 0x35, 0x36\n};\n"_s);
        window.actions()[ui::Do::CopySummary]->trigger();
        QCOMPARE(clipboard(), window.panes().model().summaryText(0));
    }

    void fieldsAreCopiedAsTheySay_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("filter");
        QTest::newRow("number") << u"udp.srcport"_s << u"udp.srcport == 40001"_s;
        QTest::newRow("address") << u"ip.src"_s << u"ip.src == 10.0.0.1"_s;
        QTest::newRow("boolean") << u"ip.flags.df"_s << u"ip.flags.df == 1"_s;
        QTest::newRow("hardware address") << u"eth.src"_s << u"eth.src == 02:00:00:00:00:01"_s;
        QTest::newRow("layer") << u"udp"_s << u"udp"_s;
        QTest::newRow("bytes") << u"udp.payload"_s << u"udp.payload == 61:62"_s;
    }
    void fieldsAreCopiedAsTheySay()
    {
        QFETCH(QString, field);
        QFETCH(QString, filter);
        PcapBuilder pcap;
        const Ends ends{ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 40001, 40002};
        const Buffer datagram = ipv4(ends, ip_protocol::udp, udp(ends, asBytes("ab")));
        pcap.frame(ethernet({2, 0, 0, 0, 0, 2}, {2, 0, 0, 0, 0, 1}, ether_type::ipv4, datagram));
        ui::MainWindow &window = m_fixture->addWith(m_fixture->write("a.pcap", std::move(pcap).bytes()));
        const auto fields = window.panes().selection().shown()->dissection->fields();
        for (std::uint32_t n = 0; n < fields.size(); ++n)
            if (QString::fromUtf8(fields[n].spec->name.data(), static_cast<qsizetype>(fields[n].spec->name.size())) == field)
                window.panes().selection().selectField(n, ui::Pane::Program);
        QVERIFY(window.panes().selection().field());
        QTest::keyClick(&window.panes().list(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(clipboard(), filter);
    }

    void withoutAFieldItsCopiesAreOff()
    {
        ui::MainWindow &window = m_fixture->addWith(m_fixture->write("a.pcap", mixedPcap(20)));
        window.panes().selection().selectField({}, ui::Pane::Program);
        for (const ui::Do what : {ui::Do::CopyValue, ui::Do::CopyLabel, ui::Do::CopyFilter, ui::Do::CopyPath})
            QVERIFY(!window.actions()[what]->isEnabled());
        window.panes().selection().selectField(0, ui::Pane::Program);
        QVERIFY(window.actions()[ui::Do::CopyFilter]->isEnabled());
    }

    void tooMuchIsRefusedAndAnExportOffered()
    {
        const std::string large(200'000, 'x');
        ui::MainWindow &window = m_fixture->addWith(
            m_fixture->write("a.pcap", pcapOf(std::vector<std::string_view>(100, large)))); // 20 MB
        window.panes().list().selectAll();
        window.actions()[ui::Do::CopyBase64]->trigger();
        QTRY_VERIFY(!messagesOf(window).isEmpty());
        QCOMPARE(messagesOf(window).front(),
                 u"Warning: This is more than the clipboard should hold (16 MB); it is as it was. Export it to a file instead."_s);
        QCOMPARE(clipboard(), u"as it was"_s);
        QVERIFY(pressMessageButton(window, u"Export..."_s));
        QTRY_VERIFY(window.findChild<QDialog *>(u"exportDialog"_s) != nullptr);
    }

    void hostileTextStaysPlain()
    {
        ui::MainWindow &window = m_fixture->addWith(m_fixture->write("a.pcap", pcapOf({"<b>\x1b[31m\xe2\x80\xae</b>"})));
        for (const ui::Do what : {ui::Do::CopySummary, ui::Do::CopyPrintable, ui::Do::CopyEscaped, ui::Do::CopyHexDump}) {
            window.panes().list().setFocus();
            window.actions()[what]->trigger();
            QVERIFY(!clipboard().contains(u'\x1b') && !clipboard().contains(QChar(u'\u202e')));
            QVERIFY(!QGuiApplication::clipboard()->mimeData()->hasHtml());
        }
    }

private:
    std::unique_ptr<WindowFixture> m_fixture;
};

FRAMELENS_TEST(TstCopy)
#include "tst_copy.moc"
