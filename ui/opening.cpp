// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/opening.h"

namespace framelens::ui {

Opening::Opening(std::string path, OpenOptions options)
    : m_path(std::move(path))
    , m_options(std::move(options))
    , m_job(std::make_shared<Job>([this] { wake(); })) // called by the worker only, whose task holds us
{
}

std::shared_ptr<Opening> Opening::start(WorkerPool &pool, const std::string &path, OpenOptions options)
{
    const std::shared_ptr<Opening> opening(new Opening(path, std::move(options)));
    pool.submit([opening] {
        Result<std::shared_ptr<Capture>> opened = Capture::open(opening->m_path, opening->m_options);
        if (opened)
            opening->run(*std::move(opened));
        else
            opening->m_job->finish(opened.error());
    });
    return opening;
}

std::shared_ptr<Opening> Opening::resume(WorkerPool &pool, std::shared_ptr<Capture> capture)
{
    const std::shared_ptr<Opening> opening(new Opening(capture->path(), {}));
    pool.submit([opening, capture = std::move(capture)]() mutable { opening->run(std::move(capture)); });
    return opening;
}

std::shared_ptr<Capture> Opening::capture() const
{
    const std::scoped_lock lock(m_mutex);
    return m_capture;
}

void Opening::run(std::shared_ptr<Capture> capture)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_capture = capture;
    }
    m_job->published();
    capture->index(*m_job);
}

void Opening::watch(std::function<void()> wake)
{
    const std::scoped_lock lock(m_mutex);
    m_wake = std::move(wake);
    if (m_wake && m_woken)
        m_wake();
}

void Opening::wake()
{
    // The lock is held while waking, so that whoever stops watching is not called afterwards.
    const std::scoped_lock lock(m_mutex);
    m_woken = true;
    if (m_wake)
        m_wake();
}

} // namespace framelens::ui
