// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/filter_views.h"

#include "core/base/worker_pool.h"
#include "ui/actions.h"
#include "ui/capture_panes.h"
#include "ui/document.h"
#include "ui/field_text.h"
#include "ui/filter_menu.h"
#include "ui/status_texts.h"
#include "ui/searched_frames.h"
#include "ui/text.h"
#include "ui/views/frame_list_view.h"
#include "ui/wake.h"
#include "ui/widgets/progress_widget.h"

#include <QHeaderView>
#include <QMenu>
#include <QMouseEvent>

#include <algorithm>
#include <utility>

namespace framelens::ui {

using namespace Qt::StringLiterals;

// Shared with the worker; `seen` is read when the job has finished.
struct FilterViews::FieldsRun
{
    std::shared_ptr<Job> job;
    std::shared_ptr<const FieldsSeen> seen = {};
};

FilterViews::FilterViews(const Services &services, CapturePanes &panes, Actions &actions, ProgressWidget &progress, QWidget *window)
    : QObject(window)
    , m_pool(services.pool)
    , m_panes(panes)
    , m_progress(progress)
    , m_clearAction(actions[Do::ClearFilter])
    , m_line(new FilterLine(services.settings, services.dissector->registry(), window))
    , m_search(services.pool, panes)
{
    connect(m_line, &FilterLine::applied, this, [this](const std::shared_ptr<const Filter> &filter) {
        m_search.apply(filter);
        m_panes.list().setFocus();
    });
    connect(m_line, &FilterLine::left, &m_panes.list(), [this] { m_panes.list().setFocus(); });
    connect(&m_search, &ListFilter::started, this, &FilterViews::watch);
    connect(&m_search, &ListFilter::stateChanged, this, &FilterViews::showState);
    connect(&m_search, &ListFilter::rowsChanged, this, &FilterViews::showState);
    connect(actions[Do::Filter], &QAction::triggered, m_line, &FilterLine::focusLine);
    connect(m_clearAction, &QAction::triggered, this, [this] { apply({}); });
    connect(&panes, &CapturePanes::filterMenuAsked, this, [this](QMenu *menu, Pane pane) { fillPaneMenu(*menu, pane); });
    connect(&panes, &CapturePanes::decodedAnew, this, [this] {
        m_line->setRegistry(m_panes.dissector()->registry());
        forgetFields();
    });
    m_line->setHints([this] { return hints(); });
    panes.list().viewport()->installEventFilter(this);
}

FilterViews::~FilterViews() { forgetFields(); }

void FilterViews::setDocument(Document *document)
{
    if (m_document)
        m_document->disconnect(this);
    m_document = document;
    forgetFields();
    forgetColours();
    if (document)
        connect(document, &Document::sourceReplaced, this, &FilterViews::forgetFields);
    m_search.setDocument(document);
}

void FilterViews::forgetFields()
{
    if (m_fieldsRun)
        m_fieldsRun->job->cancel();
    m_fieldsRun.reset();
    m_fields.reset();
}

// Nobody pays for what is never asked.
CaptureHints FilterViews::hints()
{
    lookAtFields();
    return {.seen = m_fields, .shown = m_panes.selection().shown()};
}

void FilterViews::lookAtFields()
{
    if (m_fieldsRun || !m_document)
        return;
    const std::uint32_t frames = std::min({m_document->count(), m_document->framesWithStreams(), FieldsSeen::mostFrames});
    if (frames == 0 || (m_fields && frames <= m_fields->frames() + m_fields->frames() / 4)) // a growing capture has hardly others
        return;
    m_fieldsRun = std::make_shared<FieldsRun>(std::make_shared<Job>(wakeFor(this, [this] {
        if (!m_fieldsRun || !m_fieldsRun->job->finished())
            return;
        m_fields = std::exchange(m_fieldsRun, nullptr)->seen;
        m_line->hintsChanged();
    })));
    const SearchedFrames searched = searchedFrames(*m_document, m_panes);
    m_pool.submit([run = m_fieldsRun, searched, frames, dissector = m_panes.dissector()] {
        const auto view = searched.view ? searched.view : [source = searched.source](std::uint32_t frame) { return source->view(frame); };
        run->seen = std::make_shared<FieldsSeen>(frames, view, dissector, *run->job);
        run->job->finish();
    });
}

void FilterViews::addMenus(QMenu &menu, const OfferedFilter &offered)
{
    const FilterCheck check = checkFilter(offered.expression, m_panes.model().dissector()->registry());
    const OfferedFilter usable = check.state == FilterState::Error ? OfferedFilter{.why = check.message} : offered;
    addFilterMenus(menu, usable, [this, expression = usable.expression](FilterJoin how, bool applies) { join(how, expression, applies); });
}

void FilterViews::fillListMenu(QMenu &menu, int column)
{
    const std::optional<std::uint32_t> frame = m_panes.list().currentFrame();
    if (!frame)
        return;
    addMenus(menu, cellFilter(m_panes.model(), *frame, column));
    QMenu *const conversations = menu.addMenu(tr("Con&versation Filter"));
    conversations->setObjectName(u"conversationFilter"_s);
    conversations->setToolTipsVisible(true);
    const std::shared_ptr<const ShownFrame> shown = m_panes.selection().shown();
    for (const ConversationFilter &filter : shown ? conversationFilters(*shown->dissection) : std::vector<ConversationFilter>())
        setPlainToolTip(conversations->addAction(filter.layer, this, [this, filter] { apply(filter.expression); }), visible(filter.expression));
    addColourMenu(menu, shown && !conversations->isEmpty() ? conversationFilters(*shown->dissection).back().expression : QString());
    conversations->setEnabled(!conversations->isEmpty());
    setPlainToolTip(conversations->menuAction(), conversations->isEmpty() ? tr("The frame names no two ends") : tr("Show only frames between the same two ends"));
}

// Of the innermost conversation.
void FilterViews::addColourMenu(QMenu &menu, const QString &conversation)
{
    QMenu *const colours = menu.addMenu(tr("Co&lour Conversation"));
    colours->setObjectName(u"colourConversation"_s);
    colours->setToolTipsVisible(true);
    const bool isOffered = !conversation.isEmpty() || !m_conversationColours.empty();
    for (const QString &tint : conversation.isEmpty() ? QStringList() : tintNames())
        setPlainToolTip(colours->addAction(tintLabel(tint), this, [this, conversation, tint] { colour(conversation, tint); }), visible(conversation));
    if (!m_conversationColours.empty()) {
        colours->addSeparator();
        colours->addAction(tr("&Reset All Conversations"), this, &FilterViews::forgetColours);
    }
    colours->setEnabled(isOffered);
    setPlainToolTip(colours->menuAction(), isOffered ? tr("Tint the rows between the same two ends until the capture is closed") : tr("The frame names no two ends"));
}

void FilterViews::colour(const QString &conversation, const QString &tint)
{
    std::erase_if(m_conversationColours, [&conversation](const ColourRule &rule) { return rule.filter == conversation; });
    m_conversationColours.insert(m_conversationColours.begin(), {.name = tr("Conversation"), .filter = conversation, .colour = tint});
    m_conversationColours.resize(std::min(m_conversationColours.size(), mostColourRules));
    emit coloursChanged();
}

void FilterViews::forgetColours()
{
    if (m_conversationColours.empty())
        return;
    m_conversationColours.clear();
    emit coloursChanged();
}

OfferedFilter FilterViews::offered(Pane pane) const
{
    const Selection &selection = m_panes.selection();
    const std::shared_ptr<const ShownFrame> &shown = selection.shown();
    if (!shown)
        return {.why = tr("No frame is current")};
    const std::optional<std::uint32_t> field = selection.field();
    const bool isWholeField = field && selection.range() == rangeOf(*shown->dissection, *field);
    if (field && (pane != Pane::Hex || isWholeField))
        return {.expression = fieldFilter(*shown->dissection, *field)};
    if (pane != Pane::Hex)
        return {.why = tr("No field is selected")};
    if (selection.source() != Dissection::frameSource)
        return {.why = tr("These bytes lie in no frame as they stand here")};
    return bytesFilter(shown->view.bytes.sub(selection.range().offset, selection.range().size));
}

void FilterViews::fillPaneMenu(QMenu &menu, Pane pane)
{
    addMenus(menu, offered(pane));
    menu.addSeparator();
}

bool FilterViews::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::MouseButtonPress)
        return QObject::eventFilter(watched, event);
    const auto *mouse = static_cast<QMouseEvent *>(event);
    const QPoint at = mouse->position().toPoint();
    const FrameListView &list = m_panes.list();
    const std::optional<int> row = list.rowAt(at.y());
    const int column = list.header()->logicalIndexAt(at.x());
    if (mouse->button() != Qt::MiddleButton || !row || column < 0)
        return QObject::eventFilter(watched, event);
    if (const OfferedFilter offered = cellFilter(m_panes.model(), *m_panes.model().frameOf(*row), column); !offered.expression.isEmpty())
        join(FilterJoin::Selected, offered.expression, true);
    return true;
}

