// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What the program has to say, without a dialog: at most three messages, the others behind "and 2 more".
#pragma once

#include <QFrame>
#include <QString>

#include <cstdint>
#include <functional>
#include <vector>

class QBoxLayout;
class QPushButton;

namespace framelens::ui {

/// How much a message matters: decides icon, word and tint.
enum class MessageKind : std::uint8_t { Note, Warning, Error };

struct MessageButton
{
    QString text;
    std::function<void()> press; ///< afterwards the message is gone
};

struct Message
{
    MessageKind kind = MessageKind::Note;
    /// What it is about: a message replaces an older one of the same topic.
    QString topic;
    QString text; ///< shown as it is, never as markup
    QString details; ///< tool tip and what Copy adds; may be empty
    std::vector<MessageButton> buttons = {};
};

/// "Note", "Warning", "Error".
QString messageWord(MessageKind kind);

class MessageBar final : public QFrame
{
    Q_OBJECT

public:
    explicit MessageBar(QWidget *parent = nullptr);
    ~MessageBar() override;

    void say(Message message);
    void take(const QString &topic);
    void clear();
    /// All messages, newest first, as "Error: text".
    QStringList texts() const;

    static constexpr std::size_t mostShown = 3;

protected:
    void changeEvent(QEvent *event) override;

private:
    class Row;
    void arrange();

    QBoxLayout *m_layout;
    QPushButton *m_more;
    std::vector<Row *> m_rows; // newest first; children of this
    bool m_expanded = false;
};

} // namespace framelens::ui
