// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Help > Keyboard Shortcuts: every command with its keys, which can be changed here.
#pragma once

#include <QDialog>

class QKeySequenceEdit;
class QLabel;
class QPushButton;
class QTreeWidget;

namespace framelens::ui {

class Actions;
enum class Do : std::uint8_t;

class ShortcutsDialog final : public QDialog
{
    Q_OBJECT

public:
    ShortcutsDialog(Actions &actions, QWidget *parent);

private:
    void fill();
    void listKeys();
    void showKeys();
    Do current() const;
    void assign();
    void reset();

    Actions &m_actions;
    QTreeWidget *m_list;
    QKeySequenceEdit *m_keys;
    QPushButton *m_assign;
    QPushButton *m_reset;
    QLabel *m_answer;
};

} // namespace framelens::ui
