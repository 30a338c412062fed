// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The fields of the attach dialog that belong to a mode: hosts, ports, commands.
#pragma once

#include "ui/live_setup.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace framelens::ui {

class AttachFields final : public QWidget
{
    Q_OBJECT

public:
    explicit AttachFields(QWidget *parent = nullptr);

    void setKind(AttachKind kind);
    /// Writes what stands here into a setup, and back.
    void writeTo(AttachSetup &setup) const;
    void read(const AttachSetup &setup);
    /// Gives the focus to what is to be typed first: the first line without text, else the first.
    void focusFirst();

signals:
    void changed();

private:
    void addConnecting(QFormLayout *form);
    void addListening(QFormLayout *form);
    void addCommand(QFormLayout *form);
    void usePreset(int index);
    void showFields();

    AttachKind m_kind = AttachKind::Connect;
    QFormLayout *m_form;
    QComboBox *m_way; // Pcap: connects or listens; Command: command or pipe
    QLineEdit *m_address;
    QLineEdit *m_listenPort;
    QLabel *m_warning;
    QCheckBox *m_allowsOthers;
    QLineEdit *m_host;
    QLineEdit *m_port;
    QSpinBox *m_stopAfter;
    QCheckBox *m_forwardsUnrecorded;
    QComboBox *m_preset;
    QLineEdit *m_command;
    QLineEdit *m_path;
};

/// Name of a mode, and the sentence that says what it is for.
QString attachKindName(AttachKind kind);
QString attachKindSentence(AttachKind kind);

} // namespace framelens::ui
