// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// FollowWindow: how it is put together.
#include "ui/follow/follow_messages_view.h"
#include "ui/follow/follow_window.h"
#include "ui/pane_font.h"
#include "ui/text.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/progress_widget.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QShortcut>
#include <QSpinBox>
#include <QTabWidget>

#include <utility>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int growEveryMs = 250; // a flood is laid out four times a second

template <typename Choice>
QComboBox *choice(const QString &name, const QString &spoken, std::initializer_list<std::pair<Choice, QString>> choices,
                  QWidget *parent)
{
    auto *box = new QComboBox(parent);
    box->setObjectName(name);
    box->setAccessibleName(spoken);
    setPlainToolTip(box, spoken);
    for (const auto &[value, text] : choices)
        box->addItem(text, static_cast<int>(value));
    return box;
}

} // namespace

FollowWindow::FollowWindow(WorkerPool &pool, PaneFont &font, std::shared_ptr<CopyLedger> ledger, QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_pool(pool)
    , m_ledger(std::move(ledger))
    , m_title(new ElidedLabel(this))
    , m_counts(plainLabel({}, this))
    , m_modes(new QTabWidget(this))
    , m_messages(new FollowMessagesView(font, m_ledger, m_modes))
{
    setObjectName(u"followWindow"_s);
    resize(900, 650);
    m_title->setObjectName(u"followTitle"_s);
    m_counts->setObjectName(u"followCounts"_s);
    m_counts->setIndent(ElidedLabel::margin);
    m_modes->setObjectName(u"followModes"_s);
    m_modes->addTab(m_messages, tr("&Messages"));
    m_modes->addTab(buildBytesPage(), tr("&Bytes"));
    m_bytes->setPaneFont(font.font());
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_title);
    layout->addWidget(m_counts);
    layout->addWidget(m_modes, 1);
    layout->addWidget(buildFindLine());
    layout->addWidget(buildFoot());
    m_growTimer.setSingleShot(true);
    m_growTimer.setInterval(growEveryMs);
    connect(&m_growTimer, &QTimer::timeout, this, &FollowWindow::start);
    connect(&font, &PaneFont::changed, this, [this, &font] { m_bytes->setPaneFont(font.font()); });
    connect(m_messages, &FollowMessagesView::chosen, this,
            [this](quint32 frame, const ByteRange &range, quint8 source) {
                const bool wasTelling = std::exchange(m_telling, true);
                emit chosen(frame, range, source);
                m_telling = wasTelling;
            });
    connect(m_bytes, &FollowBytesView::chosen, this, &FollowWindow::tellChosen);
    connect(m_bytes, &FollowBytesView::refused, this, &FollowWindow::say);
    connect(new QShortcut(Qt::CTRL | Qt::Key_PageDown, this), &QShortcut::activated, this, [this] { step(true); });
    connect(new QShortcut(Qt::CTRL | Qt::Key_PageUp, this), &QShortcut::activated, this, [this] { step(false); });
    connect(new QShortcut(QKeySequence::Find, this), &QShortcut::activated, this, [this] {
        m_findText->setFocus(Qt::ShortcutFocusReason);
        m_findText->selectAll();
    });
    connect(new QShortcut(QKeySequence::Close, this), &QShortcut::activated, this, &QWidget::close);
}

QWidget *FollowWindow::buildBytesPage()
{
    auto *page = new QWidget(m_modes);
    m_form = choice<FollowForm>(u"followForm"_s, tr("How bytes are written"),
                                {{FollowForm::Text, tr("Text")},
                                 {FollowForm::HexDump, tr("Hex Dump")},
                                 {FollowForm::CArray, tr("C Array")},
                                 {FollowForm::Escaped, tr("Escaped")},
                                 {FollowForm::Raw, tr("Raw")}},
                                page);
    m_encoding = choice<FollowEncoding>(u"followEncoding"_s, tr("How text is encoded"),
                                        {{FollowEncoding::Utf8, u"UTF-8"_s}, {FollowEncoding::Latin1, u"Latin-1"_s}},
                                        page);
    m_sides = choice<FollowSides>(u"followSides"_s, tr("Whose bytes are shown"),
                                  {{FollowSides::Both, tr("Both Directions")},
                                   {FollowSides::ToServer, tr("> Client to Server")},
                                   {FollowSides::ToClient, tr("< Server to Client")}},
                                  page);
    m_bytes = new FollowBytesView(m_ledger, page); // last: Tab goes from left to right, and down
    auto *row = new QHBoxLayout;
    for (QWidget *widget : {m_form, m_encoding, m_sides})
        row->addWidget(widget);
    row->addStretch(1);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addLayout(row);
    layout->addWidget(m_bytes, 1);
    connect(m_form, &QComboBox::currentIndexChanged, this, [this] { layOutBytes(true); });
    connect(m_sides, &QComboBox::currentIndexChanged, this, [this] { layOutBytes(true); });
    connect(m_encoding, &QComboBox::currentIndexChanged, this,
            [this] { m_bytes->setEncoding(static_cast<FollowEncoding>(m_encoding->currentData().toInt())); });
    return page;
}

