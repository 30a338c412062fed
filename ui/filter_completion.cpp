// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/filter_completion.h"

#include "core/filter/field_names.h"
#include "ui/field_text.h"
#include "ui/text.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringList>

#include <algorithm>
#include <optional>

namespace framelens::ui {

using namespace Qt::StringLiterals;
using filter::NamedField;
using filter::ValueClass;

namespace {

struct FilterCompletion
{
    Q_DECLARE_TR_FUNCTIONS(framelens::ui::FilterCompletion)
};

bool isOfWord(QChar character)
{
    return character.isLetterOrNumber() || character == u'_' || character == u'.' || character == u'-';
}

QString typeText(ValueClass type)
{
    switch (type) {
    case ValueClass::Number: return FilterCompletion::tr("number");
    case ValueClass::Bytes: return FilterCompletion::tr("bytes");
    case ValueClass::Text: return FilterCompletion::tr("text");
    case ValueClass::Ipv4: return FilterCompletion::tr("IPv4 address");
    case ValueClass::Ipv6: return FilterCompletion::tr("IPv6 address");
    case ValueClass::Time: return FilterCompletion::tr("time");
    case ValueClass::Duration: break;
    }
    return FilterCompletion::tr("duration");
}

std::optional<NamedField> named(const Registry &registry, const QString &word)
{
    const std::string name = word.toStdString();
    return word.isEmpty() ? std::nullopt : filter::fieldNamed(registry, name);
}

QString labelOf(const Registry &registry, std::string_view name)
{
    const std::optional<NamedField> field = filter::fieldNamed(registry, name);
    if (!field)
        return {};
    const FieldSpec *const spec = field->specs.empty() ? nullptr : field->specs.front();
    if (spec != nullptr && spec->type == FieldType::Protocol)
        return FilterCompletion::tr("protocol");
    const QString label = spec == nullptr ? QString() : visible(spec->label);
    return label.isEmpty() ? typeText(field->type) : u"%1, %2"_s.arg(label, typeText(field->type));
}

// Those that begin as the word does, then those that hold it.
std::vector<Completion> fieldsLike(const Registry &registry, const QString &word)
{
    const std::string lower = word.toLower().toStdString();
    std::vector<std::string_view> names;
    const std::vector<std::string_view> all = filter::allFieldNames(registry);
    std::ranges::copy_if(all, std::back_inserter(names), [&](std::string_view name) { return name.starts_with(lower); });
    if (!lower.empty())
        std::ranges::copy_if(all, std::back_inserter(names), [&](std::string_view name) {
            return !name.starts_with(lower) && name.find(lower) != std::string_view::npos;
        });
    names.resize(std::min(names.size(), Completions::most));
    std::vector<Completion> entries;
    for (const std::string_view name : names)
        entries.push_back({visible(name), labelOf(registry, name)});
    return entries;
}

std::vector<Completion> operatorsFor(const NamedField &field, const QString &word)
{
    const bool isProtocol = !field.specs.empty() && field.specs.front()->type == FieldType::Protocol;
    const bool hasBytes = field.type == ValueClass::Bytes || field.type == ValueClass::Text;
    std::vector<Completion> entries;
    const auto add = [&](const QString &text, const QString &label) {
        if (text.startsWith(word))
            entries.push_back({text, label});
    };
    if (!isProtocol) {
        add(u"=="_s, FilterCompletion::tr("is equal"));
        add(u"!="_s, FilterCompletion::tr("all differ"));
    }
    if (!isProtocol && !hasBytes) {
        add(u">"_s, FilterCompletion::tr("is greater"));
        add(u"<"_s, FilterCompletion::tr("is less"));
        add(u">="_s, FilterCompletion::tr("is greater or equal"));
        add(u"<="_s, FilterCompletion::tr("is less or equal"));
    }
    if (hasBytes || isProtocol) {
        add(u"contains"_s, FilterCompletion::tr("holds bytes or text"));
        add(u"matches"_s, FilterCompletion::tr("fits a regular expression"));
    }
    if (!isProtocol)
        add(u"in"_s, FilterCompletion::tr("is one of {...}"));
    add(u"and"_s, FilterCompletion::tr("both hold"));
    add(u"or"_s, FilterCompletion::tr("one of both holds"));
    return entries;
}

std::vector<Completion> valuesFor(const NamedField &field, const QString &word)
{
    std::vector<Completion> entries;
    for (const FieldSpec *spec : field.specs)
        for (const ValueName &value : spec->names) {
            const bool fits = visible(value.name).startsWith(word, Qt::CaseInsensitive);
            if (fits && entries.size() < Completions::most)
                entries.push_back({QString::fromStdString(quotedText(value.name)), QString::number(value.value)});
        }
    return entries;
}

bool isComparison(const QString &token)
{
    static const QStringList comparisons{u"=="_s, u"!="_s, u"==="_s, u"!=="_s, u"eq"_s, u"ne"_s};
    return comparisons.contains(token);
}

} // namespace

Completions completionsAt(const QString &text, qsizetype cursor, const Registry &registry, bool areAskedFor)
{
    Completions found;
    found.begin = cursor;
    while (found.begin > 0 && isOfWord(text.at(found.begin - 1)))
        --found.begin;
    found.length = cursor - found.begin;
    const QString word = text.mid(found.begin, found.length);
    const QString before = text.left(found.begin);
    if (before.count(u'"') % 2 != 0) // within a string
        return found;
    static const QRegularExpression between(u"[\\s(){},]+"_s);
    const QStringList tokens = before.split(between, Qt::SkipEmptyParts);
    const QString last = tokens.value(tokens.size() - 1);
    if (isComparison(last)) {
        if (const auto field = named(registry, tokens.value(tokens.size() - 2)))
            found.entries = valuesFor(*field, word);
    } else if (const auto field = !before.isEmpty() && before.back().isSpace() && !isComparison(tokens.value(tokens.size() - 2)) ? named(registry, last) : std::nullopt) {
        found.entries = operatorsFor(*field, word);
    } else if (!word.isEmpty() || areAskedFor) {
        found.entries = fieldsLike(registry, word);
    }
    if (found.entries.size() == 1 && found.entries.front().text == word)
        found.entries.clear(); // it stands there already
    return found;
}

} // namespace framelens::ui
