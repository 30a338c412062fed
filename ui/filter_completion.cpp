// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/filter_completion.h"

#include "core/filter/field_names.h"
#include "ui/field_text.h"
#include "ui/text.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>
#include <QStringList>

#include <algorithm>
#include <array>
#include <optional>
#include <ranges>

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

bool isShown(const ShownFrame &shown, std::string_view name)
{
    return std::ranges::any_of(shown.dissection->fields(), [name](const Field &field) {
        return field.spec->name == name || std::ranges::find(field.spec->aliases, name) != field.spec->aliases.end();
    });
}

// Those that begin as the word does, then those that hold it; of both, those that the capture has come first.
std::vector<Completion> fieldsLike(const Registry &registry, const QString &word, const CaptureHints &hints)
{
    const std::string lower = word.toLower().toStdString();
    const auto occurs = [&hints](std::string_view name) {
        return (hints.seen && hints.seen->has(name)) || (hints.shown && isShown(*hints.shown, name));
    };
    std::array<std::vector<std::string_view>, 4> ranks;
    for (const std::string_view name : filter::allFieldNames(registry)) {
        const std::size_t place = name.find(lower);
        if (place != std::string_view::npos)
            ranks[(place == 0 ? 0U : 2U) + (occurs(name) ? 0U : 1U)].push_back(name);
    }
    std::vector<Completion> entries;
    for (const std::string_view name : ranks | std::views::join | std::views::take(Completions::most))
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

// Of one field: what has been taken up, each text once.
class Values
{
public:
    explicit Values(QString word)
        : m_word(std::move(word))
    {
    }

    void add(const std::string &literal, const QString &label)
    {
        const QString text = visible(literal);
        const QStringView inner = QStringView(text).sliced(text.startsWith(u'"') ? 1 : 0);
        const bool isThere = std::ranges::find(m_entries, text, &Completion::text) != m_entries.end();
        if (!literal.empty() && !isThere && inner.startsWith(m_word, Qt::CaseInsensitive) && m_entries.size() < Completions::most)
            m_entries.push_back({text, label});
    }
    std::vector<Completion> take() { return std::move(m_entries); }

private:
    QString m_word;
    std::vector<Completion> m_entries;
};

std::string literalOf(const FieldSpec &spec, std::uint64_t number, const std::string &otherwise)
{
    const auto named = std::ranges::find(spec.names, number, &ValueName::value);
    return named == spec.names.end() ? otherwise : quotedText(named->name);
}

QString timesText(std::uint32_t count)
{
    return count == 1 ? FilterCompletion::tr("once") : FilterCompletion::tr("%1 times").arg(QLocale().toString(count));
}

// With "6, 1,204 times" behind a name.
void addNames(Values &values, const FieldSpec &spec, const std::vector<SeenValue> &seen)
{
    const auto countOf = [&seen](const ValueName &name) {
        const auto found = std::ranges::find(seen, name.value, &SeenValue::number);
        return found == seen.end() ? 0U : found->count;
    };
    std::vector<ValueName> names(spec.names.begin(), spec.names.end());
    std::ranges::stable_sort(names, std::greater(), countOf);
    for (const ValueName &name : names) {
        const std::uint32_t count = countOf(name);
        const QString number = QString::number(name.value);
        values.add(quotedText(name.name), count == 0 ? number : u"%1, %2"_s.arg(number, timesText(count)));
    }
}

// That of the frame that is looked at, then names or what is frequent.
std::vector<Completion> valuesFor(const NamedField &field, const QString &word, const CaptureHints &hints)
{
    Values values(word);
    if (hints.shown)
        for (const Field &here : hints.shown->dissection->fields())
            if (std::ranges::find(field.specs, here.spec) != field.specs.end())
                values.add(literalOf(*here.spec, here.value, valueLiteral(*hints.shown->dissection, here)), FilterCompletion::tr("in the current frame"));
    for (const FieldSpec *spec : field.specs) {
        const std::vector<SeenValue> seen = hints.seen ? hints.seen->valuesOf(*spec) : std::vector<SeenValue>();
        if (!spec->names.empty())
            addNames(values, *spec, seen);
        for (const SeenValue &value : seen)
            if (spec->names.empty() && (value.count > 1 || !word.isEmpty()))
                values.add(value.literal, timesText(value.count));
    }
    return values.take();
}

bool isComparison(const QString &token)
{
    static const QStringList comparisons{u"=="_s, u"!="_s, u"==="_s, u"!=="_s, u"eq"_s, u"ne"_s, u"in"_s};
    return comparisons.contains(token);
}

// Where the value begins that ends at the cursor: addresses have colons and dots.
qsizetype beginOfValue(const QString &text, qsizetype cursor)
{
    static const QString around(u" \t(){},"_s);
    while (cursor > 0 && !around.contains(text.at(cursor - 1)))
        --cursor;
    return cursor;
}

QStringList tokensOf(const QString &text)
{
    static const QRegularExpression between(u"[\\s(){},]+"_s);
    return text.split(between, Qt::SkipEmptyParts);
}

// Without the members of a set before the one at hand.
QStringList tokensBeforeValue(const QString &text)
{
    const qsizetype brace = text.lastIndexOf(u'{');
    return tokensOf(brace > text.lastIndexOf(u'}') ? text.left(brace) : text);
}

} // namespace

Completions completionsAt(const QString &text, qsizetype cursor, const Registry &registry, bool areAskedFor, const CaptureHints &hints)
{
    Completions found;
    found.begin = beginOfValue(text, cursor);
    const QStringList left = tokensBeforeValue(text.left(found.begin));
    const bool isValue = isComparison(left.value(left.size() - 1));
    while (!isValue && found.begin < cursor && !isOfWord(text.at(found.begin)))
        ++found.begin;
    for (qsizetype at = cursor; !isValue && at > found.begin; --at)
        if (!isOfWord(text.at(at - 1)))
            found.begin = at;
    found.length = cursor - found.begin;
    const QString word = text.mid(found.begin, found.length);
    const QString before = text.left(found.begin);
    if (before.count(u'"') % 2 != 0 || word.contains(u'"')) // within a string
        return found;
    const QStringList tokens = tokensOf(before);
    const QString last = tokens.value(tokens.size() - 1);
    if (isValue) {
        if (const auto field = named(registry, left.value(left.size() - 2)))
            found.entries = valuesFor(*field, word, hints);
    } else if (const auto field = !before.isEmpty() && before.back().isSpace() && !isComparison(tokens.value(tokens.size() - 2)) ? named(registry, last) : std::nullopt) {
        found.entries = operatorsFor(*field, word);
    } else if (!word.isEmpty() || areAskedFor) {
        found.entries = fieldsLike(registry, word, hints);
    }
    if (found.entries.size() == 1 && found.entries.front().text == word)
        found.entries.clear(); // it stands there already
    return found;
}

} // namespace framelens::ui
