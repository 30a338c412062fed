// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/widgets/message_bar.h"

#include "ui/icons.h"
#include "ui/scheme.h"
#include "ui/text.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int iconPx = 16;

QString iconName(MessageKind kind)
{
    switch (kind) {
    case MessageKind::Note: return u"note"_s;
    case MessageKind::Warning: return u"warning"_s;
    case MessageKind::Error: return u"error"_s;
    }
    return {};
}

} // namespace

QString messageWord(MessageKind kind)
{
    switch (kind) {
    case MessageKind::Note: return MessageBar::tr("Note");
    case MessageKind::Warning: return MessageBar::tr("Warning");
    case MessageKind::Error: return MessageBar::tr("Error");
    }
    return {};
}

/// One message: icon, word, text, buttons, close.
class MessageBar::Row final : public QWidget
{
public:
    Row(Message message, MessageBar *bar)
        : QWidget(bar)
        , m_bar(bar)
        , m_message(std::move(message))
        , m_icon(plainLabel({}, this))
        , m_word(plainLabel(messageWord(m_message.kind), this))
        , m_text(plainLabel(m_message.text, this))
    {
        setObjectName(u"message"_s);
        setAccessibleName(sentence());
        m_text->setWordWrap(true);
        m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        m_text->setFocusPolicy(Qt::ClickFocus);
        m_text->setObjectName(u"messageText"_s);
        setPlainToolTip(m_text, m_message.details);
        QFont bold = m_word->font();
        bold.setBold(true);
        m_word->setFont(bold);
        auto *layout = new QHBoxLayout(this);
        layout->setContentsMargins(8, 3, 4, 3);
        layout->setSpacing(8);
        layout->addWidget(m_icon);
        layout->addWidget(m_word);
        layout->addWidget(m_text, 1);
        for (std::size_t n = 0; n < m_message.buttons.size(); ++n)
            addButton(layout, n);
        addClose(layout);
        addCopy();
        recolour();
    }

    const Message &message() const { return m_message; }
    QString sentence() const { return messageWord(m_message.kind) + u": "_s + m_message.text; }

    void recolour()
    {
        const Scheme &scheme = schemeFor(QApplication::palette());
        const auto n = static_cast<std::size_t>(m_message.kind);
        m_tint = scheme.severityTint[n];
        QPalette colours = QApplication::palette();
        colours.setColor(QPalette::WindowText, scheme.text);
        colours.setColor(QPalette::Text, scheme.text);
        m_text->setPalette(colours);
        colours.setColor(QPalette::WindowText, scheme.severityText[n]);
        m_word->setPalette(colours);
        m_icon->setPixmap(icon(iconName(m_message.kind)).pixmap(QSize(iconPx, iconPx), devicePixelRatioF()));
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override { QPainter(this).fillRect(rect(), m_tint); }

private:
    void addButton(QBoxLayout *layout, std::size_t number)
    {
        auto *button = new QPushButton(m_message.buttons[number].text, this);
        connect(button, &QPushButton::clicked, this, [this, number] {
            const std::function<void()> press = m_message.buttons[number].press; // outlives this row
            m_bar->take(m_message.topic);
            press();
        });
        layout->addWidget(button);
    }
    void addClose(QBoxLayout *layout)
    {
        auto *close = new QToolButton(this);
        close->setObjectName(u"closeMessage"_s);
        close->setIcon(icon(u"close"_s));
        close->setAutoRaise(true);
        close->setAccessibleName(MessageBar::tr("Close this message"));
        setPlainToolTip(close, MessageBar::tr("Close this message"));
        connect(close, &QToolButton::clicked, this, [this] { m_bar->take(m_message.topic); });
        layout->addWidget(close);
    }
    void addCopy()
    {
        auto *copy = new QAction(MessageBar::tr("Copy Message"), this);
        connect(copy, &QAction::triggered, this, [this] {
            const QString more = m_message.details.isEmpty() ? QString() : u'\n' + m_message.details;
            QApplication::clipboard()->setText(sentence() + more);
        });
        addAction(copy);
        setContextMenuPolicy(Qt::ActionsContextMenu);
        m_text->addAction(copy);
        m_text->setContextMenuPolicy(Qt::ActionsContextMenu);
    }

    MessageBar *m_bar;
    Message m_message;
    QLabel *m_icon;
    QLabel *m_word;
    QLabel *m_text;
    QColor m_tint;
};

MessageBar::MessageBar(QWidget *parent)
    : QFrame(parent)
    , m_layout(new QVBoxLayout(this))
    , m_more(new QPushButton(this))
{
    setObjectName(u"messageBar"_s);
    setAccessibleName(tr("Messages"));
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(1);
    m_more->setObjectName(u"moreMessages"_s);
    m_more->setFlat(true);
    connect(m_more, &QPushButton::clicked, this, [this] {
        m_expanded = !m_expanded;
        arrange();
    });
    m_layout->addWidget(m_more, 0, Qt::AlignLeft);
    hide();
}

MessageBar::~MessageBar() = default;

void MessageBar::say(Message message)
{
    const auto same = std::ranges::find_if(m_rows, [&](const Row *row) {
        return row->message().topic == message.topic && row->message().text == message.text;
    });
    if (same != m_rows.end()) // said already
        return;
    take(message.topic);
    auto *row = new Row(std::move(message), this);
    m_rows.insert(m_rows.begin(), row);
    m_layout->insertWidget(0, row);
    arrange();
}

void MessageBar::take(const QString &topic)
{
    const auto found = std::ranges::find_if(m_rows, [&](const Row *row) { return row->message().topic == topic; });
    if (found == m_rows.end())
        return;
    (*found)->hide();
    (*found)->deleteLater(); // one of its buttons may be what closes it
    m_rows.erase(found);
    arrange();
}

void MessageBar::clear()
{
    while (!m_rows.empty())
        take(m_rows.front()->message().topic);
}

QStringList MessageBar::texts() const
{
    QStringList all;
    for (const Row *row : m_rows)
        all << row->sentence();
    return all;
}

void MessageBar::arrange()
{
    const std::size_t shown = m_expanded ? m_rows.size() : std::min(m_rows.size(), mostShown);
    for (std::size_t n = 0; n < m_rows.size(); ++n)
        m_rows[n]->setVisible(n < shown);
    m_more->setVisible(m_rows.size() > mostShown);
    m_more->setText(m_expanded ? tr("Show fewer")
                               : tr("and %n more", nullptr, static_cast<int>(m_rows.size() - shown)));
    if (m_rows.size() <= mostShown)
        m_expanded = false;
    setVisible(!m_rows.empty());
}

void MessageBar::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        for (Row *row : m_rows)
            row->recolour();
}

} // namespace framelens::ui
