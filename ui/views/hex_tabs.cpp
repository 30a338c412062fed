// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/views/hex_tabs.h"

#include "core/decode/messages.h"
#include "ui/text.h"

#include <QLocale>
#include <QStringList>
#include <QTabBar>

#include <algorithm>
#include <ranges>
#include <utility>

namespace framelens::ui {

using namespace Qt::StringLiterals;

QString gatheredTitle(const ShownFrame &shown, std::size_t number)
{
    const auto size = shown.view.info.messages->gathered[number].size();
    return (size == 1 ? HexTabs::tr("Reassembled TCP (%1 byte)") : HexTabs::tr("Reassembled TCP (%1 bytes)"))
        .arg(QLocale().toString(static_cast<qulonglong>(size)));
}

QString gatheredPieces(const ShownFrame &shown, std::size_t number)
{
    constexpr std::size_t mostNamed = 20;
    const auto &messages = shown.view.info.messages->messages;
    const auto message = std::ranges::find(messages, number + 1, &StreamMessage::gathered);
    if (message == messages.end())
        return {};
    QStringList lines;
    for (const SegmentLink &segment : message->segments | std::views::take(mostNamed))
        lines += (segment.size == 1 ? HexTabs::tr("Frame %1: %2 byte") : HexTabs::tr("Frame %1: %2 bytes")).arg(segment.frame).arg(QLocale().toString(segment.size));
    if (const std::size_t count = message->segments.size(); count > mostNamed)
        lines += HexTabs::tr("and %1 more").arg(count - mostNamed);
    return lines.join(u'\n');
}

HexTabs::HexTabs(PaneContext context, QWidget *parent)
    : QTabWidget(parent)
    , m_context(std::move(context))
{
    setObjectName(u"byteTabs"_s);
    setDocumentMode(true);
    setTabBarAutoHide(true); // one kind of bytes needs no choice
    setFocusPolicy(Qt::NoFocus); // its bar takes the focus, and would keep it while hidden
    tabBar()->setAccessibleName(tr("Kinds of bytes"));
    addTab(&viewOf(0), tr("Frame"));
    frameView().setObjectName(u"hexPane"_s);
    connect(this, &QTabWidget::currentChanged, this, &HexTabs::chosen);
    connect(m_context.selection, &Selection::frameChanged, this, &HexTabs::showFrame);
    connect(m_context.selection, &Selection::rangeChanged, this, &HexTabs::showRange);
}

bool HexTabs::hasPaneFocus() const
{
    return std::ranges::any_of(m_views, [](const HexView *view) { return view->hasFocus(); });
}

void HexTabs::setShowsTints(bool on)
{
    m_tints = on;
    for (HexView *view : m_views)
        view->setShowsTints(on);
}

void HexTabs::setHitFinder(std::function<std::vector<ByteRange>(Bytes)> finder)
{
    m_hitFinder = std::move(finder);
    for (HexView *view : m_views)
        view->setHitFinder(m_hitFinder);
}

std::size_t HexTabs::gathered() const
{
    const auto &shown = m_context.selection->shown();
    return shown ? shown->gatheredCount() : 0;
}

// Views are made as frames need them, and kept: a frame has one, or some.
HexView &HexTabs::viewOf(std::size_t index)
{
    while (m_views.size() <= index) {
        const std::size_t number = m_views.size();
        const auto source = static_cast<std::uint8_t>(number == 0 ? Dissection::frameSource
                                                                  : ShownFrame::firstGathered + number - 1);
        auto *view = new HexView(m_context, this, source);
        view->setObjectName(u"gatheredPane%1"_s.arg(number));
        view->setShowsTints(m_tints);
        view->setHitFinder(m_hitFinder);
        connect(view, &HexView::tintsAsked, this, &HexTabs::tintsAsked);
        m_views.push_back(view);
    }
    return *m_views[index];
}

void HexTabs::fitTabs(std::size_t wanted)
{
    while (count() > static_cast<int>(wanted)) {
        const bool hadFocus = m_views[static_cast<std::size_t>(count() - 1)]->hasFocus();
        removeTab(count() - 1);
        if (hadFocus)
            current().setFocus(Qt::OtherFocusReason);
    }
    while (count() < static_cast<int>(wanted)) {
        HexView &view = viewOf(static_cast<std::size_t>(count()));
        addTab(&view, QString());
    }
}

void HexTabs::nameTabs()
{
    const auto &shown = m_context.selection->shown();
    for (int index = 1; index < count(); ++index) {
        const auto number = static_cast<std::size_t>(index - 1);
        setTabText(index, gatheredTitle(*shown, number));
        setTabToolTip(index, plainToolTip(gatheredPieces(*shown, number)));
        viewOf(number + 1).setAccessibleName(tabText(index));
    }
}

void HexTabs::showFrame()
{
    m_isNewFrame = true;
    m_arranging = true;
    const std::size_t tabs = gathered() + 1;
    const bool hadFocus = hasPaneFocus();
    fitTabs(tabs);
    nameTabs();
    setCurrentIndex(static_cast<int>(m_chosen < tabs ? m_chosen : m_chosen == 0 ? 0 : tabs - 1));
    if (hadFocus)
        current().setFocus(Qt::OtherFocusReason);
    m_arranging = false;
}

// What is selected is in view, unless it came along with another frame: then the kind of bytes looked at stays.
void HexTabs::showRange()
{
    const bool isNewFrame = std::exchange(m_isNewFrame, false);
    const Selection &selection = *m_context.selection;
    if (isNewFrame || selection.range().size == 0)
        return;
    const auto source = selection.source();
    setCurrentIndex(source < ShownFrame::firstGathered ? 0 : source - ShownFrame::firstGathered + 1);
}

void HexTabs::chosen(int index)
{
    if (!m_arranging && index >= 0)
        m_chosen = static_cast<std::size_t>(index);
}

} // namespace framelens::ui
