// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/text.h"

#include "core/base/visible_text.h"

#include <QAction>
#include <QLabel>
#include <QTextDocument>
#include <QToolTip>

#include <algorithm>

namespace framelens::ui {

QString visible(std::string_view outside, std::size_t most)
{
    return QString::fromStdString(visibleText(outside, most));
}

QString visible(const QString &outside, std::size_t most)
{
    const QByteArray utf8 = outside.toUtf8();
    return visible(std::string_view(utf8.constData(), static_cast<std::size_t>(utf8.size())), most);
}

void assignVisible(QString &to, std::string_view outside)
{
    if (!std::ranges::all_of(outside, [](char c) { return c >= ' ' && c <= '~'; }) || outside.size() > 4096) {
        to = visible(outside);
        return;
    }
    to.resize(static_cast<qsizetype>(outside.size())); // keeps what it had reserved
    std::ranges::transform(outside, to.begin(), [](char c) { return QLatin1Char(c); });
}

QLabel *plainLabel(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setText(text);
    return label;
}

QString plainToolTip(const QString &text)
{
    return text.isEmpty() ? QString() : Qt::convertFromPlainText(text, Qt::WhiteSpaceNormal);
}

void showPlainToolTip(const QPoint &global, const QString &text, QWidget *widget)
{
    QToolTip::showText(global, plainToolTip(text), widget);
}

void setPlainToolTip(QWidget *widget, const QString &text)
{
    widget->setToolTip(plainToolTip(text));
}

void setPlainToolTip(QAction *action, const QString &text)
{
    action->setToolTip(plainToolTip(text));
}

QMessageBox *plainMessageBox(QMessageBox::Icon icon, const QString &title, const QString &text,
                             QMessageBox::StandardButtons buttons, QWidget *parent)
{
    auto *box = new QMessageBox(icon, title, QString(), buttons, parent);
    box->setTextFormat(Qt::PlainText);
    box->setText(text);
    return box;
}

} // namespace framelens::ui
