// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/widgets/send_bar.h"

#include "ui/framing_preview.h"
#include "ui/settings.h"
#include "ui/status_texts.h"
#include "ui/text.h"

#include <QComboBox>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include <algorithm>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostHistory = 100;
const QString lineEndKey = u"live/lineEnd"_s;

template <typename Widget>
Widget *named(Widget *widget, const QString &objectName, const QString &spoken)
{
    widget->setObjectName(objectName);
    widget->setAccessibleName(spoken);
    return widget;
}

} // namespace

SendBar::SendBar(Settings &settings, QWidget *parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_form(named(new QComboBox(this), u"sendForm"_s, tr("Form of what is sent")))
    , m_line(named(new QLineEdit(this), u"sendLine"_s, tr("What to send")))
    , m_lineEnd(named(new QComboBox(this), u"sendLineEnd"_s, tr("Line end")))
    , m_send(named(new QPushButton(tr("&Send"), this), u"sendButton"_s, tr("Send")))
    , m_file(named(new QPushButton(tr("Send F&ile..."), this), u"sendFileButton"_s, tr("Send a file")))
    , m_end(named(new QPushButton(tr("En&d Sending"), this), u"sendEndButton"_s, tr("End sending")))
    , m_answer(plainLabel({}, this))
{
    setObjectName(u"sendBar"_s);
    setAccessibleName(tr("Send"));
    m_form->addItems({tr("text"), tr("hex")});
    m_lineEnd->addItems({tr("CR LF"), tr("LF"), tr("no line end")});
    m_lineEnd->setCurrentIndex(std::clamp(settings.number(lineEndKey, 0), 0, 2));
    m_answer->setObjectName(u"sendAnswer"_s);
    setPlainToolTip(m_line, tr("Text with \\n, \\r, \\t, \\0, \\\\ and \\x41; Up and Down bring back what was sent"));
    setPlainToolTip(m_end, tr("Say that no more will be sent; what the peer sends is still received"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(4, 2, 4, 2);
    layout->addWidget(m_form);
    layout->addWidget(m_line, 1);
    layout->addWidget(m_answer);
    layout->addWidget(m_lineEnd);
    layout->addWidget(m_send);
    layout->addWidget(m_file);
    layout->addWidget(m_end);
    m_line->installEventFilter(this);
    connect(m_line, &QLineEdit::returnPressed, this, &SendBar::send);
    connect(m_line, &QLineEdit::textChanged, this, &SendBar::check);
    connect(m_form, &QComboBox::currentIndexChanged, this, &SendBar::check);
    connect(m_lineEnd, &QComboBox::currentIndexChanged, this,
            [this](int index) { m_settings.setNumber(lineEndKey, index); });
    connect(m_send, &QPushButton::clicked, this, &SendBar::send);
    connect(m_file, &QPushButton::clicked, this, &SendBar::sendFile);
    connect(m_end, &QPushButton::clicked, this, [this] {
        m_hasEnded = true;
        check();
        emit endWanted();
    });
    check();
}

void SendBar::setReady(bool ready)
{
    if (ready == m_isReady)
        return;
    m_isReady = ready;
    m_hasEnded = false;
    check();
}

std::optional<std::vector<std::byte>> SendBar::typed() const
{
    const bool isHex = m_form->currentIndex() == 1;
    std::optional<std::vector<std::byte>> bytes = isHex ? readHex(m_line->text()) : readEscapes(m_line->text());
    if (bytes && !isHex)
        addLineEnd(*bytes, static_cast<LineEnd>(m_lineEnd->currentIndex()));
    return bytes;
}

void SendBar::check()
{
    const bool isHex = m_form->currentIndex() == 1;
    m_lineEnd->setVisible(!isHex);
    const bool fits = typed().has_value();
    m_answer->setText(fits    ? QString()
                      : isHex ? tr("pairs of hex digits are wanted")
                              : tr("there is no such escape"));
    m_answer->setVisible(!fits);
    const bool can = m_isReady && !m_hasEnded;
    m_send->setEnabled(fits && can);
    m_file->setEnabled(can);
    m_end->setEnabled(can);
}

void SendBar::send()
{
    const std::optional<std::vector<std::byte>> bytes = typed();
    if (!bytes || bytes->empty() || !m_send->isEnabled())
        return;
    m_sendsLine = true;
    emit sendWanted(*bytes);
    m_sendsLine = false;
}

void SendBar::takeSent()
{
    if (!m_sendsLine) // a file
        return;
    const QString text = m_line->text();
    if (!text.isEmpty() && (m_history.isEmpty() || m_history.last() != text))
        m_history << text;
    if (m_history.size() > mostHistory)
        m_history.removeFirst();
    m_recalled = m_history.size();
    m_line->clear();
}

void SendBar::refuse(const QString &why)
{
    m_answer->setText(why);
    m_answer->show();
}

void SendBar::sendFile()
{
    auto *dialog = new QFileDialog(this, tr("Send a File"), m_settings.folder());
    dialog->setObjectName(u"sendFileDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &SendBar::readFile);
    dialog->open();
}

void SendBar::readFile(const QString &path)
{
    QFile file(path);
    if (!QFileInfo(path).isFile() || !file.open(QFile::ReadOnly)) {
        refuse(tr("%1 cannot be read").arg(visible(QFileInfo(path).fileName())));
        return;
    }
    if (static_cast<std::uint64_t>(file.size()) > mostFileBytes) {
        refuse(tr("files of at most %1 can be sent").arg(sizeText(mostFileBytes)));
        return;
    }
    const QByteArray content = file.readAll();
    std::vector<std::byte> bytes(static_cast<std::size_t>(content.size()));
    std::ranges::transform(content, bytes.begin(), [](char c) { return static_cast<std::byte>(c); });
    if (!bytes.empty())
        emit sendWanted(bytes);
}

void SendBar::recall(int step)
{
    if (m_recalled == m_history.size())
        m_draft = m_line->text();
    m_recalled = std::clamp<qsizetype>(m_recalled + step, 0, m_history.size());
    m_line->setText(m_recalled == m_history.size() ? m_draft : m_history[m_recalled]);
}

bool SendBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_line && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Up || key == Qt::Key_Down) {
            recall(key == Qt::Key_Up ? -1 : 1);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace framelens::ui
