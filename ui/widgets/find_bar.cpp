// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/widgets/find_bar.h"

#include "ui/icons.h"
#include "ui/text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QResizeEvent>
#include <QStandardItemModel>
#include <QToolButton>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int signPx = 16;
constexpr int besidePx = 1050; // what stands in the row, and a sentence

template <typename Widget>
Widget *named(Widget *widget, const QString &objectName, const QString &spoken)
{
    widget->setObjectName(objectName);
    widget->setAccessibleName(spoken);
    return widget;
}

QToolButton *button(QWidget *parent, const QString &objectName, const QString &iconName, const QString &tip)
{
    auto *made = named(new QToolButton(parent), objectName, tip);
    made->setIcon(icon(iconName));
    made->setAutoRaise(true);
    made->setFocusPolicy(Qt::TabFocus);
    setPlainToolTip(made, tip);
    return made;
}

} // namespace

FindBar::FindBar(QWidget *parent)
    : QWidget(parent)
    , m_kind(named(new QComboBox(this), u"findKind"_s, tr("What is looked for")))
    , m_line(named(new QLineEdit(this), u"findEdit"_s, tr("Find")))
    , m_scope(named(new QComboBox(this), u"findScope"_s, tr("Where")))
    , m_case(named(new QCheckBox(tr("Match &case"), this), u"findCase"_s, tr("Match case")))
    , m_utf16(named(new QCheckBox(tr("UTF-1&6 too"), this), u"findUtf16"_s, tr("UTF-16 too")))
    , m_previous(button(this, u"findPrevious"_s, u"previous"_s, tr("Find previous")))
    , m_next(button(this, u"findNext"_s, u"next"_s, tr("Find next")))
    , m_all(named(new QToolButton(this), u"findAll"_s, tr("Select all frames that hold it")))
    , m_stop(button(this, u"findStop"_s, u"stop"_s, tr("Stop searching")))
    , m_close(button(this, u"findClose"_s, u"close"_s, tr("Close the find bar")))
    , m_said(new QWidget(this))
    , m_sign(plainLabel({}, m_said))
    , m_answer(named(plainLabel({}, m_said), u"findAnswer"_s, {}))
{
    setObjectName(u"findBar"_s);
    setAccessibleName(tr("Find"));
    build();
    connectParts();
    offerOptions();
}

void FindBar::build()
{
    m_kind->addItem(tr("text"), static_cast<int>(FindKind::Text));
    m_kind->addItem(tr("hex bytes"), static_cast<int>(FindKind::Hex));
    m_kind->addItem(tr("regular expression"), static_cast<int>(FindKind::Expression));
    m_kind->addItem(tr("display filter"), static_cast<int>(FindKind::Display));
    m_scope->addItem(tr("in frames"), static_cast<int>(FindScope::Frames));
    m_scope->addItem(tr("in field values"), static_cast<int>(FindScope::FieldValues));
    m_scope->addItem(tr("in this frame"), static_cast<int>(FindScope::ThisFrame));
    m_line->setMaxLength(static_cast<int>(FindNeedle::mostBytes) * 4);
    m_line->setMinimumWidth(120);
    m_sign->setFixedWidth(signPx);
    m_all->setText(tr("A&ll"));
    m_all->setAutoRaise(true);
    m_all->setFocusPolicy(Qt::TabFocus);
    setPlainToolTip(m_all, m_all->accessibleName());
    m_answer->setMinimumWidth(0);
    m_answer->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto *row = new QHBoxLayout;
    QWidget *before = nullptr;
    for (QWidget *widget : std::initializer_list<QWidget *>{m_kind, m_line, m_previous, m_next, m_all, m_stop, m_scope, m_case, m_utf16}) {
        row->addWidget(widget);
        if (before != nullptr)
            setTabOrder(before, widget);
        before = widget;
    }
    row->setStretchFactor(m_line, 1);
    setTabOrder(before, m_close);
    auto *answer = new QHBoxLayout(m_said);
    answer->setContentsMargins(0, 0, 0, 0);
    answer->addWidget(m_sign);
    answer->addWidget(m_answer, 1);
    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(4, 2, 4, 2);
    layout->setVerticalSpacing(1);
    layout->setColumnStretch(0, 1);
    layout->addLayout(row, 0, 0);
    layout->addWidget(m_close, 0, 2);
    placeAnswer();
    m_stop->setEnabled(false);
}

