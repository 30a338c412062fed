// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// File > Export: which frames, as what, and into which file.
#pragma once

#include "ui/export_run.h"
#include "ui/models/list_columns.h"

#include <QDialog>

#include <array>

class QBoxLayout;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QRadioButton;

namespace framelens::ui {

class ExportChoices;
class ExportPreview;
class Settings;

/// Which frames can be chosen. The order is the dialog's.
enum class ExportWhat : std::uint8_t { All, Shown, Selected, Marked, FirstToLastMarked, Range };

/// What the dialog begins with.
struct ExportBegin
{
    std::uint32_t count = 0; ///< of the frames that are open
    RowRanges shown; ///< by the filter
    RowRanges selected;
    RowRanges marked;
    ExportWhat what = ExportWhat::All;
    QString folder; ///< of the file to be written
    QString baseName; ///< of that file, without suffix
    TimeForm timeForm = {};
};

class ExportDialog final : public QDialog
{
    Q_OBJECT

public:
    /// The settings outlive the dialog; what is chosen is remembered in them.
    ExportDialog(WorkerPool &pool, Settings &settings, ExportSource source, ExportBegin begin, QWidget *parent);

signals:
    /// The user wants this.
    void ordered(const framelens::ui::ExportOrder &order);

protected:
    void showEvent(QShowEvent *event) override;

private:
    static constexpr std::size_t whats = 6;

    void addWhat(QBoxLayout *layout);
    void addChoice(QGridLayout *grid, ExportWhat what, const QString &text, const QString &name);
    void addTarget(QBoxLayout *layout);
    void addButtons(QBoxLayout *layout);
    void browse();
    void showSuffix();
    void check();
    void decide();
    void acceptOrder();
    ExportWhat what() const;
    const RowRanges &framesOf(ExportWhat what) const &;
    void readRange();
    QString frameProblem() const;
    QString targetProblem() const;
    ExportOrder order() const;

    Settings &m_settings;
    ExportBegin m_begin;
    RowRanges m_all;
    RowRanges m_firstToLast;
    RowRanges m_ranges; // what stands in the range line, if it can be read
    QString m_rangeProblem;
    std::array<QRadioButton *, whats> m_what{};
    QLineEdit *m_rangeEdit;
    QLabel *m_rangeCount;
    ExportChoices *m_choices;
    ExportPreview *m_preview;
    QLineEdit *m_path;
    QString m_suffix; // that m_path got from the format
    QLabel *m_answer;
    QPushButton *m_ok = nullptr;
};

} // namespace framelens::ui
