// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Attach: where the bytes come from, how they are cut, where they are kept.
#pragma once

#include "core/decode/registry.h"
#include "ui/live_setup.h"

#include <QDialog>

#include <memory>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QSpinBox;
class QTabWidget;

namespace framelens::ui {

class AttachFields;
class FramingEdit;
class Settings;

class AttachDialog final : public QDialog
{
    Q_OBJECT

public:
    AttachDialog(Settings &settings, std::shared_ptr<const Registry> registry, QWidget *parent);

    AttachSetup setup() const;
    void setSetup(const AttachSetup &setup);

signals:
    /// The user wants this; it has no problem.
    void chosen(const framelens::ui::AttachSetup &setup);

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *makeModes();
    QWidget *makeSetups();
    QWidget *makeRecording();
    void browse();
    void fillSetups();
    void takeSaved();
    void save();
    void forget();
    void check();

    Settings &m_settings;
    std::shared_ptr<const Registry> m_registry;
    QListWidget *m_modes;
    QTabWidget *m_tabs;
    AttachFields *m_fields;
    FramingEdit *m_framing;
    QComboBox *m_saved;
    QPushButton *m_forget;
    QLineEdit *m_name;
    QLineEdit *m_file;
    QSpinBox *m_megabytes;
    QSpinBox *m_minutes;
    QLabel *m_answer;
    QPushButton *m_ok = nullptr;
};

} // namespace framelens::ui
