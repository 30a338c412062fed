// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// -T ek: what the bulk interfaces of Elasticsearch and OpenSearch take, two lines a frame, named as tshark names them.
#include "core/export/document_writer.h"

#include <algorithm>

#include <rapidjson/writer.h>

namespace framelens {

namespace {

using Shape = TsharkLayout::Shape;

class EkWriter final : public DocumentWriter<rapidjson::Writer<JsonSink>>
{
public:
    using DocumentWriter::DocumentWriter;

    void frame(const Dissection &dissection, const FrameTimes &times, std::string &to) override;

private:
    static constexpr std::uint32_t none = 0xffffffffU;
    static constexpr std::string_view textName = "text"; // of all headings

    /// A value in the layer being written: a field, under its own name or another.
    struct Value
    {
        std::uint32_t field = 0;
        std::string_view name;
        std::uint32_t next = none; // of the same group
    };
    /// Fields of one name under parents of one name: one member.
    struct Group
    {
        const FieldSpec *parent = nullptr;
        const FieldSpec *spec = nullptr;
        std::string_view name; // empty: lines of text
        std::uint32_t first = none; // value
        std::uint32_t last = none;
    };

    void action(const Dissection &dissection);
    void key(std::string_view name) override { key("", name, ""); }
    void key(std::string_view prefix, std::string_view name, std::string_view suffix);
    void comment(const Dissection &dissection, const Field &field) override;
    void layer(const Dissection &dissection, std::size_t number, std::size_t end) override;
    void gather(const Dissection &dissection, const LayerInfo &layer);
    void add(const FieldSpec *parent, const Field &field, std::string_view name, std::uint32_t index);
    void group(const Dissection &dissection, const Group &group, std::string_view layer);
    void raws(const Dissection &dissection, const Group &group, std::string_view prefix);
    void value(const Dissection &dissection, const Field &field);

