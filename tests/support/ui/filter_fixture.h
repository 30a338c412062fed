// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What tests of filters begin with: a filter line alone, and a window with a capture.
#pragma once

#include "tests/support/ui/window_fixture.h"

#include "ui/filter_views.h"
#include "ui/widgets/filter_edit.h"
#include "ui/widgets/filter_line.h"

namespace framelens::test {

/// A filter line that is shown and has the focus, and what it applied. Its settings stay when it is made anew.
class LoneFilterLine
{
public:
    LoneFilterLine();

    /// As the next start of the program would, from what the file says.
    void make();
    ui::FilterLine &line() const { return *m_line; }
    ui::FilterEdit &edit() const { return child<ui::FilterEdit>(*m_line, QStringLiteral("filterEdit")); }
    QStringList &applied() & { return m_applied; }

private:
    TempFolder m_folder;
    ui::Settings m_settings;
    std::unique_ptr<ui::FilterLine> m_line;
    QStringList m_applied;
};

/// A window with the tests' sample, and the list having the focus.
class SampleWindow
{
public:
    SampleWindow();

    WindowFixture &fixture() { return m_fixture; }
    ui::MainWindow &window() const { return m_window; }
    ui::CapturePanes &panes() const { return m_window.panes(); }
    ui::FrameListView &list() const { return panes().list(); }
    ui::FilterViews &views() const { return m_window.filterViews(); }
    ui::FilterLine &line() const { return views().line(); }
    ui::FilterEdit &edit() const { return child<ui::FilterEdit>(m_window, QStringLiteral("filterEdit")); }

    std::uint32_t count() const;
    /// Waits until the applied filter has been asked of every frame; false: it takes too long.
    bool settle() const;
    /// The frames of the list, as "1-3,7".
    std::string shown() const { return panes().shownFrames().text(); }
    /// Those that a search of its own finds; none for what is no filter.
    RowRanges searched(const QString &filter) const;

private:
    WindowFixture m_fixture;
    ui::MainWindow &m_window;
};

} // namespace framelens::test
