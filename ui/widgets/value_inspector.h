// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The dock that reads the selected bytes as everything they may be.
#pragma once

#include "ui/models/inspected_values.h"

#include <QAbstractTableModel>
#include <QDockWidget>

class QTreeView;

namespace framelens::ui {

class Selection;

/// The rows; texts exist for the one selection that is looked at.
class ValueInspectorModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum ColumnNumber { NameColumn, BigColumn, LittleColumn, ColumnCount_ };

    explicit ValueInspectorModel(QObject *parent = nullptr);

    /// Announced as one change of all texts: the rows stay what they are.
    void show(const Inspected &what);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<InspectedValue> m_values;
};

class ValueInspector final : public QDockWidget
{
    Q_OBJECT

public:
    /// Follows the selection while it is visible.
    explicit ValueInspector(Selection &selection, QWidget *parent = nullptr);

    /// The current cell (of the name's column: of the first text) to the clipboard.
    void copy();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void look();
    void showMenu(const QPoint &position);

    Selection &m_selection;
    ValueInspectorModel *m_model;
    QTreeView *m_view;
};

} // namespace framelens::ui
