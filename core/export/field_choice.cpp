// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/export/field_choice.h"

#include "core/base/nearest.h"
#include "core/base/visible_text.h"

namespace framelens {

namespace {

Error unknown(std::string_view kind, std::string_view name, std::span<const std::string_view> names)
{
    std::string text = "no ";
    text.append(kind) += " is called \"" + visibleText(name) + "\"";
    if (const std::string_view near = nearest(name, names); !near.empty())
        text += "; did you mean " + std::string(near) + "?";
    return {.action = Action::Option, .reason = Reason::BadValue, .detail = std::move(text)};
}

std::vector<std::string_view> protocolNames(const Registry &registry)
{
    std::vector<std::string_view> names;
    for (const Protocol *protocol : registry.protocols())
        names.push_back(protocol->filterName);
    return names;
}

std::vector<std::string_view> allNames(const Registry &registry)
{
    std::vector<std::string_view> names = protocolNames(registry);
    for (const Protocol *protocol : registry.protocols()) {
        for (const FieldSpec &spec : protocol->fields) {
            names.push_back(spec.name);
            names.insert(names.end(), spec.aliases.begin(), spec.aliases.end());
        }
    }
    names.insert(names.end(), columnNames().begin(), columnNames().end());
    return names;
}

} // namespace

FieldChoice::FieldChoice(std::shared_ptr<const Registry> registry)
    : m_registry(std::move(registry))
    , m_wanted(*m_registry)
{
}

Result<FieldChoice> FieldChoice::make(std::shared_ptr<const Registry> registry, std::span<const std::string> names)
{
    FieldChoice choice(std::move(registry));
    for (const std::string &name : names)
        if (!choice.add(name))
            return std::unexpected(unknown("field", name, allNames(*choice.m_registry)));
    return choice;
}

bool FieldChoice::add(const std::string &name)
{
    Item item{.name = name};
    item.column = columnNamed(name);
    m_needsAll = m_needsAll || item.column;
    if (const auto protocol = m_registry->find(name)) {
        item.specs.push_back(&m_registry->root(*protocol));
        m_needsAll = true;
    }
    for (const FieldId id : m_registry->fieldsNamed(name)) {
        item.specs.push_back(&m_registry->spec(id));
        m_wanted.want(id);
        m_needsAll = m_needsAll || item.specs.back()->text != nullptr;
    }
    const bool known = item.column || !item.specs.empty();
    m_items.push_back(std::move(item));
    return known;
}

Result<ProtocolId> protocolNamed(const Registry &registry, std::string_view name)
{
    if (const auto found = registry.find(name))
        return *found;
    return std::unexpected(unknown("protocol", name, protocolNames(registry)));
}

Result<std::vector<bool>> protocolsNamed(const Registry &registry, std::span<const std::string> names)
{
    std::vector<bool> named(names.empty() ? 0 : registry.protocols().size());
    for (const std::string &name : names) {
        const Result<ProtocolId> protocol = protocolNamed(registry, name);
        if (!protocol)
            return std::unexpected(protocol.error());
        named[*protocol] = true;
    }
    return named;
}

} // namespace framelens
