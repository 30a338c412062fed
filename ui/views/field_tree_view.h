// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The field tree: what is open is remembered by kind of field, so that the next frame keeps the picture.
#pragma once

#include "core/base/error.h"
#include "ui/models/field_tree_model.h"
#include "ui/pane_context.h"
#include "ui/selection.h"

#include <QSet>
#include <QTreeView>

namespace framelens::ui {

class FieldTreeView : public QTreeView
{
    Q_OBJECT

public:
    explicit FieldTreeView(PaneContext context, QWidget *parent = nullptr);

    FieldTreeModel *fieldModel() const { return m_model; }
    /// Whether the column of offsets and lengths is shown.
    bool showsPlaces() const;

    void setShowsPlaces(bool shown);
    /// Opens the current row with all below it; all rows; or closes all.
    void openSubtree();
    void openAll();
    void closeAll();
    /// The current row's text to the clipboard; the others its value, label, filter name, path, a filter that finds it.
    void copy();
    void copyValue();
    void copyLabel();
    void copyName();
    void copyPath();
    void copyFilter();
    /// The bytes of the current row; none: it has none.
    ByteView currentBytes() const;
    /// The frame (counted from 0) that a row names: a segment of a message, an answer. Nothing for other rows.
    static std::optional<std::uint32_t> linkedFrame(const QModelIndex &index);

signals:
    /// The user wants to see the frame that a row names.
    void frameAsked(quint32 frame);
    /// The user wants a column that shows the field of that name.
    void columnAsked(const QString &field);
    /// The clipboard is as it was.
    void copyRefused(const framelens::Error &why);

protected:
    bool viewportEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;

private:
    void showFrame();
    void showField();
    void remember(const QModelIndex &index, bool open);
    void rememberBelow(std::uint32_t begin, std::uint32_t end, bool open);
    void restoreExpansion();
    void applyFont();
    static void copyText(const QString &text);
    std::optional<std::uint32_t> currentField() const;

    PaneContext m_context;
    FieldTreeModel *m_model;
    QSet<QString> m_open; // names of field kinds
    bool m_following = false; // the change came from the selection, or is the model's own
};

} // namespace framelens::ui
