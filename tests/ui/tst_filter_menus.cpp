// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What is pointed at becomes a filter: cells, fields, bytes, conversations.
#include "tests/support/test_main.h"
#include "tests/support/ui/filter_fixture.h"

#include "ui/document.h"
#include "ui/field_text.h"
#include "ui/filter_menu.h"

#include <QMenu>
#include <QTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

class TstFilterMenus : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_sample = std::make_unique<SampleWindow>(); }
    void cleanup() { m_sample.reset(); }

    void theFilterOfACellFindsItsFrame()
    {
        const ui::FrameListModel &model = window().panes().model();
        int offered = 0;
        for (std::uint32_t frame = 0; frame < m_sample->count(); ++frame)
            for (int column = 0; column < model.columnCount(); ++column) {
                const QString filter = ui::cellFilter(model, frame, column).expression;
                if (filter.isEmpty())
                    continue;
                ++offered;
                QVERIFY2(passes(filter, frame), qPrintable(u"frame %1: %2"_s.arg(frame + 1).arg(filter)));
            }
        QVERIFY(offered > 5 * static_cast<int>(m_sample->count()));
    }

    void cellsSayWhatTheyHold_data()
    {
        QTest::addColumn<int>("column");
        QTest::addColumn<QString>("begins");
        QTest::newRow("number") << 0 << u"frame.number == 1"_s;
        QTest::newRow("time") << 1 << u"frame.time_relative == 0.000000000"_s;
        QTest::newRow("length") << 5 << u"frame.len == "_s;
        QTest::newRow("info") << 6 << u"_ws.col.info == \""_s;
    }
    void cellsSayWhatTheyHold()
    {
        QFETCH(int, column);
        QFETCH(QString, begins);
        const QString filter = ui::cellFilter(window().panes().model(), 0, column).expression;
        QVERIFY2(filter.startsWith(begins), qPrintable(filter));
    }

    void theCellOfAFieldHoldsAllItsValues()
    {
        const auto column = m_sample->panes().addColumn(u"ip.addr"_s);
        QVERIFY(column.has_value());
        const ui::FrameListModel &model = m_sample->panes().model();
        int offered = 0;
        for (std::uint32_t frame = 0; frame < m_sample->count(); ++frame) {
            const QString filter = ui::cellFilter(model, frame, *column).expression;
            QCOMPARE(filter.isEmpty(), model.index(static_cast<int>(frame), *column).data().toString().isEmpty());
            if (filter.isEmpty())
                continue;
            ++offered;
            QVERIFY2(filter.count(u"ip.addr == "_s) >= 2, qPrintable(filter));
            QVERIFY2(passes(filter, frame), qPrintable(filter));
        }
        QVERIFY(offered > 5);
    }

    void aMiddleClickAppliesTheCell()
    {
        const int row = 2;
        const QString filter = ui::cellFilter(window().panes().model(), row, 4).expression;
        QTest::mouseClick(list().viewport(), Qt::MiddleButton, {}, list().cellRect(row, 4).center());
        QVERIFY(m_sample->settle());
        QCOMPARE(line().appliedText(), filter);
        QVERIFY(list().rowCount() > 0 && static_cast<std::uint32_t>(list().rowCount()) < m_sample->count());
    }

    void theListMenuAppliesAndPrepares()
    {
        list().setCurrentRow(4);
        const QString first = ui::cellFilter(window().panes().model(), 4, 0).expression;
        QMenu *menu = openMenu(0);
        choose(*menu, u"applyAsFilter"_s, 1);
        QVERIFY(m_sample->settle());
        QCOMPARE(line().appliedText(), u"!(%1)"_s.arg(first));
        list().setCurrentRow(0);
        menu = openMenu(0);
        choose(*menu, u"prepareAsFilter"_s, 3);
        QCOMPARE(line().text(), u"(!(%1)) || (frame.number == 1)"_s.arg(first));
        QCOMPARE(line().appliedText(), u"!(%1)"_s.arg(first)); // nothing is applied
    }

    void conversationsAreOfferedByLayer()
    {
        for (std::uint32_t frame = 0; frame < m_sample->count(); ++frame) {
            const auto shown = window().panes().model().shownFrame(frame);
            for (const ui::ConversationFilter &filter : ui::conversationFilters(*shown->dissection))
                QVERIFY2(passes(filter.expression, frame), qPrintable(filter.expression));
        }
        QMenu *menu = openMenu(0);
        auto &conversations = child<QMenu>(*menu, u"conversationFilter"_s);
        QVERIFY(!conversations.isEmpty());
        conversations.actions().first()->trigger();
        QVERIFY2(line().appliedText().startsWith(u"eth.addr == "_s), qPrintable(line().appliedText()));
    }

    void aConversationIsColouredUntilItIsReset()
    {
        list().setCurrentRow(static_cast<int>(firstWithPorts()));
        const ui::FrameListModel &model = m_sample->panes().model();
        const auto conversation = ui::conversationFilters(*m_sample->panes().selection().shown()->dissection).back().expression;
        const auto coloured = [&] {
            RowRanges frames;
            for (int row = 0; row < list().rowCount(); ++row)
                if (model.index(row, 0).data(ui::FrameListModel::RuleRole).toString() == u"Conversation"_s)
                    frames.add(static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(row) + 1);
            return frames.text();
        };
        QVERIFY(coloured().empty());
        choose(*openMenu(0), u"colourConversation"_s, 2);
        QCOMPARE(coloured(), m_sample->searched(conversation).text());
        QVERIFY(!coloured().empty());
        window().actions()[ui::Do::ShowColours]->trigger(); // the rules alone are switched off
        QCOMPARE(coloured(), m_sample->searched(conversation).text());
        QMenu *menu = openMenu(0);
        child<QMenu>(*menu, u"colourConversation"_s).actions().last()->trigger();
        QVERIFY(coloured().empty());
    }

    // A filter that is offered is one; what cannot be asked is not offered.
    void theFiltersOfFieldsAreRight()
    {
        QStringList wrong;
        for (std::uint32_t frame = 0; frame < m_sample->count(); ++frame) {
            const auto shown = window().panes().model().shownFrame(frame);
            for (std::uint32_t field = 0; field < shown->dissection->fields().size(); ++field) {
                const QString filter = ui::fieldFilter(*shown->dissection, field);
                if (ui::checkFilter(filter, Registry::builtIn()).state == ui::FilterState::Error)
                    wrong << filter;
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.mid(0, 20).join(u'\n')));
    }

    void theTreeOffersTheSelectedField()
    {
        auto &selection = window().panes().selection();
        selection.selectField(0, ui::Pane::Tree);
        QMenu menu;
        emit window().panes().filterMenuAsked(&menu, ui::Pane::Tree);
        choose(menu, u"prepareAsFilter"_s, 0);
        QCOMPARE(line().text(), ui::fieldFilter(*selection.shown()->dissection, 0));
    }

    void theHexPaneOffersBytes()
    {
        auto &selection = window().panes().selection();
        selection.selectBytes({.offset = 3, .size = 5}, ui::Pane::Hex, Dissection::frameSource);
        QMenu menu;
        emit window().panes().filterMenuAsked(&menu, ui::Pane::Hex);
        choose(menu, u"prepareAsFilter"_s, 0);
        QVERIFY2(line().text().startsWith(u"frame contains "_s), qPrintable(line().text()));
        QVERIFY(passes(line().text(), 0));
    }

    void fewAndManyBytesAreSaidRight()
    {
        const auto shown = window().panes().model().shownFrame(0);
        QVERIFY(passes(ui::bytesFilter(shown->view.bytes.sub(0, 1)).expression, 0));
        QVERIFY(ui::bytesFilter({}).expression.isEmpty());
        QVERIFY(!ui::bytesFilter({}).why.isEmpty());
    }

    void whatIsNotOfferedSaysWhy()
    {
        QMenu menu;
        ui::addFilterMenus(menu, {.why = u"no reason"_s}, [](ui::FilterJoin, bool) { QFAIL("nothing was offered"); });
        auto &ways = child<QMenu>(menu, u"applyAsFilter"_s);
        QVERIFY(!ways.isEnabled());
        QVERIFY(ways.menuAction()->toolTip().contains(u"no reason"_s));
    }

private:
    ui::MainWindow &window() const { return m_sample->window(); }
    ui::FilterLine &line() const { return m_sample->line(); }
    ui::FrameListView &list() const { return m_sample->list(); }
    QMenu *openMenu(int column) const
    {
        for (QMenu *old : list().findChildren<QMenu *>(u"frameListMenu"_s))
            delete old;
        emit list().customContextMenuRequested(list().cellRect(*list().currentRow(), column).center());
        return &child<QMenu>(list(), u"frameListMenu"_s);
    }
    std::uint32_t firstWithPorts() const { return m_sample->searched(u"tcp.port or udp.port"_s).first().value_or(0); }
    static void choose(QMenu &menu, const QString &name, int way) { child<QMenu>(menu, name).actions().at(way)->trigger(); }
    bool passes(const QString &filter, std::uint32_t frame) const { return m_sample->searched(filter).contains(frame); }

    std::unique_ptr<SampleWindow> m_sample;
};

FRAMELENS_TEST(TstFilterMenus)
#include "tst_filter_menus.moc"