void FindBar::connectParts()
{
    m_line->installEventFilter(this);
    connect(m_line, &QLineEdit::textChanged, this, &FindBar::queryChanged);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &FindBar::offerOptions);
    connect(m_scope, &QComboBox::currentIndexChanged, this, &FindBar::queryChanged);
    for (QCheckBox *box : {m_case, m_utf16})
        connect(box, &QCheckBox::toggled, this, &FindBar::queryChanged);
    connect(m_previous, &QToolButton::clicked, this, [this] { emit findAsked(false); });
    connect(m_next, &QToolButton::clicked, this, [this] { emit findAsked(true); });
    connect(m_all, &QToolButton::clicked, this, &FindBar::allAsked);
    connect(m_stop, &QToolButton::clicked, this, &FindBar::stopAsked);
    connect(m_close, &QToolButton::clicked, this, &FindBar::closeAsked);
}

FindKind FindBar::kind() const
{
    return static_cast<FindKind>(m_kind->currentData().toInt());
}

FindQuery FindBar::query() const
{
    return {.kind = kind(), .text = m_line->text().toStdString(), .heedsCase = m_case->isChecked(), .alsoUtf16 = m_utf16->isChecked()};
}

FindScope FindBar::scope() const
{
    const auto chosen = static_cast<FindScope>(m_scope->currentData().toInt());
    return m_scope->isEnabled() ? chosen : FindScope::Frames;
}

void FindBar::setScope(FindScope scope)
{
    m_scope->setCurrentIndex(m_scope->findData(static_cast<int>(scope)));
}

// Only what means something for a kind can be chosen.
void FindBar::offerOptions()
{
    const FindKind chosen = kind();
    m_case->setEnabled(chosen == FindKind::Text || chosen == FindKind::Expression);
    m_utf16->setEnabled(chosen == FindKind::Text);
    m_scope->setEnabled(chosen != FindKind::Display);
    const int values = m_scope->findData(static_cast<int>(FindScope::FieldValues));
    const bool hasText = chosen != FindKind::Hex;
    qobject_cast<QStandardItemModel *>(m_scope->model())->item(values)->setEnabled(hasText);
    if (!hasText && m_scope->currentIndex() == values)
        setScope(FindScope::Frames);
    switch (chosen) {
    case FindKind::Text: m_line->setPlaceholderText(tr("text as it is")); break;
    case FindKind::Hex: m_line->setPlaceholderText(tr("pairs of hex digits, such as 0d 0a")); break;
    case FindKind::Expression: m_line->setPlaceholderText(tr("an expression over bytes, such as GET /[a-z]+")); break;
    case FindKind::Display: m_line->setPlaceholderText(tr("a filter, such as tcp.flags.reset == 1")); break;
    }
    emit queryChanged();
}

void FindBar::open()
{
    show();
    m_line->setFocus(Qt::ShortcutFocusReason);
    m_line->selectAll();
}

void FindBar::say(const QString &text, bool isWarning)
{
    m_sign->setPixmap(isWarning ? icon(u"warning"_s).pixmap(signPx) : QPixmap());
    m_answer->setText(text);
    m_answer->setAccessibleName(text);
    setPlainToolTip(m_answer, text);
}

void FindBar::setRunning(bool running)
{
    m_stop->setEnabled(running);
}

bool FindBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_line && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            emit findAsked(!key->modifiers().testFlag(Qt::ShiftModifier));
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void FindBar::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        emit closeAsked();
    else
        QWidget::keyPressEvent(event);
}

// Where the window is too narrow for a sentence beside the options, it stands below them.
void FindBar::placeAnswer()
{
    auto *grid = static_cast<QGridLayout *>(layout());
    const bool isBeside = width() >= besidePx;
    grid->removeWidget(m_said);
    grid->setColumnStretch(1, isBeside ? 1 : 0);
    grid->addWidget(m_said, isBeside ? 0 : 1, isBeside ? 1 : 0, 1, isBeside ? 1 : 3);
}

void FindBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if ((event->oldSize().width() >= besidePx) != (event->size().width() >= besidePx))
        placeAnswer();
}

} // namespace framelens::ui
