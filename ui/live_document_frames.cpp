// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// How frames are made of what a session recorded: cut on a worker, or indexed as a capture that grows.
#include "ui/live_document.h"

#include "core/base/worker_pool.h"
#include "core/capture/capture.h"
#include "ui/capture_document.h"
#include "ui/live_runs.h"
#include "ui/loader.h"
#include "ui/wake.h"

#include <algorithm>
#include <climits>
#include <ranges>

namespace framelens::ui {

namespace {

// A format is recognised by so many bytes.
constexpr std::uint64_t leastHead = 24;
// A worker is given back now and then while a flood comes.
constexpr int roundsAtOnce = 64;
constexpr std::uint32_t mostLookedAlike = 1024;

bool isSameWay(const FrameInfo &one, const FrameInfo &other)
{
    return one.flow != nullptr && other.flow != nullptr && one.flow->connection == other.flow->connection
        && one.flow->direction == other.flow->direction;
}

// Whether all of `frame` lies before `former`. What was gathered lies nowhere.
bool endsBefore(const FrameView &frame, const FrameView &former)
{
    return frame.bytes.store() == former.bytes.store()
        && frame.bytes.offsetInStore() + frame.bytes.size() <= former.bytes.offsetInStore();
}

// Whether `frame` holds the first byte of `former`, as far as both lie where they were received.
bool holdsStart(const FrameView &frame, const FrameView &former)
{
    if (!isSameWay(frame.info, former.info) || frame.bytes.empty() || former.bytes.empty())
        return false;
    if (frame.bytes.store() != former.bytes.store())
        return true;
    return !endsBefore(frame, former);
}

} // namespace

void LiveDocument::lookAtFrames()
{
    if (m_isPcap) {
        openCapture();
        return;
    }
    if (m_recut && m_recut->job->finished())
        takeRecut();
    bool isLeft = false;
    bool isCut = false;
    if (m_run) {
        m_run->job->taken();
        isCut = m_run->job->finished();
        if (isCut) // before the count: what it published is then counted
            isLeft = std::exchange(m_run, nullptr)->isLeft;
    }
    const bool hasGrown = !m_pausedAt && m_recording->count() != m_seen;
    if (hasGrown) {
        m_seen = m_recording->count();
        emit framesAppended();
    }
    if (hasGrown || (isCut && !m_pausedAt)) // that a connection ended makes no frame
        emit streamsAppended();
    if (m_run)
        return;
    if (isLeft || m_log->count() > m_cutRecords || m_log->isFinished() != m_cutEnd)
        cut(false);
    else if (m_recording->isUndecided() && !m_idleTimer.isActive())
        m_idleTimer.start();
}

void LiveDocument::cut(bool isIdle)
{
    if (m_run || !m_recording)
        return;
    m_cutEnd = m_log->isFinished(); // before the count: what came before the end is counted then
    m_cutRecords = m_log->count();
    m_run = std::make_shared<CutRun>();
    m_run->recording = m_recording;
    startRun(m_run, isIdle || m_cutEnd);
}

void LiveDocument::startRun(const std::shared_ptr<CutRun> &run, bool isIdle)
{
    run->job = std::make_shared<Job>(wakeFor(this, [this] { onWoken(); }));
    const int rounds = run == m_recut ? INT_MAX : roundsAtOnce;
    m_services.pool.submit([run, isIdle, rounds] {
        bool isLeft = true;
        for (int round = 0; isLeft && round < rounds && !run->job->cancelled(); ++round) {
            isLeft = run->recording->advance(*run->job, isIdle);
            run->job->published();
        }
        run->isLeft = isLeft;
        run->job->finish();
    });
}

bool LiveDocument::isBeingRecut() const
{
    return m_recut && !m_recut->job->cancelled();
}

// A re-cut takes the former one's place: what that one was to bring is not lost.
const std::optional<FramerSpec> &LiveDocument::framer() const &
{
    return isBeingRecut() ? m_recut->framer : m_framer;
}

const std::shared_ptr<const Bindings> &LiveDocument::bindings() const &
{
    return isBeingRecut() ? m_recut->bindings : m_bindings;
}

void LiveDocument::recut(std::optional<FramerSpec> framer)
{
    recutWith(std::move(framer), bindings());
}

void LiveDocument::recutWith(std::optional<FramerSpec> framer, std::shared_ptr<const Bindings> bindings)
{
    if (m_isPcap || !m_log) {
        m_bindings = std::move(bindings);
        return;
    }
    if (m_recut)
        m_recut->job->cancel();
    m_recut = std::make_shared<CutRun>();
    m_recut->framer = std::move(framer);
    m_recut->bindings = std::move(bindings);
    m_recut->recording = makeRecording(m_recut->framer, m_recut->bindings);
    startRun(m_recut, false);
    emit recutStarted();
}

void LiveDocument::rebind(std::shared_ptr<const Bindings> bindings)
{
    const bool isSame = (this->bindings() ? *this->bindings() : Bindings()) == (bindings ? *bindings : Bindings());
    if (m_captured)
        m_captured->rebind(bindings);
    if (!isSame)
        recutWith(framer(), std::move(bindings));
}

std::shared_ptr<Job> LiveDocument::recutJob() const
{
    return m_recut ? m_recut->job : nullptr;
}

void LiveDocument::takeRecut()
{
    const std::shared_ptr<CutRun> done = std::exchange(m_recut, nullptr);
    if (done->job->cancelled())
        return;
    if (m_run) // over the former framing
        std::exchange(m_run, nullptr)->job->cancel();
    m_framer = done->framer;
    m_bindings = done->bindings;
    if (m_session)
        m_session->setNote(std::string(framerNote), m_framer ? framerText(*m_framer) : std::string());
    m_recording = done->recording;
    m_source = m_recording;
    m_streams = m_recording;
    m_seen = m_recording->count();
    if (m_pausedAt)
        m_pausedAt = m_seen;
    m_cutRecords = 0; // what came meanwhile, and an end that it has not seen
    m_cutEnd = false;
    emit sourceReplaced();
    emit streamsAppended();
}

// Times never go back, so the frames of a moment are found by halving. All that was cut out of one chunk is of one moment, and
// lies there in order: halved again, by place. From there on the one with the same bytes is looked for.
std::uint32_t LiveDocument::frameLike(const FrameView &former) const
{
    if (m_isPcap)
        return Document::frameLike(former);
    const std::uint32_t count = m_source->count();
    const auto frames = std::views::iota(std::uint32_t{0}, count);
    const auto moment = std::ranges::equal_range(frames, former.info.timeNs, {}, [this](std::uint32_t frame) {
        return m_source->frame(frame).info.timeNs;
    });
    const auto place = std::ranges::partition_point(moment, [&](std::uint32_t frame) {
        return endsBefore(m_source->view(frame), former);
    });
    const auto begin = static_cast<std::uint32_t>(place - frames.begin());
    const std::uint32_t stop = count - begin > mostLookedAlike ? begin + mostLookedAlike : count;
    for (std::uint32_t frame = begin; frame < stop; ++frame)
        if (holdsStart(m_source->view(frame), former))
            return frame;
    return count == 0 ? 0 : std::min(begin, count - 1);
}

void LiveDocument::openCapture()
{
    if (m_captured) {
        m_captured->loader().check();
        return;
    }
    const bool isEnough = bytes() >= leastHead || (m_isOver && bytes() > 0);
    if (m_opening || !isEnough || m_captureProblem || bytes() == m_refusedBytes)
        return;
    OpenOptions options;
    options.follow = true;
    options.ledger = m_services.ledger;
    m_refusedBytes = bytes();
    m_opening = std::make_unique<Loader>(m_services.pool, Opening::start(m_services.pool, m_log->path(), options));
    connect(m_opening.get(), &Loader::opened, this, &LiveDocument::takeCapture);
    connect(m_opening.get(), &Loader::refused, this, &LiveDocument::refuseCapture);
}

void LiveDocument::takeCapture()
{
    m_opening->disconnect(this);
    m_captured = std::make_unique<CaptureDocument>(m_services, std::move(m_opening));
    m_source = m_captured->source();
    m_streams = m_captured->streams();
    connect(m_captured.get(), &Document::framesAppended, this, [this] {
        m_seen = m_source->count();
        if (!m_pausedAt)
            emit framesAppended();
    });
    connect(m_captured.get(), &Document::streamsAppended, this, &Document::streamsAppended);
    connect(m_captured.get(), &Document::sourceReplaced, this, [this] {
        m_source = m_captured->source();
        m_streams = m_captured->streams();
        emit sourceReplaced();
    });
    connect(m_captured.get(), &Document::ended, this, &LiveDocument::onWoken);
    emit sourceReplaced();
}

void LiveDocument::refuseCapture()
{
    const std::optional<Error> why = m_opening->job()->failure();
    m_opening.release()->deleteLater(); // it told us
    const bool mayBeTooShort = why && (why->reason == Reason::EndsInside || why->reason == Reason::Empty) && !m_isOver;
    if (!mayBeTooShort) {
        m_captureProblem = why;
        stop(); // what comes is of no use
    }
    onWoken();
}

// What a followed file waits for will not come any more.
void LiveDocument::checkCaptureEnd()
{
    m_endCheck = std::make_shared<EndCheck>();
    m_endCheck->job = std::make_shared<Job>(wakeFor(this, [this] { onWoken(); }));
    m_services.pool.submit([check = m_endCheck, path = m_log->path()] {
        if (const Result<FrameCount> counted = countFrames(path))
            check->problem = counted->problem;
        check->job->finish();
    });
}

void LiveDocument::announceEnd()
{
    if (!m_isOver || m_saidEnd || m_run || m_opening)
        return;
    if (m_isPcap) {
        if (!m_captured && bytes() > 0 && !m_captureProblem)
            return;
        if (m_captured && m_captured->isBusy())
            return;
        if (m_captured && !m_endCheck) {
            checkCaptureEnd();
            return;
        }
        if (m_endCheck && !m_endCheck->job->finished())
            return;
        if (const auto check = std::exchange(m_endCheck, nullptr); check && check->problem)
            m_captureProblem = check->problem;
    } else if (m_log->count() > m_cutRecords || m_log->isFinished() != m_cutEnd) {
        return;
    }
    m_saidEnd = true;
    emit ended();
}

} // namespace framelens::ui
