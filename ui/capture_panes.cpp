// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/capture_panes.h"

#include "ui/models/field_column.h"
#include "ui/settings.h"
#include "ui/views/field_tree_view.h"
#include "ui/views/frame_list_view.h"
#include "ui/views/hex_tabs.h"

#include <QHeaderView>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

const QString columnsKey = u"look/columns"_s;

} // namespace

CapturePanes::CapturePanes(std::shared_ptr<const Dissector> dissector, std::shared_ptr<CopyLedger> ledger,
                           QWidget *parent)
    : QWidget(parent)
    , m_context{.selection = &m_selection, .font = &m_font, .ledger = std::move(ledger),
                .fillCopyMenu = [this](QMenu &menu, Pane pane) { emit copyMenuAsked(&menu, pane); },
                .fillFilterMenu = [this](QMenu &menu, Pane pane) { emit filterMenuAsked(&menu, pane); }}
    , m_dissector(std::move(dissector))
    , m_main(new QSplitter(Qt::Vertical, this))
    , m_lower(new QSplitter(Qt::Horizontal, m_main))
    , m_list(new FrameListView(m_context, m_main))
    , m_tree(new FieldTreeView(m_context, m_lower))
    , m_byteTabs(new HexTabs(m_context, m_lower))
{
    m_main->setObjectName(u"mainSplitter"_s);
    m_lower->setObjectName(u"lowerSplitter"_s);
    m_list->setObjectName(u"frameList"_s);
    m_tree->setObjectName(u"fieldTree"_s);
    m_main->insertWidget(0, m_list);
    for (QSplitter *splitter : {m_main, m_lower})
        splitter->setChildrenCollapsible(false);
    m_model.setMarks(&m_marks, &m_ignored, &m_references);
    m_list->setModel(&m_model);
    m_firstHeader = m_list->header()->saveState();

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_main);
    setFocusProxy(m_list);
    connect(m_tree, &FieldTreeView::columnAsked, this, &CapturePanes::columnAsked);
    connect(m_list, &FrameListView::columnAsked, this, [this] { emit columnAsked({}); });
    connect(m_tree, &FieldTreeView::frameAsked, this, &CapturePanes::showFrame);
}

CapturePanes::~CapturePanes()
{
    m_list->setModel(nullptr); // the views go after our members
}

HexView &CapturePanes::hex() const
{
    return m_byteTabs->current();
}

void CapturePanes::setSource(std::shared_ptr<const FrameSource> source)
{
    m_selection.showFrame(nullptr, Pane::Program);
    for (Marks *set : {&m_marks, &m_ignored, &m_references})
        set->clear();
    m_model.setSource(std::move(source), m_dissector);
}

void CapturePanes::replaceSource(std::shared_ptr<const FrameSource> source,
                                 const std::function<std::uint32_t(const FrameView &)> &like)
{
    const std::shared_ptr<const ShownFrame> shown = m_selection.shown();
    const std::optional<std::uint32_t> topFrame = m_model.frameOf(m_list->topRow());
    const FrameView top = topFrame ? m_model.source()->view(*topFrame) : FrameView();
    const bool scrolls = m_list->autoScroll();
    m_model.setSource(std::move(source), m_dissector);
    const int last = m_list->rowCount() - 1;
    if (last < 0)
        return;
    const auto rowLike = [this, &like, last](const FrameView &frame) {
        return m_model.rowOf(like(frame)).value_or(last);
    };
    if (shown)
        m_list->setCurrentRow(rowLike(shown->view));
    if (topFrame)
        m_list->setTopRow(rowLike(top));
    m_list->setAutoScroll(scrolls);
}

void CapturePanes::setDissector(std::shared_ptr<const Dissector> dissector)
{
    m_dissector = std::move(dissector);
    m_model.setDissector(m_dissector);
    bytesLost();
    emit decodedAnew();
}

// The current frame is decoded again only if its stream says something else of it than before.
void CapturePanes::knownBetter()
{
    m_model.dropTexts();
    const std::shared_ptr<const ShownFrame> shown = m_selection.shown();
    if (!shown || !m_model.source() || shown->frame >= m_model.source()->count())
        return;
    const FrameView now = m_model.source()->view(shown->frame);
    // While a worker is at the stream, a look from here finds no messages: what is shown has them already.
    const bool isBetter = now.info.conversation != shown->view.info.conversation
        || (now.info.messages != nullptr && shown->view.info.messages == nullptr);
    if (isBetter)
        m_selection.showFrame(m_model.shownFrame(shown->frame), Pane::Program);
}

