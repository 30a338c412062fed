// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/recent_files.h"

#include "ui/settings.h"
#include "ui/text.h"

#include <QFileInfo>

namespace framelens::ui {

std::vector<RecentFile> recentFiles(const Settings &settings)
{
    std::vector<RecentFile> files;
    const QStringList paths = settings.recentFiles();
    for (const QString &path : paths) {
        const QFileInfo info(path);
        files.push_back({.path = path,
                         .name = visible(info.fileName()),
                         .folder = visible(info.absolutePath()),
                         .size = info.size(),
                         .modified = info.lastModified(),
                         .exists = info.isFile()});
    }
    return files;
}

void rememberFile(Settings &settings, const QString &path)
{
    const QFileInfo info(path);
    const QString canonical = info.canonicalFilePath();
    if (!info.isFile() || canonical.isEmpty()) // a pipe, or gone already
        return;
    QStringList paths = settings.recentFiles();
    paths.removeIf([&](const QString &known) {
        return known == canonical || QFileInfo(known).canonicalFilePath() == canonical;
    });
    paths.prepend(canonical);
    settings.setRecentFiles(paths);
}

void forgetFile(Settings &settings, const QString &path)
{
    QStringList paths = settings.recentFiles();
    paths.removeAll(path);
    settings.setRecentFiles(paths);
}

} // namespace framelens::ui
