// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// -T ek: what the bulk interfaces of Elasticsearch and OpenSearch take, two lines a frame, named as tshark names them.
#include "core/decode/format.h"
#include "core/export/field_choice.h"
#include "core/export/json_text.h"
#include "core/export/layer_nesting.h"
#include "core/export/time_text.h"
#include "core/export/tshark_layout.h"
#include "core/export/writers.h"

#include <algorithm>

#include <rapidjson/writer.h>

namespace framelens {

namespace {

using Shape = TsharkLayout::Shape;

class EkWriter final : public FrameWriter
{
public:
    EkWriter(const DecodedOptions &options, FieldChoice choice, std::vector<bool> shown)
        : m_layout(options.registry)
        , m_choice(std::move(choice))
        , m_shown(std::move(shown))
        , m_raw(options.raw)
        , m_time(options.time)
    {
    }

    void frame(const Dissection &dissection, const FrameTimes &times, std::string &to) override;
    const WantedFields *wanted() const override { return m_choice.items().empty() ? nullptr : m_choice.wanted(); }

private:
    static constexpr std::uint32_t none = 0xffffffffU;

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

    void index(const Dissection &dissection);
    void key(std::string_view prefix, std::string_view name, std::string_view suffix);
    void text(std::string_view text);
    void comments(const Dissection &dissection);
    void layers(const Dissection &dissection, std::size_t begin, std::size_t end);
    void layer(const Dissection &dissection, std::size_t number, std::size_t end);
    void gather(const Dissection &dissection, const LayerInfo &layer);
    void add(const FieldSpec *parent, const Field &field, std::string_view name, std::uint32_t index);
    void group(const Dissection &dissection, const Group &group, std::string_view layer);
    void raws(const Dissection &dissection, const Group &group, std::string_view prefix);
    void value(const Dissection &dissection, const Field &field);
    void chosen(const Dissection &dissection, const FrameTimes &times);

    TsharkLayout m_layout;
    FieldChoice m_choice; // empty: all
    std::vector<bool> m_shown; // by protocol; empty: all are
    bool m_raw;
    TimeStyle m_time;
    JsonSink m_sink;
    rapidjson::Writer<JsonSink> m_json{m_sink};
    std::vector<Value> m_values; // of the layer being written
    std::vector<Group> m_groups;
    std::string m_name;
    std::string m_value;
    std::string m_escaped;
};

constexpr std::string_view commentName = "frame.comment";

void EkWriter::text(std::string_view text)
{
    m_escaped.clear();
    appendJsonString(m_escaped, text);
    m_json.RawValue(m_escaped.data(), m_escaped.size(), rapidjson::kStringType);
}

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

void EkWriter::index(const Dissection &dissection)
{
    m_json.Reset(m_sink);
    m_json.StartObject();
    key("", "index", "");
    m_json.StartObject();
    key("", "_index", "");
    m_value = "packets-";
    TextSink sink(m_value);
    writeDate(sink, localMoment(dissection.frame().timeNs).ns);
    text(m_value);
    key("", "_type", "");
    text("doc");
    m_json.EndObject();
    m_json.EndObject();
    m_sink.to->push_back('\n');
}

void EkWriter::frame(const Dissection &dissection, const FrameTimes &times, std::string &to)
{
    constexpr std::int64_t nsPerMillisecond = 1'000'000;
    m_sink.to = &to;
    index(dissection);
    m_json.Reset(m_sink);
    m_json.StartObject();
    key("", "timestamp", "");
    m_value.clear();
    TextSink(m_value).signedNumber(dissection.frame().timeNs / nsPerMillisecond);
    text(m_value);
    key("", "layers", "");
    m_json.StartObject();
    if (m_choice.items().empty()) {
        comments(dissection);
        layers(dissection, 0, dissection.layers().size());
    } else {
        chosen(dissection, times);
    }
    m_json.EndObject();
    m_json.EndObject();
    to.push_back('\n');
}

void EkWriter::comments(const Dissection &dissection)
{
    for (const Field &field : dissection.fields().first(dissection.layers().empty() ? 0 : dissection.fields()[0].end)) {
        if (field.spec->name != commentName)
            continue;
        key("", "pkt_comment", "");
        m_json.StartObject();
        key("frame", commentName, "");
        value(dissection, field);
        m_json.EndObject();
    }
}

void EkWriter::layers(const Dissection &dissection, std::size_t begin, std::size_t end)
{
    while (begin < end) {
        const std::size_t next = endOfNested(dissection, begin, end);
        layer(dissection, begin, next);
        begin = next;
    }
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
    key("", name, "");
    m_json.StartObject();
    if (!m_shown.empty() && !m_shown[info.protocol]) {
        key("", "filtered", "");
        text(name);
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
        add(parent, field, isHeading ? std::string_view() : field.spec->name, i);
        for (const std::string_view alias : field.spec->aliases)
            add(parent, field, alias, i);
        if (field.end > i + 1 && depth < parents.size())
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
        key("", "text", "");
    else
        key(prefix, group.name, "");
    if (group.first != group.last)
        m_json.StartArray();
    for (std::uint32_t i = group.first; i != none; i = m_values[i].next)
        value(dissection, dissection.fields()[m_values[i].field]);
    if (group.first != group.last)
        m_json.EndArray();
}

void EkWriter::value(const Dissection &dissection, const Field &field)
{
    m_value.clear();
    TextSink sink(m_value);
    switch (m_layout.shapeOf(dissection, field)) {
    case Shape::Nothing: m_json.Null(); return;
    case Shape::Heading:
        writeRow(sink, dissection, field);
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

void EkWriter::chosen(const Dissection &dissection, const FrameTimes &times)
{
    for (const FieldChoice::Item &item : m_choice.items()) {
        bool begun = false;
        const auto add = [&] {
            if (!begun) {
                key("", item.name, "");
                m_json.StartArray();
            }
            begun = true;
            text(m_value);
        };
        forEachValue(item, m_layout, dissection, times, m_time, m_value, add);
        if (begun)
            m_json.EndArray();
    }
}

} // namespace

MadeFrameWriter makeEkWriter(const DecodedOptions &options)
{
    Result<FieldChoice> choice = FieldChoice::make(options.registry, options.fields);
    if (!choice)
        return std::unexpected(choice.error());
    Result<std::vector<bool>> shown = protocolsNamed(*options.registry, options.protocols);
    if (!shown)
        return std::unexpected(shown.error());
    return std::make_unique<EkWriter>(options, *std::move(choice), *std::move(shown));
}

} // namespace framelens
