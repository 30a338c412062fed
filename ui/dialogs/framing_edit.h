// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Controls for how a stream is cut into messages and who decodes them, with a preview over sample bytes.
#pragma once

#include "core/decode/framer.h"
#include "core/decode/registry.h"

#include <QWidget>

#include <memory>
#include <optional>

class QBoxLayout;
class QCheckBox;
class QComboBox;
class QFormLayout;
class QLineEdit;
class QPlainTextEdit;
class QSpinBox;

namespace framelens::ui {

class FramingEdit final : public QWidget
{
    Q_OBJECT

public:
    explicit FramingEdit(std::shared_ptr<const Registry> registry, QWidget *parent = nullptr);

    /// As framerText(); empty: automatic. When a value cannot be used, what was typed as far as it goes: see problem().
    QString framer() const;
    /// A text that is none is taken for automatic.
    void setFramer(const QString &text);
    /// What must be changed; empty: nothing.
    QString problem() const;

signals:
    void changed();

private:
    QWidget *makeControls();
    QWidget *makePreview();
    void addLengthControls(QFormLayout *form);
    void addOtherControls(QFormLayout *form);
    void fillProtocols();
    void showKind();
    void onChanged();
    void showPreview();
    FramerSpec spec() const;
    QString wholeText() const;

    std::shared_ptr<const Registry> m_registry;
    QFormLayout *m_form;
    QComboBox *m_kind;
    QComboBox *m_lengthSize;
    QComboBox *m_order;
    QSpinBox *m_offset;
    QCheckBox *m_countsHeader;
    QSpinBox *m_adjustment;
    QLineEdit *m_delimiter;
    QComboBox *m_delimiterForm; // text with escapes, or hex
    QCheckBox *m_keep;
    QSpinBox *m_fixedSize;
    QSpinBox *m_maximum;
    QComboBox *m_protocol;
    QLineEdit *m_integers;
    QLineEdit *m_text;
    QPlainTextEdit *m_sample;
    QPlainTextEdit *m_cut;
    bool m_filling = false;
};

} // namespace framelens::ui
