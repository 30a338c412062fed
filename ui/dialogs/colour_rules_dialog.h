// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// View > Edit Colour Rules: which rows are tinted, and how. The first rule that fits a row is taken.
#pragma once

#include "ui/colour_rules.h"

#include <QDialog>

class QComboBox;
class QDialogButtonBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace framelens::ui {

class ColourRulesDialog final : public QDialog
{
    Q_OBJECT

public:
    ColourRulesDialog(const std::vector<ColourRule> &rules, std::shared_ptr<const Registry> registry, QWidget *parent);

    std::vector<ColourRule> rules() const;
    /// Puts the rules of a file before those that are here, which all stay; a rule that does not work here comes in switched off.
    /// Writes these to one. What goes wrong is said.
    void importFrom(const QString &path);
    void exportTo(const QString &path);

private:
    void build();
    QPushButton *addButton(const QString &text, const QString &name, void (ColourRulesDialog::*then)());
    void fill(const std::vector<ColourRule> &rules);
    void append(const ColourRule &rule, int place);
    void showRule();
    void takeRule();
    void chooseColour();
    void addRule();
    void removeRule();
    void moveUp() { move(-1); }
    void moveDown() { move(1); }
    void move(int by);
    void setDefaults() { fill(defaultColourRules()); }
    void askForImport();
    void askForExport();
    void paint(QTreeWidgetItem *item);
    void check();
    QString problemOf(const ColourRule &rule) const;
    int switchOffWrong(std::vector<ColourRule> &rules) const;

    std::shared_ptr<const Registry> m_registry;
    QTreeWidget *m_list;
    QLineEdit *m_name;
    QLineEdit *m_filter;
    QComboBox *m_colour;
    QLabel *m_problem;
    QDialogButtonBox *m_buttons;
    QPushButton *m_remove = nullptr;
    QPushButton *m_up = nullptr;
    QPushButton *m_down = nullptr;
    bool m_isShowing = false; // the fields are being filled by us
    bool m_isFilling = false; // the list is
};

} // namespace framelens::ui
