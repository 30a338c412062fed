// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/dialogs/framing_dialog.h"

#include "ui/dialogs/framing_edit.h"
#include "ui/text.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace framelens::ui {

using namespace Qt::StringLiterals;

FramingDialog::FramingDialog(std::shared_ptr<const Registry> registry, const QString &framer, QWidget *parent)
    : QDialog(parent)
{
    setObjectName(u"framingDialog"_s);
    setWindowTitle(tr("Framing and Protocol"));
    auto *layout = new QVBoxLayout(this);
    auto *edit = new FramingEdit(std::move(registry), this);
    edit->setFramer(framer);
    QLabel *hint = plainLabel(tr("All that was received is cut anew; nothing of it is changed."), this);
    QLabel *answer = plainLabel({}, this);
    answer->setObjectName(u"framingAnswer"_s);
    answer->setWordWrap(true);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    QPushButton *ok = buttons->addButton(tr("Cut A&new"), QDialogButtonBox::AcceptRole);
    ok->setObjectName(u"framingButton"_s);
    ok->setDefault(true);
    layout->addWidget(hint);
    layout->addWidget(edit, 1);
    layout->addWidget(answer);
    layout->addWidget(buttons);
    const auto check = [edit, ok, answer] {
        const QString problem = edit->problem();
        ok->setEnabled(problem.isEmpty());
        setPlainToolTip(ok, problem);
        answer->setText(problem);
    };
    connect(edit, &FramingEdit::changed, this, check);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this, edit] {
        const QString wanted = edit->framer();
        accept();
        emit chosen(wanted);
    });
    check();
    resize(680, 380);
}

} // namespace framelens::ui
