// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// framelens: the window. Opening begins on a worker before QApplication is made, which takes longer than
// the first rows.
#include "app/window/demo.h"
#include "app/window/export_run.h"
#include "app/window/first_paint.h"
#include "app/window/options.h"
#include "core/base/worker_pool.h"
#include "core/bytes/fault_guard.h"
#include "core/decode/dissector.h"
#include "ui/capture_panes.h"
#include "ui/main_window.h"
#include "ui/open_options.h"
#include "ui/opening.h"
#include "ui/theme.h"
#include "ui/windows.h"

#include <QApplication>
#include <QFile>
#include <QIcon>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <semaphore>
#include <thread>

namespace {

using namespace framelens;
using namespace Qt::StringLiterals;

enum Exit { Done = 0, Usage = 1, CannotOpenOrWrite = 2 };

std::size_t workers()
{
    return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 2, 8);
}

void describeProgram()
{
    QApplication::setApplicationName(u"framelens"_s);
    QApplication::setApplicationDisplayName(u"Framelens"_s);
    QApplication::setApplicationVersion(QStringLiteral(FRAMELENS_VERSION));
    QApplication::setDesktopFileName(u"framelens"_s);
    QApplication::setWindowIcon(QIcon(u":/framelens.svg"_s));
}

// Draws the window to a file once all is open, and ends the program.
void drawTo(const std::string &file, ui::MainWindow &window)
{
    const auto draw = [file, &window] {
        const bool saved = window.grab().save(QFile::decodeName(QByteArray::fromStdString(file)), "PNG");
        if (!saved)
            std::fprintf(stderr, "framelens: %s cannot be written\n", file.c_str());
        QApplication::exit(saved && (window.document() || window.isEmpty()) ? Done : CannotOpenOrWrite);
    };
    if (window.isSettled())
        QTimer::singleShot(0, &window, draw);
    else
        QObject::connect(&window, &ui::MainWindow::settled, &window, draw,
                         static_cast<Qt::ConnectionType>(Qt::QueuedConnection | Qt::SingleShotConnection));
}

int runWindow(const window::Options &options, WorkerPool &pool)
{
    ui::Settings settings;
    const auto ledger = std::make_shared<CopyLedger>();
    std::vector<std::shared_ptr<ui::Opening>> openings;
    for (const std::string &file : options.files)
        openings.push_back(ui::Opening::start(pool, file, ui::openOptions(settings, file, ledger)));

    int argc = 1; // the options were ours
    char name[] = "framelens";
    char *argv[] = {name, nullptr};
    const QApplication application(argc, argv);
    describeProgram();
    ui::Theme theme(options.theme.value_or(settings.theme()));
    ui::Windows windows({.pool = pool,
                         .settings = settings,
                         .theme = theme,
                         .ledger = ledger,
                         .dissector = std::make_shared<Dissector>(Registry::builtIn()),
                         .startDemo = window::startDemo});
    ui::MainWindow &first = windows.add();
    if (options.size.isValid() || !options.screenshot.empty())
        first.resize(options.size.isValid() ? options.size : QSize(1280, 800));
    for (std::size_t n = 0; n < openings.size(); ++n) {
        ui::MainWindow &window = n == 0 ? first : windows.add();
        window.adopt(openings[n]);
        window.show();
    }
    first.show();
    if (options.demo)
        first.actions()[ui::Do::TryDemo]->trigger();
    if (qEnvironmentVariableIntValue("FRAMELENS_TIMING") != 0)
        new window::FirstPaint(first.panes().list(), &first);
    if (!options.screenshot.empty())
        drawTo(options.screenshot, first);
    else
        theme.followDesktop(pool);
    const int result = QApplication::exec();
    for (const std::shared_ptr<ui::Opening> &opening : openings)
        opening->job()->cancel();
    return result;
}

// A worker that waits for a pipe nobody writes to cannot be woken: the program ends without it.
void end(std::unique_ptr<WorkerPool> pool, int result)
{
    constexpr std::chrono::seconds patience(3);
    const auto ended = std::make_shared<std::binary_semaphore>(0);
    std::thread([pool = std::move(pool), ended]() mutable {
        pool.reset();
        ended->release();
    }).detach();
    if (!ended->try_acquire_for(patience))
        std::_Exit(result);
}

} // namespace

int main(int argc, char **argv)
{
    fault_guard::install();
    std::signal(SIGPIPE, SIG_IGN); // a full disk or a reader gone is seen where it is written
    std::signal(SIGXFSZ, SIG_IGN);
    auto options = window::readOptions(argc, argv);
    if (options && options->exporting)
        return window::runExport(*std::move(options->exporting));
    if (options) {
        auto pool = std::make_unique<WorkerPool>(workers());
        const int result = runWindow(*options, *pool);
        end(std::move(pool), result);
        return result;
    }
    if (options.error().isMistake)
        std::fprintf(stderr, "framelens: %s\nframelens --help says what can be given\n", options.error().text.c_str());
    else
        std::fputs(options.error().text.c_str(), stdout);
    return options.error().isMistake ? Usage : Done;
}
