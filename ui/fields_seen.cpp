// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/fields_seen.h"

#include "ui/field_text.h"

#include <algorithm>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

bool hasNumber(FieldType type)
{
    return type != FieldType::ByteString && type != FieldType::Text && type != FieldType::Ipv6;
}

// Values of one field by what tells them apart: their number, or a hash of their bytes.
struct Counted
{
    std::unordered_map<std::uint64_t, SeenValue> values;

    void count(const Dissection &dissection, const Field &field);
};

void Counted::count(const Dissection &dissection, const Field &field)
{
    std::uint64_t key = field.value;
    if (!hasNumber(field.spec->type)) {
        const Bytes bytes = dissection.bytesOf(field);
        if (field.spec->text != nullptr || bytes.size() > FieldsSeen::mostLiteral)
            key = field.spec->text != nullptr ? std::hash<std::string>()(valueLiteral(dissection, field)) : 0;
        else
            key = std::hash<std::string_view>()(asText(bytes));
    }
    const auto found = values.find(key);
    if (found != values.end()) {
        ++found->second.count;
        return;
    }
    if (values.size() >= FieldsSeen::mostValues)
        return;
    values.emplace(key, SeenValue{.literal = valueLiteral(dissection, field), .number = field.value, .count = 1});
}

std::vector<SeenValue> byFrequency(Counted counted)
{
    std::vector<SeenValue> values;
    for (auto &[key, value] : counted.values)
        if (!value.literal.empty())
            values.push_back(std::move(value));
    std::ranges::sort(values, [](const SeenValue &a, const SeenValue &b) { return a.count != b.count ? a.count > b.count : a.literal < b.literal; });
    return values;
}

} // namespace

std::string valueLiteral(const Dissection &dissection, const Field &field)
{
    const bool isLong = !hasNumber(field.spec->type) && field.size > FieldsSeen::mostLiteral;
    const QString text = isLong ? QString() : fieldFilter(dissection, field);
    const qsizetype sign = text.indexOf(" == "_L1);
    std::string literal = sign < 0 ? std::string() : text.mid(sign + 4).toStdString();
    return literal.size() > FieldsSeen::mostLiteral ? std::string() : literal;
}

FieldsSeen::FieldsSeen(std::uint32_t frames, const std::function<FrameView(std::uint32_t frame)> &view, std::shared_ptr<const Dissector> dissector,
                       Job &job)
    : m_dissector(std::move(dissector))
{
    const std::uint32_t end = std::min(frames, mostFrames);
    std::unordered_map<const FieldSpec *, Counted> counted;
    Dissection dissection;
    for (; m_frames < end && !job.cancelled(); ++m_frames) {
        job.report(m_frames, end);
        const FrameView seen = view(m_frames);
        if (!m_dissector->dissect(seen, dissection))
            continue;
        for (const Field &field : dissection.fields())
            counted[field.spec].count(dissection, field);
    }
    for (auto &[spec, values] : counted) {
        m_values.insert_or_assign(spec->name, byFrequency(std::move(values)));
        m_names.insert(spec->name);
        m_names.insert(spec->aliases.begin(), spec->aliases.end());
    }
}

const std::vector<SeenValue> &FieldsSeen::valuesOf(const FieldSpec &spec) const &
{
    static const std::vector<SeenValue> none;
    const auto found = m_values.find(spec.name);
    return found == m_values.end() ? none : found->second;
}

} // namespace framelens::ui
