// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/wake.h"

#include <mutex>
#include <utility>

namespace framelens::ui {

struct Waker::Target
{
    std::mutex mutex;
    Waker *waker = nullptr; // null: gone
};

namespace {

// Shared by all copies of the function; the last gives the waker up.
class Handle
{
public:
    explicit Handle(std::shared_ptr<Waker::Target> target)
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
    std::shared_ptr<Waker::Target> m_target;
};

} // namespace

Waker::Waker(std::shared_ptr<Target> target, std::function<void()> then, QObject *receiver)
    : QObject(receiver)
    , m_target(std::move(target))
{
    m_target->waker = this;
    connect(this, &Waker::woken, this, [then = std::move(then)] { then(); }, Qt::QueuedConnection);
}

// Here and not at QObject::destroyed: that comes when this class is gone already, and a worker could still emit.
Waker::~Waker()
{
    const std::scoped_lock lock(m_target->mutex);
    m_target->waker = nullptr;
}

std::function<void()> wakeFor(QObject *receiver, std::function<void()> then)
{
    const auto target = std::make_shared<Waker::Target>();
    new Waker(target, std::move(then), receiver); // its parent's
    return [handle = std::make_shared<Handle>(target)] { handle->wake(); };
}

} // namespace framelens::ui
