// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/loader.h"

#include "ui/wake.h"

namespace framelens::ui {

namespace {

// One look a picture of a 60 Hz display.
constexpr int lookMs = 16;
// Cheap (one fstat), and soon enough for a person.
constexpr int fileCheckMs = 250;

} // namespace

Loader::Loader(WorkerPool &pool, std::shared_ptr<Opening> opening, QObject *parent)
    : QObject(parent)
    , m_pool(pool)
    , m_path(opening->path())
    , m_options(opening->options())
{
    m_lookTimer.setSingleShot(true);
    m_lookTimer.setTimerType(Qt::PreciseTimer);
    connect(&m_lookTimer, &QTimer::timeout, this, &Loader::look);
    m_fileTimer.setInterval(fileCheckMs);
    connect(&m_fileTimer, &QTimer::timeout, this, &Loader::checkFile);
    take(std::move(opening));
}

Loader::~Loader()
{
    if (!m_opening)
        return;
    m_opening->watch(nullptr);
    m_opening->job()->cancel();
}

void Loader::cancel()
{
    m_opening->job()->cancel();
}

void Loader::resume()
{
    if (!m_busy && m_capture)
        take(Opening::resume(m_pool, m_capture));
}

void Loader::check()
{
    if (m_capture && m_opening && !m_busy)
        checkFile();
}

std::shared_ptr<Opening> Loader::release()
{
    m_opening->watch(nullptr);
    m_lookTimer.stop();
    m_fileTimer.stop();
    return std::exchange(m_opening, nullptr);
}

void Loader::take(std::shared_ptr<Opening> opening)
{
    m_opening = std::move(opening);
    m_busy = true;
    m_opening->watch(wakeFor(this, [this] {
        if (m_opening && !m_lookTimer.isActive())
            m_lookTimer.start(m_seen == 0 ? 0 : lookMs); // the first rows do not wait
    }));
}

void Loader::look()
{
    const std::shared_ptr<Job> job = m_opening->job();
    job->taken();
    const bool finished = job->finished(); // before the count: what it published is then counted
    const bool isFirstLook = !m_capture;
    if (isFirstLook)
        m_capture = m_opening->capture();
    if (isFirstLook && m_capture) {
        m_fileTimer.start();
        emit opened();
        if (!m_opening) // passed on to another window
            return;
    }
    if (m_capture && m_capture->count() != m_seen) {
        m_seen = m_capture->count();
        emit framesAppended();
    }
    if (!finished || !m_busy)
        return;
    m_busy = false;
    if (m_capture)
        emit ended();
    else
        emit refused();
}

void Loader::checkFile()
{
    const FileChange change = m_capture->check();
    if (change == FileChange::Grown && m_options.follow) {
        resume();
        return;
    }
    const std::uint32_t generation = m_capture->generation(); // a file may be cut again
    if (change == FileChange::None || (change == m_lastChange && generation == m_lastGeneration))
        return;
    m_lastChange = change;
    m_lastGeneration = generation;
    emit fileChanged(change);
}

} // namespace framelens::ui
