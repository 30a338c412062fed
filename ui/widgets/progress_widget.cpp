// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/widgets/progress_widget.h"

#include "ui/icons.h"
#include "ui/text.h"

#include <QElapsedTimer>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>

#include <algorithm>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int lookMs = 100;
constexpr int barPx = 120;

} // namespace

/// One job: what, how far, cancel.
class ProgressWidget::Row final : public QWidget
{
public:
    Row(const QString &what, std::shared_ptr<const Job> job, std::function<void()> onCancel, QWidget *parent)
        : QWidget(parent)
        , m_job(std::move(job))
        , m_cancel(std::move(onCancel))
        , m_bar(new QProgressBar(this))
    {
        m_since.start();
        auto *layout = new QHBoxLayout(this);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->addWidget(plainLabel(what, this));
        m_bar->setFixedWidth(barPx);
        m_bar->setAccessibleName(what);
        layout->addWidget(m_bar);
        auto *button = new QToolButton(this);
        button->setObjectName(u"cancelJob"_s);
        button->setIcon(icon(u"stop"_s));
        button->setAutoRaise(true);
        button->setAccessibleName(ProgressWidget::tr("Cancel: %1").arg(what));
        setPlainToolTip(button, ProgressWidget::tr("Cancel (Escape in the list)"));
        connect(button, &QToolButton::clicked, this, [this] { cancel(); });
        layout->addWidget(button);
        look();
    }

    void cancel() { m_cancel(); }
    bool watches(const Job &job) const { return m_job.get() == &job; }
    bool isOver() const { return m_job->finished(); }
    bool isDue() const { return m_since.hasExpired(showAfterMs); }
    void look()
    {
        const std::uint64_t total = m_job->total();
        if (total == 0) {
            m_bar->setRange(0, 0);
            return;
        }
        m_bar->setRange(0, 100);
        const double part = static_cast<double>(m_job->done()) / static_cast<double>(total);
        m_bar->setValue(static_cast<int>(std::clamp(part, 0.0, 1.0) * 100));
    }

private:
    std::shared_ptr<const Job> m_job;
    std::function<void()> m_cancel;
    QProgressBar *m_bar;
    QElapsedTimer m_since;
};

ProgressWidget::ProgressWidget(QWidget *parent)
    : QWidget(parent)
    , m_layout(new QHBoxLayout(this))
    , m_others(new QToolButton(this))
    , m_popup(new QFrame(this, Qt::Popup))
    , m_popupLayout(new QVBoxLayout(m_popup))
{
    setObjectName(u"progressWidget"_s);
    setAccessibleName(tr("Progress"));
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_popup->setFrameShape(QFrame::StyledPanel);
    m_others->setAutoRaise(true);
    connect(m_others, &QToolButton::clicked, this, [this] {
        m_popup->adjustSize();
        const QPoint corner = mapToGlobal(QPoint(width(), 0));
        m_popup->move(corner - QPoint(m_popup->width(), m_popup->height()));
        m_popup->show();
    });
    m_layout->addWidget(m_others);
    m_timer.setInterval(lookMs);
    connect(&m_timer, &QTimer::timeout, this, &ProgressWidget::look);
    hide();
}

ProgressWidget::~ProgressWidget() = default;

void ProgressWidget::add(const QString &what, std::shared_ptr<const Job> job, std::function<void()> cancel)
{
    auto *row = new Row(what, std::move(job), std::move(cancel), this);
    row->hide();
    m_jobs.push_back(row);
    m_timer.start();
}

void ProgressWidget::drop(const Job &job)
{
    std::erase_if(m_jobs, [&job](Row *row) {
        if (row->watches(job))
            row->deleteLater();
        return row->watches(job);
    });
    arrange();
}

bool ProgressWidget::cancelOldest()
{
    const auto running = std::ranges::find_if(m_jobs, [](const Row *row) { return !row->isOver(); });
    if (running == m_jobs.end())
        return false;
    (*running)->cancel();
    return true;
}

void ProgressWidget::look()
{
    std::erase_if(m_jobs, [](Row *row) {
        if (row->isOver())
            row->deleteLater();
        return row->isOver();
    });
    for (Row *row : m_jobs)
        row->look();
    if (m_jobs.empty())
        m_timer.stop();
    arrange();
}

void ProgressWidget::arrange()
{
    int due = 0;
    for (Row *row : m_jobs) {
        if (!row->isDue())
            continue;
        QBoxLayout *const place = due == 0 ? m_layout : m_popupLayout;
        if (place->indexOf(row) < 0)
            place->addWidget(row);
        row->show();
        ++due;
    }
    m_others->setVisible(due > 1);
    m_others->setText(tr("and %n more", nullptr, due - 1));
    if (due < 2)
        m_popup->hide();
    setVisible(due > 0);
}

} // namespace framelens::ui
