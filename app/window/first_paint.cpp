// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/window/first_paint.h"

#include "ui/views/frame_list_view.h"

#include <QEvent>
#include <QFile>
#include <QTimer>

#include <cstdio>
#include <ctime>
#include <unistd.h>

namespace framelens::window {

namespace {

// Milliseconds since this process was started: proc(5), field 22 of stat, in clock ticks since boot.
double processAgeMs()
{
    QFile stat(QStringLiteral("/proc/self/stat"));
    if (!stat.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray text = stat.readAll();
    constexpr qsizetype startField = 22 - 3; // counted behind the name, which ends at the last ')'
    const QList<QByteArray> fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    const double started = fields.value(startField).toDouble() / static_cast<double>(sysconf(_SC_CLK_TCK));
    return (static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9 - started) * 1e3;
}

double threadMs()
{
    timespec used{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return (static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9) * 1e3;
}

} // namespace

FirstPaint::FirstPaint(ui::FrameListView &list, QObject *parent)
    : QObject(parent)
    , m_list(list)
{
    list.viewport()->installEventFilter(this);
}

bool FirstPaint::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Paint && m_list.rowCount() > 0) {
        watched->removeEventFilter(this);
        // Behind the painting, and with it the flush to the screen.
        QTimer::singleShot(0, this, [this] {
            std::fprintf(stderr, "first rows painted after %.0f ms, of which this thread worked %.0f ms (%d frames)\n",
                         processAgeMs(), threadMs(), m_list.rowCount());
        });
    }
    return false;
}

} // namespace framelens::window
