// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Messages gathered from several frames: tabs, tree and hex over bytes of their own.
#include "ui/views/hex_tabs.h"

#include "core/decode/messages.h"
#include "tests/support/packet_builder.h"
#include "tests/support/patience.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/pane_fixture.h"
#include "ui/field_text.h"
#include "ui/views/field_tree_view.h"

#include <QSignalSpy>
#include <QTextDocument>
#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace framelens::ui;
using namespace Qt::StringLiterals;

namespace {

constexpr std::uint8_t gathered = ShownFrame::firstGathered;

// A DNS query over TCP, in two segments of 12 bytes and the rest.
Buffer query()
{
    ByteWriter dns;
    dns.u16(0x1234).u16(0x0100).u16(1).u16(0).u16(0).u16(0);
    dns.u8(7).text("example").u8(0).u16(1).u16(1);
    ByteWriter all;
    all.u16(static_cast<unsigned>(dns.buffer().size())).bytes(dns.buffer());
    return std::move(all).buffer();
}

// The frame in which the query is complete.
std::shared_ptr<const ShownFrame> lastSegment()
{
    const Buffer all = query();
    const auto list = std::make_shared<MessageList>();
    const std::shared_ptr<const Registry> &registry = builtInDissector()->registry();
    list->port = 53;
    list->gathered.emplace_back(std::make_shared<MemoryStore>(all));
    list->messages.push_back({.protocol = registry->find("dns").value_or(0xffff),
                              .gathered = 1,
                              .size = static_cast<std::uint32_t>(all.size()),
                              .segments = {{.frame = 5, .size = 12}, {.frame = 6, .size = static_cast<std::uint32_t>(all.size() - 12)}}});
    auto shown = std::make_shared<ShownFrame>();
    const Ends ends{ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 40'000, 53};
    shown->view.bytes = ByteView(std::make_shared<MemoryStore>(tcpFrame(ends, {.sequence = 1}, Bytes(all).subspan(12))));
    shown->view.info.number = 6;
    shown->view.info.linkType = 1;
    shown->view.info.capturedLength = static_cast<std::uint32_t>(shown->view.bytes.size());
    shown->view.info.originalLength = shown->view.info.capturedLength;
    shown->view.info.messages = list.get();
    shown->view.context = list;
    shown->frame = 5;
    auto dissection = std::make_shared<Dissection>();
    builtInDissector()->dissect(shown->view, *dissection);
    shown->dissection = std::move(dissection);
    return shown;
}

std::uint32_t fieldIn(const ShownFrame &shown, std::string_view name)
{
    const auto field = fieldNamed(*shown.dissection, name);
    if (!field)
        qFatal("there is no field of that name");
    return *field;
}

} // namespace

class TstHexTabs : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_pane = std::make_unique<PaneFixture>();
        m_tabs = std::make_unique<HexTabs>(m_pane->context());
        m_tree = std::make_unique<FieldTreeView>(m_pane->context());
        m_tabs->resize(900, 400);
        m_tabs->show();
        QVERIFY(QTest::qWaitForWindowActive(m_tabs.get(), patienceMs));
    }
    void cleanup()
    {
        m_tree.reset();
        m_tabs.reset();
        m_pane.reset();
    }

    void aGatheredMessageHasATabThatNamesItsPieces()
    {
        m_pane->selection.showFrame(lastSegment(), Pane::Program);
        QCOMPARE(m_tabs->count(), 2);
        QCOMPARE(m_tabs->tabText(0), u"Frame"_s);
        QCOMPARE(m_tabs->tabText(1), u"Reassembled TCP (27 bytes)"_s);
        QTextDocument tip;
        tip.setHtml(m_tabs->tabToolTip(1));
        QVERIFY2(tip.toPlainText().contains(u"Frame 5: 12 bytes"_s), qPrintable(tip.toPlainText()));
        QVERIFY(tip.toPlainText().contains(u"Frame 6: 15 bytes"_s));
        const OpenedCapture other = openedFrames({plainUdpFrame(4)});
        m_pane->show(other.capture(), 0);
        QCOMPARE(m_tabs->count(), 1);
        QCOMPARE(m_tabs->current().bytes().size(), std::size_t{46});
    }

    void aFieldOfTheMessageIsSelectedInItsTab()
    {
        const auto shown = lastSegment();
        m_pane->selection.showFrame(shown, Pane::Program);
        m_pane->selection.selectField(fieldIn(*shown, "dns.id"), Pane::Tree);
        QCOMPARE(m_tabs->currentIndex(), 1);
        QCOMPARE(m_tabs->current().selectedRange(), (ByteRange{2, 2}));
        QCOMPARE(m_tabs->frameView().selectedRange(), ByteRange{});
        QCOMPARE(m_pane->selection.source(), gathered);
        m_pane->selection.selectField(fieldIn(*shown, "tcp.srcport"), Pane::Tree);
        QCOMPARE(m_tabs->currentIndex(), 0);
        QCOMPARE(m_tabs->frameView().selectedRange(), (ByteRange{34, 2}));
    }

    void aClickInTheTabSelectsTheSmallestFieldOfThatSourceAndClimbs()
    {
        const auto shown = lastSegment();
        m_pane->selection.showFrame(shown, Pane::Program);
        m_tabs->setCurrentIndex(1);
        HexView &view = m_tabs->current();
        const auto click = [&view](std::size_t byte) {
            QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, view.byteRect(byte, HexColumn::Hex).center());
        };
        click(3);
        QCOMPARE(fieldName(*shown->dissection, m_pane->selection.field().value_or(0)), u"dns.id"_s);
        click(3);
        QCOMPARE(fieldName(*shown->dissection, m_pane->selection.field().value_or(0)), u"dns"_s);
        QCOMPARE(m_tabs->currentIndex(), 1);
        for (std::size_t byte = 0; byte < view.bytes().size(); ++byte) {
            click(byte == 3 ? 4 : byte);
            const Field &field = shown->dissection->fields()[m_pane->selection.field().value_or(0)];
            QCOMPARE(field.source, gathered);
        }
    }

    void theTreeRowOfAMessageHoldsTheGatheredPlace()
    {
        const auto shown = lastSegment();
        m_pane->selection.showFrame(shown, Pane::Program);
        const QModelIndex row = m_tree->fieldModel()->indexOf(fieldIn(*shown, "dns.id"));
        const auto bytes = row.data(FieldTreeModel::RangeRole).value<ByteView>();
        QCOMPARE(bytes.bytes().data(), shown->view.info.messages->gathered[0].bytes().subspan(2).data());
        m_tabs->setCurrentIndex(1);
        QCOMPARE(m_tabs->current().paintedLine(0).data(), shown->view.info.messages->gathered[0].bytes().data());
    }

    void theChosenKindOfBytesStays()
    {
        m_pane->selection.showFrame(lastSegment(), Pane::Program);
        m_tabs->setCurrentIndex(1);
        const OpenedCapture other = openedFrames({plainUdpFrame(4)});
        m_pane->show(other.capture(), 0);
        QCOMPARE(m_tabs->currentIndex(), 0);
        m_pane->selection.showFrame(lastSegment(), Pane::Program);
        QCOMPARE(m_tabs->currentIndex(), 1);
        m_tabs->setCurrentIndex(0);
        m_pane->selection.showFrame(lastSegment(), Pane::Program);
        QCOMPARE(m_tabs->currentIndex(), 0);
    }

    void aDoubleClickOnASegmentAsksForItsFrame()
    {
        const auto shown = lastSegment();
        m_pane->selection.showFrame(shown, Pane::Program);
        m_tree->resize(700, 600);
        m_tree->show();
        m_tree->openAll();
        const QModelIndex row = m_tree->fieldModel()->indexOf(fieldIn(*shown, "tcp.segment"));
        QVERIFY(row.isValid());
        QCOMPARE(FieldTreeView::linkedFrame(row), std::optional<std::uint32_t>(4));
        m_tree->scrollTo(row);
        const QSignalSpy asked(m_tree.get(), &FieldTreeView::frameAsked);
        QTest::mouseDClick(m_tree->viewport(), Qt::LeftButton, {}, m_tree->visualRect(row).center());
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.first().at(0).toUInt(), 4U);
    }

private:
    std::unique_ptr<PaneFixture> m_pane;
    std::unique_ptr<HexTabs> m_tabs;
    std::unique_ptr<FieldTreeView> m_tree;
};

FRAMELENS_TEST(TstHexTabs)
#include "tst_hex_tabs.moc"
