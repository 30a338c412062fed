// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/selection.h"

#include "tests/support/packet_builder.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/pane_fixture.h"
#include "ui/field_text.h"

#include <QSignalSpy>
#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace framelens::ui;
using namespace Qt::StringLiterals;

namespace {

// Whether a shown field holds the byte and lies inside `around`, in the tree and in its bytes.
bool hasChildAt(const Dissection &dissection, std::uint32_t around, std::size_t byte)
{
    const auto fields = dissection.fields();
    for (std::uint32_t i = around + 1; i < fields[around].end; ++i)
        if (rangeOf(dissection, i).holds(byte) && !fields[i].is(FieldFlag::Hidden) && !fields[i].is(FieldFlag::Generated))
            return true;
    return false;
}

} // namespace

class TstSelection : public QObject
{
    Q_OBJECT

private slots:
    void clickOnAnyByteOfTheSampleSelectsTheSmallestFieldThatHoldsIt()
    {
        const OpenedCapture capture = openedSample();
        QVERIFY(capture.capture().count() > 100);
        PaneFixture pane;
        for (std::uint32_t frame = 0; frame < capture.capture().count(); ++frame) {
            pane.show(capture.capture(), frame);
            const Dissection &dissection = *pane.selection.shown()->dissection;
            for (std::size_t byte = 0; byte < pane.selection.shown()->view.bytes.size(); ++byte) {
                pane.selection.selectField({}, Pane::Program);
                pane.selection.clickByte(byte, Pane::Hex);
                const auto field = pane.selection.field();
                QVERIFY2(field, qPrintable(u"frame %1, byte %2: no field"_s.arg(frame).arg(byte)));
                QVERIFY2(pane.selection.range().holds(byte), qPrintable(fieldHint(dissection, *field)));
                QVERIFY2(!hasChildAt(dissection, *field, byte),
                         qPrintable(u"frame %1, byte %2: %3"_s.arg(frame).arg(byte).arg(fieldHint(dissection, *field))));
            }
        }
    }

    void repeatedClickClimbsToTheFrameAndWraps()
    {
        const OpenedCapture capture = openedFrames({plainUdpFrame(20)});
        PaneFixture pane;
        pane.show(capture.capture(), 0);
        constexpr std::size_t sourcePort = 34;
        QStringList names;
        for (int click = 0; click < 4; ++click) {
            pane.selection.clickByte(sourcePort, Pane::Hex);
            names += fieldName(*pane.selection.shown()->dissection, pane.selection.field().value());
            QVERIFY(pane.selection.range().holds(sourcePort));
        }
        QCOMPARE(names, (QStringList{u"udp.srcport"_s, u"udp"_s, u"frame"_s, u"udp.srcport"_s}));
    }

    void clickElsewhereStartsAnew()
    {
        const OpenedCapture capture = openedFrames({plainUdpFrame(20)});
        PaneFixture pane;
        pane.show(capture.capture(), 0);
        pane.selection.clickByte(34, Pane::Hex);
        pane.selection.clickByte(34, Pane::Hex);
        pane.selection.clickByte(36, Pane::Hex);
        QCOMPARE(fieldName(*pane.selection.shown()->dissection, pane.selection.field().value()), u"udp.dstport"_s);
        pane.selection.selectField(0, Pane::Tree);
        pane.selection.clickByte(36, Pane::Hex);
        QCOMPARE(fieldName(*pane.selection.shown()->dissection, pane.selection.field().value()), u"udp.dstport"_s);
    }

    void draggedBytesSelectTheFieldAroundThemAllAndStayAsTheyAre()
    {
        const OpenedCapture capture = openedFrames({plainUdpFrame(20)});
        PaneFixture pane;
        pane.show(capture.capture(), 0);
        pane.selection.selectBytes({35, 3}, Pane::Hex); // half of one port, the other whole
        QCOMPARE(fieldName(*pane.selection.shown()->dissection, pane.selection.field().value()), u"udp"_s);
        QCOMPARE(pane.selection.range(), (ByteRange{35, 3}));
        pane.selection.selectBytes({60, 1000}, Pane::Hex);
        QCOMPARE(pane.selection.range(), (ByteRange{60, 2}));
        pane.selection.selectBytes({4000, 1}, Pane::Hex);
        QCOMPARE(pane.selection.range().size, 0U);
        QVERIFY(!pane.selection.field());
    }

