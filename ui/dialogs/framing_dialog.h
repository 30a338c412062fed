// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Attach > Framing and Protocol: how what is received is cut, changed while attached.
#pragma once

#include "core/decode/registry.h"

#include <QDialog>

#include <memory>

namespace framelens::ui {

class FramingDialog final : public QDialog
{
    Q_OBJECT

public:
    /// `framer` as framerText(); empty: automatic.
    FramingDialog(std::shared_ptr<const Registry> registry, const QString &framer, QWidget *parent);

signals:
    /// A text that parseFramer() can read, or empty: automatic.
    void chosen(const QString &framer);
};

} // namespace framelens::ui
