// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The hex panes of one frame: its own bytes, and a tab for each message that was gathered from several frames.
#pragma once

#include "ui/views/hex_view.h"

#include <QTabWidget>

#include <vector>

namespace framelens::ui {

class HexTabs final : public QTabWidget
{
    Q_OBJECT

public:
    explicit HexTabs(PaneContext context, QWidget *parent = nullptr);

    HexView &frameView() const { return *m_views.front(); }
    HexView &current() const { return *m_views[static_cast<std::size_t>(std::max(0, currentIndex()))]; }
    /// Whether one of the panes has the focus.
    bool hasPaneFocus() const;
    void setShowsTints(bool on);
    /// See HexView: for all panes.
    void setHitFinder(std::function<std::vector<ByteRange>(Bytes)> finder);

signals:
    /// A pane's menu: the user wants tints, or none, everywhere.
    void tintsAsked(bool on);

private:
    void showFrame();
    void showRange();
    void chosen(int index);
    std::size_t gathered() const;
    HexView &viewOf(std::size_t index);
    void fitTabs(std::size_t wanted);
    void nameTabs();

    PaneContext m_context;
    std::vector<HexView *> m_views; // by tab; those without a tab wait for the next frame that has one
    std::size_t m_chosen = 0; // the tab that was looked at last: it stays where frames have it
    bool m_arranging = false; // tabs come and go with the frame, nobody chose one
    bool m_isNewFrame = false; // the range that comes with it does not move the tab
    bool m_tints = true;
    std::function<std::vector<ByteRange>(Bytes)> m_hitFinder;
};

/// "Reassembled TCP (2,920 bytes)".
QString gatheredTitle(const ShownFrame &shown, std::size_t number);
/// "Frame 5: 1,460 bytes" and so on, a line each; at most 20 are named.
QString gatheredPieces(const ShownFrame &shown, std::size_t number);

} // namespace framelens::ui
