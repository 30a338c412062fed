// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/models/field_tree_model.h"

#include "ui/field_text.h"
#include "ui/filter_drag.h"
#include "ui/icons.h"
#include "ui/text.h"

#include <QFont>
#include <QMimeData>

#include <algorithm>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr unsigned kindShift = 32;

} // namespace

FieldTreeModel::FieldTreeModel(QObject *parent)
    : QAbstractItemModel(parent)
{
}

void FieldTreeModel::setShown(std::shared_ptr<const ShownFrame> shown)
{
    beginResetModel();
    m_shown = std::move(shown);
    rebuild();
    endResetModel();
}

void FieldTreeModel::rebuild()
{
    const auto fields = m_shown ? m_shown->dissection->fields() : std::span<const Field>();
    m_places.assign(fields.size(), {});
    m_roots.clear();
    m_stack.clear();
    bool folds = false;
    for (std::uint32_t i = 0; i < fields.size();) {
        if (fields[i].is(FieldFlag::Hidden)) {
            m_places[i].row = none;
            i = fields[i].end;
            continue;
        }
        while (!m_stack.empty() && fields[m_stack.back()].end <= i)
            m_stack.pop_back();
        const std::uint32_t parent = m_stack.empty() ? none : m_stack.back();
        m_places[i].parent = parent;
        m_places[i].row = parent == none ? static_cast<std::uint32_t>(m_roots.size()) : m_places[parent].children++;
        folds = folds || m_places[i].row == mostChildren;
        if (parent == none)
            m_roots.push_back(i);
        m_stack.push_back(i++);
    }
    m_folds.clear();
    if (folds)
        findFolds();
}

void FieldTreeModel::findFolds()
{
    for (std::uint32_t i = 0; i < m_places.size(); ++i) {
        const Place &place = m_places[i];
        if (place.row != none && place.row % rangeSize == 0 && place.parent != none && isFolded(place.parent))
            m_folds.push_back({place.parent, i});
    }
    std::ranges::stable_sort(m_folds, {}, &Fold::parent);
}

QModelIndex FieldTreeModel::make(Id id, std::uint32_t row, int column) const
{
    const auto kind = static_cast<quintptr>(id.kind);
    return createIndex(static_cast<int>(row), column, (kind << kindShift) | id.number);
}

std::optional<FieldTreeModel::Id> FieldTreeModel::unpack(const QModelIndex &index)
{
    if (!index.isValid())
        return {};
    return Id{static_cast<Kind>(index.internalId() >> kindShift), static_cast<std::uint32_t>(index.internalId())};
}

std::optional<std::uint32_t> FieldTreeModel::fieldOf(const QModelIndex &index)
{
    const std::optional<Id> id = unpack(index);
    return id && id->kind == Kind::Field ? std::optional(id->number) : std::nullopt;
}

QModelIndex FieldTreeModel::indexOf(std::uint32_t field) const
{
    if (field >= m_places.size() || m_places[field].row == none)
        return {};
    const Place &place = m_places[field];
    const bool inRange = place.parent != none && isFolded(place.parent);
    return make({Kind::Field, field}, inRange ? place.row % rangeSize : place.row, TextColumn);
}

// The shown sibling `steps` further on; at most a range's or an unfolded field's children away.
std::uint32_t FieldTreeModel::sibling(std::uint32_t field, std::uint32_t steps) const
{
    const auto fields = m_shown->dissection->fields();
    while (m_places[field].row == none)
        field = fields[field].end;
    while (steps > 0) {
        field = fields[field].end;
        steps -= m_places[field].row == none ? 0U : 1U;
    }
    return field;
}

std::uint32_t FieldTreeModel::childAt(std::uint32_t parent, std::uint32_t row) const
{
    return sibling(parent + 1, row);
}

std::uint32_t FieldTreeModel::foldAt(std::uint32_t parent, std::uint32_t row) const
{
    const auto first = std::ranges::lower_bound(m_folds, parent, {}, &Fold::parent);
    return (first + row)->first;
}

// Rows that fields or ranges of fields take below a field; problems come after them.
std::uint32_t FieldTreeModel::fieldRows(std::uint32_t parent) const
{
    const std::uint32_t children = m_places[parent].children;
    return isFolded(parent) ? (children + rangeSize - 1) / rangeSize : children;
}

std::optional<std::uint32_t> FieldTreeModel::rootOf(const Problem &problem) const
{
    const auto layers = m_shown->dissection->layers();
    return problem.layer < layers.size() ? std::optional(layers[problem.layer].root) : std::nullopt;
}

std::uint32_t FieldTreeModel::problemsIn(std::optional<std::uint32_t> root) const
{
    const auto problems = m_shown->dissection->problems();
    return static_cast<std::uint32_t>(
        std::ranges::count_if(problems, [&](const Problem &problem) { return rootOf(problem) == root; }));
}

std::uint32_t FieldTreeModel::problemAt(std::optional<std::uint32_t> root, std::uint32_t row) const
{
    const auto problems = m_shown->dissection->problems();
    for (std::uint32_t i = 0; i < problems.size(); ++i)
        if (rootOf(problems[i]) == root && row-- == 0)
            return i;
    return none;
}

QModelIndex FieldTreeModel::indexOfProblem(std::uint32_t problem) const
{
    const auto problems = m_shown->dissection->problems();
    const std::optional<std::uint32_t> root = rootOf(problems[problem]);
    std::uint32_t row = root ? fieldRows(*root) : static_cast<std::uint32_t>(m_roots.size());
    for (std::uint32_t i = 0; i < problem; ++i)
        row += rootOf(problems[i]) == root ? 1U : 0U;
    return make({Kind::Problem, problem}, row, TextColumn);
}

