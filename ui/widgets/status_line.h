// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The status bar: problems of the current frame, hint, count, memory, progress.
#pragma once

#include "core/base/copy_ledger.h"

#include <QStatusBar>
#include <QTimer>

#include <functional>
#include <memory>

class QLabel;
class QToolButton;

namespace framelens::ui {

class ElidedLabel;
class ProgressWidget;
class Selection;

class StatusLine final : public QStatusBar
{
    Q_OBJECT

public:
    StatusLine(Selection &selection, std::shared_ptr<const CopyLedger> ledger, QWidget *parent = nullptr);

    ProgressWidget &progress() const { return *m_progress; }
    void setCount(const QString &text);
    /// What an attachment says of itself; empty: there is none.
    void setRecord(const QString &text);
    void setShowsMemory(bool on);
    /// Gives the bytes of heap that the index takes; null: 0.
    void setIndexBytes(std::function<std::size_t()> bytes);

private:
    void showHint();
    void showProblems();
    void goToProblem();
    void showMemory();

    Selection &m_selection;
    std::shared_ptr<const CopyLedger> m_ledger;
    std::function<std::size_t()> m_indexBytes;
    QToolButton *m_problems;
    ElidedLabel *m_hint;
    QLabel *m_count;
    ElidedLabel *m_record;
    QLabel *m_memory;
    ProgressWidget *m_progress;
    QTimer m_memoryTimer;
    std::size_t m_nextProblem = 0;
};

} // namespace framelens::ui
