// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/stream_pass.h"

#include "core/base/worker_pool.h"
#include "ui/wake.h"

#include <utility>

namespace framelens::ui {

namespace {

constexpr int lookMs = 250;

} // namespace

StreamPass::StreamPass(WorkerPool &pool, std::shared_ptr<CaptureStreams> streams, QObject *parent)
    : QObject(parent)
    , m_pool(pool)
    , m_streams(std::move(streams))
{
    m_timer.setInterval(lookMs);
    connect(&m_timer, &QTimer::timeout, this, &StreamPass::look);
    m_timer.start();
}

StreamPass::~StreamPass()
{
    if (m_pass)
        m_pass->cancel();
    if (m_assembly)
        m_assembly->cancel();
}

void StreamPass::advance()
{
    if (m_pass) {
        m_again = true;
        return;
    }
    m_again = false;
    m_pass = std::make_shared<Job>(wakeFor(this, [this] { passEnded(); }));
    m_pool.submit([streams = m_streams, job = m_pass] {
        while (!job->cancelled() && streams->advance(*job)) { }
        job->finish();
    });
}

void StreamPass::passEnded()
{
    if (!m_pass || !m_pass->finished())
        return;
    m_pass.reset();
    look();
    if (m_again)
        advance();
}

void StreamPass::look()
{
    if (const std::uint32_t frames = m_streams->known(); frames != m_told) {
        m_told = frames;
        emit known();
    }
    assemble();
}

// What a row or the current frame asked for, and was too much for the window's thread.
void StreamPass::assemble()
{
    if (m_assembly)
        return;
    const std::optional<std::size_t> index = m_streams->needs();
    if (!index)
        return;
    m_assembly = std::make_shared<Job>(wakeFor(this, [this] {
        if (!m_assembly || !m_assembly->finished())
            return;
        m_assembly.reset();
        emit known();
    }));
    m_pool.submit([streams = m_streams, job = m_assembly, at = *index] {
        streams->assemble(at, *job);
        job->finish();
    });
}

} // namespace framelens::ui
