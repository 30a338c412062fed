// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What the rows of the list look like, and in which order they stand.
#include "ui/capture_panes.h"
#include "ui/colour_rules.h"
#include "ui/dialogs/colour_rules_dialog.h"
#include "ui/document.h"
#include "ui/filter_views.h"
#include "ui/list_sort.h"
#include "ui/main_window.h"
#include "ui/settings.h"
#include "ui/text.h"
#include "ui/views/column_menu.h"
#include "ui/views/frame_list_view.h"
#include "ui/widgets/progress_widget.h"
#include "ui/widgets/status_line.h"
#include "ui/windows.h"

#include <QInputDialog>
#include <QMenu>

#include <algorithm>
#include <iterator>
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
    connect(m_filterViews, &FilterViews::coloursChanged, this, &MainWindow::takeColours);
    onTriggered(Do::EditColours, [this] { askForColours(); });
    onTriggered(Do::Ignore, [this] { m_panes->ignored().toggle(m_panes->list().selectedFrames()); });
    onTriggered(Do::TimeReference, [this] {
        if (const std::optional<std::uint32_t> frame = m_panes->list().currentFrame())
            m_panes->references().toggle(RowRanges(*frame, *frame + 1));
    });
    connect(m_panes, &CapturePanes::columnAsked, this, [this](const QString &field) {
        if (field.isEmpty())
            askForColumn();
        else
            addColumn(field);
    });
    connect(m_sort, &ListSort::started, this, [this](const std::shared_ptr<Job> &job) {
        m_status->progress().add(tr("Sorting"), job, [job] { job->cancel(); });
    });
    connect(m_sort, &ListSort::stateChanged, this, &MainWindow::sortChanged);
}

void MainWindow::askForColours()
{
    auto *dialog = new ColourRulesDialog(storedColourRules(m_services.settings), m_services.dissector->registry(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        storeColourRules(m_services.settings, dialog->rules());
        m_services.settings.setFlag(coloursKey, true);
        for (std::size_t n = 0; n < m_windows.count(); ++n)
            m_windows.at(n).takeColours();
    });
    dialog->open();
}

void MainWindow::askForColumn()
{
    auto *dialog = new QInputDialog(this);
    dialog->setObjectName(u"columnDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Add a Column"));
    dialog->setLabelText(tr("Field, as filters name it (tcp.port, ip.src#2):"));
    connect(dialog, &QInputDialog::textValueSelected, this, &MainWindow::addColumn);
    dialog->open();
}

void MainWindow::addColumn(const QString &field)
{
    m_messages->take(u"column"_s);
    const auto added = m_panes->addColumn(field);
    if (added)
        return;
    QString text = tr("No column was added. %1").arg(visible(added.error().message));
    if (!added.error().suggestion.empty())
        text += tr("; did you mean %1?").arg(visible(added.error().suggestion));
    say({.kind = MessageKind::Warning, .topic = u"column"_s, .text = text, .details = {}});
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
        add(columnText(m_panes->list(), column), column);
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

// As the settings have them, which all windows share; what was coloured by hand here comes first, and always.
void MainWindow::takeColours()
{
    const bool on = m_services.settings.flag(coloursKey, true);
    (*m_actions)[Do::ShowColours]->setChecked(on);
    std::vector<ColourRule> rules = m_filterViews->conversationColours();
    if (on)
        std::ranges::copy(storedColourRules(m_services.settings), std::back_inserter(rules));
    m_panes->model().setColourRules(rules.empty() ? nullptr : std::make_shared<ColourRules>(std::move(rules), m_services.dissector->registry()));
}

} // namespace framelens::ui
