// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/dialogs/export_dialog.h"

#include "ui/dialogs/export_choices.h"
#include "ui/dialogs/export_preview.h"
#include "ui/settings.h"
#include "ui/text.h"

#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>

#include <algorithm>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr QSize usual(820, 470); // fits beside the smallest window

RowRanges spanOf(const RowRanges &frames)
{
    return frames.empty() ? RowRanges() : RowRanges(*frames.first(), *frames.last() + 1);
}

} // namespace

ExportDialog::ExportDialog(WorkerPool &pool, Settings &settings, ExportSource source, ExportBegin begin, QWidget *parent)
    : QDialog(parent)
    , m_settings(settings)
    , m_begin(std::move(begin))
    , m_all(0, m_begin.count)
    , m_firstToLast(spanOf(m_begin.marked))
    , m_rangeEdit(new QLineEdit(this))
    , m_rangeCount(plainLabel({}, this))
    , m_path(new QLineEdit(this))
    , m_answer(plainLabel({}, this))
{
    setObjectName(u"exportDialog"_s);
    setWindowTitle(tr("Export Frames"));
    auto *layout = new QVBoxLayout(this);
    auto *upper = new QHBoxLayout;
    auto *left = new QVBoxLayout;
    addWhat(left);
    auto *as = new QGroupBox(tr("As"), this);
    m_choices = new ExportChoices(settings, source.dissector->registry(), as);
    (new QVBoxLayout(as))->addWidget(m_choices);
    left->addWidget(as, 1);
    upper->addLayout(left);
    m_preview = new ExportPreview(pool, std::move(source), this);
    upper->addWidget(m_preview, 1);
    layout->addLayout(upper, 1);
    addTarget(layout);
    m_answer->setObjectName(u"exportAnswer"_s);
    m_answer->setWordWrap(true);
    layout->addWidget(m_answer);
    addButtons(layout);
    connect(m_choices, &ExportChoices::changed, this, &ExportDialog::decide);
    connect(m_preview, &ExportPreview::made, this, &ExportDialog::check);
    setTabOrder(m_what[static_cast<std::size_t>(ExportWhat::Range)], m_rangeEdit);
    setTabOrder(m_preview, m_path);
    resize(usual);
    decide();
}

// The first choice to be made has the focus, whatever was made first.
void ExportDialog::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    m_what[static_cast<std::size_t>(what())]->setFocus();
}

void ExportDialog::addWhat(QBoxLayout *layout)
{
    auto *box = new QGroupBox(tr("What"), this);
    auto *grid = new QGridLayout(box);
    addChoice(grid, ExportWhat::All, tr("&All frames"), u"exportAll"_s);
    addChoice(grid, ExportWhat::Shown, tr("S&hown frames"), u"exportShown"_s);
    addChoice(grid, ExportWhat::Selected, tr("Selec&ted frames"), u"exportSelected"_s);
    addChoice(grid, ExportWhat::Marked, tr("&Marked frames"), u"exportMarked"_s);
    addChoice(grid, ExportWhat::FirstToLastMarked, tr("F&irst to last marked"), u"exportFirstToLast"_s);
    addChoice(grid, ExportWhat::Range, tr("Ran&ge:"), u"exportRange"_s);
    m_rangeEdit->setObjectName(u"exportRangeEdit"_s);
    m_rangeEdit->setPlaceholderText(u"1-5,9,20-"_s);
    m_rangeEdit->setAccessibleName(tr("Range of frames"));
    m_rangeCount->setObjectName(u"exportRangeCount"_s);
    m_rangeCount->setMinimumWidth(m_rangeCount->fontMetrics().horizontalAdvance(framesText(9'999'999)));
    const int row = static_cast<int>(ExportWhat::Range);
    grid->addWidget(m_rangeEdit, row, 1);
    grid->addWidget(m_rangeCount, row, 2);
    grid->setColumnStretch(1, 1);
    QRadioButton *const first = m_what[static_cast<std::size_t>(m_begin.what)];
    (first->isEnabled() ? first : m_what.front())->setChecked(true);
    for (const QRadioButton *choice : m_what)
        connect(choice, &QRadioButton::toggled, this, [this](bool on) {
            if (on)
                decide();
        });
    connect(m_rangeEdit, &QLineEdit::textEdited, this, [this] {
        m_what[static_cast<std::size_t>(ExportWhat::Range)]->setChecked(true);
    });
    connect(m_rangeEdit, &QLineEdit::textChanged, this, [this] {
        readRange();
        decide();
    });
    readRange();
    layout->addWidget(box);
}

void ExportDialog::addChoice(QGridLayout *grid, ExportWhat what, const QString &text, const QString &name)
{
    auto *choice = new QRadioButton(text, this);
    choice->setObjectName(name);
    m_what[static_cast<std::size_t>(what)] = choice;
    const int row = static_cast<int>(what);
    if (what == ExportWhat::Range) {
        grid->addWidget(choice, row, 0);
        return;
    }
    const std::uint64_t count = framesOf(what).count();
    choice->setEnabled(count > 0);
    QLabel *const counted = plainLabel(framesText(count), this);
    counted->setObjectName(name + u"Count"_s);
    counted->setEnabled(count > 0);
    grid->addWidget(choice, row, 0, 1, 2);
    grid->addWidget(counted, row, 2);
}

