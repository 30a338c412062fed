// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/ui/window_fixture.h"

#include "core/decode/dissector.h"
#include "tests/support/patience.h"
#include "ui/document.h"
#include "ui/widgets/message_bar.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QMenu>
#include <QPushButton>
#include <QTimer>

namespace framelens::test {

using namespace Qt::StringLiterals;

WindowFixture::WindowFixture(std::shared_ptr<TempFolder> folder, std::function<Result<ui::Demo>()> startDemo)
    : m_folder(std::move(folder))
    , m_settings(path("settings.ini"))
    , m_theme(ui::ThemeChoice::System)
    , m_windows(std::make_unique<ui::Windows>(
          ui::Services{.pool = m_pool,
                       .settings = m_settings,
                       .theme = m_theme,
                       .ledger = m_ledger,
                       .dissector = std::make_shared<Dissector>(Registry::builtIn()),
                       .recordings = m_folder->file("recordings"),
                       .startDemo = std::move(startDemo)}))
{
}

WindowFixture::~WindowFixture()
{
    m_theme.setChoice(ui::ThemeChoice::System); // the application's palette is everybody's
}

std::shared_ptr<std::latch> WindowFixture::holdPool()
{
    auto held = std::make_shared<std::latch>(1);
    for (std::size_t n = 0; n < threads; ++n)
        m_pool.submit([held] { held->wait(); });
    return held;
}

void WindowFixture::drainPool()
{
    auto allFree = std::make_shared<std::latch>(static_cast<std::ptrdiff_t>(threads));
    for (std::size_t n = 0; n < threads; ++n)
        m_pool.submit([allFree] { allFree->arrive_and_wait(); });
    allFree->wait();
}

ui::MainWindow &WindowFixture::add()
{
    ui::MainWindow &window = m_windows->add();
    window.show();
    window.activateWindow();
    if (!QTest::qWaitForWindowActive(&window, patienceMs))
        qFatal("the window does not become active");
    return window;
}

ui::MainWindow &WindowFixture::addWith(const QString &file)
{
    ui::MainWindow &window = add();
    if (!openAndWait(window, file) || !window.capture())
        qFatal("%s is not opened", qPrintable(file));
    const ui::Document &document = *window.document();
    if (!QTest::qWaitFor([&document] { return document.framesWithStreams() == document.count(); }, patienceMs))
        qFatal("the conversations of %s are not known", qPrintable(file));
    return window;
}

bool WindowFixture::openAndWait(ui::MainWindow &window, const QString &file)
{
    window.open(file);
    return QTest::qWaitFor([&window] { return window.isSettled(); }, patienceMs);
}

QString WindowFixture::write(const std::string &name, Bytes bytes) const
{
    return QString::fromStdString(m_folder->write(name, bytes));
}

QString WindowFixture::path(const std::string &name) const
{
    return QString::fromStdString(m_folder->file(name));
}

QStringList messagesOf(const ui::MainWindow &window)
{
    return window.messages().texts();
}

void give(const ui::MainWindow &window, ui::Do what)
{
    QAction *action = window.actions()[what];
    if (!QTest::qWaitFor([action] { return action->isEnabled(); }, patienceMs))
        qFatal("%s is not offered", qPrintable(action->objectName()));
    action->trigger();
}

bool pressMessageButton(const ui::MainWindow &window, const QString &text)
{
    const QList<QPushButton *> buttons = window.messages().findChildren<QPushButton *>();
    for (QPushButton *button : buttons) {
        if (button->text() == text && button->isVisible()) {
            QTest::mouseClick(button, Qt::LeftButton);
            return true;
        }
    }
    return false;
}

bool chooseIn(QWidget &parent, const QString &entry, const std::function<void()> &open)
{
    bool found = false;
    QTimer::singleShot(0, &parent, [&] {
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QAction *action = menu != nullptr ? menu->findChild<QAction *>(entry) : nullptr;
        found = action != nullptr;
        if (menu != nullptr)
            menu->close();
        if (action != nullptr)
            action->trigger();
    });
    open();
    return found;
}

int threadCount()
{
    return static_cast<int>(QDir(u"/proc/self/task"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size());
}

} // namespace framelens::test
