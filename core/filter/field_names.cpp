// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/filter/field_names.h"

#include <algorithm>
#include <array>

namespace framelens::filter {

namespace {

struct Special
{
    std::string_view name;
    SpecialField field;
    ValueClass type;
};

constexpr auto specials = std::to_array<Special>({
    {"frame.time_relative", SpecialField::TimeRelative, ValueClass::Duration},
    {"frame.time_delta", SpecialField::TimeDelta, ValueClass::Duration},
    {"frame.time_delta_displayed", SpecialField::TimeDeltaShown, ValueClass::Duration},
    {"frame.marked", SpecialField::Marked, ValueClass::Number},
    {"frame.ignored", SpecialField::Ignored, ValueClass::Number},
    {"frame.ref_time", SpecialField::Reference, ValueClass::Number},
    {"_ws.malformed", SpecialField::Malformed, ValueClass::Number},
    {"_ws.short", SpecialField::Short, ValueClass::Number},
    {"framelens.problem", SpecialField::Problem, ValueClass::Text},
    {"_ws.col.protocol", SpecialField::ColumnProtocol, ValueClass::Text},
    {"_ws.col.info", SpecialField::ColumnInfo, ValueClass::Text},
    {"_ws.col.def_src", SpecialField::ColumnSource, ValueClass::Text},
    {"_ws.col.def_dst", SpecialField::ColumnDestination, ValueClass::Text},
});

} // namespace

std::string_view nameOf(SpecialField special) { return std::ranges::find(specials, special, &Special::field)->name; }

std::optional<NamedField> fieldNamed(const Registry &registry, std::string_view name)
{
    if (const auto *special = std::ranges::find(specials, name, &Special::name); special != specials.end())
        return NamedField{.type = special->type, .special = special->field};
    NamedField named;
    if (const auto protocol = registry.find(name))
        named.specs.push_back(&registry.root(*protocol));
    else
        for (const FieldId id : registry.fieldsNamed(name))
            if (const FieldSpec &spec = registry.spec(id);
                named.specs.empty() || classOf(spec.type) == classOf(named.specs[0]->type))
                named.specs.push_back(&spec);
    if (named.specs.empty())
        return {};
    named.type = classOf(named.specs[0]->type);
    return named;
}

std::vector<std::string_view> allFieldNames(const Registry &registry)
{
    std::vector<std::string_view> names;
    for (const Special &special : specials)
        names.push_back(special.name);
    for (const Protocol *protocol : registry.protocols()) {
        names.push_back(protocol->filterName);
        for (const FieldSpec &spec : protocol->fields) {
            names.push_back(spec.name);
            names.insert(names.end(), spec.aliases.begin(), spec.aliases.end());
        }
    }
    std::ranges::sort(names);
    names.erase(std::ranges::unique(names).begin(), names.end());
    return names;
}

} // namespace framelens::filter
