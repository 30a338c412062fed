// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/windows.h"

#include "ui/document.h"
#include "ui/main_window.h"
#include "ui/recent_files.h"

#include <algorithm>

namespace framelens::ui {

Windows::Windows(const Services &services, QObject *parent)
    : QObject(parent)
    , m_services(services)
    , m_recent(new RecentFiles(services.pool, services.settings, this))
{
}

Windows::~Windows() = default;

MainWindow &Windows::add()
{
    auto window = std::make_unique<MainWindow>(m_services, *this);
    MainWindow *const added = window.get();
    connect(added, &MainWindow::closed, this, [this, added] { remove(added); }, Qt::QueuedConnection);
    m_windows.push_back(std::move(window));
    return *added;
}

bool Windows::shows(const QString &path) const
{
    return std::ranges::any_of(m_windows, [&path](const std::unique_ptr<MainWindow> &window) {
        return window->document() != nullptr && window->document()->path() == path;
    });
}

void Windows::closeAll()
{
    for (const std::unique_ptr<MainWindow> &window : m_windows)
        window->close();
}

void Windows::remove(MainWindow *window)
{
    std::erase_if(m_windows, [window](const auto &known) { return known.get() == window; });
}

} // namespace framelens::ui
