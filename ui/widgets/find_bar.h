// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The bar above the list in which somebody says what to find. It finds nothing itself.
#pragma once

#include "core/filter/find.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QToolButton;

namespace framelens::ui {

/// In what is looked, as the bar offers it.
enum class FindScope : std::uint8_t { Frames, FieldValues, ThisFrame };

class FindBar final : public QWidget
{
    Q_OBJECT

public:
    explicit FindBar(QWidget *parent = nullptr);

    FindQuery query() const;
    /// What kind and options allow: a filter looks at frames, bytes at no text.
    FindScope scope() const;
    void setScope(FindScope scope);
    /// Shows the bar with the focus in its line, all of it selected.
    void open();

    /// A sentence beside the line; with a warning sign when nothing can be or was found.
    void say(const QString &text, bool isWarning = false);
    /// Whether a search can be stopped now.
    void setRunning(bool running);

signals:
    /// query() or scope() is another one.
    void queryChanged();
    void findAsked(bool onward);
    void allAsked();
    void stopAsked();
    void closeAsked();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void build();
    void placeAnswer();
    void connectParts();
    void offerOptions();
    FindKind kind() const;

    QComboBox *m_kind;
    QLineEdit *m_line;
    QComboBox *m_scope;
    QCheckBox *m_case;
    QCheckBox *m_utf16;
    QToolButton *m_previous;
    QToolButton *m_next;
    QToolButton *m_all;
    QToolButton *m_stop;
    QToolButton *m_close;
    QWidget *m_said; // sign and answer, behind the options or below them
    QLabel *m_sign;
    QLabel *m_answer;
};

} // namespace framelens::ui
