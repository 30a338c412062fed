// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The fixed font of list, tree and hex, and its zoom: one for a window, shared by the three.
#pragma once

#include <QFont>
#include <QObject>

namespace framelens::ui {

class PaneFont : public QObject
{
    Q_OBJECT

public:
    /// Begins with the system's fixed font.
    explicit PaneFont(QObject *parent = nullptr);

    /// Base font at the present zoom.
    QFont font() const;
    const QFont &base() const & { return m_base; }
    void setBase(const QFont &base);
    /// Per cent, 50 to 400.
    int zoom() const { return m_zoom; }
    void setZoom(int percent);

    void zoomIn() { setZoom(m_zoom + step); }
    void zoomOut() { setZoom(m_zoom - step); }
    void resetZoom() { setZoom(100); }

signals:
    void changed();

private:
    static constexpr int step = 10;
    QFont m_base;
    int m_zoom = 100;
};

} // namespace framelens::ui
