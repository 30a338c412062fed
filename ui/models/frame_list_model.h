// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The frame list over whatever frames come from: those that its RowMap names. It owns no row: a row is decoded when it is asked for.
#pragma once

#include "core/base/row_ranges.h"
#include "core/decode/dissector.h"
#include "core/filter/row_map.h"
#include "ui/models/list_columns.h"
#include "ui/shown_frame.h"

#include <QAbstractTableModel>
#include <QPointer>

#include <array>

namespace framelens::ui {

class ColourRules;
class Marks;

class FrameListModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role {
        FrameViewRole = Qt::UserRole + 1, ///< FrameView: the frame's bytes where they lie
        ColumnKeyRole, ///< of headers: ListColumn::key
        ColumnWidthRole, ///< of headers: ListColumn::characters
        TintRole, ///< QString: ColourRule::colour of the rule that fits; null: none does
        RuleRole, ///< QString: its name
        ProblemRole, ///< QString: word for the worst that is wrong with the frame; null: nothing, or notes
        LostRole, ///< bool: the frame's bytes are no longer in the file
        MarkedRole, ///< bool: the user marked the frame
        IgnoredRole, ///< bool: the user wants to look past it
    };

    explicit FrameListModel(QObject *parent = nullptr);

    /// Shows all frames of `source` (null: none), decoded by `dissector`.
    void setSource(std::shared_ptr<const FrameSource> source, std::shared_ptr<const Dissector> dissector);
    const std::shared_ptr<const FrameSource> &source() const & { return m_source; }
    const std::shared_ptr<const Dissector> &dissector() const & { return m_dissector; }

    /// Which frames are marked, looked past, and the ones from which times count; null: none. Not owned.
    void setMarks(const Marks *marks, const Marks *ignored = nullptr, const Marks *references = nullptr);
    /// Which frames of the source stand in the rows. Appended rows are announced as such; for others the model is reset: those who
    /// show it keep what they can (the source is the same).
    const RowMap &rows() const & { return m_map; }
    void setRows(RowMap rows);
    /// Whether all frames are rows, in their order.
    bool showsAll() const { return m_map.kind() == RowMap::Kind::All; }
    /// The frames of some rows.
    RowRanges framesOf(const RowRanges &rows) const { return m_map.framesOf(rows); }

    /// Columns behind the seven that there always are. One that is there already is not added again; where it stands.
    int addColumn(ListColumn column);
    /// Of one that was added; false for others.
    bool removeColumn(int column);
    /// Names of the fields of added columns.
    QStringList fieldColumns() const;
    static constexpr int ownColumns = 7;

    /// What a column is sorted by, rising.
    SortKey sortKey(int column) const;

    /// Which rows are tinted; null: none.
    void setColourRules(std::shared_ptr<ColourRules> rules);

    /// Decodes with another from now on: texts are made again.
    void setDissector(std::shared_ptr<const Dissector> dissector);

    /// Announces, as one batch, the frames that the source has published since the last look. Nothing unless it shows all: whoever
    /// chose the rows adds to them.
    void framesAppended();
    /// Texts made so far may be wrong (bytes were lost): makes them again when they are asked for.
    void dropTexts();

    TimeForm timeForm() const { return m_timeForm; }
    void setTimeForm(TimeForm form);

    /// Frame (counted from 0) of a row and the row of a frame, nothing where there is none.
    std::optional<std::uint32_t> frameOf(int row) const;
    std::optional<int> rowOf(std::uint32_t frame) const;
    /// The frame for tree and hex, in a row or not; null where there is none.
    std::shared_ptr<const ShownFrame> shownFrame(std::uint32_t frame) const;
    /// The row as tab separated text, columns in their logical order.
    QString summaryText(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    static constexpr std::size_t keptRows = 256;
    struct RowText
    {
        bool isMade = false;
        bool lost = false;
        std::uint32_t frame = 0;
        QString tint;
        QString rule;
        QString problem;
        std::vector<QString> cells;
    };
    const RowText &textOf(std::uint32_t frame) const;
    void fill(RowText &row, std::uint32_t frame) const;
    void writeCells(RowText &row) const;
    FrameSurroundings surroundingsOf(std::uint32_t frame) const;
    void findRule(RowText &row) const;
    void findProblem(RowText &row) const;

    std::shared_ptr<const FrameSource> m_source;
    std::shared_ptr<const Dissector> m_dissector;
    std::vector<ListColumn> m_columns;
    TimeForm m_timeForm;
    QPointer<const Marks> m_marks;
    QPointer<const Marks> m_ignored;
    QPointer<const Marks> m_references;
    std::shared_ptr<ColourRules> m_rules;
    RowMap m_map; // announced
    std::uint64_t m_version = 1;
    // Made on demand by const calls of the window's one thread.
    mutable std::array<RowText, keptRows> m_texts; // the row's place is its frame modulo keptRows
    mutable std::uint32_t m_generation = 0; // of the source, when m_texts were made
    mutable std::uint64_t m_textVersion = 1;
    mutable Dissection m_dissection;
    mutable std::string m_buffer;
    mutable std::string m_scratch;
};

} // namespace framelens::ui
