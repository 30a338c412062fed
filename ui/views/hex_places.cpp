// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/views/hex_places.h"

#include <QRegularExpression>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

std::optional<std::size_t> number(const QString &text)
{
    bool ok = false;
    const bool isHex = text.startsWith(u"0x"_s, Qt::CaseInsensitive);
    const qulonglong value = isHex ? text.mid(2).toULongLong(&ok, 16) : text.toULongLong(&ok, 10);
    return ok ? std::optional<std::size_t>(value) : std::nullopt;
}

std::optional<std::size_t> inside(std::size_t offset, std::size_t size)
{
    return offset < size ? std::optional(offset) : std::nullopt;
}

} // namespace

std::optional<std::size_t> parseOffset(const QString &text, const PlaceContext &context)
{
    static const QRegularExpression form(u"^(f)?\\s*([+-])?\\s*(0x[0-9a-f]+|[0-9]+)$"_s,
                                         QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch match = form.match(text.trimmed());
    const std::optional<std::size_t> distance = match.hasMatch() ? number(match.captured(3)) : std::nullopt;
    if (!distance)
        return {};
    const QString sign = match.captured(2);
    const bool fromField = !match.captured(1).isEmpty();
    if (sign.isEmpty())
        return fromField ? std::nullopt : inside(*distance, context.size);
    const std::size_t from = fromField ? context.fieldBegin : context.caret;
    if (sign == u"-"_s)
        return *distance <= from ? inside(from - *distance, context.size) : std::nullopt;
    return *distance < context.size ? inside(from + *distance, context.size) : std::nullopt;
}

std::optional<ByteRange> parseByteRange(const QString &text, const PlaceContext &context)
{
    static const QRegularExpression form(u"^(0x[0-9a-f]+|[0-9]+)\\s*(?:(-|\\.\\.|\\+)\\s*(0x[0-9a-f]+|[0-9]+))?$"_s,
                                         QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch match = form.match(text.trimmed());
    const std::optional<std::size_t> first = match.hasMatch() ? number(match.captured(1)) : std::nullopt;
    if (!first || *first >= context.size)
        return {};
    if (match.captured(2).isEmpty())
        return ByteRange{*first, 1};
    const std::optional<std::size_t> second = number(match.captured(3));
    if (!second)
        return {};
    if (match.captured(2) == u"+"_s)
        return *second >= 1 && *second <= context.size - *first ? std::optional(ByteRange{*first, *second}) : std::nullopt;
    if (*second < *first || *second >= context.size)
        return {};
    return ByteRange{*first, *second - *first + 1};
}

} // namespace framelens::ui
