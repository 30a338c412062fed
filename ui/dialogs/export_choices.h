// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The format of an export and its options: only those of the chosen format are shown.
#pragma once

#include "core/export/frame_export.h"

#include <QWidget>

#include <memory>
#include <utility>
#include <vector>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;

namespace framelens::ui {

class Settings;

class ExportChoices final : public QWidget
{
    Q_OBJECT

public:
    /// Begins with what was chosen last. `registry` knows the fields.
    ExportChoices(const Settings &settings, std::shared_ptr<const Registry> registry, QWidget *parent);

    ExportFormat format() const;
    /// The options that the format knows, all others as they are by themselves.
    ExportOptions options() const;
    /// ".pcapng.gz".
    QString suffix() const;
    /// What is missing, as a sentence; empty: nothing.
    QString problem() const;
    /// For the next time. Secrets are asked for each time.
    void remember(Settings &settings) const;

signals:
    void changed();

private:
    void addFormats();
    void addOptions();
    void addOption(QWidget *widget, std::initializer_list<ExportFormat> formats);
    void readSettings(const Settings &settings);
    void showOptions();
    QCheckBox *box(const QString &text, const QString &name);

    std::shared_ptr<const Registry> m_registry;
    QComboBox *m_format;
    QComboBox *m_compression;
    QCheckBox *m_comments;
    QCheckBox *m_secrets;
    QLabel *m_whySecrets;
    QCheckBox *m_summary;
    QCheckBox *m_details;
    QCheckBox *m_bytes;
    QLabel *m_fieldsLabel;
    QLineEdit *m_fields;
    QCheckBox *m_raw;
    QCheckBox *m_header;
    QCheckBox *m_safe;
    std::vector<std::pair<QWidget *, std::vector<ExportFormat>>> m_options;
};

} // namespace framelens::ui
