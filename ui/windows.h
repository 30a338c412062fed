// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The program's windows: one capture each.
#pragma once

#include "ui/services.h"

#include <QObject>

#include <memory>
#include <vector>

namespace framelens::ui {

class MainWindow;
class RecentFiles;

class Windows final : public QObject
{
    Q_OBJECT

public:
    explicit Windows(const Services &services, QObject *parent = nullptr);
    ~Windows() override;

    /// A new window, not yet shown. It lives until it is closed.
    MainWindow &add();
    std::size_t count() const { return m_windows.size(); }
    MainWindow &at(std::size_t number) const { return *m_windows[number]; }
    RecentFiles &recentFiles() const { return *m_recent; }
    /// Whether a window shows what lies in that file.
    bool shows(const QString &path) const;
    /// All of them, as closing each by hand would.
    void closeAll();

private:
    void remove(MainWindow *window);

    Services m_services;
    RecentFiles *m_recent;
    std::vector<std::unique_ptr<MainWindow>> m_windows;
};

} // namespace framelens::ui
