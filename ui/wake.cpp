// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/wake.h"

#include <memory>
#include <mutex>

namespace framelens::ui {

namespace {

// Known to the waker, which clears it when it goes, and to those who wake.
struct Target
{
    std::mutex mutex;
    Waker *waker = nullptr;
};

// Shared by all copies of the function; the last gives the waker up.
class Handle
{
public:
    explicit Handle(std::shared_ptr<Target> target)
        : m_target(std::move(target))
    {
    }
    ~Handle()
    {
        const std::scoped_lock lock(m_target->mutex);
        if (m_target->waker != nullptr)
            m_target->waker->deleteLater();
    }
    Handle(const Handle &) = delete;
    Handle &operator=(const Handle &) = delete;

    void wake() const
    {
        const std::scoped_lock lock(m_target->mutex);
        if (m_target->waker != nullptr)
            emit m_target->waker->woken();
    }

private:
    std::shared_ptr<Target> m_target;
};

} // namespace

Waker::Waker(std::function<void()> then, QObject *receiver)
    : QObject(receiver)
{
    connect(this, &Waker::woken, this, [then = std::move(then)] { then(); }, Qt::QueuedConnection);
}

std::function<void()> wakeFor(QObject *receiver, std::function<void()> then)
{
    const auto target = std::make_shared<Target>();
    target->waker = new Waker(std::move(then), receiver);
    QObject::connect(target->waker, &QObject::destroyed, [target] {
        const std::scoped_lock lock(target->mutex);
        target->waker = nullptr;
    });
    return [handle = std::make_shared<Handle>(target)] { handle->wake(); };
}

} // namespace framelens::ui
