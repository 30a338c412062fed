// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Follow's messages: a table, and the fields of the current message below it.
#pragma once

#include "ui/follow/follow_messages_model.h"
#include "ui/pane_context.h"

#include <QSplitter>

class QTableView;

namespace framelens::ui {

class FieldTreeView;

class FollowMessagesView final : public QSplitter
{
    Q_OBJECT

public:
    FollowMessagesView(PaneFont &font, std::shared_ptr<CopyLedger> ledger, QWidget *parent = nullptr);

    FollowMessagesModel &model() const { return *m_model; }
    QTableView &table() const { return *m_table; }
    FieldTreeView &tree() const { return *m_tree; }

    void setStream(std::shared_ptr<const FollowedStream> stream, FollowSource source);
    /// Makes a message current without telling anybody.
    void select(int row);

signals:
    /// The user chose a message or a field of it.
    void chosen(quint32 frame, const framelens::ui::ByteRange &range, quint8 source);

private:
    void showCurrent(bool tell);
    void tellField(Pane origin);
    void copyRow();

    Selection m_selection; // of the fields below
    FollowMessagesModel *m_model;
    QTableView *m_table;
    FieldTreeView *m_tree;
    bool m_quiet = false;
};

} // namespace framelens::ui
