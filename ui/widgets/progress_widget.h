// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What goes on in the background: the oldest job in the status bar, the others in a popup above it.
#pragma once

#include "core/base/job.h"

#include <QTimer>
#include <QWidget>

#include <memory>
#include <vector>

class QBoxLayout;
class QFrame;
class QToolButton;

namespace framelens::ui {

class ProgressWidget final : public QWidget
{
    Q_OBJECT

public:
    explicit ProgressWidget(QWidget *parent = nullptr);
    ~ProgressWidget() override;

    /// Watches a job until it has finished. It is shown after `showAfterMs`, so short ones never are.
    void add(const QString &what, std::shared_ptr<const Job> job, std::function<void()> cancel);
    /// Stops watching a job; it goes on.
    void drop(const Job &job);
    /// Cancels the oldest job; false if there is none.
    bool cancelOldest();
    bool isIdle() const { return m_jobs.empty(); }

    static constexpr int showAfterMs = 300;

private:
    class Row;
    void look();
    void arrange();

    QTimer m_timer;
    QBoxLayout *m_layout;
    QToolButton *m_others;
    QFrame *m_popup;
    QBoxLayout *m_popupLayout;
    std::vector<Row *> m_jobs; // oldest first
};

} // namespace framelens::ui
