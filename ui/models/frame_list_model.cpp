// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/models/frame_list_model.h"

#include "core/base/limits.h"
#include "core/decode/format.h"
#include "ui/colour_rules.h"
#include "ui/marks.h"
#include "ui/models/field_column.h"
#include "ui/text.h"

#include <algorithm>

namespace framelens::ui {

namespace {

constexpr qsizetype tipCharacters = 2000;

RowMap allOf(const FrameSource *source)
{
    return RowMap::all(source != nullptr ? std::min(source->count(), limits::frames) : 0);
}

} // namespace

FrameListModel::FrameListModel(QObject *parent)
    : QAbstractTableModel(parent)
    , m_columns(defaultListColumns())
{
}

void FrameListModel::setSource(std::shared_ptr<const FrameSource> source, std::shared_ptr<const Dissector> dissector)
{
    Q_ASSERT(!source || dissector);
    beginResetModel();
    m_source = std::move(source);
    m_dissector = std::move(dissector);
    m_map = allOf(m_source.get());
    ++m_version;
    endResetModel();
}

void FrameListModel::setRows(RowMap rows)
{
    if (!rows.continues(m_map)) {
        beginResetModel();
        m_map = std::move(rows);
        endResetModel();
    } else if (rows.size() > m_map.size()) {
        beginInsertRows({}, static_cast<int>(m_map.size()), static_cast<int>(rows.size()) - 1);
        m_map = std::move(rows);
        endInsertRows();
    }
}

void FrameListModel::setMarks(const Marks *marks, const Marks *ignored, const Marks *references)
{
    m_marks = marks;
    m_ignored = ignored;
    m_references = references;
    for (const Marks *set : {marks, ignored, references})
        if (set != nullptr)
            connect(set, &Marks::changed, this, [this] {
                ++m_version; // times count from a reference, and a colour rule may ask for any of them
                if (!m_map.empty())
                    emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1), {MarkedRole});
            });
}

int FrameListModel::addColumn(ListColumn column)
{
    const auto known = std::ranges::find(m_columns, column.key, &ListColumn::key);
    if (known != m_columns.end())
        return static_cast<int>(known - m_columns.begin());
    beginInsertColumns({}, columnCount(), columnCount());
    m_columns.push_back(std::move(column));
    ++m_version;
    endInsertColumns();
    return columnCount() - 1;
}

bool FrameListModel::removeColumn(int column)
{
    if (column < ownColumns || column >= columnCount())
        return false;
    beginRemoveColumns({}, column, column);
    m_columns.erase(m_columns.begin() + column);
    ++m_version;
    endRemoveColumns();
    return true;
}

QStringList FrameListModel::fieldColumns() const
{
    QStringList names;
    for (const ListColumn &column : m_columns)
        if (const QString name = fieldOfKey(column.key); !name.isEmpty())
            names << name;
    return names;
}

SortKey FrameListModel::sortKey(int column) const
{
    SortKey key = m_columns[static_cast<std::size_t>(column)].sort;
    if (key.by == SortBy::Time && m_timeForm.kind == TimeKind::Delta)
        key.by = SortBy::Delta;
    return key;
}

void FrameListModel::setColourRules(std::shared_ptr<ColourRules> rules)
{
    m_rules = std::move(rules);
    dropTexts();
}

void FrameListModel::setDissector(std::shared_ptr<const Dissector> dissector)
{
    Q_ASSERT(dissector);
    if (m_source)
        m_dissector = std::move(dissector);
    dropTexts();
}

void FrameListModel::framesAppended()
{
    if (showsAll())
        if (RowMap rows = allOf(m_source.get()); rows.continues(m_map))
            setRows(std::move(rows));
}

void FrameListModel::dropTexts()
{
    ++m_version;
    if (!m_map.empty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

void FrameListModel::setTimeForm(TimeForm form)
{
    if (form == m_timeForm)
        return;
    m_timeForm = form;
    dropTexts();
}

std::optional<std::uint32_t> FrameListModel::frameOf(int row) const
{
    if (row < 0 || row >= rowCount())
        return {};
    return m_map.frameAt(static_cast<std::uint32_t>(row));
}

std::optional<int> FrameListModel::rowOf(std::uint32_t frame) const
{
    const std::optional<std::uint32_t> row = m_map.rowOf(frame);
    return row ? std::optional(static_cast<int>(*row)) : std::nullopt;
}

std::shared_ptr<const ShownFrame> FrameListModel::shownFrame(std::uint32_t frame) const
{
    return m_source && frame < m_source->count() ? makeShownFrame(*m_source, *m_dissector, frame) : nullptr;
}

QString FrameListModel::summaryText(int row) const
{
    const std::optional<std::uint32_t> frame = frameOf(row);
    if (!frame)
        return {};
    QString text;
    for (const QString &cell : textOf(*frame).cells)
        text += (text.isNull() ? QString() : QString(u'\t')) + cell;
    return text;
}

int FrameListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_map.size());
}

int FrameListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

QVariant FrameListModel::data(const QModelIndex &index, int role) const
{
    const std::optional<std::uint32_t> frame = index.isValid() ? frameOf(index.row()) : std::nullopt;
    if (!frame)
        return {};
    const auto column = static_cast<std::size_t>(index.column());
    switch (role) {
    case Qt::DisplayRole: return textOf(*frame).cells[column];
    case Qt::ToolTipRole: return plainToolTip(textOf(*frame).cells[column].left(tipCharacters));
    case Qt::TextAlignmentRole: return QVariant::fromValue(m_columns[column].alignment | Qt::AlignVCenter);
    case FrameViewRole: return QVariant::fromValue(m_source->view(*frame));
    case LostRole: return textOf(*frame).lost;
    case MarkedRole: return m_marks && m_marks->contains(*frame);
    case IgnoredRole: return m_ignored && m_ignored->contains(*frame);
    case TintRole: return textOf(*frame).tint;
    case RuleRole: return textOf(*frame).rule;
    case ProblemRole: return textOf(*frame).problem;
    default: return {};
    }
}

QVariant FrameListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const ListColumn &column = m_columns[static_cast<std::size_t>(section)];
    switch (role) {
    case Qt::DisplayRole: return column.title;
    case Qt::TextAlignmentRole: return QVariant::fromValue(column.alignment | Qt::AlignVCenter);
    case ColumnKeyRole: return column.key;
    case ColumnWidthRole: return column.characters;
    default: return {};
    }
}

const FrameListModel::RowText &FrameListModel::textOf(std::uint32_t frame) const
{
    const std::uint32_t generation = m_source->generation();
    if (generation != m_generation || m_textVersion != m_version) {
        m_generation = generation;
        m_textVersion = m_version;
        for (RowText &row : m_texts)
            row.isMade = false;
    }
    RowText &row = m_texts[frame % keptRows];
    if (!row.isMade || row.frame != frame)
        fill(row, frame);
    return row;
}

void FrameListModel::fill(RowText &row, std::uint32_t frame) const
{
    const FrameView view = m_source->view(frame);
    row.isMade = true;
    row.frame = frame;
    row.lost = !m_dissector->dissect(view, m_dissection);
    writeCells(row);
    // Texts are read from the bytes once more: the file may have been cut since they were decoded.
    if (!row.lost && !view.intact()) {
        row.lost = !m_dissector->dissect(view, m_dissection);
        writeCells(row);
    }
}

void FrameListModel::writeCells(RowText &row) const
{
    row.cells.resize(m_columns.size());
    RowContext context{*m_source, m_dissection, row.frame, row.lost, m_timeForm};
    if (m_references)
        context.reference = m_references->frames().within(0, row.frame + 1).last();
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        m_buffer.clear();
        TextSink sink(m_buffer);
        m_columns[i].write(sink, context);
        assignVisible(row.cells[i], m_buffer, m_scratch);
    }
    findRule(row);
    findProblem(row);
}

FrameSurroundings FrameListModel::surroundingsOf(std::uint32_t frame) const
{
    const auto has = [frame](const Marks *set) { return set != nullptr && set->contains(frame); };
    return {.firstNs = m_source->firstTimeNs(), .isMarked = has(m_marks), .isIgnored = has(m_ignored), .isReference = has(m_references)};
}

// Of the rows at hand alone, and from the dissection that their texts are made of.
void FrameListModel::findRule(RowText &row) const
{
    row.tint.clear();
    row.rule.clear();
    if (!m_rules || row.lost)
        return;
    FrameSurroundings surroundings = surroundingsOf(row.frame);
    if (m_rules->needsNeighbours())
        surroundings.previousNs = m_source->frame(row.frame - (row.frame == 0 ? 0 : 1)).info.timeNs;
    if (const ColourRule *rule = m_rules->ruleOf(m_dissection, surroundings)) {
        row.tint = rule->colour;
        row.rule = rule->name;
    }
}

// The worst that is more than a note.
void FrameListModel::findProblem(RowText &row) const
{
    row.problem.clear();
    const auto problems = m_dissection.problems();
    const auto worst = std::ranges::max_element(problems, {}, &Problem::severity);
    if (!row.lost && worst != problems.end() && worst->severity != Severity::Note)
        assignVisible(row.problem, std::string(severityName(worst->severity)), m_scratch);
}

} // namespace framelens::ui
