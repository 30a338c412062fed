// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/dialogs/information_dialog.h"

#include "core/base/job.h"
#include "core/base/worker_pool.h"
#include "core/capture/capture.h"
#include "ui/capture_information.h"
#include "ui/text.h"
#include "ui/wake.h"

#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
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

struct InformationDialog::Look
{
    std::shared_ptr<Job> job;
    std::vector<InfoItem> items = {}; // read when the job has finished
};

InformationDialog::InformationDialog(WorkerPool &pool, std::shared_ptr<const Capture> capture, QWidget *parent)
    : QDialog(parent)
    , m_look(std::make_shared<Look>(std::make_shared<Job>(wakeFor(this, [this] { take(); }))))
    , m_tree(new QTreeWidget(this))
    , m_state(plainLabel(tr("Counting..."), this))
{
    setObjectName(u"informationDialog"_s);
    setWindowTitle(tr("Capture Information"));
    m_tree->setObjectName(u"informationTree"_s);
    m_tree->setAccessibleName(tr("Capture information"));
    m_tree->setHeaderLabels({tr("What"), tr("Value")});
    m_tree->setAlternatingRowColors(true);
    m_tree->setUniformRowHeights(true);
    m_tree->header()->resizeSection(0, 260);
    m_state->setObjectName(u"informationState"_s);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_copy = buttons->addButton(tr("Co&py"), QDialogButtonBox::ActionRole);
    m_copy->setObjectName(u"informationCopy"_s);
    m_copy->setAutoDefault(false);
    m_copy->setEnabled(false);
    connect(m_copy, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(informationText(m_look->items)); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_tree);
    layout->addWidget(m_state);
    layout->addWidget(buttons);
    resize(720, 520);
    pool.submit([look = m_look, capture = std::move(capture)] {
        look->items = captureInformation(*capture, *look->job);
        look->job->finish();
    });
}

InformationDialog::~InformationDialog()
{
    m_look->job->cancel();
}

void InformationDialog::take()
{
    if (m_copy->isEnabled())
        return; // woken before the end and at the end, when all was there already
    const Job &job = *m_look->job;
    m_look->job->taken();
    if (!job.finished()) {
        m_state->setText(tr("Counting... %1 %").arg(job.total() == 0 ? 0 : job.done() * 100 / job.total()));
        return;
    }
    m_state->hide();
    addItems(m_tree->invisibleRootItem(), m_look->items);
    m_tree->expandAll();
    m_copy->setEnabled(true);
}

} // namespace framelens::ui
