// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/field_text.h"

#include "core/base/utf8.h"
#include "core/decode/format.h"
#include "ui/copy_text.h"
#include "ui/selection.h"
#include "ui/text.h"

#include <QCoreApplication>

#include <algorithm>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t mostCharacters = 240; // longer values are elided where they are shown
constexpr std::size_t mostFilterCharacters = 65'536;

QString tr(const char *text)
{
    return QCoreApplication::translate("FieldText", text);
}

template <typename Write>
QString written(Write write)
{
    std::string buffer;
    TextSink sink(buffer);
    write(sink);
    return visible(buffer);
}

void writeQuoted(TextSink &sink, const Dissection &dissection, const Field &field)
{
    std::string value;
    TextSink show(value, OutsideText::Raw);
    writeShow(show, dissection, field);
    sink << quotedText(value);
}

void writeTimeOf(TextSink &sink, const Field &field)
{
    sink << '"';
    writeUtc(sink, static_cast<std::int64_t>(field.value), 9);
    sink << '"';
}

QString bytesText(const ByteRange &range)
{
    if (range.size == 0)
        return tr("No bytes");
    if (range.size == 1)
        return tr("Byte %1").arg(range.offset);
    return tr("Bytes %1-%2").arg(range.offset).arg(range.end() - 1);
}

} // namespace

QString fieldLabel(const Dissection &dissection, std::uint32_t field)
{
    const FieldSpec &spec = *dissection.fields()[field].spec;
    return visible(spec.label.empty() ? spec.name : spec.label);
}

QString fieldName(const Dissection &dissection, std::uint32_t field)
{
    return visible(dissection.fields()[field].spec->name);
}

QString fieldValue(const Dissection &dissection, std::uint32_t field)
{
    return written([&](TextSink &sink) { writeValue(sink, dissection, dissection.fields()[field]); });
}

Result<QString> wholeFieldValue(const Dissection &dissection, std::uint32_t field)
{
    const Field &copied = dissection.fields()[field];
    const Bytes bytes = dissection.bytesOf(copied);
    const bool isBytes = copied.spec->type == FieldType::ByteString;
    const bool isText = copied.spec->type == FieldType::Text;
    if ((isBytes && bytes.size() > mostClipboardBytes / 2) || (isText && bytes.size() > mostClipboardBytes))
        return std::unexpected(tooMuchForClipboard()); // before any of it is made
    std::string value;
    TextSink sink(value, OutsideText::Whole);
    if (isBytes)
        sink.hexBytes(bytes);
    else
        writeValue(sink, dissection, copied);
    if (value.size() > mostClipboardBytes) // what could not be seen became longer
        return std::unexpected(tooMuchForClipboard());
    return visible(value, mostClipboardBytes);
}

// What could not be seen is written as its bytes.
std::string quotedText(std::string_view text)
{
    std::string quoted;
    TextSink sink(quoted);
    sink << '"';
    while (!text.empty()) {
        const CodePoint point = decodeUtf8(text);
        const std::string_view character = text.substr(0, std::max<std::size_t>(point.size, 1));
        text.remove_prefix(character.size());
        if (point.size == 0 || isInvisible(point.value)) {
            for (const std::byte byte : asBytes(character))
                (sink << "\\x").hex(std::to_integer<unsigned>(byte), 2);
        } else {
            sink << (character == "\"" || character == "\\" ? "\\" : "") << character;
        }
    }
    sink << '"';
    return quoted;
}

QString fieldFilter(const Dissection &dissection, std::uint32_t field)
{
    return fieldFilter(dissection, dissection.fields()[field]);
}

QString fieldFilter(const Dissection &dissection, const Field &it)
{
    const FieldType type = it.spec->type;
    const Bytes bytes = dissection.bytesOf(it);
    const bool hasNoValue = type == FieldType::Group || type == FieldType::Protocol
        || (type == FieldType::ByteString && bytes.empty());
    if (hasNoValue)
        return visible(it.spec->name);
    std::string text(it.spec->name);
    TextSink sink(text);
    sink << " == ";
    if (type == FieldType::Text)
        writeQuoted(sink, dissection, it);
    else if (type == FieldType::AbsoluteTime)
        writeTimeOf(sink, it);
    else if (type == FieldType::ByteString)
        sink.hexBytes(bytes, ':');
    else
        writeShow(sink, dissection, it);
    return visible(text, mostFilterCharacters);
}

QString fieldRow(const Dissection &dissection, std::uint32_t field)
{
    return written([&](TextSink &sink) { writeRow(sink, dissection, dissection.fields()[field]); });
}

QString fieldPath(const Dissection &dissection, std::uint32_t field)
{
    QString path = fieldLabel(dissection, field);
    for (auto parent = dissection.parentOf(field); parent; parent = dissection.parentOf(*parent))
        path = fieldLabel(dissection, *parent) + u" > "_s + path;
    return path;
}

QString fieldHint(const Dissection &dissection, std::uint32_t field)
{
    const Field &it = dissection.fields()[field];
    QString hint = tr("%1: %2 (%3)").arg(bytesText(rangeOf(dissection, field)), fieldLabel(dissection, field),
                                         fieldName(dissection, field));
    if (it.spec->type == FieldType::Protocol || it.spec->type == FieldType::Group)
        return hint;
    QString value = fieldValue(dissection, field);
    if (value.size() > static_cast<qsizetype>(mostCharacters))
        value = value.left(static_cast<qsizetype>(mostCharacters)) + u'\u2026';
    return hint + u" = "_s + value;
}

} // namespace framelens::ui
