// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// File > Capture Information.
#pragma once

#include <QDialog>

#include <memory>

class QLabel;
class QPushButton;
class QTreeWidget;

namespace framelens {
class Capture;
class WorkerPool;
}

namespace framelens::ui {

class InformationDialog final : public QDialog
{
    Q_OBJECT

public:
    /// Shows what the capture says by now: a worker looks at all its blocks, and says how far it is.
    InformationDialog(WorkerPool &pool, std::shared_ptr<const Capture> capture, QWidget *parent);
    ~InformationDialog() override;

private:
    struct Look;
    void take();

    std::shared_ptr<Look> m_look;
    QTreeWidget *m_tree;
    QLabel *m_state;
    QPushButton *m_copy;
};

} // namespace framelens::ui
