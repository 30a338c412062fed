// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/widgets/status_line.h"

#include "core/decode/format.h"
#include "ui/icons.h"
#include "ui/selection.h"
#include "ui/status_texts.h"
#include "ui/text.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/progress_widget.h"

#include <QLabel>
#include <QToolButton>

#include <algorithm>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int memoryLookMs = 500;

} // namespace

StatusLine::StatusLine(Selection &selection, std::shared_ptr<const CopyLedger> ledger, QWidget *parent)
    : QStatusBar(parent)
    , m_selection(selection)
    , m_ledger(std::move(ledger))
    , m_problems(new QToolButton(this))
    , m_hint(new ElidedLabel(this))
    , m_count(plainLabel({}, this))
    , m_record(new ElidedLabel(this))
    , m_memory(plainLabel({}, this))
    , m_progress(new ProgressWidget(this))
{
    m_problems->setObjectName(u"problemsButton"_s);
    m_problems->setAutoRaise(true);
    m_problems->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setPlainToolTip(m_problems, tr("What is wrong with this frame; click to go to its bytes"));
    m_hint->setObjectName(u"hintLabel"_s);
    m_count->setObjectName(u"countLabel"_s);
    m_record->setObjectName(u"recordLabel"_s);
    m_memory->setObjectName(u"memoryLabel"_s);
    addWidget(m_problems);
    addWidget(m_hint, 1);
    addPermanentWidget(m_record, 1);
    addPermanentWidget(m_count);
    addPermanentWidget(m_memory);
    addPermanentWidget(m_progress);
    m_problems->hide();
    m_record->hide();
    m_memory->hide();
    connect(&m_selection, &Selection::frameChanged, this, [this] {
        showProblems();
        showHint();
    });
    connect(&m_selection, &Selection::rangeChanged, this, &StatusLine::showHint);
    connect(&m_selection, &Selection::fieldChanged, this, &StatusLine::showHint);
    connect(&m_selection, &Selection::hoverChanged, this, &StatusLine::showHint);
    connect(m_problems, &QToolButton::clicked, this, &StatusLine::goToProblem);
    m_memoryTimer.setInterval(memoryLookMs);
    connect(&m_memoryTimer, &QTimer::timeout, this, &StatusLine::showMemory);
}

void StatusLine::setCount(const QString &text)
{
    m_count->setText(text);
    m_count->setAccessibleName(text);
}

void StatusLine::setRecord(const QString &text)
{
    m_record->setText(text);
    m_record->setVisible(!text.isEmpty());
}

void StatusLine::setShowsMemory(bool on)
{
    m_memory->setVisible(on);
    if (on)
        m_memoryTimer.start();
    else
        m_memoryTimer.stop();
    showMemory();
}

void StatusLine::setIndexBytes(std::function<std::size_t()> bytes)
{
    m_indexBytes = std::move(bytes);
    showMemory();
}

void StatusLine::showHint()
{
    m_hint->setText(hintText(m_selection));
}

void StatusLine::showProblems()
{
    m_nextProblem = 0;
    const auto problems = m_selection.shown() ? m_selection.shown()->dissection->problems()
                                              : std::span<const Problem>();
    m_problems->setVisible(!problems.empty());
    if (problems.empty())
        return;
    const Severity worst = std::ranges::max(problems, {}, &Problem::severity).severity;
    const QString word = visible(severityName(worst));
    m_problems->setText(problems.size() == 1 ? word : u"%1 (%2)"_s.arg(word).arg(problems.size()));
    m_problems->setAccessibleName(tr("Problems of this frame: %1").arg(m_problems->text()));
    m_problems->setIcon(icon(worst == Severity::Note          ? u"note"_s
                                 : worst == Severity::Warning ? u"warning"_s
                                                              : u"error"_s));
}

void StatusLine::goToProblem()
{
    if (!m_selection.shown())
        return;
    const Dissection &dissection = *m_selection.shown()->dissection;
    const std::span<const Problem> problems = dissection.problems();
    if (problems.empty())
        return;
    const Problem &problem = problems[m_nextProblem++ % problems.size()];
    const std::size_t size = std::max<std::size_t>(problem.available, 1);
    const bool isThere = problem.source != Dissection::optionsSource
        && problem.offset < dissection.source(problem.source).size();
    if (isThere)
        m_selection.selectBytes({.offset = problem.offset, .size = size}, Pane::Program, problem.source);
    else if (problem.layer < dissection.layers().size()) // behind what was captured: its layer is all there is to show
        m_selection.selectField(dissection.layers()[problem.layer].root, Pane::Program);
}

void StatusLine::showMemory()
{
    if (m_memoryTimer.isActive())
        m_memory->setText(memoryText(m_indexBytes ? m_indexBytes() : 0, *m_ledger));
}

} // namespace framelens::ui
