// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// How a worker reaches the window: one queued call, which a window that is gone never gets.
#pragma once

#include <QObject>

#include <functional>
#include <memory>
#include <mutex>

namespace framelens::ui {

/// A function for Job's `wake`: may be called from any thread, even after `receiver` has gone; runs `then` in
/// the receiver's thread.
inline std::function<void()> wakeFor(QObject *receiver, std::function<void()> then)
{
    struct Target
    {
        std::mutex mutex;
        QObject *receiver;
    };
    const auto target = std::make_shared<Target>();
    target->receiver = receiver;
    QObject::connect(receiver, &QObject::destroyed, [target] {
        const std::scoped_lock lock(target->mutex);
        target->receiver = nullptr;
    });
    return [target, then = std::move(then)] {
        const std::scoped_lock lock(target->mutex);
        if (target->receiver != nullptr)
            QMetaObject::invokeMethod(target->receiver, then, Qt::QueuedConnection);
    };
}

} // namespace framelens::ui
