// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// FieldTreeModel: what its rows say.
#include "core/decode/format.h"
#include "ui/field_text.h"
#include "ui/models/field_tree_model.h"
#include "ui/text.h"

#include <algorithm>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype rowCharacters = 240;
constexpr qsizetype tipCharacters = 2000;

QString severityWord(Severity severity)
{
    switch (severity) {
    case Severity::Note: return FieldTreeModel::tr("Note");
    case Severity::Warning: return FieldTreeModel::tr("Warning");
    case Severity::Error: return FieldTreeModel::tr("Error");
    case Severity::Malformed: return FieldTreeModel::tr("Malformed");
    case Severity::Truncated: return FieldTreeModel::tr("Truncated");
    }
    return {};
}

QString problemText(const Problem &problem)
{
    std::string text;
    TextSink sink(text);
    writeProblem(sink, problem);
    return severityWord(problem.severity) + u": "_s + visible(text);
}

} // namespace

QString FieldTreeModel::severityIcon(Severity severity)
{
    switch (severity) {
    case Severity::Note: return u"note"_s;
    case Severity::Warning:
    case Severity::Truncated: return u"warning"_s;
    case Severity::Error:
    case Severity::Malformed: return u"error"_s;
    }
    return {};
}

QString FieldTreeModel::elided(const QString &text)
{
    return text.size() <= rowCharacters ? text : text.left(rowCharacters) + u'\u2026';
}

QString FieldTreeModel::textOf(Id id) const
{
    switch (id.kind) {
    case Kind::Field: {
        QString text = fieldRow(*m_shown->dissection, id.number);
        // Asked afterwards: what was read just now may be zeros that took the place of lost bytes.
        return m_shown->view.intact() ? text : tr("(no longer in the file)");
    }
    case Kind::Problem: return problemText(m_shown->dissection->problems()[id.number]);
    case Kind::Range: return foldText(id.number);
    }
    return {};
}

// "[100 to 199]", counted from 0 as elements of arrays are.
QString FieldTreeModel::foldText(std::uint32_t first) const
{
    const Place &place = m_places[first];
    const std::uint32_t last = std::min(place.row + rangeSize, m_places[place.parent].children) - 1;
    return tr("[%1 to %2]").arg(place.row).arg(last);
}

QString FieldTreeModel::tipOf(Id id) const
{
    const QString text = textOf(id);
    return text.size() <= rowCharacters ? QString() : plainToolTip(text.left(tipCharacters));
}

// What the icon on a layer says to those who see it.
QString FieldTreeModel::spokenOf(Id id) const
{
    const std::optional<Severity> severity = id.kind == Kind::Field ? severityOf(id) : std::nullopt;
    const QString text = elided(textOf(id));
    return severity ? tr("%1; %2").arg(text, severityWord(*severity)) : text;
}

// Rows of one range of fields lie in one source.
std::uint8_t FieldTreeModel::sourceOfRow(Id id) const
{
    const Dissection &dissection = *m_shown->dissection;
    return id.kind == Kind::Problem ? dissection.problems()[id.number].source : dissection.fields()[id.number].source;
}

ByteRange FieldTreeModel::rangeOfRow(Id id) const
{
    const Dissection &dissection = *m_shown->dissection;
    if (id.kind == Kind::Field)
        return ui::rangeOf(dissection, id.number);
    if (id.kind == Kind::Range) {
        const std::uint32_t rows = std::min(rangeSize, m_places[m_places[id.number].parent].children - m_places[id.number].row);
        const ByteRange first = ui::rangeOf(dissection, id.number);
        const ByteRange last = ui::rangeOf(dissection, sibling(id.number, rows - 1));
        return last.end() > first.offset ? ByteRange{first.offset, last.end() - first.offset} : first;
    }
    const Problem &problem = dissection.problems()[id.number];
    const std::size_t captured = m_shown->bytes(problem.source).size();
    if (problem.offset >= captured)
        return {};
    const std::size_t wanted = std::max<std::size_t>(1, std::min(problem.needed, problem.available));
    return {problem.offset, std::min(wanted, captured - problem.offset)};
}

QString FieldTreeModel::placeOf(Id id) const
{
    const ByteRange range = rangeOfRow(id);
    if (range.size == 0)
        return {};
    return u"0x%1 +%2"_s.arg(range.offset, 2, 16, QLatin1Char('0')).arg(range.size);
}

// A layer shows the worst of its problems, so that none is hidden in a closed one.
std::optional<Severity> FieldTreeModel::severityOf(Id id) const
{
    const auto problems = m_shown->dissection->problems();
    if (id.kind == Kind::Problem)
        return problems[id.number].severity;
    std::optional<Severity> worst;
    if (id.kind == Kind::Field && m_places[id.number].parent == none)
        for (const Problem &problem : problems)
            if (rootOf(problem) == id.number && (!worst || problem.severity > *worst))
                worst = problem.severity;
    return worst;
}

} // namespace framelens::ui