void CapturePanes::framesAppended()
{
    m_model.framesAppended();
}

void CapturePanes::showFrame(std::uint32_t frame)
{
    if (!m_list->setCurrentFrame(frame))
        emit hiddenFrameAsked(frame);
}

void CapturePanes::bytesLost()
{
    m_model.dropTexts();
    if (const std::shared_ptr<const ShownFrame> shown = m_selection.shown(); shown && m_model.source())
        m_selection.showFrame(m_model.shownFrame(shown->frame), Pane::Program);
}

QWidget *CapturePanes::focusedPane() const
{
    const std::array<QWidget *, 3> panes{m_list, m_tree, &hex()};
    const auto found = std::ranges::find_if(panes, [](const QWidget *pane) { return pane->hasFocus(); });
    return found == panes.end() ? nullptr : *found;
}

void CapturePanes::cyclePane(bool forward)
{
    const std::array<QWidget *, 3> panes{m_list, m_tree, &hex()};
    const auto at = static_cast<std::size_t>(std::ranges::find(panes, focusedPane()) - panes.begin());
    const std::size_t step = forward ? 1 : panes.size() - 1;
    panes[at == panes.size() ? 0 : (at + step) % panes.size()]->setFocus(Qt::OtherFocusReason);
}

bool CapturePanes::copy()
{
    const QWidget *pane = focusedPane();
    if (pane == m_tree)
        m_tree->copy();
    else if (pane == &hex())
        hex().copy();
    return pane == m_tree || pane == &hex();
}

std::optional<ByteView> CapturePanes::focusedBytes() const
{
    const QWidget *pane = focusedPane();
    if (pane == m_tree)
        return m_tree->currentBytes();
    if (pane == &hex())
        return hex().bytes().sub(hex().selectedRange().offset, hex().selectedRange().size);
    return {};
}

void CapturePanes::selectAll()
{
    if (focusedPane() == &hex())
        hex().selectAll();
    else
        m_list->selectAll();
}

void CapturePanes::askWhere()
{
    if (focusedPane() == &hex())
        hex().askForOffset();
    else
        m_list->askForFrame();
}

void CapturePanes::save(Settings &settings) const
{
    if (!m_divided) // never seen: there is nothing to keep
        return;
    settings.setState(state::mainSplitter, m_main->saveState());
    settings.setState(state::lowerSplitter, m_lower->saveState());
    settings.setLines(columnsKey, m_model.fieldColumns());
    settings.setState(state::listHeader, m_list->header()->saveState());
    settings.setState(state::treeHeader, m_tree->header()->saveState());
    settings.setNumber(u"look/zoom"_s, m_font.zoom());
}

FilterResult<int> CapturePanes::addColumn(const QString &field)
{
    auto column = fieldColumn(field, m_dissector->registry());
    if (!column)
        return std::unexpected(column.error());
    QHeaderView *header = m_list->header();
    const int before = m_model.columnCount();
    const int added = m_model.addColumn(*std::move(column));
    header->setSectionHidden(added, false);
    if (added == before) { // to the left of the column that takes the rest
        m_list->setDefaultWidth(added);
        header->moveSection(header->visualIndex(added), header->visualIndex(FrameListModel::ownColumns - 1));
    }
    return added;
}

void CapturePanes::restore(const Settings &settings)
{
    m_font.setZoom(settings.zoom());
    m_divided = m_main->restoreState(settings.state(state::mainSplitter))
        && m_lower->restoreState(settings.state(state::lowerSplitter));
    if (!m_divided)
        return;
    for (const QString &name : settings.lines(columnsKey))
        static_cast<void>(addColumn(name));
    // Of another set of columns, a header's state is refused as a whole.
    m_list->header()->restoreState(settings.state(state::listHeader));
    m_tree->header()->restoreState(settings.state(state::treeHeader));
    m_main->setOrientation(Qt::Vertical);
    m_lower->setOrientation(Qt::Horizontal);
    for (QSplitter *splitter : {m_main, m_lower})
        splitter->setChildrenCollapsible(false);
}

void CapturePanes::resetLayout()
{
    while (m_model.removeColumn(m_model.columnCount() - 1)) { }
    m_list->header()->restoreState(m_firstHeader);
    m_tree->setShowsPlaces(true);
    divide();
}

void CapturePanes::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (!m_divided)
        divide();
}

void CapturePanes::divide()
{
    m_divided = true;
    m_main->setSizes({height() * 55 / 100, height() * 45 / 100});
    m_lower->setSizes({width() * 45 / 100, width() * 55 / 100});
}

} // namespace framelens::ui
