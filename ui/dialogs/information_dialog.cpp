// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/dialogs/information_dialog.h"

#include "core/capture/capture.h"
#include "ui/capture_information.h"

#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

void addItems(QTreeWidgetItem *to, const std::vector<InfoItem> &items)
{
    for (const InfoItem &item : items)
        addItems(new QTreeWidgetItem(to, {item.name, item.value}), item.items);
}

} // namespace

InformationDialog::InformationDialog(const std::shared_ptr<const Capture> &capture, QWidget *parent)
    : QDialog(parent)
{
    setObjectName(u"informationDialog"_s);
    setWindowTitle(tr("Capture Information"));
    const std::vector<InfoItem> items = captureInformation(*capture);
    auto *tree = new QTreeWidget(this);
    tree->setObjectName(u"informationTree"_s);
    tree->setAccessibleName(tr("Capture information"));
    tree->setHeaderLabels({tr("What"), tr("Value")});
    tree->setAlternatingRowColors(true);
    tree->setUniformRowHeights(true);
    addItems(tree->invisibleRootItem(), items);
    tree->expandAll();
    tree->header()->resizeSection(0, 260);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    QPushButton *copy = buttons->addButton(tr("Co&py"), QDialogButtonBox::ActionRole);
    copy->setAutoDefault(false);
    connect(copy, &QPushButton::clicked, this,
            [text = informationText(items)] { QApplication::clipboard()->setText(text); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(tree);
    layout->addWidget(buttons);
    resize(720, 520);
}

} // namespace framelens::ui
