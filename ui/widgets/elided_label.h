// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// One line of text that gives way: elided in the middle when there is no room, whole for a screen reader.
#pragma once

#include <QWidget>

namespace framelens::ui {

class ElidedLabel final : public QWidget
{
    Q_OBJECT

public:
    /// Pixels left and right of the text.
    static constexpr int margin = 4;

    explicit ElidedLabel(QWidget *parent = nullptr);

    QString text() const { return m_text; }
    void setText(const QString &text);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_text;
};

} // namespace framelens::ui
