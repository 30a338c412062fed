// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The dock that lists conversations.
#pragma once

#include "ui/models/streams_model.h"

#include <QDockWidget>
#include <QTimer>

class QLabel;
class QStackedWidget;
class QTableView;

namespace framelens {
class FrameSource;
}

namespace framelens::ui {

class StreamsDock final : public QDockWidget
{
    Q_OBJECT

public:
    /// `pool`: sorts where there are many; null: nobody does.
    explicit StreamsDock(WorkerPool *pool, QWidget *parent = nullptr);

    /// Null: none are known.
    void setStreams(std::shared_ptr<const Streams> streams, std::shared_ptr<const FrameSource> frames);
    /// There may be more: looked at a moment later, four times a second at most.
    void grow();
    /// Makes the row of a conversation current.
    void select(std::size_t index);

    StreamsModel &model() const { return *m_model; }

signals:
    /// The user wants to follow a conversation (index in Streams), or see its first frame.
    void followAsked(std::size_t index);
    void frameAsked(quint32 frame);

private:
    std::optional<std::int64_t> firstTimeNs() const;
    void look();
    void showMenu(const QPoint &position);
    void copyRow();

    std::shared_ptr<const Streams> m_streams;
    std::shared_ptr<const FrameSource> m_frames;
    StreamsModel *m_model;
    QStackedWidget *m_pages;
    QTableView *m_view;
    QLabel *m_empty;
    QTimer m_timer;
};

} // namespace framelens::ui
