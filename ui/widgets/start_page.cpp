// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/widgets/start_page.h"

#include "ui/actions.h"
#include "ui/icons.h"
#include "ui/recent_files.h"
#include "ui/settings.h"
#include "ui/status_texts.h"
#include "ui/text.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int pathRole = Qt::UserRole + 1;
constexpr int widthPx = 760;

QLabel *heading(const QString &text, double scale, QWidget *parent)
{
    QLabel *label = plainLabel(text, parent);
    QFont font = label->font();
    font.setPointSizeF(font.pointSizeF() * scale);
    font.setBold(true);
    label->setFont(font);
    return label;
}

QPushButton *buttonFor(QAction *action, const QString &text, QWidget *parent)
{
    auto *button = new QPushButton(action->icon(), text, parent);
    button->setAccessibleName(text);
    setPlainToolTip(button, action->statusTip());
    QObject::connect(button, &QPushButton::clicked, action, &QAction::trigger);
    return button;
}

} // namespace

StartPage::StartPage(Settings &settings, const Actions &actions, QWidget *parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_recent(new QListWidget(this))
    , m_none(plainLabel(tr("No file was opened yet."), this))
{
    setObjectName(u"startPage"_s);
    setAccessibleName(tr("Start page"));
    auto *page = new QWidget(this);
    page->setMaximumWidth(widthPx);
    auto *grid = new QGridLayout(page);
    grid->setContentsMargins(24, 24, 24, 16);
    grid->setHorizontalSpacing(32);
    grid->setVerticalSpacing(16);
    grid->addWidget(heading(u"Framelens"_s, 1.8, page), 0, 0, 1, 2);
    grid->addWidget(makeFiles(actions), 1, 0);
    grid->addWidget(makeSample(actions), 1, 1, Qt::AlignTop);
    grid->addWidget(makeFoot(actions), 2, 0, 1, 2);
    grid->setColumnStretch(0, 3);
    grid->setColumnStretch(1, 2);
    grid->setRowStretch(1, 1);
    auto *outer = new QHBoxLayout(this);
    outer->addStretch(1);
    outer->addWidget(page, 100);
    outer->addStretch(1);
}

QWidget *StartPage::makeFiles(const Actions &actions)
{
    auto *column = new QWidget(this);
    auto *layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(heading(tr("Open a capture"), 1.2, column));
    QPushButton *open = buttonFor(actions[Do::Open], tr("&Open a Capture..."), column);
    open->setObjectName(u"openButton"_s);
    layout->addWidget(open, 0, Qt::AlignLeft);
    layout->addWidget(plainLabel(tr("or drop a file anywhere on this window."), column));
    layout->addSpacing(8);
    QLabel *title = plainLabel(tr("&Recent files"), column);
    title->setBuddy(m_recent);
    layout->addWidget(title);
    layout->addWidget(m_none);
    m_recent->setObjectName(u"recentFiles"_s);
    m_recent->setAccessibleName(tr("Recent files"));
    m_recent->setUniformItemSizes(true);
    m_recent->setTextElideMode(Qt::ElideMiddle);
    m_recent->installEventFilter(this);
    layout->addWidget(m_recent, 1);
    layout->addStretch(0);
    connect(m_recent, &QListWidget::itemActivated, this,
            [this](const QListWidgetItem *item) { emit chosen(item->data(pathRole).toString()); });
    return column;
}

QWidget *StartPage::makeSample(const Actions &actions)
{
    auto *column = new QWidget(this);
    auto *layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(heading(tr("Try the sample capture"), 1.2, column));
    QPushButton *sample = buttonFor(actions[Do::OpenSample], tr("Try the &Sample Capture"), column);
    sample->setObjectName(u"sampleButton"_s);
    layout->addWidget(sample, 0, Qt::AlignLeft);
    QLabel *text = plainLabel(tr("Some 150 frames of everyday protocols, and a few that are damaged on purpose."),
                              column);
    text->setWordWrap(true);
    layout->addWidget(text);
    column->setVisible(actions[Do::OpenSample]->isEnabled());
    return column;
}

QWidget *StartPage::makeFoot(const Actions &actions)
{
    auto *foot = new QWidget(this);
    auto *layout = new QHBoxLayout(foot);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(plainLabel(tr("Version %1").arg(QCoreApplication::applicationVersion()), foot));
    layout->addStretch(1);
    QPushButton *help = buttonFor(actions[Do::Shortcuts], tr("&Keyboard Shortcuts"), foot);
    help->setObjectName(u"helpButton"_s);
    layout->addWidget(help);
    return foot;
}

void StartPage::refresh()
{
    m_recent->clear();
    for (const RecentFile &file : recentFiles(m_settings))
        addEntry(file);
    m_recent->setVisible(m_recent->count() > 0);
    m_none->setVisible(m_recent->count() == 0);
    if (m_recent->count() > 0)
        m_recent->setCurrentRow(0);
}

void StartPage::addEntry(const RecentFile &file)
{
    const QString size = file.exists ? sizeText(static_cast<std::uint64_t>(file.size)) : tr("not found");
    const QString date = file.exists ? QLocale().toString(file.modified, QLocale::ShortFormat) : QString();
    auto *item = new QListWidgetItem(m_recent);
    item->setText(file.exists ? u"%1\n%2  -  %3  -  %4"_s.arg(file.name, file.folder, size, date)
                              : u"%1\n%2  -  %3"_s.arg(file.name, file.folder, size));
    item->setData(pathRole, file.path);
    item->setData(Qt::AccessibleTextRole, u"%1, %2, %3"_s.arg(file.name, file.folder, size));
    item->setToolTip(plainToolTip(visible(file.path)));
    if (!file.exists)
        item->setForeground(m_recent->palette().color(QPalette::PlaceholderText));
}

void StartPage::removeCurrent()
{
    const int row = m_recent->currentRow();
    if (row < 0)
        return;
    forgetFile(m_settings, m_recent->item(row)->data(pathRole).toString());
    refresh();
    m_recent->setCurrentRow(std::min(row, m_recent->count() - 1));
}

void StartPage::showEvent(QShowEvent *event)
{
    refresh();
    QWidget::showEvent(event);
}

bool StartPage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_recent && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Delete) {
            removeCurrent();
            return true;
        }
        if ((key == Qt::Key_Return || key == Qt::Key_Enter) && m_recent->currentItem() != nullptr) {
            emit chosen(m_recent->currentItem()->data(pathRole).toString());
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace framelens::ui