QModelIndex FieldTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    const auto at = static_cast<std::uint32_t>(row);
    const std::optional<Id> above = unpack(parent);
    if (!above) {
        const auto roots = static_cast<std::uint32_t>(m_roots.size());
        return at < roots ? make({Kind::Field, m_roots[at]}, at, column)
                          : make({Kind::Problem, problemAt({}, at - roots)}, at, column);
    }
    if (above->kind == Kind::Range)
        return make({Kind::Field, sibling(above->number, at)}, at, column);
    const std::uint32_t rows = fieldRows(above->number);
    if (at >= rows)
        return make({Kind::Problem, problemAt(above->number, at - rows)}, at, column);
    if (isFolded(above->number))
        return make({Kind::Range, foldAt(above->number, at)}, at, column);
    return make({Kind::Field, childAt(above->number, at)}, at, column);
}

QModelIndex FieldTreeModel::parent(const QModelIndex &index) const
{
    const std::optional<Id> id = unpack(index);
    if (!id || !m_shown)
        return {};
    if (id->kind == Kind::Problem) {
        const std::optional<std::uint32_t> root = rootOf(m_shown->dissection->problems()[id->number]);
        return root ? indexOf(*root) : QModelIndex();
    }
    const Place &place = m_places[id->number];
    if (place.parent == none)
        return {};
    if (id->kind == Kind::Range || !isFolded(place.parent))
        return indexOf(place.parent);
    const std::uint32_t row = place.row / rangeSize;
    return make({Kind::Range, foldAt(place.parent, row)}, row, TextColumn);
}

int FieldTreeModel::rowCount(const QModelIndex &parent) const
{
    if (!m_shown || parent.column() > 0)
        return 0;
    const std::optional<Id> id = unpack(parent);
    if (!id)
        return static_cast<int>(m_roots.size() + problemsIn({}));
    switch (id->kind) {
    case Kind::Problem: return 0;
    case Kind::Field: return static_cast<int>(fieldRows(id->number) + problemsIn(id->number));
    case Kind::Range: {
        const Place &first = m_places[id->number];
        return static_cast<int>(std::min(rangeSize, m_places[first.parent].children - first.row));
    }
    }
    return 0;
}

int FieldTreeModel::columnCount(const QModelIndex & /*parent*/) const
{
    return ColumnCount_;
}

bool FieldTreeModel::hasChildren(const QModelIndex &parent) const
{
    return rowCount(parent) > 0;
}

ByteRange FieldTreeModel::rangeOf(const QModelIndex &index) const
{
    const std::optional<Id> id = unpack(index);
    return id ? rangeOfRow(*id) : ByteRange{};
}

std::uint8_t FieldTreeModel::sourceOf(const QModelIndex &index) const
{
    const std::optional<Id> id = unpack(index);
    return id ? sourceOfRow(*id) : Dissection::frameSource;
}

QVariant FieldTreeModel::data(const QModelIndex &index, int role) const
{
    const std::optional<Id> id = unpack(index);
    if (!id || !m_shown)
        return {};
    const bool isField = id->kind == Kind::Field;
    switch (role) {
    case Qt::DisplayRole: return index.column() == TextColumn ? elided(textOf(*id)) : placeOf(*id);
    case Qt::AccessibleTextRole: return index.column() == TextColumn ? spokenOf(*id) : placeOf(*id);
    case Qt::ToolTipRole: return tipOf(*id);
    case Qt::DecorationRole:
        if (const auto severity = severityOf(*id); severity && index.column() == TextColumn)
            return icon(severityIcon(*severity));
        return {};
    case Qt::TextAlignmentRole:
        return QVariant::fromValue((index.column() == TextColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    case Qt::FontRole: {
        QFont font;
        font.setItalic(isField && m_shown->dissection->fields()[id->number].is(FieldFlag::Generated));
        return font.italic() ? QVariant(font) : QVariant();
    }
    case FieldRole: return isField ? QVariant(id->number) : QVariant();
    case RangeRole: {
        const ByteRange range = rangeOfRow(*id);
        return range.size == 0 ? QVariant() : QVariant::fromValue(m_shown->bytes(sourceOfRow(*id)).sub(range.offset, range.size));
    }
    case SpecNameRole:
        return isField ? QVariant(visible(m_shown->dissection->fields()[id->number].spec->name)) : QVariant();
    case ProblemRole:
        if (const auto severity = severityOf(*id))
            return static_cast<int>(*severity);
        return {};
    default: return {};
    }
}

QVariant FieldTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == TextColumn ? tr("Field") : tr("Offset and length");
}

Qt::ItemFlags FieldTreeModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags usual = QAbstractItemModel::flags(index);
    return fieldOf(index) ? usual | Qt::ItemIsDragEnabled : usual;
}

QStringList FieldTreeModel::mimeTypes() const
{
    return {filterMimeType()};
}

QMimeData *FieldTreeModel::mimeData(const QModelIndexList &indexes) const
{
    const std::optional<std::uint32_t> field = indexes.isEmpty() ? std::nullopt : fieldOf(indexes.first());
    return field && m_shown ? filterMime(fieldFilter(*m_shown->dissection, *field)) : nullptr;
}

} // namespace framelens::ui
