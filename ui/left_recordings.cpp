// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/left_recordings.h"

#include "core/base/worker_pool.h"
#include "core/bytes/spool.h"
#include "core/capture/capture.h"
#include "core/stream/recording.h"
#include "ui/live_runs.h"
#include "ui/text.h"
#include "ui/wake.h"

#include <QLocale>

namespace framelens::ui {

struct LeftRecordings::Look
{
    std::shared_ptr<Job> job;
    std::vector<LeftRecording> found = {}; // read when the job has finished
};

namespace {

// As the window will show them. A recording that cannot be read has none.
std::uint64_t framesOf(const std::string &path, Job &job)
{
    const Result<RecoveredSpool> spool = recoverSpool(path, job);
    if (!spool)
        return 0;
    if (spool->log->note(modeNote) == pcapMode) {
        const Result<FrameCount> counted = countFrames(path);
        return counted ? counted->frames : 0;
    }
    RecordingOptions options;
    if (const std::string text = spool->log->note(framerNote); !text.empty())
        if (const Result<FramerSpec> framer = parseFramer(text))
            options.framer = *framer;
    Recording recording(spool->log, Registry::builtIn(), options);
    while (!job.cancelled() && recording.advance(job, true)) { }
    return recording.count();
}

} // namespace

QString leftRecordingText(const LeftRecording &recording)
{
    return recording.frames == 1
        ? LeftRecordings::tr("Recovered recording, 1 frame")
        : LeftRecordings::tr("Recovered recording, %1 frames").arg(QLocale().toString(static_cast<qulonglong>(recording.frames)));
}

LeftRecordings::LeftRecordings(WorkerPool &pool, std::string folder, QObject *parent)
    : QObject(parent)
    , m_pool(pool)
    , m_folder(folder.empty() ? usualSpoolFolder() : std::move(folder))
{
}

LeftRecordings::~LeftRecordings()
{
    if (m_look)
        m_look->job->cancel();
}

void LeftRecordings::refresh()
{
    // What goes on may have looked at what has changed since.
    m_again = m_look != nullptr;
    if (m_again)
        return;
    m_look = std::make_shared<Look>();
    m_look->job = std::make_shared<Job>(wakeFor(this, [this] { take(); }));
    m_pool.submit([look = m_look, folder = m_folder] {
        for (const SpoolListing &left : leftSpools(folder)) {
            if (look->job->cancelled() || look->found.size() == most)
                break;
            look->found.push_back({.path = left.path,
                                   .title = visible(left.title, 200),
                                   .bytes = left.bytes,
                                   .frames = framesOf(left.path, *look->job)});
        }
        look->job->finish();
    });
}

void LeftRecordings::take()
{
    if (!m_look)
        return;
    m_look->job->taken();
    if (!m_look->job->finished())
        return;
    m_all = std::exchange(m_look, nullptr)->found;
    if (std::exchange(m_again, false))
        refresh();
    else
        emit changed();
}

} // namespace framelens::ui
