// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The files opened last, for start page and menu. A worker looks at them: one may lie where nobody answers.
#pragma once

#include "core/base/job.h"

#include <QDateTime>
#include <QHash>
#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace framelens {
class WorkerPool;
}

namespace framelens::ui {

class Settings;

/// What a look at a file found.
struct FileFacts
{
    bool exists = false;
    qint64 size = 0;
    QDateTime modified;

    friend bool operator==(const FileFacts &, const FileFacts &) = default;
};

struct RecentFile
{
    QString path; ///< absolute, canonical when it was opened
    QString name; ///< made visible
    QString folder; ///< made visible
    std::optional<FileFacts> facts; ///< nothing: not looked at yet

    bool isMissing() const { return facts && !facts->exists; }
};

/// One for all windows.
class RecentFiles final : public QObject
{
    Q_OBJECT

public:
    RecentFiles(WorkerPool &pool, Settings &settings, QObject *parent = nullptr);
    ~RecentFiles() override;

    /// Newest first, with what is known of each by now; missing ones stay until they are removed. Touches no file.
    std::vector<RecentFile> all() const;
    /// Looks at all of them anew; changed() for each that is known better. A look that goes on is enough.
    void refresh();
    /// Puts a file first that was just opened; the same file under another name (links) is not entered twice.
    void remember(const QString &path);
    void forget(const QString &path);

signals:
    void changed();

private:
    struct Look;
    void take();

    WorkerPool &m_pool;
    Settings &m_settings;
    QHash<QString, FileFacts> m_facts;
    std::shared_ptr<Look> m_look;
    bool m_again = false; // something changed while that goes on
};

} // namespace framelens::ui
