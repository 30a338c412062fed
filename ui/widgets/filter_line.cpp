// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/widgets/filter_line.h"

#include "ui/icons.h"
#include "ui/settings.h"
#include "ui/text.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/filter_edit.h"
#include "ui/widgets/filter_popup.h"
#include "ui/widgets/saved_filters.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

const QString historyKey = u"filter/history"_s;
constexpr qsizetype mostMenuCharacters = 100;

template <typename Button>
Button *named(Button *button, const QString &name, const QString &tip)
{
    button->setObjectName(name);
    button->setAccessibleName(tip);
    setPlainToolTip(button, tip);
    return button;
}

QString menuText(const QString &filter)
{
    QString text = visible(filter);
    if (text.size() > mostMenuCharacters)
        text = text.left(mostMenuCharacters) + u"..."_s;
    return text.replace(u'&', "&&"_L1);
}

} // namespace

FilterLine::FilterLine(Settings &settings, std::shared_ptr<const Registry> registry, QWidget *parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_registry(std::move(registry))
    , m_edit(new FilterEdit(this))
    , m_clear(named(new QToolButton(this), u"filterClear"_s, tr("Clear the filter: show all frames")))
    , m_apply(named(new QPushButton(tr("Appl&y"), this), u"filterApply"_s, tr("Apply the filter")))
    , m_historyButton(named(new QToolButton(this), u"filterHistory"_s, tr("Filters applied before")))
    , m_status(new ElidedLabel(this))
    , m_correct(named(new QPushButton(this), u"filterCorrect"_s, tr("Put this into the line")))
    , m_saved(new SavedFilters(settings, this))
{
    setObjectName(u"filterLine"_s);
    buildRow();
    m_popup = new FilterPopup(m_registry, m_edit);
    connect(m_saved, &SavedFilters::chosen, this, &FilterLine::apply);
    connect(m_edit, &QLineEdit::textChanged, this, &FilterLine::look);
    connect(m_edit, &QLineEdit::textEdited, this, [this] { m_historyPlace = -1; });
    connect(m_edit, &QLineEdit::returnPressed, this, &FilterLine::enter);
    connect(m_edit, &FilterEdit::escaped, this, &FilterLine::restore);
    connect(m_edit, &FilterEdit::historyAsked, this, &FilterLine::stepHistory);
    connect(m_edit, &FilterEdit::filterDropped, this, &FilterLine::takeDrop);
    connect(m_edit, &FilterEdit::dragHovered, this, [this](bool isOver) {
        m_isDraggedOver = isOver;
        showState();
    });
    connect(m_apply, &QPushButton::clicked, this, &FilterLine::enter);
    connect(m_clear, &QToolButton::clicked, this, [this] { apply({}); });
    connect(m_correct, &QPushButton::clicked, this, [this] {
        setText(m_check.corrected);
        m_edit->setFocus();
    });
    look();
}

void FilterLine::buildRow()
{
    m_clear->setIcon(icon(u"close"_s));
    m_clear->setAutoRaise(true);
    m_apply->setAutoDefault(false);
    m_historyButton->setIcon(icon(u"history"_s));
    m_historyButton->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(m_historyButton);
    menu->setObjectName(u"filterHistoryMenu"_s);
    m_historyButton->setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, &FilterLine::fillHistory);
    m_status->setObjectName(u"filterStatus"_s);
    m_correct->setFlat(true);
    m_correct->setAutoDefault(false);
    auto *row = new QHBoxLayout;
    row->setSpacing(4);
    row->addWidget(m_edit, 1);
    row->addWidget(m_clear);
    row->addWidget(m_apply);
    row->addWidget(m_historyButton);
    auto *answer = new QHBoxLayout;
    answer->setContentsMargins(4, 0, 4, 0);
    answer->addWidget(m_status, 1);
    answer->addWidget(m_correct);
    answer->addWidget(m_saved);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(4, 3, 4, 2);
    layout->setSpacing(1);
    layout->addLayout(row);
    layout->addLayout(answer);
    setFocusProxy(m_edit);
}

void FilterLine::setRegistry(std::shared_ptr<const Registry> registry)
{
    m_registry = std::move(registry);
    m_popup->setRegistry(m_registry);
    look();
}

