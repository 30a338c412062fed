// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/dialogs/about_dialog.h"

#include "ui/text.h"

#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QIcon>
#include <QLabel>

namespace framelens::ui {

using namespace Qt::StringLiterals;

AboutDialog::AboutDialog(QWidget *parent)
    : QDialog(parent)
{
    setObjectName(u"aboutDialog"_s);
    setWindowTitle(tr("About Framelens"));
    auto *picture = plainLabel({}, this);
    picture->setPixmap(QIcon(u":/framelens.svg"_s).pixmap(QSize(64, 64), devicePixelRatioF()));
    auto *name = plainLabel(tr("Framelens %1").arg(QCoreApplication::applicationVersion()), this);
    QFont large = name->font();
    large.setPointSizeF(large.pointSizeF() * 1.4);
    large.setBold(true);
    name->setFont(large);
    auto *text = plainLabel(tr("Opens captures of any size and shows each frame's fields beside its bytes.\n\n"
                               "Copyright The Framelens authors. Licensed under the Apache License 2.0; there is no "
                               "warranty.\nBuilt with Qt %1, running with Qt %2.")
                                .arg(QString::fromLatin1(QT_VERSION_STR), QString::fromLatin1(qVersion())),
                            this);
    text->setWordWrap(true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *grid = new QGridLayout(this);
    grid->setHorizontalSpacing(16);
    grid->addWidget(picture, 0, 0, 2, 1, Qt::AlignTop);
    grid->addWidget(name, 0, 1);
    grid->addWidget(text, 1, 1);
    grid->addWidget(buttons, 2, 0, 1, 2);
    grid->setColumnStretch(1, 1);
    setMinimumWidth(480);
}

} // namespace framelens::ui
