// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/filter_completion.h"

#include "tests/support/patience.h"
#include "tests/support/test_main.h"
#include "tests/support/packet_builder.h"
#include "tests/support/ui/filter_fixture.h"
#include "tests/support/ui/pane_fixture.h"

#include "ui/widgets/saved_filters.h"

#include <QAbstractItemView>
#include <QInputDialog>
#include <QTest>
#include <QToolButton>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

class TstFilterCompletion : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_lone = std::make_unique<LoneFilterLine>(); }
    void cleanup() { m_lone.reset(); }

    void whatMayComeNextIsKnown_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qsizetype>("begin");
        QTest::addColumn<QStringList>("first"); // of the entries
        QTest::newRow("field") << u"tcp.flags.sy"_s << qsizetype{0} << QStringList{u"tcp.flags.syn"_s};
        QTest::newRow("capitals") << u"ip and TCP.FLAGS.SY"_s << qsizetype{7} << QStringList{u"tcp.flags.syn"_s};
        QTest::newRow("whole fields first") << u"tcp.fl"_s << qsizetype{0} << QStringList{u"tcp.flags"_s};
        QTest::newRow("within") << u"(srcport"_s << qsizetype{1} << QStringList{u"sctp.srcport"_s};
        QTest::newRow("operators of numbers") << u"tcp.port "_s << qsizetype{9} << QStringList{u"=="_s, u"!="_s, u">"_s};
        QTest::newRow("operators of texts") << u"http.host "_s << qsizetype{10} << QStringList{u"=="_s, u"!="_s, u"contains"_s};
        QTest::newRow("operators of a protocol") << u"not tcp "_s << qsizetype{8} << QStringList{u"contains"_s};
        QTest::newRow("operator begun") << u"http.host con"_s << qsizetype{10} << QStringList{u"contains"_s};
        QTest::newRow("nothing") << QString() << qsizetype{0} << QStringList();
        QTest::newRow("within a string") << u"http.host == \"tc"_s << qsizetype{13} << QStringList();
        QTest::newRow("no such field") << u"xyzzy"_s << qsizetype{0} << QStringList();
    }
    void whatMayComeNextIsKnown()
    {
        QFETCH(QString, text);
        QFETCH(qsizetype, begin);
        QFETCH(QStringList, first);
        const ui::Completions found = ui::completionsAt(text, text.size(), *Registry::builtIn(), false);
        QCOMPARE(found.begin, begin);
        QCOMPARE(found.length, text.size() - begin);
        QStringList texts;
        for (const ui::Completion &entry : found.entries)
            texts << entry.text;
        if (text == u"(srcport"_s) {
            QVERIFY(texts.contains(u"tcp.srcport"_s) && texts.contains(u"udp.srcport"_s));
            return;
        }
        QCOMPARE(texts.mid(0, first.size()), first);
        QCOMPARE(texts.isEmpty(), first.isEmpty());
    }

    void valuesGoByTheirNames()
    {
        const QString text = u"dns.qry.type == "_s;
        const ui::Completions found = ui::completionsAt(text, text.size(), *Registry::builtIn(), false);
        QVERIFY(!found.entries.empty());
        QVERIFY(found.entries.front().text.startsWith(u'"'));
    }

    void valuesBeginWhereTheyDo_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("entries");
        QTest::newRow("first") << u"ip.src == "_s << QStringList{u"10.0.0.1"_s};
        QTest::newRow("begun") << u"ip.src == 10.0"_s << QStringList{u"10.0.0.1"_s};
        QTest::newRow("another") << u"ip.src == 11"_s << QStringList{};
        QTest::newRow("one of several") << u"ip.src in {1.2.3.4, 1"_s << QStringList{u"10.0.0.1"_s};
        QTest::newRow("one of") << u"ip.src in {"_s << QStringList{u"10.0.0.1"_s};
        QTest::newRow("address with colons") << u"eth.src == 02:0"_s << QStringList{u"02:00:00:00:00:01"_s};
        QTest::newRow("of both ends") << u"not (udp.port == "_s << QStringList{u"1111"_s, u"53"_s};
        QTest::newRow("behind a set") << u"ip.src in {1.2.3.4} and ip.src == "_s << QStringList{u"10.0.0.1"_s};
    }
    void valuesBeginWhereTheyDo()
    {
        QFETCH(QString, text);
        QFETCH(QStringList, entries);
        QCOMPARE(textsAt(text, {.shown = shownPacket()}), entries);
    }

    void whatTheCaptureHasComesFirst()
    {
        const ui::CaptureHints hints{.seen = seenPackets()};
        QVERIFY(hints.seen->has("udp.port") && hints.seen->has("udp.srcport") && hints.seen->has("udp") && !hints.seen->has("tcp"));
        QCOMPARE(textsAt(u"srcport"_s, hints).value(0), u"udp.srcport"_s);
        QVERIFY(textsAt(u"srcport"_s, {}).value(0) != u"udp.srcport"_s);
        QVERIFY(textsAt(u"srcport"_s, hints).contains(u"tcp.srcport"_s)); // then all
        const QStringList all = textsAt({}, hints, true);
        const auto firstOther = std::ranges::find_if(all, [&](const QString &name) { return !hints.seen->has(name.toStdString()); });
        QVERIFY(std::none_of(firstOther, all.end(), [&](const QString &name) { return hints.seen->has(name.toStdString()); }));
        QVERIFY(firstOther - all.begin() > 30);
    }

    void frequentValuesComeFirst()
    {
        const ui::CaptureHints hints{.seen = seenPackets()};
        QCOMPARE(textsAt(u"udp.dstport == "_s, hints), (QStringList{u"80"_s, u"53"_s})); // what was met once is no choice...
        QCOMPARE(textsAt(u"udp.dstport == 9"_s, hints), (QStringList{u"99"_s})); // ...before it is begun
        const ui::Completions found = ui::completionsAt(u"udp.dstport == "_s, 15, *Registry::builtIn(), false, hints);
        QCOMPARE(found.entries.front().label, u"3 times"_s);
        QCOMPARE(textsAt(u"ip.proto == "_s, hints).value(0), u"\"UDP\""_s); // of all that have names
        QCOMPARE(textsAt(u"udp.dstport == "_s, {.seen = hints.seen, .shown = shownPacket()}), (QStringList{u"53"_s, u"80"_s}));
    }

    void aScanThatIsCancelledEnds()
    {
        Job job;
        job.cancel();
        const ui::FieldsSeen seen(5, [](std::uint32_t) -> FrameView { qFatal("no frame is asked for"); }, builtInDissector(), job);
        QCOMPARE(seen.frames(), 0U);
    }

    void typingInAWindowOffersWhatItsCaptureHas()
    {
        m_lone.reset(); // has a popup of its own
        SampleWindow sample;
        sample.list().setCurrentRow(0);
        sample.line().focusLine();
        QTest::keyClicks(&sample.edit(), u"eth.src == "_s);
        const auto offered = [] { return popup().model()->index(0, 0).data().toString(); };
        QTRY_VERIFY(popup().isVisible());
        const auto shown = sample.panes().selection().shown();
        const auto source = fieldNamed(*shown->dissection, "eth.src");
        QVERIFY(source);
        QVERIFY2(offered().startsWith(QString::fromStdString(ui::valueLiteral(*shown->dissection, shown->dissection->fields()[*source]))), qPrintable(offered()));
        QVERIFY2(offered().endsWith(u"in the current frame"_s), qPrintable(offered()));
        QTRY_VERIFY(popup().model()->rowCount() > 1); // others, when a worker has looked
        QVERIFY2(popup().model()->index(1, 0).data().toString().endsWith(u" times"_s), qPrintable(popup().model()->index(1, 0).data().toString()));
        QTest::keyClick(&popup(), Qt::Key_Tab);
        QTest::keyClick(&sample.edit(), Qt::Key_Return);
        QVERIFY(sample.settle());
        QVERIFY(sample.list().rowCount() > 0 && static_cast<std::uint32_t>(sample.list().rowCount()) < sample.count());
    }

    void everythingIsOfferedWhereItIsAskedFor()
    {
        QVERIFY(ui::completionsAt({}, 0, *Registry::builtIn(), false).entries.empty());
        QCOMPARE(ui::completionsAt({}, 0, *Registry::builtIn(), true).entries.size(), ui::Completions::most);
    }

    void tabTakesAndEscapeClosesThePopupOnly()
    {
        QTest::keyClicks(&edit(), u"udp.srcp"_s);
        QTRY_VERIFY(popup().isVisible());
        QTest::keyClick(&popup(), Qt::Key_Escape);
        QVERIFY(!popup().isVisible());
        QCOMPARE(edit().text(), u"udp.srcp"_s);
        QTest::keyClicks(&edit(), u"o"_s);
        QTRY_VERIFY(popup().isVisible());
        QTest::keyClick(&popup(), Qt::Key_Tab);
        QVERIFY(!popup().isVisible());
        QCOMPARE(edit().text(), u"udp.srcport"_s);
    }

    void enterTakesWhatIsChosenAndElseApplies()
    {
        QTest::keyClicks(&edit(), u"udp.srcp"_s);
        QTRY_VERIFY(popup().isVisible());
        QTest::keyClick(&popup(), Qt::Key_Down);
        QTest::keyClick(&popup(), Qt::Key_Return);
        QCOMPARE(edit().text(), u"udp.srcport"_s);
        QVERIFY(m_lone->applied().isEmpty());
        edit().clear();
        QTest::keyClicks(&edit(), u"udp"_s);
        QTRY_VERIFY(popup().isVisible());
        QTest::keyClick(&popup(), Qt::Key_Return);
        QVERIFY(!popup().isVisible());
        QCOMPARE(m_lone->applied(), QStringList{u"udp"_s});
    }

    void controlAndSpaceAsk()
    {
        QVERIFY(!popup().isVisible());
        QTest::keyClick(&edit(), Qt::Key_Space, Qt::ControlModifier);
        QTRY_VERIFY(popup().isVisible());
        QVERIFY(edit().text().isEmpty());
        popup().hide();
    }

    void aSavedFilterIsAButton()
    {
        auto &save = child<QToolButton>(line(), u"filterSave"_s);
        QVERIFY(!save.isEnabled());
        line().setText(u"tcp.port == 80 && ip"_s);
        QVERIFY(save.isEnabled());
        QTest::mouseClick(&save, Qt::LeftButton);
        auto &dialog = child<QInputDialog>(line(), u"saveFilterDialog"_s);
        dialog.setTextValue(u"web"_s);
        dialog.accept();
        m_lone->make();
        QToolButton *button = nullptr;
        for (QToolButton *candidate : line().findChildren<QToolButton *>())
            if (candidate->text() == u"web"_s)
                button = candidate;
        QVERIFY(button != nullptr);
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(m_lone->applied(), QStringList{u"tcp.port == 80 && ip"_s});
        button->actions().last()->trigger();
        auto &renaming = child<QInputDialog>(line(), u"renameFilterDialog"_s);
        QCOMPARE(renaming.textValue(), u"web"_s);
        renaming.setTextValue(u"the web"_s);
        renaming.accept();
        QCOMPARE(child<ui::SavedFilters>(line(), u"savedFilters"_s).saved(), (std::vector<std::pair<QString, QString>>{{u"the web"_s, u"tcp.port == 80 && ip"_s}}));
        button = nullptr;
        for (QToolButton *candidate : line().findChildren<QToolButton *>())
            if (candidate->text() == u"the web"_s)
                button = candidate;
        QVERIFY(button != nullptr);
        button->actions().first()->trigger();
        QVERIFY(child<ui::SavedFilters>(line(), u"savedFilters"_s).saved().empty());
    }