QWidget *FollowWindow::buildFindLine()
{
    auto *line = new QWidget(this);
    m_findKind = choice<FollowFindKind>(u"followFindKind"_s, tr("What is looked for"),
                                        {{FollowFindKind::Text, tr("Text")},
                                         {FollowFindKind::Hex, tr("Hex Bytes")},
                                         {FollowFindKind::Regex, tr("Regular Expression")}},
                                        line);
    m_findText = new QLineEdit(line);
    m_findText->setObjectName(u"followFind"_s);
    m_findText->setAccessibleName(tr("Find in the stream"));
    m_findText->setPlaceholderText(tr("Find in the stream"));
    m_findText->setClearButtonEnabled(true);
    m_matchCase = new QPushButton(tr("Match &Case"), line);
    m_matchCase->setObjectName(u"followMatchCase"_s);
    m_matchCase->setCheckable(true);
    m_matchCase->setAutoDefault(false);
    m_findNext = new QPushButton(tr("Find &Next"), line);
    m_findNext->setObjectName(u"followFindNext"_s);
    m_findNext->setEnabled(false);
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_findKind);
    row->addWidget(m_findText, 1);
    row->addWidget(m_matchCase);
    row->addWidget(m_findNext);
    connect(m_findText, &QLineEdit::returnPressed, this, &FollowWindow::find);
    connect(m_findNext, &QPushButton::clicked, this, &FollowWindow::find);
    return line;
}

QWidget *FollowWindow::buildFoot()
{
    auto *foot = new QWidget(this);
    m_number = new QSpinBox(foot);
    m_number->setObjectName(u"followNumber"_s);
    m_number->setAccessibleName(tr("Stream number"));
    m_number->setKeyboardTracking(false);
    setPlainToolTip(m_number, tr("Stream number (Ctrl+PgUp, Ctrl+PgDn)"));
    m_said = new ElidedLabel(foot);
    m_said->setObjectName(u"followSaid"_s);
    m_progress = new ProgressWidget(foot);
    m_filterButton = new QPushButton(tr("Filter to This Stream"), foot);
    m_filterButton->setObjectName(u"followFilter"_s);
    m_filterButton->setEnabled(false);
    setPlainToolTip(m_filterButton, tr("Show only the frames of this conversation in the list"));
    m_saveButton = new QPushButton(tr("&Save As..."), foot);
    m_saveButton->setObjectName(u"followSave"_s);
    m_saveButton->setEnabled(false);
    auto *closeButton = new QPushButton(tr("Close"), foot);
    closeButton->setObjectName(u"followClose"_s);
    auto *row = new QHBoxLayout(foot);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(plainLabel(tr("Stream:"), foot));
    row->addWidget(m_number);
    row->addWidget(m_said, 1);
    row->addWidget(m_progress);
    row->addWidget(m_filterButton);
    row->addWidget(m_saveButton);
    row->addWidget(closeButton);
    connect(m_number, &QSpinBox::valueChanged, this, &FollowWindow::goToNumber);
    connect(m_saveButton, &QPushButton::clicked, this, &FollowWindow::save);
    connect(m_filterButton, &QPushButton::clicked, this, &FollowWindow::askForFilter);
    connect(closeButton, &QPushButton::clicked, this, &QWidget::close);
    return foot;
}

void FollowWindow::askForFilter()
{
    const StreamSummary summary = m_stream->summary();
    emit filterAsked(u"%1.stream == %2"_s.arg(summary.transport == Transport::Tcp ? u"tcp"_s : u"udp"_s).arg(summary.number));
}

} // namespace framelens::ui