    void nextFrameKeepsTheFieldByItsPath()
    {
        const Ends ends{ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 1000, 2000};
        const OpenedCapture capture = openedFrames({plainUdpFrame(20), tcpFrame(ends, {}), plainUdpFrame(4)});
        PaneFixture pane;
        pane.show(capture.capture(), 0);
        pane.selection.selectField(fieldNamed(*pane.selection.shown()->dissection, "udp.length"), Pane::Tree);
        pane.show(capture.capture(), 1);
        QVERIFY(!pane.selection.field());
        pane.show(capture.capture(), 2);
        QCOMPARE(fieldName(*pane.selection.shown()->dissection, pane.selection.field().value()), u"udp.length"_s);
        QCOMPARE(pane.selection.range(), (ByteRange{38, 2}));
    }

    void nextFrameWithoutTheFieldSelectsItsLayer()
    {
        const Ends ends{ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 1000, 2000};
        const OpenedCapture capture
            = openedFrames({tcpFrame(ends, {.options = tcpSynOptions(1460, 7, 1)}), tcpFrame(ends, {})});
        PaneFixture pane;
        pane.show(capture.capture(), 0);
        const auto option = fieldNamed(*pane.selection.shown()->dissection, "tcp.options.mss_val");
        QVERIFY(option);
        pane.selection.selectField(option, Pane::Tree);
        pane.show(capture.capture(), 1);
        QCOMPARE(fieldName(*pane.selection.shown()->dissection, pane.selection.field().value()), u"tcp"_s);
    }

    void hoverLeavesTheSelectionUnchanged()
    {
        const OpenedCapture capture = openedFrames({plainUdpFrame(20)});
        PaneFixture pane;
        pane.show(capture.capture(), 0);
        pane.selection.clickByte(34, Pane::Hex);
        const QSignalSpy frames(&pane.selection, &Selection::frameChanged);
        const QSignalSpy fields(&pane.selection, &Selection::fieldChanged);
        const QSignalSpy ranges(&pane.selection, &Selection::rangeChanged);
        const QSignalSpy hovers(&pane.selection, &Selection::hoverChanged);
        pane.selection.hoverByte(0);
        pane.selection.hoverByte(1); // the same field
        pane.selection.hoverByte(40);
        pane.selection.hoverByte(4000);
        pane.selection.clearHover();
        QCOMPARE(hovers.count(), 3);
        QCOMPARE(frames.count() + fields.count() + ranges.count(), 0);
        QCOMPARE(pane.selection.range(), (ByteRange{34, 2}));
    }

    void hintNamesBytesFieldAndValue()
    {
        const OpenedCapture capture = openedFrames({plainUdpFrame(20)});
        PaneFixture pane;
        pane.show(capture.capture(), 0);
        const Dissection &dissection = *pane.selection.shown()->dissection;
        QCOMPARE(fieldHint(dissection, fieldNamed(dissection, "udp.srcport").value()),
                 u"Bytes 34-35: Source Port (udp.srcport) = 40001"_s);
        QCOMPARE(fieldHint(dissection, fieldNamed(dissection, "ip.ttl").value()),
                 u"Byte 22: Time to Live (ip.ttl) = 64"_s);
    }

    void noFrameTakesNoSelection()
    {
        Selection selection;
        selection.selectField(3, Pane::Tree);
        selection.selectBytes({0, 5}, Pane::Hex);
        selection.clickByte(0, Pane::Hex);
        selection.hoverByte(0);
        QVERIFY(!selection.field() && !selection.hoveredField());
        QCOMPARE(selection.range().size, 0U);
    }
};

FRAMELENS_TEST(TstSelection)
#include "tst_selection.moc"
