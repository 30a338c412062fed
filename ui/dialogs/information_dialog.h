// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// File > Capture Information.
#pragma once

#include <QDialog>

#include <memory>

namespace framelens {
class Capture;
}

namespace framelens::ui {

class InformationDialog final : public QDialog
{
    Q_OBJECT

public:
    /// Shows what the capture says by now.
    InformationDialog(const std::shared_ptr<const Capture> &capture, QWidget *parent);
};

} // namespace framelens::ui