void FilterViews::watch(const std::shared_ptr<const Job> &job)
{
    m_progress.add(tr("Filtering"), job, [this] { m_search.stop(); });
}

void FilterViews::join(FilterJoin how, const QString &expression, bool applies)
{
    m_line->setText(joinFilters(m_line->text(), how, expression));
    if (applies)
        m_line->apply(m_line->text());
    else
        m_line->focusLine();
}

std::optional<std::uint32_t> FilterViews::shownCount() const
{
    return m_search.filter() ? std::optional(m_search.rows().size()) : std::nullopt;
}

void FilterViews::showState()
{
    FrameListView &list = m_panes.list();
    const std::uint32_t there = m_search.total();
    const QString done = percentText(m_search.searched(), there);
    const QString applied = visible(m_line->appliedText().trimmed());
    if (!m_search.filter()) {
        list.setNarrowedState({});
        m_line->setNote({});
    } else if (m_search.isWaitingForStreams()) {
        const QString waits = tr("Waiting until conversations are known: %1 searched.").arg(done);
        list.setNarrowedState({.sentence = waits, .tail = waits});
        m_line->setNote(waits, true);
    } else if (m_search.isSearching()) {
        list.setNarrowedState({.sentence = tr("Nothing found yet, %1 searched.").arg(done), .tail = tr("searching...")});
        m_line->setNote(tr("Searching: %1.").arg(done));
    } else {
        const QString none = m_search.isStopped() ? tr("Nothing found; stopped after %1.").arg(done)
                                                  : tr("No frame matches `%1`.").arg(applied);
        list.setNarrowedState({.sentence = none, .action = m_clearAction, .tail = m_search.isStopped() ? tr("stopped after %1").arg(done) : QString()});
        const std::uint64_t gaveUp = m_search.limitsReached();
        m_line->setNote(m_search.isStopped() ? tr("Stopped: %1 searched. Enter searches again.").arg(done)
                        : gaveUp > 0         ? tr("The filter took too long on %1: these are not shown.").arg(countText(gaveUp, false))
                                             : QString(),
                        m_search.isStopped() || gaveUp > 0);
    }
    emit countChanged();
}

} // namespace framelens::ui
