// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Below the panes while connected as a client: what to send, typed as text or hex, or a file.
#pragma once

#include "ui/send_text.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace framelens::ui {

class Settings;

class SendBar final : public QWidget
{
    Q_OBJECT

public:
    explicit SendBar(Settings &settings, QWidget *parent = nullptr);

    /// Whether there is a connection to send on.
    void setReady(bool ready);
    /// What was wanted is on its way: a line goes to the history, and the field is free.
    void takeSent();
    /// A sentence beside the field: why it was not sent.
    void refuse(const QString &why);

    static constexpr std::uint64_t mostFileBytes = std::uint64_t{64} << 20U; // held in memory until it is sent

signals:
    void sendWanted(const std::vector<std::byte> &bytes);
    void endWanted();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    std::optional<std::vector<std::byte>> typed() const;
    void check();
    void send();
    void sendFile();
    void readFile(const QString &path);
    void recall(int step);

    Settings &m_settings;
    QComboBox *m_form;
    QLineEdit *m_line;
    QComboBox *m_lineEnd;
    QPushButton *m_send;
    QPushButton *m_file;
    QPushButton *m_end;
    QLabel *m_answer;
    QStringList m_history; // newest last; of this window only: what is sent may be secret
    qsizetype m_recalled = 0; // in m_history; its size: the line being typed
    QString m_draft;
    bool m_isReady = false;
    bool m_hasEnded = false; // no more will be sent on this connection
    bool m_sendsLine = false;
};

} // namespace framelens::ui
