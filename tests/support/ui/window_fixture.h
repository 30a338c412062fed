// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Real windows with settings of their own, for tests that press keys and click.
#pragma once

#include "core/base/worker_pool.h"
#include "core/capture/capture.h"
#include "tests/support/byte_writer.h"
#include "tests/support/temp_folder.h"
#include "ui/actions.h"
#include "ui/capture_panes.h"
#include "ui/main_window.h"
#include "ui/settings.h"
#include "ui/theme.h"
#include "ui/views/frame_list_view.h"
#include "ui/windows.h"

#include <QString>

#include <functional>
#include <latch>
#include <memory>

namespace framelens::test {

/// A program without its main(): pool, settings in a folder of their own, theme, windows. The folder outlives
/// the windows, and another fixture can be made over it.
class WindowFixture
{
public:
    explicit WindowFixture(std::shared_ptr<TempFolder> folder = std::make_shared<TempFolder>(),
                           std::function<Result<ui::Demo>()> startDemo = {});
    ~WindowFixture();

    /// A window that is shown, active and 1280x800.
    ui::MainWindow &add();
    /// The same with the file open to its end and its conversations known: nothing that is shown is known better later.
    ui::MainWindow &addWith(const QString &path);
    /// Opens a file and waits until it is open or refused.
    static bool openAndWait(ui::MainWindow &window, const QString &path);

    QString write(const std::string &name, Bytes bytes) const;
    QString path(const std::string &name) const;
    static constexpr std::size_t threads = 2; ///< of the pool
    const std::shared_ptr<TempFolder> &folder() const { return m_folder; }

    /// Folder of temporary recordings.
    std::string recordings() const { return m_folder->file("recordings"); }

    WorkerPool &pool() { return m_pool; }
    /// Keeps all threads of the pool busy until it is counted down.
    std::shared_ptr<std::latch> holdPool();
    /// Waits until all that was submitted has run; the window takes nothing up meanwhile.
    void drainPool();
    ui::Settings &settings() { return m_settings; }
    ui::Theme &theme() { return m_theme; }
    ui::Windows &windows() { return *m_windows; }
    CopyLedger &ledger() { return *m_ledger; }

private:
    std::shared_ptr<TempFolder> m_folder;
    WorkerPool m_pool{threads};
    ui::Settings m_settings;
    ui::Theme m_theme;
    std::shared_ptr<CopyLedger> m_ledger = std::make_shared<CopyLedger>();
    std::unique_ptr<ui::Windows> m_windows;
};

/// The widget of that name and class in the window; ends the test program if there is none.
template <typename Widget>
Widget &child(const QObject &parent, const QString &name)
{
    auto *found = parent.findChild<Widget *>(name);
    if (found == nullptr)
        qFatal("there is no %s", qPrintable(name));
    return *found;
}

/// Texts of all messages, newest first.
QStringList messagesOf(const ui::MainWindow &window);
/// Gives a command once the window offers it: what has come over a connection is looked at a moment later. Ends the test program if it
/// does not.
void give(const ui::MainWindow &window, ui::Do what);
/// Presses the button with this text in the message bar; false if there is none.
bool pressMessageButton(const ui::MainWindow &window, const QString &text);
/// Runs `open`, which shows a menu, and triggers the menu's entry of that name while it is shown; false if there is none.
bool chooseIn(QWidget &parent, const QString &entry, const std::function<void()> &open);
/// Number of threads of this process.
int threadCount();

} // namespace framelens::test
