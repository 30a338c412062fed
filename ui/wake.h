// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// How a worker reaches the window: one queued call, which a window that is gone never gets.
#pragma once

#include <QObject>

#include <functional>
#include <memory>

namespace framelens::ui {

/// Stands in the window's thread for a function that workers ask to run. A signal crosses the threads and
/// carries nothing: what it would carry had to be handed over as well.
class Waker final : public QObject
{
    Q_OBJECT

public:
    /// Where workers find it, for as long as it stands.
    struct Target;

    Waker(std::shared_ptr<Target> target, std::function<void()> then, QObject *receiver);
    ~Waker() override;

signals:
    /// Emitted by any thread, delivered in the receiver's.
    void woken();

private:
    std::shared_ptr<Target> m_target;
};

/// A function for Job's `wake`: may be called from any thread, even after `receiver` has gone; runs `then` in
/// the receiver's thread.
std::function<void()> wakeFor(QObject *receiver, std::function<void()> then);

} // namespace framelens::ui
