// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/views/hex_view.h"

#include "tests/support/patience.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/pane_fixture.h"
#include "ui/field_text.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLineEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QtTest>

#include <sys/mman.h>

using namespace framelens;
using namespace framelens::test;
using namespace framelens::ui;
using namespace Qt::StringLiterals;

namespace {

// 1 GB of address space that nobody has to fill: only what is read takes memory.
class SparseStore final : public Store
{
public:
    explicit SparseStore(std::size_t size)
        : m_size(size)
        , m_begin(mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0))
    {
        if (m_begin != MAP_FAILED)
            publish(static_cast<const std::byte *>(m_begin), size);
    }
    ~SparseStore() override { munmap(m_begin, m_size); }

private:
    std::size_t m_size;
    void *m_begin;
};

// Shows `size` zero bytes of an unknown link type.
void showBytes(PaneFixture &pane, std::size_t size)
{
    auto shown = std::make_shared<ShownFrame>();
    shown->view.bytes = ByteView(std::make_shared<MemoryStore>(Buffer(size)));
    shown->view.info.linkType = 147;
    auto dissection = std::make_shared<Dissection>();
    builtInDissector()->dissect(shown->view, *dissection);
    shown->dissection = std::move(dissection);
    pane.selection.showFrame(std::move(shown), Pane::Program);
}

void click(HexView &view, std::size_t byte, HexColumn column = HexColumn::Hex, Qt::KeyboardModifiers modifiers = {})
{
    QTest::mouseClick(view.viewport(), Qt::LeftButton, modifiers, view.byteRect(byte, column).center());
}

QString selectedName(const PaneFixture &pane)
{
    const auto field = pane.selection.field();
    return field ? fieldName(*pane.selection.shown()->dissection, *field) : QString();
}

} // namespace

