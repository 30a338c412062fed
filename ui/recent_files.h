// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The files opened last, for start page and menu.
#pragma once

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <vector>

namespace framelens::ui {

class Settings;

struct RecentFile
{
    QString path; ///< absolute, canonical when it was opened
    QString name; ///< made visible
    QString folder; ///< made visible
    qint64 size = 0;
    QDateTime modified;
    bool exists = false;
};

/// Newest first. Looks at each file, so missing ones are known as such; they stay until they are removed.
std::vector<RecentFile> recentFiles(const Settings &settings);
/// Puts a file first; the same file under another name (links) is not entered twice.
void rememberFile(Settings &settings, const QString &path);
void forgetFile(Settings &settings, const QString &path);

} // namespace framelens::ui
