// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/filter_check.h"

#include "ui/text.h"

#include <QCoreApplication>

#include <algorithm>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text) { return QCoreApplication::translate("framelens::ui::FilterCheck", text); }

QString messageOf(const FilterError &error, qsizetype position)
{
    const QString met = visible(error.message);
    if (error.replacesAll)
        return met;
    const QString place = tr("At character %L1: %2").arg(position + 1).arg(met);
    return error.suggestion.empty() ? place : tr("%1; did you mean '%2'?").arg(place, visible(error.suggestion));
}

QString corrected(const std::string &text, const FilterError &error)
{
    if (error.suggestion.empty())
        return {};
    std::string whole = error.suggestion;
    if (!error.replacesAll)
        whole = text.substr(0, error.position) + whole + text.substr(std::min<std::size_t>(text.size(), std::size_t{error.position} + error.length));
    return QString::fromStdString(whole);
}

qsizetype unitsIn(std::string_view bytes) { return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size())).size(); }

} // namespace

FilterCheck checkFilter(const QString &text, const std::shared_ptr<const Registry> &registry)
{
    const std::string bytes = text.toStdString();
    auto filter = Filter::compile(bytes, registry);
    FilterCheck check;
    if (filter) {
        check.state = (*filter)->isEmpty() ? FilterState::Empty : FilterState::Ok;
        check.filter = *std::move(filter);
        return check;
    }
    const FilterError &error = filter.error();
    const std::string_view all = bytes;
    const std::size_t begin = std::min<std::size_t>(error.position, all.size());
    check.state = FilterState::Error;
    check.position = unitsIn(all.substr(0, begin));
    check.length = unitsIn(all.substr(begin, error.length));
    check.message = messageOf(error, check.position);
    check.corrected = corrected(bytes, error);
    return check;
}

QString joinFilters(const QString &there, FilterJoin how, const QString &expression)
{
    const bool isNegated = how == FilterJoin::NotSelected || how == FilterJoin::AndNot || how == FilterJoin::OrNot;
    const QString added = isNegated ? u"!(%1)"_s.arg(expression) : expression;
    const QString before = there.trimmed();
    switch (how) {
    case FilterJoin::Selected:
    case FilterJoin::NotSelected: return added;
    case FilterJoin::And:
    case FilterJoin::AndNot:
    case FilterJoin::Or:
    case FilterJoin::OrNot: break;
    }
    if (before.isEmpty())
        return added;
    const bool isAnd = how == FilterJoin::And || how == FilterJoin::AndNot;
    return u"(%1) %2 %3"_s.arg(before, isAnd ? u"&&"_s : u"||"_s, isNegated ? added : u"(%1)"_s.arg(added));
}

} // namespace framelens::ui
