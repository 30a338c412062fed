// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The line in which a display filter is typed: it shows by icon, background and underline what was found of its text.
#pragma once

#include "ui/filter_check.h"

#include <QLineEdit>

#include <utility>

namespace framelens::ui {

class FilterEdit final : public QLineEdit
{
    Q_OBJECT

public:
    explicit FilterEdit(QWidget *parent = nullptr);

    /// What is known of the text; a warning is one of the search, the text itself is right.
    void setCheck(const FilterCheck &check, FilterState shown);
    FilterState state() const { return m_state; }
    /// What is underlined: where it begins and how much; 0: nothing.
    std::pair<qsizetype, qsizetype> underlined() const { return m_underlined; }

signals:
    /// A filter was dragged here and let go.
    void filterDropped(const QString &expression, framelens::ui::FilterJoin how);
    /// One is over the line, or no longer.
    void dragHovered(bool isOver);
    /// Escape was pressed.
    void escaped();
    /// Up (-1, older) or Down (1, newer) was pressed.
    void historyAsked(int step);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragMoveEvent(QDragMoveEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void colour();
    void underline();

    QAction *m_icon;
    FilterState m_state = FilterState::Empty;
    std::pair<qsizetype, qsizetype> m_underlined;
    bool m_isColouring = false;
};

/// "Filter is right", ... for people who hear it.
QString spokenState(FilterState state);

} // namespace framelens::ui
