// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Help > About Framelens.
#pragma once

#include <QDialog>

namespace framelens::ui {

class AboutDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit AboutDialog(QWidget *parent);
};

} // namespace framelens::ui
