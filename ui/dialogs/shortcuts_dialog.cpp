// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/dialogs/shortcuts_dialog.h"

#include "ui/actions.h"
#include "ui/text.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

enum Part { CommandPart, KeysPart, TipPart };

} // namespace

ShortcutsDialog::ShortcutsDialog(Actions &actions, QWidget *parent)
    : QDialog(parent)
    , m_actions(actions)
    , m_list(new QTreeWidget(this))
    , m_keys(new QKeySequenceEdit(this))
    , m_assign(new QPushButton(tr("&Assign"), this))
    , m_reset(new QPushButton(tr("&Default"), this))
    , m_answer(plainLabel({}, this))
{
    setObjectName(u"shortcutsDialog"_s);
    setWindowTitle(tr("Keyboard Shortcuts"));
    m_list->setObjectName(u"shortcutList"_s);
    m_list->setAccessibleName(tr("Commands and their keys"));
    m_list->setHeaderLabels({tr("Command"), tr("Keys"), tr("What it does")});
    m_list->setRootIsDecorated(false);
    m_list->setAlternatingRowColors(true);
    m_list->setUniformRowHeights(true);
    m_keys->setObjectName(u"shortcutKeys"_s);
    m_keys->setAccessibleName(tr("New keys"));
    m_assign->setObjectName(u"assignShortcut"_s);
    m_reset->setObjectName(u"resetShortcut"_s);
    m_answer->setObjectName(u"shortcutAnswer"_s);
    m_answer->setWordWrap(true);
    for (QPushButton *button : {m_assign, m_reset})
        button->setAutoDefault(false);

    auto *label = plainLabel(tr("&New keys:"), this);
    label->setBuddy(m_keys);
    auto *line = new QHBoxLayout;
    line->addWidget(label);
    line->addWidget(m_keys, 1);
    line->addWidget(m_assign);
    line->addWidget(m_reset);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_list, 1);
    layout->addLayout(line);
    layout->addWidget(m_answer);
    layout->addWidget(buttons);
    connect(m_list, &QTreeWidget::currentItemChanged, this, &ShortcutsDialog::showKeys);
    connect(m_assign, &QPushButton::clicked, this, &ShortcutsDialog::assign);
    connect(m_reset, &QPushButton::clicked, this, &ShortcutsDialog::reset);
    connect(&m_actions, &Actions::shortcutsChanged, this, &ShortcutsDialog::listKeys);
    fill();
    m_list->setCurrentItem(m_list->topLevelItem(0));
    resize(760, 560);
}

void ShortcutsDialog::fill()
{
    for (const ActionSpec &spec : actionTable())
        new QTreeWidgetItem(m_list, {Actions::plainText(spec.what), QString(), m_actions[spec.what]->statusTip()});
    listKeys();
    m_list->resizeColumnToContents(CommandPart);
    m_list->resizeColumnToContents(KeysPart);
}

void ShortcutsDialog::listKeys()
{
    for (const ActionSpec &spec : actionTable())
        m_list->topLevelItem(static_cast<int>(spec.what))
            ->setText(KeysPart, m_actions[spec.what]->shortcut().toString(QKeySequence::NativeText));
}

Do ShortcutsDialog::current() const
{
    return static_cast<Do>(m_list->indexOfTopLevelItem(m_list->currentItem()));
}

void ShortcutsDialog::showKeys()
{
    m_keys->setKeySequence(m_actions[current()]->shortcut());
    m_answer->clear();
}

void ShortcutsDialog::assign()
{
    const Do what = current();
    const QKeySequence keys = m_keys->keySequence();
    if (const std::optional<Do> holder = m_actions.holderOf(keys, what)) {
        m_answer->setText(tr("%1 belongs to \"%2\"; change that first.")
                              .arg(keys.toString(QKeySequence::NativeText), Actions::plainText(*holder)));
        return;
    }
    m_actions.setShortcut(what, keys);
    m_answer->setText(tr("Done: \"%1\" has new keys.").arg(Actions::plainText(what)));
}

void ShortcutsDialog::reset()
{
    const Do what = current();
    const std::optional<Do> holder = m_actions.resetShortcut(what);
    if (holder) {
        m_answer->setText(tr("Its default keys belong to \"%1\" now; change that first.")
                              .arg(Actions::plainText(*holder)));
        return;
    }
    showKeys();
    m_answer->setText(tr("Done: \"%1\" has its default keys.").arg(Actions::plainText(what)));
}

} // namespace framelens::ui
