// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/widgets/start_page.h"

#include "ui/actions.h"
#include "ui/icons.h"
#include "ui/left_recordings.h"
#include "ui/live_setup.h"
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
constexpr int widthPx = 1100;
constexpr std::size_t mostLeftShown = 3; // the newest

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

StartPage::StartPage(Settings &settings, RecentFiles &files, const Actions &actions, QWidget *parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_files(files)
    , m_recent(new QListWidget(this))
    , m_none(plainLabel(tr("No file was opened yet."), this))
{
    setObjectName(u"startPage"_s);
    setAccessibleName(tr("Start page"));
    auto *page = new QWidget(this);
    page->setMaximumWidth(widthPx);
    auto *grid = new QGridLayout(page);
    grid->setContentsMargins(24, 24, 24, 16);
    grid->setHorizontalSpacing(24);
    grid->setVerticalSpacing(16);
    grid->addWidget(heading(u"Framelens"_s, 1.8, page), 0, 0, 1, 3);
    grid->addWidget(makeFiles(actions), 1, 0);
    grid->addWidget(makeAttach(actions), 1, 1, Qt::AlignTop);
    grid->addWidget(makeSample(actions), 1, 2, Qt::AlignTop);
    grid->addWidget(makeFoot(actions), 2, 0, 1, 3);
    grid->setColumnStretch(0, 4);
    grid->setColumnStretch(1, 3);
    grid->setColumnStretch(2, 3);
    grid->setRowStretch(1, 1);
    auto *outer = new QHBoxLayout(this);
    outer->addStretch(1);
    outer->addWidget(page, 100);
    outer->addStretch(1);
    connect(&m_files, &RecentFiles::changed, this, &StartPage::showFiles);
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

QWidget *StartPage::makeAttach(const Actions &actions)
{
    auto *column = new QWidget(this);
    auto *layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(heading(tr("Attach to a TCP stream"), 1.2, column));
    QPushButton *attach = buttonFor(actions[Do::Attach], tr("Atta&ch..."), column);
    attach->setObjectName(u"attachStart"_s);
    layout->addWidget(attach, 0, Qt::AlignLeft);
    QLabel *text = plainLabel(tr("See messages while they arrive. Nothing starts before you say so."), column);
    text->setWordWrap(true);
    layout->addWidget(text);
    m_setups = new QVBoxLayout;
    layout->addLayout(m_setups);
    m_leftBox = new QWidget(column);
    auto *leftLayout = new QVBoxLayout(m_leftBox);
    leftLayout->setContentsMargins(0, 12, 0, 0);
    leftLayout->addWidget(heading(tr("Not saved last time"), 1.0, m_leftBox));
    m_left = new QVBoxLayout;
    leftLayout->addLayout(m_left);
    layout->addWidget(m_leftBox);
    m_leftBox->hide();
    return column;
}

// A setup is shown, never started by itself.
void StartPage::refreshSetups()
{
    while (const std::unique_ptr<QLayoutItem> item{m_setups->takeAt(0)})
        item->widget()->deleteLater();
    for (const AttachSetup &setup : m_settings.lastSetups()) {
        const QString title = titleOf(setup);
        auto *button = new QPushButton(icon(u"attach"_s), {}, this);
        button->setObjectName(u"lastSetup"_s);
        button->setText(button->fontMetrics().elidedText(title, Qt::ElideMiddle, 200).replace(u'&', "&&"_L1));
        button->setAccessibleName(tr("Attach again: %1").arg(title));
        setPlainToolTip(button, tr("Attach again: %1").arg(title));
        connect(button, &QPushButton::clicked, this, [this, setup] { emit attachChosen(setup); });
        m_setups->addWidget(button, 0, Qt::AlignLeft);
    }
}

QWidget *StartPage::makeLeft(const LeftRecording &recording)
{
    auto *box = new QWidget(m_leftBox);
    auto *grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 4);
    QLabel *text = plainLabel(leftRecordingText(recording), box);
    text->setWordWrap(true);
    setPlainToolTip(text, visible(recording.path));
    QLabel *title = plainLabel(u"%1  -  %2"_s.arg(recording.title, sizeText(recording.bytes)), box);
    title->setWordWrap(true);
    auto *open = new QPushButton(tr("Open"), box);
    open->setObjectName(u"leftOpen"_s);
    open->setAccessibleName(tr("Open: %1").arg(leftRecordingText(recording)));
    auto *discard = new QPushButton(tr("Discard..."), box);
    discard->setObjectName(u"leftDiscard"_s);
    discard->setAccessibleName(tr("Discard: %1").arg(leftRecordingText(recording)));
    grid->addWidget(text, 0, 0, 1, 3);
    grid->addWidget(title, 1, 0, 1, 3);
    grid->addWidget(open, 2, 0);
    grid->addWidget(discard, 2, 1);
    grid->setColumnStretch(2, 1);
    connect(open, &QPushButton::clicked, this, [this, path = recording.path] { emit leftChosen(path); });
    connect(discard, &QPushButton::clicked, this, [this, path = recording.path] { emit leftDiscarded(path); });
    return box;
}

void StartPage::setLeft(const std::vector<LeftRecording> &left)
{
    while (const std::unique_ptr<QLayoutItem> item{m_left->takeAt(0)})
        item->widget()->deleteLater();
    for (const LeftRecording &recording : left)
        if (m_left->count() < static_cast<int>(mostLeftShown))
            m_left->addWidget(makeLeft(recording));
    m_leftBox->setVisible(!left.empty());
}

void StartPage::setHasDemo(bool has)
{
    m_demo->setVisible(has);
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
    auto *both = new QWidget(this);
    auto *bothLayout = new QVBoxLayout(both);
    bothLayout->setContentsMargins(0, 0, 0, 0);
    bothLayout->addWidget(column);
    bothLayout->addWidget(makeDemo(actions));
    return both;
}

QWidget *StartPage::makeDemo(const Actions &actions)
{
    m_demo = new QWidget(this);
    auto *layout = new QVBoxLayout(m_demo);
    layout->setContentsMargins(0, 12, 0, 0);
    QPushButton *demo = buttonFor(actions[Do::TryDemo], tr("Try the &Demo"), m_demo);
    demo->setObjectName(u"demoButton"_s);
    layout->addWidget(demo, 0, Qt::AlignLeft);
    QLabel *text = plainLabel(tr("A client and a server on this computer, with a proxy between them."), m_demo);
    text->setWordWrap(true);
    layout->addWidget(text);
    m_demo->hide();
    return m_demo;
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
    refreshSetups();
    m_files.refresh();
    showFiles();
}

void StartPage::showFiles()
{
    const QListWidgetItem *current = m_recent->currentItem();
    const QString chosenPath = current != nullptr ? current->data(pathRole).toString() : QString();
    m_recent->clear();
    for (const RecentFile &file : m_files.all())
        addEntry(file);
    m_recent->setVisible(m_recent->count() > 0);
    m_none->setVisible(m_recent->count() == 0);
    int row = 0;
    for (int n = 0; n < m_recent->count(); ++n)
        if (m_recent->item(n)->data(pathRole).toString() == chosenPath)
            row = n;
    m_recent->setCurrentRow(std::min(row, m_recent->count() - 1));
}

// A name and a folder; size and date when they are known.
void StartPage::addEntry(const RecentFile &file)
{
    QStringList parts{file.folder};
    QStringList spoken{file.name, file.folder};
    if (file.facts) {
        const QString size = file.facts->exists ? sizeText(static_cast<std::uint64_t>(file.facts->size)) : tr("not found");
        parts << size;
        spoken << size;
    }
    if (file.facts && file.facts->exists)
        parts << QLocale().toString(file.facts->modified, QLocale::ShortFormat);
    auto *item = new QListWidgetItem(file.name + u'\n' + parts.join(u"  -  "_s), m_recent);
    item->setData(pathRole, file.path);
    item->setData(Qt::AccessibleTextRole, spoken.join(u", "_s));
    item->setToolTip(plainToolTip(visible(file.path)));
    if (file.isMissing())
        item->setForeground(m_recent->palette().color(QPalette::PlaceholderText));
}

void StartPage::removeCurrent()
{
    const int row = m_recent->currentRow();
    if (row < 0)
        return;
    m_files.forget(m_recent->item(row)->data(pathRole).toString());
    showFiles();
    m_recent->setCurrentRow(std::min(row, m_recent->count() - 1));
}

void StartPage::showEvent(QShowEvent *event)
{
    refresh();
    QWidget::showEvent(event);
    emit shown();
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
