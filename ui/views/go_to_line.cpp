// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/views/go_to_line.h"

#include "ui/text.h"

#include <QAbstractScrollArea>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>

namespace framelens::ui {

GoToLine::GoToLine(QWidget *pane)
    : QFrame(pane)
    , m_question(plainLabel({}, this))
    , m_edit(new QLineEdit(this))
    , m_refusal(plainLabel({}, this))
{
    setAutoFillBackground(true);
    setFrameShape(QFrame::StyledPanel);
    setBackgroundRole(QPalette::Window);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(8, 4, 8, 4);
    row->addWidget(m_question);
    row->addWidget(m_edit);
    row->addWidget(m_refusal);
    m_question->setBuddy(m_edit);
    m_refusal->hide();
    hide();
    m_edit->installEventFilter(this);
    pane->installEventFilter(this);
    connect(m_edit, &QLineEdit::textEdited, m_refusal, &QWidget::hide);
    connect(m_edit, &QLineEdit::textEdited, this, &GoToLine::place);
}

void GoToLine::open(const QString &question, const QString &text)
{
    m_question->setText(question);
    m_edit->setAccessibleName(question);
    m_edit->setText(text);
    m_refusal->hide();
    show();
    place();
    raise();
    m_edit->setFocus(Qt::OtherFocusReason);
}

void GoToLine::refuse(const QString &why)
{
    m_refusal->setText(why);
    m_refusal->show();
    m_edit->selectAll();
    place();
}

bool GoToLine::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize)
        place();
    if (watched != m_edit)
        return false;
    if (event->type() == QEvent::FocusOut && static_cast<QFocusEvent *>(event)->reason() != Qt::PopupFocusReason
        && static_cast<QFocusEvent *>(event)->reason() != Qt::ActiveWindowFocusReason)
        hide();
    if (event->type() == QEvent::ShortcutOverride) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Escape || key == Qt::Key_Return || key == Qt::Key_Enter)
            event->accept();
        return false;
    }
    if (event->type() != QEvent::KeyPress)
        return false;
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Escape: leave(); return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        emit typed(m_edit->text().trimmed());
        if (m_refusal->isHidden())
            leave();
        return true;
    default: return false;
    }
}

void GoToLine::place()
{
    adjustSize();
    const QRect area = parentWidget()->rect().adjusted(2, 2, -2, -2);
    resize(std::min(width(), area.width()), height());
    move(area.left(), area.bottom() - height() + 1);
}

void GoToLine::leave()
{
    parentWidget()->setFocus(Qt::OtherFocusReason);
    hide();
}

} // namespace framelens::ui
