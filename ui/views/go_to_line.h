// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The small line over a pane in which a place is typed: a frame number, an offset, a range.
#pragma once

#include <QFrame>

class QLabel;
class QLineEdit;

namespace framelens::ui {

/// Lies over the lower left corner of the viewport of its pane; Return gives what was typed, Escape and a
/// loss of focus close it.
class GoToLine : public QFrame
{
    Q_OBJECT

public:
    explicit GoToLine(QWidget *pane);

    /// Opens with `text` typed already.
    void open(const QString &question, const QString &text = {});
    /// Says why what was typed leads nowhere; the line stays open.
    void refuse(const QString &why);

signals:
    void typed(const QString &text);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void place();
    void leave();

    QLabel *m_question;
    QLineEdit *m_edit;
    QLabel *m_refusal;
};

} // namespace framelens::ui
