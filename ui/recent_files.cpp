// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/recent_files.h"

#include "core/base/worker_pool.h"
#include "ui/settings.h"
#include "ui/text.h"
#include "ui/wake.h"

#include <QFileInfo>

#include <mutex>
#include <utility>

namespace framelens::ui {

struct RecentFiles::Look
{
    std::shared_ptr<Job> job;
    std::mutex mutex = {}; // of what has been found
    QHash<QString, FileFacts> found = {}; // and not yet taken
};

RecentFiles::RecentFiles(WorkerPool &pool, Settings &settings, QObject *parent)
    : QObject(parent)
    , m_pool(pool)
    , m_settings(settings)
{
}

RecentFiles::~RecentFiles()
{
    if (m_look)
        m_look->job->cancel();
}

std::vector<RecentFile> RecentFiles::all() const
{
    std::vector<RecentFile> files;
    const QStringList paths = m_settings.recentFiles();
    for (const QString &path : paths) {
        const QFileInfo info(path); // which looks at nothing before it is asked for more than names
        const auto known = m_facts.constFind(path);
        files.push_back({.path = path,
                         .name = visible(info.fileName()),
                         .folder = visible(info.absolutePath()),
                         .facts = known == m_facts.cend() ? std::nullopt : std::optional(*known)});
    }
    return files;
}

void RecentFiles::refresh()
{
    m_again = m_look != nullptr;
    if (m_again)
        return;
    m_look = std::make_shared<Look>(std::make_shared<Job>(wakeFor(this, [this] { take(); })));
    m_pool.submit([look = m_look, paths = m_settings.recentFiles()] {
        for (const QString &path : paths) {
            if (look->job->cancelled())
                break;
            const QFileInfo info(path);
            const FileFacts facts{.exists = info.isFile(), .size = info.size(), .modified = info.lastModified()};
            const std::scoped_lock lock(look->mutex);
            look->found.insert(path, facts);
            look->job->published(); // the next one may not answer
        }
        look->job->finish();
    });
}

void RecentFiles::take()
{
    if (!m_look)
        return;
    m_look->job->taken();
    const bool isEnd = m_look->job->finished();
    QHash<QString, FileFacts> found;
    {
        const std::scoped_lock lock(m_look->mutex);
        found = std::exchange(m_look->found, {}); // no copy: what two threads share is told apart without a fence
    }
    bool isNew = false;
    for (auto file = found.cbegin(); file != found.cend(); ++file)
        if (const auto known = m_facts.constFind(file.key()); known == m_facts.cend() || *known != *file) {
            m_facts.insert(file.key(), *file);
            isNew = true;
        }
    if (isEnd)
        m_look.reset();
    if (isEnd && std::exchange(m_again, false))
        refresh();
    if (isNew)
        emit changed();
}

void RecentFiles::remember(const QString &path)
{
    const QFileInfo info(path);
    const QString canonical = info.canonicalFilePath();
    if (!info.isFile() || canonical.isEmpty()) // a pipe, or gone already
        return;
    QStringList paths = m_settings.recentFiles();
    paths.removeAll(canonical);
    paths.prepend(canonical);
    m_settings.setRecentFiles(paths);
    refresh();
}

void RecentFiles::forget(const QString &path)
{
    QStringList paths = m_settings.recentFiles();
    paths.removeAll(path);
    m_settings.setRecentFiles(paths);
}

} // namespace framelens::ui
