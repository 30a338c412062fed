// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/widgets/filter_edit.h"

#include "ui/filter_drag.h"
#include "ui/icons.h"
#include "ui/scheme.h"
#include "ui/text.h"

#include <QAction>
#include <QCoreApplication>
#include <QDropEvent>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QTextCharFormat>

#include <algorithm>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

// More than the language takes: what is too long is refused with a message, not cut.
constexpr int mostCharacters = 1'100'000;

QString iconOf(FilterState state)
{
    switch (state) {
    case FilterState::Empty: return u"filter"_s;
    case FilterState::Ok: return u"tick"_s;
    case FilterState::Warning: return u"warning"_s;
    case FilterState::Error: break;
    }
    return u"error"_s;
}

QColor tintOf(const Scheme &scheme, FilterState state)
{
    switch (state) {
    case FilterState::Empty: break;
    case FilterState::Ok: return scheme.acceptedTint;
    case FilterState::Warning: return scheme.severityTint[1];
    case FilterState::Error: return scheme.severityTint[2];
    }
    return scheme.base;
}

} // namespace

QString spokenState(FilterState state)
{
    switch (state) {
    case FilterState::Empty: return FilterEdit::tr("No filter");
    case FilterState::Ok: return FilterEdit::tr("The filter is right");
    case FilterState::Warning: return FilterEdit::tr("Warning");
    case FilterState::Error: break;
    }
    return FilterEdit::tr("Error");
}

FilterEdit::FilterEdit(QWidget *parent)
    : QLineEdit(parent)
    , m_icon(addAction(icon(u"filter"_s), LeadingPosition))
{
    setObjectName(u"filterEdit"_s);
    setAccessibleName(tr("Display filter"));
    setPlaceholderText(tr("Display filter, as tcp.port == 443 and ip.addr == 10.0.0.1"));
    setMaxLength(mostCharacters);
    colour();
}

void FilterEdit::setCheck(const FilterCheck &check, FilterState shown)
{
    const bool isOther = shown != m_state;
    m_state = shown;
    m_underlined = {};
    if (check.state == FilterState::Error && !text().isEmpty()) {
        const qsizetype begin = std::min(check.position, text().size() - 1); // behind the end: the last character
        m_underlined = {begin, std::clamp<qsizetype>(check.length, 1, text().size() - begin)};
    }
    m_icon->setIcon(icon(iconOf(shown)));
    setPlainToolTip(m_icon, spokenState(shown));
    if (isOther)
        colour();
    underline();
}

// A line has formats only by way of input methods; none is at work, or its text would not have come yet.
void FilterEdit::underline()
{
    QTextCharFormat format;
    format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
    format.setUnderlineColor(schemeFor(parentWidget()->palette()).severityText[2]);
    QList<QInputMethodEvent::Attribute> attributes;
    if (m_underlined.second > 0)
        attributes.append({QInputMethodEvent::TextFormat, static_cast<int>(m_underlined.first) - cursorPosition(),
                           static_cast<int>(m_underlined.second), format});
    QInputMethodEvent event({}, attributes);
    QCoreApplication::sendEvent(this, &event);
}

void FilterEdit::colour()
{
    const Scheme &scheme = schemeFor(parentWidget()->palette());
    QPalette own;
    if (m_state != FilterState::Empty) {
        own.setColor(QPalette::Base, tintOf(scheme, m_state));
        own.setColor(QPalette::Text, scheme.text);
    }
    m_isColouring = true;
    setPalette(own);
    m_isColouring = false;
}

void FilterEdit::changeEvent(QEvent *event)
{
    QLineEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_isColouring)
        colour();
}

void FilterEdit::keyPressEvent(QKeyEvent *event)
{
    const bool isPlain = (event->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
    if (event->key() == Qt::Key_Escape)
        emit escaped();
    else if (isPlain && event->key() == Qt::Key_Up)
        emit historyAsked(-1);
    else if (isPlain && event->key() == Qt::Key_Down)
        emit historyAsked(1);
    else
        QLineEdit::keyPressEvent(event);
}

// Text from elsewhere is put in at the cursor, as in any line.
void FilterEdit::dragEnterEvent(QDragEnterEvent *event)
{
    if (draggedFilter(event->mimeData()).isEmpty()) {
        QLineEdit::dragEnterEvent(event);
        return;
    }
    event->acceptProposedAction();
    emit dragHovered(true);
}

void FilterEdit::dragMoveEvent(QDragMoveEvent *event)
{
    if (draggedFilter(event->mimeData()).isEmpty())
        QLineEdit::dragMoveEvent(event);
    else
        event->acceptProposedAction();
}

void FilterEdit::dragLeaveEvent(QDragLeaveEvent *event)
{
    emit dragHovered(false);
    QLineEdit::dragLeaveEvent(event);
}

void FilterEdit::dropEvent(QDropEvent *event)
{
    emit dragHovered(false);
    const QString filter = draggedFilter(event->mimeData());
    if (filter.isEmpty()) {
        QLineEdit::dropEvent(event);
        return;
    }
    event->acceptProposedAction();
    emit filterDropped(filter, joinOf(event->modifiers()));
}

} // namespace framelens::ui