    std::vector<Value> m_values; // of the layer being written
    std::vector<Group> m_groups;
};

// "ip", "ip.src" -> "ip_ip_src".
void EkWriter::key(std::string_view prefix, std::string_view name, std::string_view suffix)
{
    m_name = prefix;
    if (!prefix.empty())
        m_name.push_back('_');
    m_name += name;
    m_name += suffix;
    std::ranges::replace(m_name, '.', '_');
    m_json.Key(m_name.data(), static_cast<rapidjson::SizeType>(m_name.size()));
}

// The line before the document.
void EkWriter::action(const Dissection &dissection)
{
    m_json.Reset(m_sink);
    m_json.StartObject();
    key("index");
    m_json.StartObject();
    index(dissection);
    m_json.EndObject();
    m_json.EndObject();
    m_sink.to->push_back('\n');
}

void EkWriter::frame(const Dissection &dissection, const FrameTimes &times, std::string &to)
{
    constexpr std::int64_t nsPerMillisecond = 1'000'000;
    m_sink.to = &to;
    action(dissection);
    m_json.Reset(m_sink);
    m_json.StartObject();
    key("timestamp");
    m_value.clear();
    TextSink(m_value).signedNumber(dissection.frame().timeNs / nsPerMillisecond);
    text(m_value);
    document(dissection, times);
    m_json.EndObject();
    to.push_back('\n');
}

void EkWriter::comment(const Dissection &dissection, const Field &field)
{
    key("frame", commentName, "");
    value(dissection, field);
}

void EkWriter::layer(const Dissection &dissection, std::size_t number, std::size_t end)
{
    const LayerInfo &info = dissection.layers()[number];
    const Field &root = dissection.fields()[info.root];
    const std::string_view name = root.spec->name;
    if (m_raw && root.size != 0) {
        key("", name, "_raw");
        m_value.clear();
        TextSink(m_value).hexBytes(dissection.bytesOf(root));
        text(m_value);
    }
    key(name);
    m_json.StartObject();
    if (!m_shown.shows(info, name)) {
        filtered(name);
    } else {
        gather(dissection, info);
        for (const Group &each : m_groups)
            group(dissection, each, name);
        layers(dissection, number + 1, end);
    }
    m_json.EndObject();
}

// All fields of the layer in the order of the tree, those of one name under parents of one name together.
void EkWriter::gather(const Dissection &dissection, const LayerInfo &layer)
{
    const auto fields = dissection.fields();
    m_values.clear();
    m_groups.clear();
    std::array<std::uint32_t, limits::fieldDepth + 2> parents{};
    std::size_t depth = 0;
    parents[depth++] = layer.root;
    for (std::uint32_t i = layer.root + 1; i < fields[layer.root].end; ++i) {
        while (depth > 1 && fields[parents[depth - 1]].end <= i)
            --depth;
        const Field &field = fields[i];
        const FieldSpec *parent = fields[parents[depth - 1]].spec;
        if (field.spec->name == commentName)
            continue;
        const bool isHeading = m_layout.shapeOf(dissection, field) == Shape::Heading;
        const bool hasChildren = field.end > i + 1;
        const bool isShown = m_shown.shows(isHeading ? textName : field.spec->name);
        add(parent, field, isHeading ? std::string_view() : field.spec->name, i);
        if (isShown || !hasChildren)
            for (const std::string_view alias : field.spec->aliases)
                add(parent, field, alias, i);
        if (!isShown)
            i = field.end - 1;
        else if (hasChildren && depth < parents.size())
            parents[depth++] = i;
    }
}

// Lines of text under lines of text are one group, whatever they say.
void EkWriter::add(const FieldSpec *parent, const Field &field, std::string_view name, std::uint32_t index)
{
    const auto value = static_cast<std::uint32_t>(m_values.size());
    m_values.push_back({.field = index, .name = name});
    const auto found = std::ranges::find_if(m_groups, [&](const Group &group) {
        return group.parent == parent && group.name == name;
    });
    if (found == m_groups.end()) {
        m_groups.push_back({.parent = parent, .spec = field.spec, .name = name, .first = value, .last = value});
        return;
    }
    m_values[found->last].next = value;
    found->last = value;
}

void EkWriter::raws(const Dissection &dissection, const Group &group, std::string_view prefix)
{
    const Field &first = dissection.fields()[m_values[group.first].field];
    if (group.name.empty() || first.size == 0)
        return;
    key(prefix, group.name, "_raw");
    if (group.first != group.last)
        m_json.StartArray();
    for (std::uint32_t i = group.first; i != none; i = m_values[i].next) {
        const Field &field = dissection.fields()[m_values[i].field];
        m_value.clear();
        TextSink sink(m_value);
        TsharkLayout::writeRaw(sink, dissection, field);
        text(m_value);
    }
    if (group.first != group.last)
        m_json.EndArray();
}

// Who owns a field by its name: the layer, or, of one that a carrier shows as its own (a VLAN tag's Ethernet padding),
// another.
std::string_view ownerOf(std::string_view name, std::string_view layer)
{
    const bool isOwn = name.starts_with(layer) && name.substr(layer.size()).starts_with('.');
    return isOwn ? layer : name.substr(0, name.find('.'));
}

void EkWriter::group(const Dissection &dissection, const Group &group, std::string_view layer)
{
    const Field &first = dissection.fields()[m_values[group.first].field];
    const bool isProtocol = m_layout.shapeOf(dissection, first) == Shape::Option;
    const std::string_view prefix = isProtocol ? std::string_view()
        : group.name == group.spec->name              ? ownerOf(group.name, layer)
                                                      : layer;
    if (m_raw)
        raws(dissection, group, prefix);
    if (group.name.empty())
        key(textName);
    else
        key(prefix, group.name, "");
    const std::string_view node = group.name.empty() ? textName : group.name;
    const bool isShown = m_shown.shows(node);
    if (group.first != group.last)
        m_json.StartArray();
    for (std::uint32_t i = group.first; i != none; i = m_values[i].next) {
        if (isShown) {
            value(dissection, dissection.fields()[m_values[i].field]);
            continue;
        }
        m_json.StartObject();
        filtered(node);
        m_json.EndObject();
    }
    if (group.first != group.last)
        m_json.EndArray();
}

void EkWriter::value(const Dissection &dissection, const Field &field)
{
    m_value.clear();
    TextSink heading(m_value);
    TextSink sink(m_value, OutsideText::Raw);
    switch (m_layout.shapeOf(dissection, field)) {
    case Shape::Nothing: m_json.Null(); return;
    case Shape::Heading:
        writeRow(heading, dissection, field);
        text(m_value);
        return;
    case Shape::Value:
    case Shape::Option: break;
    }
    if (field.spec->type == FieldType::Boolean) {
        m_json.Bool(field.value != 0);
        return;
    }
    if (field.spec->type == FieldType::AbsoluteTime) {
        const auto ns = static_cast<std::int64_t>(field.value);
        writeDate(sink, ns);
        sink << 'T';
        writeTimeOfDay(sink, ns, 9);
        sink << 'Z';
    } else {
        m_layout.writeValue(sink, dissection, field);
    }
    text(m_value);
}

} // namespace

MadeFrameWriter makeEkWriter(const DecodedOptions &options) { return makeDocumentWriter<EkWriter>(options); }

} // namespace framelens