void FilterLine::setHints(std::function<CaptureHints()> hints)
{
    m_popup->setHints(std::move(hints));
}

void FilterLine::hintsChanged()
{
    m_popup->refresh();
}

QString FilterLine::text() const { return m_edit->text(); }
void FilterLine::setText(const QString &text) { m_edit->setText(text); }

void FilterLine::apply(const QString &text)
{
    setText(text);
    enter();
}

void FilterLine::focusLine()
{
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
}

// At each change; nothing is applied.
void FilterLine::look()
{
    m_check = checkFilter(text(), m_registry);
    m_wasRefused = false;
    showState();
}

void FilterLine::setNote(const QString &note, bool isWarning)
{
    if (note == m_note && isWarning == m_noteIsWarning)
        return;
    m_note = note;
    m_noteIsWarning = isWarning;
    showState();
}

void FilterLine::showState()
{
    const bool isApplied = text() == m_applied;
    const bool isError = m_check.state == FilterState::Error;
    FilterState state = m_check.state;
    QString said;
    if (m_isDraggedOver)
        said = tr("Drop replaces the filter; with Ctrl both must hold, with Shift one of them.");
    else if (isError)
        said = m_wasRefused ? tr("Not applied. %1").arg(m_check.message) : m_check.message;
    else if (!isApplied)
        said = state == FilterState::Empty ? tr("Enter shows all frames.") : tr("Enter applies this filter.");
    else
        said = !m_note.isEmpty() ? m_note : state == FilterState::Empty ? tr("All frames are shown.") : tr("Applied.");
    if (!isError && isApplied && m_noteIsWarning)
        state = FilterState::Warning;
    m_edit->setCheck(m_check, state);
    m_edit->setAccessibleDescription(u"%1. %2"_s.arg(spokenState(state), said));
    m_status->setText(said);
    m_status->setAccessibleName(said);
    m_correct->setVisible(!m_check.corrected.isEmpty());
    m_correct->setText(tr("Use %1").arg(menuText(m_check.corrected)));
    m_apply->setEnabled(!isError);
    m_saved->setCandidate(m_check.state == FilterState::Ok ? text().trimmed() : QString());
    m_clear->setEnabled(!text().isEmpty() || !m_applied.isEmpty());
}

// What is wrong is never applied: it is said, and the cursor goes there.
void FilterLine::enter()
{
    if (m_check.state == FilterState::Error) {
        m_wasRefused = true;
        m_edit->setCursorPosition(static_cast<int>(m_check.position));
        showState();
        return;
    }
    m_historyPlace = -1;
    m_applied = text();
    remember(m_applied.trimmed());
    emit applied(m_check.filter);
    showState();
}

// Nothing is applied: the user may want to change it, and Enter is near.
void FilterLine::takeDrop(const QString &expression, FilterJoin how)
{
    m_historyPlace = -1;
    setText(joinFilters(text(), how, expression));
    m_edit->activateWindow();
    m_edit->setFocus();
}

void FilterLine::restore()
{
    m_historyPlace = -1;
    if (text() == m_applied)
        emit left();
    else
        setText(m_applied);
}

QStringList FilterLine::history() const { return m_settings.texts(historyKey).mid(0, mostHistory); }

void FilterLine::remember(const QString &text)
{
    if (text.isEmpty())
        return;
    QStringList filters = history();
    filters.removeAll(text);
    filters.prepend(text);
    m_settings.setTexts(historyKey, filters.mid(0, mostHistory));
}

void FilterLine::stepHistory(int step)
{
    const QStringList filters = history();
    if (m_historyPlace < 0)
        m_typed = text();
    m_historyPlace = std::clamp(m_historyPlace - step, -1, static_cast<int>(filters.size()) - 1);
    setText(m_historyPlace < 0 ? m_typed : filters.at(m_historyPlace));
}

void FilterLine::fillHistory()
{
    QMenu *const menu = m_historyButton->menu();
    menu->clear();
    const QStringList filters = history();
    for (const QString &filter : filters)
        menu->addAction(menuText(filter), this, [this, filter] { apply(filter); });
    if (filters.isEmpty())
        menu->addAction(tr("No filter was applied yet"))->setEnabled(false);
}

} // namespace framelens::ui
