// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The bytes of the shown frame, a tab each for what they are made of. With one tab there is no tab bar.
#pragma once

#include "ui/pane_context.h"

#include <QTabWidget>

namespace framelens::ui {

class HexView;

class BytePane : public QTabWidget
{
    Q_OBJECT

public:
    explicit BytePane(const PaneContext &context, QWidget *parent = nullptr);

    HexView *frameView() const { return m_frame; }

private:
    HexView *m_frame;
};

} // namespace framelens::ui
