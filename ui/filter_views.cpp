// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/filter_views.h"

#include "ui/actions.h"
#include "ui/capture_panes.h"
#include "ui/document.h"
#include "ui/status_texts.h"
#include "ui/text.h"
#include "ui/views/frame_list_view.h"
#include "ui/widgets/progress_widget.h"

#include <QLocale>

namespace framelens::ui {

using namespace Qt::StringLiterals;

FilterViews::FilterViews(const Services &services, CapturePanes &panes, Actions &actions, ProgressWidget &progress, QWidget *window)
    : QObject(window)
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
                        : gaveUp > 0         ? tr("A regular expression took too long on %1: these are not shown.").arg(countText(gaveUp, false))
                                             : QString(),
                        m_search.isStopped() || gaveUp > 0);
    }
    emit countChanged();
}

} // namespace framelens::ui
