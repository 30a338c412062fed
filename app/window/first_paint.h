// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Measures how long the first rows take (FRAMELENS_TIMING=1).
#pragma once

#include <QObject>

namespace framelens::ui {
class FrameListView;
}

namespace framelens::window {

/// Prints, once, the milliseconds from the start of the process to the first painting that shows rows.
class FirstPaint final : public QObject
{
    Q_OBJECT

public:
    explicit FirstPaint(ui::FrameListView &list, QObject *parent = nullptr);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    ui::FrameListView &m_list;
};

} // namespace framelens::window
