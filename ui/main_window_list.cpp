// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What the rows of the list look like, and in which order they stand.
#include "ui/capture_panes.h"
#include "ui/colour_rules.h"
#include "ui/list_sort.h"
#include "ui/main_window.h"
#include "ui/settings.h"
#include "ui/widgets/progress_widget.h"
#include "ui/widgets/status_line.h"
#include "ui/windows.h"

#include <QMenu>

#include <utility>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

const QString coloursKey = u"look/colours"_s;

} // namespace

void MainWindow::connectListCommands()
{
    onTriggered(Do::ShowColours, [this] {
        m_services.settings.setFlag(coloursKey, (*m_actions)[Do::ShowColours]->isChecked());
        for (std::size_t n = 0; n < m_windows.count(); ++n)
            m_windows.at(n).takeColours();
    });
    connect(m_sort, &ListSort::started, this, [this](const std::shared_ptr<Job> &job) {
        m_status->progress().add(tr("Sorting"), job, [job] { job->cancel(); });
    });
    connect(m_sort, &ListSort::stateChanged, this, &MainWindow::sortChanged);
}

void MainWindow::fillSortMenu()
{
    m_sortMenu->clear();
    const FrameListModel &model = m_panes->model();
    const auto add = [this](const QString &text, std::optional<int> column) {
        QAction *entry = m_sortMenu->addAction(text);
        entry->setCheckable(true);
        entry->setChecked(m_sort->column() == column);
        entry->setEnabled(m_document != nullptr);
        connect(entry, &QAction::triggered, this, [this, column] {
            if (column)
                m_sort->step(*column);
            else
                m_sort->sortBy({});
        });
    };
    add(tr("Order of the Capture"), {});
    m_sortMenu->addSeparator();
    for (int column = 0; column < model.columnCount(); ++column)
        add(model.headerData(column, Qt::Horizontal).toString(), column);
}

void MainWindow::sortChanged()
{
    if (m_sort->unsortedRows() == 0 || m_sort->isSorting()) {
        m_saidUnsorted = false;
        m_messages->take(u"sort"_s);
        return;
    }
    if (std::exchange(m_saidUnsorted, true))
        return;
    say({.kind = MessageKind::Note,
         .topic = u"sort"_s,
         .text = tr("Frames that came after the list was sorted stand behind those that are."),
         .details = {},
         .buttons = {{tr("Sort Again"), [this] { m_sort->sortBy(m_sort->column(), m_sort->isDescending()); }}}});
}

// As the settings have them, which all windows share.
void MainWindow::takeColours()
{
    const bool on = m_services.settings.flag(coloursKey, true);
    (*m_actions)[Do::ShowColours]->setChecked(on);
    m_panes->model().setColourRules(
        on ? std::make_shared<ColourRules>(storedColourRules(m_services.settings), m_services.dissector->registry()) : nullptr);
}

} // namespace framelens::ui
