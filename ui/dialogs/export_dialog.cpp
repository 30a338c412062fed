// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/dialogs/export_dialog.h"

#include "ui/text.h"

#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QRadioButton>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

QString framesText(std::uint64_t frames)
{
    return frames == 1 ? ExportDialog::tr("1 frame")
                       : ExportDialog::tr("%1 frames").arg(QLocale().toString(static_cast<qulonglong>(frames)));
}

} // namespace

ExportDialog::ExportDialog(std::uint32_t count, RowRanges selected, const QString &suggestion, QWidget *parent)
    : QDialog(parent)
    , m_count(count)
    , m_selected(std::move(selected))
    , m_all(new QRadioButton(tr("&All frames"), this))
    , m_chosen(new QRadioButton(tr("&Selected frames"), this))
    , m_typed(new QRadioButton(tr("&Range:"), this))
    , m_rangeEdit(new QLineEdit(this))
    , m_rangeCount(plainLabel({}, this))
    , m_path(new QLineEdit(suggestion, this))
    , m_answer(plainLabel({}, this))
{
    setObjectName(u"exportDialog"_s);
    setWindowTitle(tr("Export Frames"));
    auto *layout = new QVBoxLayout(this);
    addChoices(layout);
    addTarget(layout, suggestion);
    m_answer->setObjectName(u"exportAnswer"_s);
    m_answer->setWordWrap(true);
    m_answer->setMinimumHeight(m_answer->fontMetrics().lineSpacing() * 2);
    layout->addWidget(m_answer);
    layout->addStretch(1);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_ok = buttons->addButton(tr("&Export"), QDialogButtonBox::AcceptRole);
    m_ok->setObjectName(u"exportButton"_s);
    m_ok->setDefault(true);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        emit ordered({m_all->isChecked()          ? RowRanges(0, m_count)
                          : m_chosen->isChecked() ? m_selected
                                                  : m_ranges,
                      m_path->text()});
        accept();
    });
    setMinimumWidth(560);
    check();
}

void ExportDialog::addChoices(QBoxLayout *layout)
{
    auto *box = new QGroupBox(tr("What"), this);
    auto *grid = new QGridLayout(box);
    m_all->setObjectName(u"exportAll"_s);
    m_chosen->setObjectName(u"exportSelected"_s);
    m_typed->setObjectName(u"exportRange"_s);
    m_rangeEdit->setObjectName(u"exportRangeEdit"_s);
    m_rangeEdit->setPlaceholderText(u"1-5,9,20-"_s);
    m_rangeEdit->setAccessibleName(tr("Range of frames"));
    m_rangeCount->setObjectName(u"exportRangeCount"_s);
    m_rangeCount->setMinimumWidth(m_rangeCount->fontMetrics().horizontalAdvance(framesText(9'999'999)));
    grid->addWidget(m_all, 0, 0);
    grid->addWidget(plainLabel(framesText(m_count), box), 0, 2);
    grid->addWidget(m_chosen, 1, 0);
    grid->addWidget(plainLabel(framesText(m_selected.count()), box), 1, 2);
    grid->addWidget(m_typed, 2, 0);
    grid->addWidget(m_rangeEdit, 2, 1);
    grid->addWidget(m_rangeCount, 2, 2);
    grid->setColumnStretch(1, 1);
    m_all->setEnabled(m_count > 0);
    m_chosen->setEnabled(!m_selected.empty());
    (m_selected.empty() ? m_all : m_chosen)->setChecked(true);
    for (const QRadioButton *choice : {m_all, m_chosen, m_typed})
        connect(choice, &QRadioButton::toggled, this, &ExportDialog::check);
    connect(m_rangeEdit, &QLineEdit::textEdited, m_typed, [this] { m_typed->setChecked(true); });
    connect(m_rangeEdit, &QLineEdit::textChanged, this, &ExportDialog::check);
    layout->addWidget(box);
}

void ExportDialog::addTarget(QBoxLayout *layout, const QString &suggestion)
{
    auto *box = new QGroupBox(tr("Into a pcap file"), this);
    auto *line = new QHBoxLayout(box);
    m_path->setObjectName(u"exportPath"_s);
    m_path->setAccessibleName(tr("File to write"));
    m_path->setText(suggestion);
    m_path->setCursorPosition(static_cast<int>(suggestion.size()));
    line->addWidget(m_path, 1);
    auto *browse = new QPushButton(tr("&Browse..."), box);
    browse->setAutoDefault(false);
    line->addWidget(browse);
    connect(browse, &QPushButton::clicked, this, &ExportDialog::browse);
    connect(m_path, &QLineEdit::textChanged, this, &ExportDialog::check);
    layout->addWidget(box);
}

void ExportDialog::browse()
{
    auto *dialog = new QFileDialog(this, tr("Export Into"), m_path->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setOption(QFileDialog::DontConfirmOverwrite); // said below the line
    dialog->setDefaultSuffix(u"pcap"_s);
    dialog->setNameFilters({tr("pcap (*.pcap)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, m_path, &QLineEdit::setText);
    dialog->open();
}

QString ExportDialog::frameProblem()
{
    m_rangeCount->clear();
    const QString text = m_rangeEdit->text();
    QString problem;
    if (text.trimmed().isEmpty()) {
        problem = tr("Type the frames to export, as 1-5,9,20-.");
    } else if (const Result<RowRanges> ranges = RowRanges::parse(text.toStdString(), m_count)) {
        m_ranges = *ranges;
        m_rangeCount->setText(framesText(m_ranges.count()));
        if (m_ranges.empty())
            problem = tr("There is no frame in this range.");
    } else {
        problem = visible(ranges.error().detail) + u'.';
    }
    return m_typed->isChecked() ? problem : QString();
}

QString ExportDialog::targetProblem() const
{
    const QFileInfo target(m_path->text());
    if (m_path->text().isEmpty())
        return tr("Type the name of the file to write.");
    if (target.isDir())
        return tr("This is a folder; add the name of a file.");
    if (!target.absoluteDir().exists())
        return tr("The folder %1 does not exist.").arg(visible(target.absolutePath()));
    return {};
}

void ExportDialog::check()
{
    if (m_ok == nullptr) // still being made
        return;
    QString problem = frameProblem();
    if (problem.isEmpty())
        problem = targetProblem();
    m_ok->setEnabled(problem.isEmpty());
    setPlainToolTip(m_ok, problem);
    const QFileInfo target(m_path->text());
    const bool replaces = problem.isEmpty() && target.exists();
    m_ok->setText(replaces ? tr("R&eplace") : tr("&Export"));
    m_answer->setText(replaces ? tr("%1 exists and will be replaced.").arg(visible(target.fileName())) : problem);
}

} // namespace framelens::ui
