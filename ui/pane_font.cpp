// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/pane_font.h"

#include <QFontDatabase>

#include <algorithm>

namespace framelens::ui {

PaneFont::PaneFont(QObject *parent)
    : QObject(parent)
    , m_base(QFontDatabase::systemFont(QFontDatabase::FixedFont))
{
}

QFont PaneFont::font() const
{
    QFont font = m_base;
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * m_zoom / 100);
    else
        font.setPixelSize(std::max(1, font.pixelSize() * m_zoom / 100));
    return font;
}

void PaneFont::setBase(const QFont &base)
{
    if (base == m_base)
        return;
    m_base = base;
    emit changed();
}

void PaneFont::setZoom(int percent)
{
    const int zoom = std::clamp(percent, 50, 400);
    if (zoom == m_zoom)
        return;
    m_zoom = zoom;
    emit changed();
}

} // namespace framelens::ui