class TstHexView : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_pane = std::make_unique<PaneFixture>();
        m_view = std::make_unique<HexView>(m_pane->context());
        m_view->resize(900, 400);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get(), patienceMs));
        m_view->setFocus();
    }
    void cleanup()
    {
        m_view.reset();
        m_pane.reset();
    }

    void clicksSelectTheSmallestFieldAndThenClimb()
    {
        const OpenedCapture capture = openedFrames({plainUdpFrame(20)});
        m_pane->show(capture.capture(), 0);
        click(*m_view, 34);
        QCOMPARE(selectedName(*m_pane), u"udp.srcport"_s);
        QCOMPARE(m_view->caret(), std::size_t{34});
        click(*m_view, 34, HexColumn::Text);
        QCOMPARE(selectedName(*m_pane), u"udp"_s);
        click(*m_view, 34);
        QCOMPARE(selectedName(*m_pane), u"frame"_s);
        QCOMPARE(m_pane->selection.origin(), Pane::Hex);
    }

    void returnClimbsAsASecondClickDoes()
    {
        const OpenedCapture capture = openedFrames({plainUdpFrame(20)});
        m_pane->show(capture.capture(), 0);
        click(*m_view, 34);
        QTest::keyClick(m_view.get(), Qt::Key_Return);
        QCOMPARE(selectedName(*m_pane), u"udp"_s);
    }

    void draggingSelectsRawBytes()
    {
        const OpenedCapture capture = openedFrames({plainUdpFrame(20)});
        m_pane->show(capture.capture(), 0);
        const QPoint from = m_view->byteRect(35, HexColumn::Hex).center();
        const QPoint to = m_view->byteRect(37, HexColumn::Hex).center();
        QTest::mousePress(m_view->viewport(), Qt::LeftButton, {}, from);
        QMouseEvent move(QEvent::MouseMove, to, m_view->viewport()->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, {});
        QCoreApplication::sendEvent(m_view->viewport(), &move);
        QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, {}, to);
        QCOMPARE(m_pane->selection.range(), (ByteRange{35, 3}));
        QCOMPARE(selectedName(*m_pane), u"udp"_s);
    }

    void hoverLeavesSelectionAndScrollingUnchanged()
    {
        const OpenedCapture capture = openedFrames({plainUdpFrame(1000)});
        m_pane->show(capture.capture(), 0);
        click(*m_view, 34);
        const QSignalSpy fields(&m_pane->selection, &Selection::fieldChanged);
        const QSignalSpy ranges(&m_pane->selection, &Selection::rangeChanged);
        const auto top = m_view->topLine();
        QTest::mouseMove(m_view->viewport(), m_view->byteRect(36, HexColumn::Hex).center());
        QTRY_VERIFY(m_pane->selection.hoveredField());
        QCOMPARE(fieldName(*m_pane->selection.shown()->dissection, *m_pane->selection.hoveredField()), u"udp.dstport"_s);
        QEvent leave(QEvent::Leave);
        QCoreApplication::sendEvent(m_view->viewport(), &leave);
        QVERIFY(!m_pane->selection.hoveredField());
        QCOMPARE(fields.count() + ranges.count(), 0);
        QCOMPARE(m_view->topLine(), top);
    }

    void keysMoveTheCaret_data()
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("key");
        QTest::addColumn<bool>("control");
        QTest::addColumn<int>("to");
        QTest::newRow("right") << 17 << 0 << int{Qt::Key_Right} << false << 1;
        QTest::newRow("right at the end") << 17 << 16 << int{Qt::Key_Right} << false << 16;
        QTest::newRow("left at the begin") << 17 << 0 << int{Qt::Key_Left} << false << 0;
        QTest::newRow("left over a line") << 17 << 16 << int{Qt::Key_Left} << false << 15;
        QTest::newRow("down to a short line") << 17 << 5 << int{Qt::Key_Down} << false << 16;
        QTest::newRow("down in one line") << 15 << 3 << int{Qt::Key_Down} << false << 3;
        QTest::newRow("up") << 17 << 16 << int{Qt::Key_Up} << false << 0;
        QTest::newRow("home of a line") << 33 << 20 << int{Qt::Key_Home} << false << 16;
        QTest::newRow("end of a line") << 33 << 20 << int{Qt::Key_End} << false << 31;
        QTest::newRow("end of a short line") << 15 << 3 << int{Qt::Key_End} << false << 14;
        QTest::newRow("home of all") << 33 << 20 << int{Qt::Key_Home} << true << 0;
        QTest::newRow("end of all") << 33 << 20 << int{Qt::Key_End} << true << 32;
        QTest::newRow("one byte") << 1 << 0 << int{Qt::Key_Right} << false << 0;
        QTest::newRow("page down at the end") << 16 << 3 << int{Qt::Key_PageDown} << false << 3;
    }
    void keysMoveTheCaret()
    {
        QFETCH(int, size);
        QFETCH(int, from);
        QFETCH(int, key);
        QFETCH(bool, control);
        QFETCH(int, to);
        showBytes(*m_pane, static_cast<std::size_t>(size));
        click(*m_view, static_cast<std::size_t>(from));
        QTest::keyClick(m_view.get(), static_cast<Qt::Key>(key), control ? Qt::ControlModifier : Qt::NoModifier);
        QCOMPARE(static_cast<int>(m_view->caret()), to);
    }

    void noBytesTakeEveryKey()
    {
        for (const Qt::Key key : {Qt::Key_Left, Qt::Key_Right, Qt::Key_Up, Qt::Key_Down, Qt::Key_Home, Qt::Key_End,
                                  Qt::Key_PageDown, Qt::Key_Return, Qt::Key_Tab})
            QTest::keyClick(m_view.get(), key);
        QTest::keyClick(m_view.get(), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(m_view.get(), Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(m_view->caret(), std::size_t{0});
        QVERIFY(m_view->paintedLine(0).empty());
    }

    void shiftExtendsFromWhereItBegan()
    {
        showBytes(*m_pane, 40);
        click(*m_view, 20);
        for (int i = 0; i < 3; ++i)
            QTest::keyClick(m_view.get(), Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(m_pane->selection.range(), (ByteRange{20, 4}));
        for (int i = 0; i < 5; ++i)
            QTest::keyClick(m_view.get(), Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(m_pane->selection.range(), (ByteRange{18, 3}));
    }

    void tabSwitchesColumns()
    {
        showBytes(*m_pane, 40);
        QCOMPARE(m_view->caretColumn(), HexColumn::Hex);
        QTest::keyClick(m_view.get(), Qt::Key_Tab);
        QCOMPARE(m_view->caretColumn(), HexColumn::Text);
        QVERIFY(m_view->hasFocus());
        QTest::keyClick(m_view.get(), Qt::Key_Tab);
        QCOMPARE(m_view->caretColumn(), HexColumn::Hex);
    }

    void controlTabLeaves()
    {
        QWidget window;
        auto *view = new HexView(m_pane->context(), &window);
        auto *other = new QLineEdit(&window);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window, patienceMs));
        view->setFocus();
        QTest::keyClick(view, Qt::Key_Tab);
        QVERIFY(view->hasFocus());
        QTest::keyClick(view, Qt::Key_Tab, Qt::ControlModifier);
        QVERIFY(other->hasFocus());
    }

    void allIsSelectedAndCopiedAsHexAndCounted()
    {
        const OpenedCapture capture = openedFrames({plainUdpFrame(4)});
        m_pane->show(capture.capture(), 0);
        QTest::keyClick(m_view.get(), Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(m_pane->selection.range(), (ByteRange{0, 46}));
        m_pane->selection.selectBytes({42, 4}, Pane::Hex);
        QTest::keyClick(m_view.get(), Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), u"41 41 41 41"_s);
        QCOMPARE(m_pane->ledger->bytes(CopyReason::Clipboard), std::uint64_t{4});
    }

    void offsetIsTyped()
    {
        showBytes(*m_pane, 0x1000);
        QTest::keyClick(m_view.get(), Qt::Key_G, Qt::ControlModifier);
        QTRY_VERIFY(QApplication::focusWidget() != nullptr && QApplication::focusWidget()->inherits("QLineEdit"));
        QTest::keyClicks(QApplication::focusWidget(), u"0x800"_s);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QCOMPARE(m_view->caret(), std::size_t{0x800});
        QVERIFY(!m_view->paintedLine(0x80).empty());
        QVERIFY(m_view->hasFocus());
    }

    void rangeIsTyped()
    {
        showBytes(*m_pane, 0x1000);
        QTest::keyClick(m_view.get(), Qt::Key_G, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(QApplication::focusWidget() != nullptr && QApplication::focusWidget()->inherits("QLineEdit"));
        QTest::keyClicks(QApplication::focusWidget(), u"16+8"_s);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QCOMPARE(m_pane->selection.range(), (ByteRange{16, 8}));
    }

    void aFieldChosenElsewhereIsBroughtIntoViewOnlyIfNoneOfItIs()
    {
        const OpenedCapture capture = openedFrames({plainUdpFrame(2000)});
        m_pane->show(capture.capture(), 0);
        const Dissection &dissection = *m_pane->selection.shown()->dissection;
        m_pane->selection.selectField(fieldNamed(dissection, "data.data"), Pane::Tree); // begins in view
        QCOMPARE(m_view->topLine(), std::size_t{0});
        m_view->verticalScrollBar()->setValue(60);
        m_pane->selection.selectField(fieldNamed(dissection, "udp.srcport"), Pane::Tree);
        QVERIFY(!m_view->paintedLine(2).empty());
    }

    void aGigabyteIsPaintedByItsVisibleLines()
    {
        constexpr std::size_t size = 1'000'000'000;
        auto shown = std::make_shared<ShownFrame>();
        shown->view.bytes = ByteView(std::make_shared<SparseStore>(size));
        QCOMPARE(shown->view.bytes.size(), size);
        shown->view.info.linkType = 147;
        auto dissection = std::make_shared<Dissection>();
        builtInDissector()->dissect(shown->view, *dissection);
        shown->dissection = std::move(dissection);
        const std::size_t before = m_view->linesRead();
        m_pane->selection.showFrame(shown, Pane::Program);
        m_view->grab();
        QTest::keyClick(m_view.get(), Qt::Key_End, Qt::ControlModifier);
        m_view->grab();
        QTest::keyClick(m_view.get(), Qt::Key_Home, Qt::ControlModifier);
        m_view->grab();
        const std::size_t painted = m_view->linesRead() - before;
        QVERIFY(painted > 0);
        QCOMPARE_LT(painted, std::size_t{200});
    }

    void linesArePaintedFromWhereTheBytesLie()
    {
        const OpenedCapture capture = openedFrames({plainUdpFrame(100)});
        m_pane->show(capture.capture(), 0);
        const FrameRef frame = capture.capture().frame(0);
        for (std::size_t line = 0; line < m_view->layoutOfBytes().lines(); ++line) {
            QCOMPARE(m_view->paintedLine(line).data(), frame.bytes.subspan(line * 16).data());
            QCOMPARE(m_view->paintedLine(line).size(), std::min<std::size_t>(16, frame.bytes.size() - line * 16));
        }
    }

    void lineTextNamesOffsetBytesAndSelectedField()
    {
        const OpenedCapture capture = openedFrames({plainUdpFrame(4)});
        m_pane->show(capture.capture(), 0);
        click(*m_view, 34);
        QCOMPARE(m_view->lineText(2),
                 u"offset 0x0020: 00 02 9c 41 9c 42 00 0c 30 cd 41 41 41 41; selected Source Port"_s);
        QVERIFY(m_view->lineText(0).startsWith(u"offset 0x0000: "_s));
        QVERIFY(!m_view->lineText(0).contains(u"selected"_s));
    }

    void lostBytesAreNotPaintedAsZeros()
    {
        const OpenedCapture capture = openedFrames({plainUdpFrame(6000), plainUdpFrame(6000)});
        m_pane->show(capture.capture(), 1);
        const QImage whole = m_view->grab().toImage();
        capture.file().resize(6200);
        capture.capture().check();
        const std::size_t before = m_view->linesRead();
        m_view->viewport()->update();
        const QImage cut = m_view->grab().toImage();
        QVERIFY(whole != cut);
        QCOMPARE(m_view->linesRead(), before);
    }

private:
    std::unique_ptr<PaneFixture> m_pane;
    std::unique_ptr<HexView> m_view;
};

FRAMELENS_TEST(TstHexView)
#include "tst_hex_view.moc"
