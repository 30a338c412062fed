// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Recordings left by a program that ended without saving or discarding them: found and counted on a worker.
#pragma once

#include "core/base/job.h"

#include <QObject>
#include <QString>

#include <memory>
#include <string>
#include <vector>

namespace framelens {
class Registry;
class WorkerPool;
}

namespace framelens::ui {

struct LeftRecording
{
    std::string path; ///< of the data file
    QString title; ///< visible
    std::uint64_t bytes = 0;
    std::uint64_t frames = 0;
};

/// "Recovered recording, 12,345 frames".
QString leftRecordingText(const LeftRecording &recording);

class LeftRecordings final : public QObject
{
    Q_OBJECT

public:
    /// `folder` empty: the usual one.
    LeftRecordings(WorkerPool &pool, std::string folder, QObject *parent = nullptr);
    ~LeftRecordings() override;

    /// Looks anew; changed() when it has been found out. A look that goes on is enough.
    void refresh();
    const std::vector<LeftRecording> &all() const & { return m_all; }

    static constexpr std::size_t most = 20; // newest; the others come when these are gone

signals:
    void changed();

private:
    struct Look;
    void take();

    WorkerPool &m_pool;
    std::string m_folder;
    std::vector<LeftRecording> m_all;
    std::shared_ptr<Look> m_look;
    bool m_again = false; // something changed while that goes on
};

} // namespace framelens::ui
