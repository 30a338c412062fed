// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// File > Export Selected: which frames, and into which file.
#pragma once

#include "ui/export_run.h"

#include <QDialog>

class QBoxLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QRadioButton;

namespace framelens::ui {

class ExportDialog final : public QDialog
{
    Q_OBJECT

public:
    /// `count` frames are open, `selected` of them selected. `suggestion` is a path to begin with.
    ExportDialog(std::uint32_t count, RowRanges selected, const QString &suggestion, QWidget *parent);

signals:
    /// The user wants this.
    void ordered(const framelens::ui::ExportOrder &order);

private:
    void addChoices(QBoxLayout *layout);
    void addTarget(QBoxLayout *layout, const QString &suggestion);
    void browse();
    void check();
    QString frameProblem();
    QString targetProblem() const;

    std::uint32_t m_count;
    RowRanges m_selected;
    RowRanges m_ranges; // what stands in the range line, if it can be read
    QRadioButton *m_all;
    QRadioButton *m_chosen;
    QRadioButton *m_typed;
    QLineEdit *m_rangeEdit;
    QLabel *m_rangeCount;
    QLineEdit *m_path;
    QLabel *m_answer;
    QPushButton *m_ok = nullptr;
};

} // namespace framelens::ui