void ExportDialog::addTarget(QBoxLayout *layout)
{
    auto *line = new QHBoxLayout;
    auto *label = plainLabel(tr("Int&o:"), this);
    label->setBuddy(m_path);
    m_path->setObjectName(u"exportPath"_s);
    m_path->setAccessibleName(tr("File to write"));
    m_suffix = m_choices->suffix();
    m_path->setText(QDir(m_begin.folder).filePath(m_begin.baseName + m_suffix));
    auto *browse = new QPushButton(tr("&Browse..."), this);
    browse->setObjectName(u"exportBrowse"_s);
    browse->setAutoDefault(false);
    line->addWidget(label);
    line->addWidget(m_path, 1);
    line->addWidget(browse);
    connect(browse, &QPushButton::clicked, this, &ExportDialog::browse);
    connect(m_path, &QLineEdit::textChanged, this, &ExportDialog::check);
    layout->addLayout(line);
}

void ExportDialog::addButtons(QBoxLayout *layout)
{
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_ok = buttons->addButton(tr("E&xport"), QDialogButtonBox::AcceptRole);
    m_ok->setObjectName(u"exportButton"_s);
    m_ok->setDefault(true);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, &ExportDialog::acceptOrder);
}

ExportWhat ExportDialog::what() const
{
    const auto found = std::ranges::find_if(m_what, &QRadioButton::isChecked);
    return static_cast<ExportWhat>(found - m_what.begin());
}

const RowRanges &ExportDialog::framesOf(ExportWhat what) const &
{
    switch (what) {
    case ExportWhat::All: return m_all;
    case ExportWhat::Shown: return m_begin.shown;
    case ExportWhat::Selected: return m_begin.selected;
    case ExportWhat::Marked: return m_begin.marked;
    case ExportWhat::FirstToLastMarked: return m_firstToLast;
    case ExportWhat::Range: break;
    }
    return m_ranges;
}

ExportOrder ExportDialog::order() const
{
    ExportOrder order{.frames = framesOf(what()), .path = m_path->text(), .options = m_choices->options()};
    order.options.decoded.time = timeStyle(m_begin.timeForm);
    return order;
}

void ExportDialog::browse()
{
    auto *dialog = new QFileDialog(this, tr("Export Into"), m_path->text());
    dialog->setObjectName(u"exportFileDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setOption(QFileDialog::DontConfirmOverwrite); // said below the line
    dialog->setDefaultSuffix(m_suffix.mid(1));
    dialog->setNameFilters({u"%1 (*%2)"_s.arg(m_suffix.mid(1), m_suffix), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, m_path, &QLineEdit::setText);
    dialog->open();
}

// The name follows the format as long as it ends as the format before said.
void ExportDialog::showSuffix()
{
    const QString now = m_choices->suffix();
    const QString path = m_path->text();
    if (now != m_suffix && path.endsWith(m_suffix))
        m_path->setText(path.chopped(m_suffix.size()) + now);
    m_suffix = now;
}

void ExportDialog::readRange()
{
    m_ranges.clear();
    m_rangeProblem.clear();
    m_rangeCount->clear();
    const QString text = m_rangeEdit->text();
    if (text.trimmed().isEmpty()) {
        m_rangeProblem = tr("Type the frames to export, as 1-5,9,20-.");
    } else if (const Result<RowRanges> ranges = RowRanges::parse(text.toStdString(), m_begin.count)) {
        m_ranges = *ranges;
        m_rangeCount->setText(framesText(m_ranges.count()));
    } else {
        m_rangeProblem = visible(ranges.error().detail) + u'.';
    }
}

QString ExportDialog::frameProblem() const
{
    if (what() == ExportWhat::Range && !m_rangeProblem.isEmpty())
        return m_rangeProblem;
    return framesOf(what()).empty() ? tr("There is no frame to export.") : QString();
}

QString ExportDialog::targetProblem() const
{
    const QFileInfo target(m_path->text());
    if (m_path->text().isEmpty())
        return tr("Type the name of the file to write.");
    if (target.isDir())
        return tr("This is a folder; add the name of a file.");
    const QFileInfo folder(target.absolutePath());
    if (!folder.isDir())
        return tr("The folder %1 does not exist.").arg(visible(target.absolutePath()));
    if (!folder.isWritable())
        return tr("You may not write into the folder %1.").arg(visible(target.absolutePath()));
    return {};
}

// Another choice: another file, another preview.
void ExportDialog::decide()
{
    if (m_ok == nullptr) // still being made
        return;
    showSuffix();
    const bool isWhole = frameProblem().isEmpty() && m_choices->problem().isEmpty();
    m_preview->show(isWhole ? std::optional(order()) : std::nullopt);
    check();
}

void ExportDialog::check()
{
    if (m_ok == nullptr)
        return;
    QString problem = frameProblem();
    for (const QString &other : {m_choices->problem(), m_preview->refusal(), targetProblem()})
        if (problem.isEmpty())
            problem = other;
    m_ok->setEnabled(problem.isEmpty());
    setPlainToolTip(m_ok, problem);
    const QFileInfo target(m_path->text());
    const bool replaces = problem.isEmpty() && target.exists();
    m_ok->setText(replaces ? tr("R&eplace") : tr("E&xport"));
    m_answer->setText(replaces ? tr("%1 exists and will be replaced.").arg(visible(target.fileName())) : problem);
}

void ExportDialog::acceptOrder()
{
    m_choices->remember(m_settings);
    m_settings.setFolder(QFileInfo(m_path->text()).absolutePath());
    m_settings.setNumber(u"export/what"_s, static_cast<int>(what()));
    emit ordered(order());
    accept();
}

} // namespace framelens::ui
