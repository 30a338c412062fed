// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The field tree straight over the tape of one dissection: an index names a field by its number, no node is
// made. Problems stand as rows inside their layer; long arrays fold into ranges.
#pragma once

#include "ui/selection.h"

#include <QAbstractItemModel>

namespace framelens::ui {

class FieldTreeModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum ColumnNumber { TextColumn, PlaceColumn, ColumnCount_ };
    enum Role {
        FieldRole = Qt::UserRole + 1, ///< uint: the field's number; invalid for problems and folded ranges
        RangeRole, ///< ByteView: the bytes of the row where they lie; invalid when it has none
        SpecNameRole, ///< QString: the field kind, by which expansion is remembered
        ProblemRole, ///< int: Severity; invalid for what is no problem and holds none
    };
    /// More children than this fold into ranges of `rangeSize`.
    static constexpr std::uint32_t mostChildren = 200;
    static constexpr std::uint32_t rangeSize = 100;

    explicit FieldTreeModel(QObject *parent = nullptr);

    /// Null: an empty tree.
    void setShown(std::shared_ptr<const ShownFrame> shown);
    const std::shared_ptr<const ShownFrame> &shown() const & { return m_shown; }

    static std::optional<std::uint32_t> fieldOf(const QModelIndex &index);
    /// The bytes of a row: a field's, or those a problem speaks of.
    ByteRange rangeOf(const QModelIndex &index) const;
    /// The source of the dissection that they lie in.
    std::uint8_t sourceOf(const QModelIndex &index) const;
    QModelIndex indexOf(std::uint32_t field) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    bool hasChildren(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    /// Fields can be dragged: as a filter that finds their value.
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QStringList mimeTypes() const override;
    QMimeData *mimeData(const QModelIndexList &indexes) const override;

private:
    enum class Kind : std::uint8_t { Field, Problem, Range };
    struct Id
    {
        Kind kind = Kind::Field;
        std::uint32_t number = 0; // of the field, the problem, or a range's first field
    };
    /// Where a field stands among its siblings. Plain numbers in an array that is used again for each frame,
    /// so that index() and parent() cost the same in an array of 100,000 as in a header.
    struct Place
    {
        std::uint32_t parent = 0;
        std::uint32_t row = 0; // among the shown children of its parent
        std::uint32_t children = 0; // shown ones
    };
    struct Fold
    {
        std::uint32_t parent = 0;
        std::uint32_t first = 0; // field of the range
    };
    static constexpr std::uint32_t none = UINT32_MAX;

    QModelIndex make(Id id, std::uint32_t row, int column) const;
    static std::optional<Id> unpack(const QModelIndex &index);
    void rebuild();
    void findFolds();
    bool isFolded(std::uint32_t field) const { return m_places[field].children > mostChildren; }
    std::uint32_t fieldRows(std::uint32_t parent) const;
    std::uint32_t sibling(std::uint32_t field, std::uint32_t steps) const;
    std::uint32_t childAt(std::uint32_t parent, std::uint32_t row) const;
    std::uint32_t foldAt(std::uint32_t parent, std::uint32_t row) const;
    std::optional<std::uint32_t> rootOf(const Problem &problem) const;
    std::uint32_t problemsIn(std::optional<std::uint32_t> root) const;
    std::uint32_t problemAt(std::optional<std::uint32_t> root, std::uint32_t row) const;
    QModelIndex indexOfProblem(std::uint32_t problem) const;
    static QString severityIcon(Severity severity);
    static QString elided(const QString &text);
    QString textOf(Id id) const;
    QString tipOf(Id id) const;
    QString spokenOf(Id id) const;
    QString foldText(std::uint32_t first) const;
    QString placeOf(Id id) const;
    ByteRange rangeOfRow(Id id) const;
    std::uint8_t sourceOfRow(Id id) const;
    std::optional<Severity> severityOf(Id id) const;

    std::shared_ptr<const ShownFrame> m_shown;
    std::vector<Place> m_places; // one a field
    std::vector<std::uint32_t> m_roots; // top-level fields
    std::vector<Fold> m_folds; // by parent, then by field
    std::vector<std::uint32_t> m_stack; // of rebuild()
};

} // namespace framelens::ui
