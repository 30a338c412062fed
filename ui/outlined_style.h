// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Fusion with check boxes and radio buttons that can be seen on a dark window.
#pragma once

#include <QProxyStyle>

namespace framelens::ui {

/// Fusion draws their outlines darker than the window, whatever colour that has.
class OutlinedStyle final : public QProxyStyle
{
    Q_OBJECT

public:
    OutlinedStyle();

    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget = nullptr) const override;
};

} // namespace framelens::ui
