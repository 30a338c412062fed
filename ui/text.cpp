// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/text.h"

#include "core/base/visible_text.h"

#include <QAction>
#include <QLabel>
#include <QStringDecoder>
#include <QTextDocument>
#include <QToolTip>

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

void assignVisible(QString &to, std::string_view outside, std::string &scratch)
{
    scratch.clear();
    appendVisible(scratch, outside);
    const QByteArrayView utf8(scratch.data(), static_cast<qsizetype>(scratch.size()));
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    to.resize(decoder.requiredSpace(utf8.size())); // keeps what it had reserved
    const QChar *end = decoder.appendToBuffer(to.data(), utf8);
    to.resize(end - to.constData());
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