private:
    // UDP from 10.0.0.1:1111.
    static Buffer packet(std::uint16_t port)
    {
        const Ends ends{.source = ip4(10, 0, 0, 1), .destination = ip4(10, 0, 0, 2), .sourcePort = 1111, .destinationPort = port};
        return ethernet({2, 0, 0, 0, 0, 2}, {2, 0, 0, 0, 0, 1}, ether_type::ipv4, ipv4(ends, ip_protocol::udp, udp(ends, Buffer(10))));
    }
    // Destinations 53, 80, 80, 99, 80, 53.
    static std::vector<Buffer> packets() { return {packet(53), packet(80), packet(80), packet(99), packet(80), packet(53)}; }
    static std::shared_ptr<const ui::ShownFrame> shownPacket()
    {
        const OpenedCapture opened = openedFrames(packets());
        return ui::makeShownFrame(opened.capture(), *builtInDissector(), 0);
    }
    static std::shared_ptr<const ui::FieldsSeen> seenPackets()
    {
        const OpenedCapture opened = openedFrames(packets());
        Job job;
        return std::make_shared<ui::FieldsSeen>(opened.capture().count(), [&](std::uint32_t frame) { return opened.capture().view(frame); }, builtInDissector(), job);
    }
    static QStringList textsAt(const QString &text, const ui::CaptureHints &hints, bool areAskedFor = false)
    {
        QStringList texts;
        for (const ui::Completion &entry : ui::completionsAt(text, text.size(), *Registry::builtIn(), areAskedFor, hints).entries)
            texts << entry.text;
        return texts;
    }
    ui::FilterLine &line() const { return m_lone->line(); }
    ui::FilterEdit &edit() const { return m_lone->edit(); }
    static QAbstractItemView &popup()
    {
        for (QWidget *widget : QApplication::allWidgets())
            if (widget->objectName() == u"filterPopup"_s)
                return *static_cast<QAbstractItemView *>(widget);
        qFatal("there is no popup");
    }

    std::unique_ptr<LoneFilterLine> m_lone;
};

FRAMELENS_TEST(TstFilterCompletion)
#include "tst_filter_completion.moc"
