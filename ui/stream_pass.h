// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Brings the conversations of a capture into the window's thread: one pass behind the index, one assembly at a time.
#pragma once

#include "core/stream/capture_streams.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace framelens {
class WorkerPool;
}

namespace framelens::ui {

/// Lives in the window's thread. Its end cancels the workers.
class StreamPass final : public QObject
{
    Q_OBJECT

public:
    StreamPass(WorkerPool &pool, std::shared_ptr<CaptureStreams> streams, QObject *parent = nullptr);
    ~StreamPass() override;

    const std::shared_ptr<CaptureStreams> &streams() const & { return m_streams; }
    /// More frames are indexed: goes on behind those that were looked at.
    void advance();
    /// Frames whose conversations known() has told of.
    std::uint32_t told() const { return m_told; }
    /// A worker looks for conversations.
    bool isBusy() const { return m_pass != nullptr; }

signals:
    /// More is known of conversations: frames looked at before may have other numbers and messages. Four times a second at most.
    void known();

private:
    void passEnded();
    void look();
    void assemble();

    WorkerPool &m_pool;
    std::shared_ptr<CaptureStreams> m_streams;
    std::shared_ptr<Job> m_pass; // null: none runs
    std::shared_ptr<Job> m_assembly;
    QTimer m_timer;
    std::uint32_t m_told = 0;
    bool m_again = false;
};

} // namespace framelens::ui
