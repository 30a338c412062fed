// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The one place where text from outside (a capture, a file name, a peer) becomes a label, a tool tip or a
// message box: always plain, always made visible. Nothing else in ui/ creates them.
#pragma once

#include <QMessageBox>
#include <QString>

#include <string>
#include <string_view>

class QAction;
class QLabel;
class QWidget;

namespace framelens::ui {

/// UTF-8 from outside, made safe to show by visibleText().
QString visible(std::string_view outside, std::size_t most = 4096);
QString visible(const QString &outside, std::size_t most = 4096);
/// The same into a string that is used again, by way of another: neither allocates once it has grown.
void assignVisible(QString &to, std::string_view outside, std::string &scratch);

/// A label that shows `text` as it is, whatever it looks like.
QLabel *plainLabel(const QString &text, QWidget *parent);

/// Tool tips guess rich text: these never do. Empty text: no tool tip.
void setPlainToolTip(QWidget *widget, const QString &text);
void setPlainToolTip(QAction *action, const QString &text);
/// The same for what models give as Qt::ToolTipRole.
QString plainToolTip(const QString &text);
void showPlainToolTip(const QPoint &global, const QString &text, QWidget *widget);

/// A message box with plain text, not yet shown; owned by the caller's parent.
QMessageBox *plainMessageBox(QMessageBox::Icon icon, const QString &title, const QString &text,
                             QMessageBox::StandardButtons buttons, QWidget *parent);

} // namespace framelens::ui
