// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/models/field_column.h"

#include "core/decode/format.h"
#include "core/filter/evaluation.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace framelens::ui {

using namespace Qt::StringLiterals;
using namespace framelens::filter;

namespace {

constexpr QLatin1StringView keyPrefix = "field:"_L1;
constexpr int usualCharacters = 16;
constexpr std::size_t mostHexBytes = 512;

// What has no field to say how it is written.
void writeComputed(TextSink &sink, const Value &value)
{
    constexpr int wholeDigits = 9;
    switch (value.kind) {
    case ValueClass::Number:
        if (value.isNegative)
            sink.signedNumber(static_cast<std::int64_t>(value.number));
        else
            sink.number(value.number);
        return;
    case ValueClass::Time: writeUtc(sink, static_cast<std::int64_t>(value.number), wholeDigits); return;
    case ValueClass::Duration: writeSeconds(sink, static_cast<std::int64_t>(value.number), wholeDigits); return;
    case ValueClass::Ipv4: writeIpv4(sink, static_cast<std::uint32_t>(value.number)); return;
    case ValueClass::Ipv6: writeIpv6(sink, value.bytes); return;
    case ValueClass::Bytes: sink.hexBytes(value.bytes.first(std::min(value.bytes.size(), mostHexBytes))); return;
    case ValueClass::Text:
        for (const std::byte byte : value.bytes)
            sink << static_cast<char>(byte);
        return;
    }
}

void writeFields(TextSink &sink, const RowContext &row, const Operand &operand)
{
    bool isFirst = true;
    for (const Field &field : row.dissection.fields()) {
        if (std::ranges::find(operand.specs, field.spec) == operand.specs.end())
            continue;
        if (!std::exchange(isFirst, false))
            sink << ", ";
        if (field.spec->type == FieldType::Protocol)
            row.dissection.writeTitle(sink, row.dissection.layers()[field.layer]);
        else
            writeValue(sink, row.dissection, field);
    }
}

void writeValues(TextSink &sink, const RowContext &row, const Filter &filter)
{
    const FrameInfo &info = row.dissection.frame();
    const FrameSurroundings surroundings{.firstNs = row.source.firstTimeNs(),
                                         .previousNs = row.frame == 0 ? info.timeNs : row.source.frame(row.frame - 1).info.timeNs};
    Evaluation evaluation(filter.program());
    evaluation.start(row.dissection, surroundings);
    const std::size_t begin = evaluation.push(filter.program().tests[0].left);
    bool isFirst = true;
    for (const Value &value : evaluation.values(begin)) {
        if (!std::exchange(isFirst, false))
            sink << ", ";
        writeComputed(sink, value);
    }
}

} // namespace

FilterResult<ListColumn> fieldColumn(const QString &name, const std::shared_ptr<const Registry> &registry)
{
    const auto key = sortKeyOf(name.trimmed().toStdString(), registry);
    if (!key)
        return std::unexpected(key.error());
    const std::shared_ptr<const Filter> filter = key->field;
    const Operand &operand = filter->program().operands[filter->program().tests[0].left];
    const bool isPlain = operand.kind == OperandKind::Field && operand.ranges.empty();
    const bool isRight = isPlain && (operand.type == ValueClass::Number || operand.type == ValueClass::Duration);
    ListColumn column{.key = keyPrefix + name.trimmed(),
                      .title = name.trimmed(),
                      .alignment = isRight ? Qt::AlignRight : Qt::AlignLeft,
                      .characters = usualCharacters,
                      .write = {},
                      .sort = *key};
    column.write = [filter, isPlain](TextSink &sink, const RowContext &row) {
        if (row.bytesLost)
            return;
        if (isPlain)
            writeFields(sink, row, filter->program().operands[filter->program().tests[0].left]);
        else
            writeValues(sink, row, *filter);
    };
    return column;
}

QString fieldOfKey(const QString &key)
{
    return key.startsWith(keyPrefix) ? key.mid(keyPrefix.size()) : QString();
}

} // namespace framelens::ui
