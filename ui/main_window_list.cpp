// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What the rows of the list look like, and in which order they stand.
#include "ui/capture_panes.h"
#include "ui/colour_rules.h"
#include "ui/main_window.h"
#include "ui/settings.h"
#include "ui/windows.h"

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
