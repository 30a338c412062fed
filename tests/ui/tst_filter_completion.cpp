// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/filter_completion.h"

#include "tests/support/test_main.h"
#include "tests/support/ui/filter_fixture.h"

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
        QTest::newRow("within a string") << u"http.host == \"tc"_s << qsizetype{14} << QStringList();
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
        button->actions().first()->trigger();
        QVERIFY(child<ui::SavedFilters>(line(), u"savedFilters"_s).saved().empty());
    }

private:
    ui::FilterLine &line() const { return m_lone->line(); }
    ui::FilterEdit &edit() const { return m_lone->edit(); }
    QAbstractItemView &popup() const
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
