// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/list_filter.h"

#include "core/base/limits.h"
#include "core/base/worker_pool.h"
#include "core/filter/program.h"
#include "ui/capture_panes.h"
#include "ui/document.h"
#include "ui/searched_frames.h"
#include "ui/views/frame_list_view.h"
#include "ui/wake.h"

#include <algorithm>
#include <thread>

namespace framelens::ui {

namespace {

constexpr int lookMs = 16;

bool asksForMarks(const Filter &filter)
{
    return std::ranges::any_of(filter.program().operands, [](const filter::Operand &operand) {
        return operand.kind == filter::OperandKind::Special && operand.special == filter::SpecialField::Marked;
    });
}

} // namespace

ListFilter::ListFilter(WorkerPool &pool, CapturePanes &panes, QObject *parent)
    : QObject(parent)
    , m_pool(pool)
    , m_panes(panes)
{
    m_lookTimer.setSingleShot(true);
    m_lookTimer.setInterval(lookMs);
    m_graceTimer.setSingleShot(true);
    m_graceTimer.setInterval(graceMs);
    connect(&m_lookTimer, &QTimer::timeout, this, &ListFilter::look);
    connect(&m_graceTimer, &QTimer::timeout, this, &ListFilter::showFound);
    connect(&panes, &CapturePanes::decodedAnew, this, &ListFilter::start);
    connect(&panes.marks(), &Marks::changed, this, [this] {
        if (m_filter && asksForMarks(*m_filter))
            start();
    });
}

ListFilter::~ListFilter() { cancelRun(); }

void ListFilter::setDocument(Document *document)
{
    if (m_document)
        m_document->disconnect(this);
    m_document = document;
    if (document) {
        connect(document, &Document::framesAppended, this, &ListFilter::advance);
        connect(document, &Document::streamsAppended, this, &ListFilter::advance);
        connect(document, &Document::ended, this, &ListFilter::advance);
        connect(document, &Document::stateChanged, this, &ListFilter::advance);
        connect(document, &Document::sourceReplaced, this, &ListFilter::start);
    }
    start();
}

void ListFilter::apply(std::shared_ptr<const Filter> filter)
{
    m_filter = filter && !filter->isEmpty() ? std::move(filter) : nullptr;
    start();
}

// The former rows stay until there is something to show instead of them.
void ListFilter::start()
{
    cancelRun();
    m_search.reset();
    m_isStopped = false;
    m_isShown = false;
    m_isSettled = !m_filter || !m_document;
    if (m_isSettled) {
        m_panes.list().setSearching(false);
        show(RowMap::all(total()));
    } else {
        m_search = std::make_shared<FilterSearch>(m_filter, searchedFrames(*m_document, m_panes));
        m_panes.list().setSearching(true);
        m_graceTimer.start();
        advance();
    }
    emit stateChanged();
}

void ListFilter::cancelRun()
{
    m_graceTimer.stop();
    m_lookTimer.stop();
    if (m_job)
        m_job->cancel();
    m_job.reset();
}

std::uint32_t ListFilter::limit() const
{
    return m_filter->needsStreams() ? std::min(total(), m_document->framesWithStreams()) : total();
}

bool ListFilter::isComplete() const
{
    return !m_document->isCounting() && searched() >= total();
}

bool ListFilter::isWaitingForStreams() const
{
    return isSearching() && !m_job && m_filter->needsStreams() && m_document->framesWithStreams() < m_document->count();
}

std::uint32_t ListFilter::total() const { return m_document ? std::min(m_document->count(), limits::frames) : 0; }

// Goes on with the frames that were not looked at yet, as far as all is known of them that is asked for.
void ListFilter::advance()
{
    if (!m_search) {
        show(RowMap::all(total()));
        return;
    }
    if (m_job || m_isStopped)
        return;
    const std::uint32_t end = limit();
    if (end <= m_search->searched()) {
        settle();
        return;
    }
    m_job = std::make_shared<Job>(wakeFor(this, [this] {
        if (!m_lookTimer.isActive())
            m_lookTimer.start();
    }));
    m_pool.submit([search = m_search, job = m_job, end] {
        search->advance(end, std::max(1U, std::thread::hardware_concurrency()), *job);
        job->finish();
    });
    emit started(m_job);
}

void ListFilter::look()
{
    if (!m_job)
        return;
    m_job->taken();
    const bool isOver = m_job->finished(); // before the matches: those it found last are then counted
    if (m_isShown || m_search->matches().size() > 0)
        showFound();
    if (isOver) {
        m_job.reset();
        advance();
    }
    emit stateChanged();
}

void ListFilter::showFound()
{
    if (!m_search)
        return;
    m_isShown = true;
    show(RowMap::matches({m_search, &m_search->matches()}, m_search->matches().size()));
}

void ListFilter::settle()
{
    if (m_isSettled || !isComplete())
        return;
    m_isSettled = true;
    m_graceTimer.stop();
    showFound();
    m_panes.list().setSearching(false);
    emit stateChanged();
}

void ListFilter::stop()
{
    if (!isSearching() && !m_job)
        return;
    cancelRun();
    m_isStopped = true;
    showFound();
    m_panes.list().setSearching(false);
    emit stateChanged();
}

void ListFilter::show(RowMap rows)
{
    m_rows = std::move(rows);
    if (m_taker)
        m_taker(m_rows, !isSearching());
    else
        m_panes.model().setRows(m_rows);
    emit rowsChanged();
}

} // namespace framelens::ui
