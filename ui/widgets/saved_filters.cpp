// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/widgets/saved_filters.h"

#include "ui/filter_drag.h"
#include "ui/icons.h"
#include "ui/settings.h"
#include "ui/text.h"

#include <QAction>
#include <QDropEvent>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QToolButton>

#include <algorithm>
#include <utility>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

const QString savedKey = u"filter/saved"_s; // names and filters in turn
constexpr qsizetype mostNameCharacters = 30;

QString buttonText(const QString &name)
{
    return visible(name).left(mostNameCharacters).replace(u'&', "&&"_L1);
}

} // namespace

SavedFilters::SavedFilters(Settings &settings, QWidget *parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_layout(new QHBoxLayout(this))
    , m_save(new QToolButton(this))
{
    setObjectName(u"savedFilters"_s);
    setAccessibleName(tr("Saved filters"));
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(2);
    m_save->setObjectName(u"filterSave"_s);
    m_save->setAutoRaise(true);
    m_save->setIcon(icon(u"save"_s));
    m_save->setAccessibleName(tr("Save the filter as a button"));
    setPlainToolTip(m_save, m_save->accessibleName());
    m_layout->addWidget(m_save);
    setAcceptDrops(true);
    connect(m_save, &QToolButton::clicked, this, [this] { askForName(m_candidate); });
    setCandidate({});
    showButtons();
}

void SavedFilters::setCandidate(const QString &filter)
{
    m_candidate = filter;
    m_save->setEnabled(!filter.isEmpty() && saved().size() < most);
}

std::vector<std::pair<QString, QString>> SavedFilters::saved() const
{
    const QStringList texts = m_settings.texts(savedKey);
    std::vector<std::pair<QString, QString>> filters;
    for (qsizetype n = 0; n + 1 < texts.size() && filters.size() < most; n += 2)
        filters.emplace_back(texts.at(n), texts.at(n + 1));
    return filters;
}

void SavedFilters::dragEnterEvent(QDragEnterEvent *event)
{
    if (!draggedFilter(event->mimeData()).isEmpty() && saved().size() < most)
        event->acceptProposedAction();
}

void SavedFilters::dropEvent(QDropEvent *event)
{
    event->acceptProposedAction();
    askForName(draggedFilter(event->mimeData()));
}

void SavedFilters::askForName(const QString &filter)
{
    auto *dialog = new QInputDialog(this);
    dialog->setObjectName(u"saveFilterDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Save Filter"));
    dialog->setLabelText(tr("Name of the button:"));
    dialog->setTextValue(filter.left(mostNameCharacters));
    connect(dialog, &QInputDialog::textValueSelected, this, [this, filter](const QString &name) { save(name.trimmed(), filter); });
    dialog->open();
}

// One of the same name is replaced where it stands.
void SavedFilters::save(const QString &name, const QString &filter)
{
    if (name.isEmpty())
        return;
    std::vector<std::pair<QString, QString>> filters = saved();
    const auto found = std::ranges::find(filters, name, &std::pair<QString, QString>::first);
    if (found != filters.end())
        found->second = filter;
    else
        filters.emplace_back(name, filter);
    keep(filters);
}

void SavedFilters::askForOtherName(const QString &name)
{
    auto *dialog = new QInputDialog(this);
    dialog->setObjectName(u"renameFilterDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Rename Filter"));
    dialog->setLabelText(tr("Name of the button:"));
    dialog->setTextValue(name);
    connect(dialog, &QInputDialog::textValueSelected, this, [this, name](const QString &to) { rename(name, to.trimmed()); });
    dialog->open();
}

// Where it stands; another one of that name goes.
void SavedFilters::rename(const QString &name, const QString &to)
{
    if (to.isEmpty() || to == name)
        return;
    std::vector<std::pair<QString, QString>> filters = saved();
    std::erase_if(filters, [&to](const auto &filter) { return filter.first == to; });
    for (auto &filter : filters)
        if (filter.first == name)
            filter.first = to;
    keep(filters);
}

void SavedFilters::remove(const QString &name)
{
    std::vector<std::pair<QString, QString>> filters = saved();
    std::erase_if(filters, [&name](const auto &filter) { return filter.first == name; });
    keep(filters);
}

void SavedFilters::keep(const std::vector<std::pair<QString, QString>> &filters)
{
    QStringList texts;
    for (const auto &[name, filter] : filters)
        texts << name << filter;
    m_settings.setTexts(savedKey, texts);
    showButtons();
    setCandidate(m_candidate);
}

void SavedFilters::showButtons()
{
    for (QToolButton *button : std::exchange(m_buttons, {})) {
        m_layout->removeWidget(button);
        button->hide();
        button->deleteLater(); // its own menu may have asked
    }
    for (const auto &[name, filter] : saved()) {
        auto *button = new QToolButton(this);
        button->setText(buttonText(name));
        button->setAccessibleName(tr("Apply the saved filter %1").arg(visible(name)));
        setPlainToolTip(button, visible(filter));
        button->setContextMenuPolicy(Qt::ActionsContextMenu);
        auto *removing = new QAction(tr("&Remove"), button);
        button->addAction(removing);
        connect(removing, &QAction::triggered, this, [this, name = name] { remove(name); });
        auto *renaming = new QAction(tr("Re&name..."), button);
        button->addAction(renaming);
        connect(renaming, &QAction::triggered, this, [this, name = name] { askForOtherName(name); });
        connect(button, &QToolButton::clicked, this, [this, filter = filter] { emit chosen(filter); });
        m_layout->addWidget(button);
        m_buttons.push_back(button);
    }
}

} // namespace framelens::ui
