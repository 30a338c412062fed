// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/views/byte_pane.h"

#include "ui/views/hex_view.h"

namespace framelens::ui {

BytePane::BytePane(const PaneContext &context, QWidget *parent)
    : QTabWidget(parent)
    , m_frame(new HexView(context, this))
{
    setObjectName(QStringLiteral("byteTabs"));
    setDocumentMode(true);
    setTabBarAutoHide(true);
    addTab(m_frame, tr("Frame"));
    setFocusProxy(m_frame);
}

} // namespace framelens::ui
