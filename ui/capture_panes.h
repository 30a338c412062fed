// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// List, tree and hex of one capture in their splitters, with the selection that links them.
#pragma once

#include "core/decode/dissector.h"
#include "ui/marks.h"
#include "ui/models/frame_list_model.h"
#include "ui/pane_context.h"
#include "ui/pane_font.h"
#include "ui/selection.h"

#include <QWidget>

#include <functional>

class QMenu;
class QSplitter;

namespace framelens::ui {

class FieldTreeView;
class FrameListView;
class HexTabs;
class HexView;
class Settings;

class CapturePanes final : public QWidget
{
    Q_OBJECT

public:
    CapturePanes(std::shared_ptr<const Dissector> dissector, std::shared_ptr<CopyLedger> ledger,
                 QWidget *parent = nullptr);
    ~CapturePanes() override;

    /// Null: nothing is shown, and nothing of the former source is held.
    void setSource(std::shared_ptr<const FrameSource> source);
    /// Shows the same bytes through another source: `like` gives the frame (counted from 0) that is a former one's. The
    /// current frame and the scroll position stay as near as the new frames allow. Marks keep their numbers.
    void replaceSource(std::shared_ptr<const FrameSource> source,
                       const std::function<std::uint32_t(const FrameView &)> &like);
    /// Decodes with another from now on; what is shown is made anew.
    void setDissector(std::shared_ptr<const Dissector> dissector);
    const std::shared_ptr<const Dissector> &dissector() const & { return m_dissector; }
    /// What rows, tree and hex were made from may be known better now: they are made anew.
    void knownBetter();
    /// Takes up what the source has published; the first frame becomes current when there was none.
    void framesAppended();
    /// Makes a frame (counted from 0) current, or says that it is in no row.
    void showFrame(std::uint32_t frame);
    /// Bytes were lost: rows, tree and hex are made anew.
    void bytesLost();

    FrameListModel &model() { return m_model; }
    /// Of all rows of the list.
    RowRanges shownFrames() const { return m_model.framesOf(RowRanges(0, m_model.rows().size())); }
    FrameListView &list() const { return *m_list; }
    FieldTreeView &tree() const { return *m_tree; }
    /// The hex pane in view: of the frame, or of a message gathered from several.
    HexView &hex() const;
    HexTabs &byteTabs() const { return *m_byteTabs; }
    Selection &selection() { return m_selection; }
    /// Of the frames of the source; gone with it.
    Marks &marks() { return m_marks; }
    /// Frames to look past, and those from which times count; likewise.
    Marks &ignored() { return m_ignored; }
    Marks &references() { return m_references; }
    PaneFont &paneFont() { return m_font; }

    /// Adds a column that shows a field, left of the last one; where it stands.
    FilterResult<int> addColumn(const QString &field);

    /// Moves the focus to the next (or previous) of the three panes.
    void cyclePane(bool forward);
    /// What is selected in tree or hex, if one of them has the focus; false: the list's frames are meant.
    bool copy();
    /// The bytes that are selected in tree or hex, if one of them has the focus; nothing: the list's frames are meant.
    std::optional<ByteView> focusedBytes() const;
    void selectAll();
    /// Asks for a frame number, or in the hex pane for an offset.
    void askWhere();

    void save(Settings &settings) const;
    void restore(const Settings &settings);
    void resetLayout();

signals:
    /// The dissector is another one.
    void decodedAnew();
    /// A pane's menu is opened: what can be copied of it is to be added.
    void copyMenuAsked(QMenu *menu, framelens::ui::Pane pane);
    /// The same for filters by what is selected in the pane.
    void filterMenuAsked(QMenu *menu, framelens::ui::Pane pane);
    /// The user wants to add a column and say which, or a field as one.
    void columnAsked(const QString &field);
    /// Something leads to a frame that the list does not show now.
    void hiddenFrameAsked(quint32 frame);

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *focusedPane() const;
    void divide();

    Selection m_selection;
    PaneFont m_font;
    PaneContext m_context;
    Marks m_marks;
    Marks m_ignored;
    Marks m_references;
    FrameListModel m_model;
    std::shared_ptr<const Dissector> m_dissector;
    QSplitter *m_main;
    QSplitter *m_lower;
    FrameListView *m_list;
    FieldTreeView *m_tree;
    HexTabs *m_byteTabs;
    QByteArray m_firstHeader; // the list's columns as they are at first
    bool m_divided = false; // sizes were set, by us or from the settings
};

} // namespace framelens::ui
