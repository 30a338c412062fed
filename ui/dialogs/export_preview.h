// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// How an exported file would begin, how large it would be, and what it would lack: made by a worker.
#pragma once

#include "ui/export_run.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QPlainTextEdit;

namespace framelens::ui {

class ExportPreview final : public QWidget
{
    Q_OBJECT

public:
    ExportPreview(WorkerPool &pool, ExportSource source, QWidget *parent);
    ~ExportPreview() override;

    /// Shows what this would give, soon: what is typed meanwhile replaces it. Nothing: why there is none is said elsewhere.
    void show(std::optional<ExportOrder> order);
    /// Why the frames cannot be written in this format at all; empty: they can, or it is not known yet.
    const QString &refusal() const & { return m_refusal; }

signals:
    /// What is shown is of the order that was given last.
    void made();

private:
    void start();
    void take();

    WorkerPool &m_pool;
    ExportSource m_source;
    QPlainTextEdit *m_text;
    QLabel *m_size;
    QLabel *m_losses;
    QTimer m_delay;
    std::optional<ExportOrder> m_order;
    std::shared_ptr<PreviewRun> m_run;
    QString m_refusal;
};

} // namespace framelens::ui
