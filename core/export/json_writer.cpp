// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// -T json: one array of documents, their layers nested and their names repeated as tshark has them.
#include "core/decode/format.h"
#include "core/export/field_choice.h"
#include "core/export/json_text.h"
#include "core/export/layer_nesting.h"
#include "core/export/time_text.h"
#include "core/export/tshark_layout.h"
#include "core/export/writers.h"

#include <rapidjson/prettywriter.h>

namespace framelens {

namespace {

using Shape = TsharkLayout::Shape;

class JsonWriter final : public FrameWriter
{
public:
    JsonWriter(const DecodedOptions &options, FieldChoice choice, std::vector<bool> shown)
        : m_layout(options.registry)
        , m_choice(std::move(choice))
        , m_shown(std::move(shown))
        , m_raw(options.raw)
        , m_time(options.time)
    {
        m_json.SetIndent(' ', 2);
    }

    void begin(std::string &to) override;
    void frame(const Dissection &dissection, const FrameTimes &times, std::string &to) override;
    void end(std::string &to) override;
    const WantedFields *wanted() const override { return m_choice.items().empty() ? nullptr : m_choice.wanted(); }

private:
    void key(std::string_view name) { m_json.Key(name.data(), static_cast<rapidjson::SizeType>(name.size())); }
    void text(std::string_view text);
    void keyOf(const Dissection &dissection, const Field &field, Shape shape, std::string_view suffix);
    void head(const Dissection &dissection);
    void comments(const Dissection &dissection);
    void layers(const Dissection &dissection, std::size_t begin, std::size_t end);
    void layer(const Dissection &dissection, std::size_t number, std::size_t end);
    void fields(const Dissection &dissection, std::uint32_t begin, std::uint32_t end);
    void field(const Dissection &dissection, std::uint32_t index);
    void value(const Dissection &dissection, const Field &field, Shape shape);
    void names(const Dissection &dissection, const Field &field);
    void raw(const Dissection &dissection, const Field &field, std::string_view name);
    void chosen(const Dissection &dissection, const FrameTimes &times);

    TsharkLayout m_layout;
    FieldChoice m_choice; // empty: all
    std::vector<bool> m_shown; // by protocol; empty: all are
    bool m_raw;
    TimeStyle m_time;
    JsonSink m_sink;
    rapidjson::PrettyWriter<JsonSink> m_json{m_sink};
    std::string m_name; // of what is being written
    std::string m_value;
    std::string m_escaped;
};

constexpr std::string_view commentName = "frame.comment";

void JsonWriter::begin(std::string &to)
{
    m_sink.to = &to;
    m_json.Reset(m_sink);
    m_json.StartArray();
}

void JsonWriter::end(std::string &to)
{
    m_sink.to = &to;
    m_json.EndArray();
    to.push_back('\n');
}

void JsonWriter::text(std::string_view text)
{
    m_escaped.clear();
    appendJsonString(m_escaped, text);
    m_json.RawValue(m_escaped.data(), m_escaped.size(), rapidjson::kStringType);
}

// A line of text is named by what it says.
void JsonWriter::keyOf(const Dissection &dissection, const Field &field, Shape shape, std::string_view suffix)
{
    m_name.clear();
    TextSink sink(m_name);
    if (shape == Shape::Heading)
        writeRow(sink, dissection, field);
    else
        sink << field.spec->name;
    sink << suffix;
    text(m_name);
}

void JsonWriter::head(const Dissection &dissection)
{
    m_value = "packets-";
    TextSink sink(m_value);
    writeDate(sink, localMoment(dissection.frame().timeNs).ns);
    key("_index");
    text(m_value);
    key("_type");
    text("doc");
    key("_score");
    m_json.Null();
}

void JsonWriter::frame(const Dissection &dissection, const FrameTimes &times, std::string &to)
{
    m_sink.to = &to;
    m_json.StartObject();
    head(dissection);
    key("_source");
    m_json.StartObject();
    key("layers");
    m_json.StartObject();
    if (m_choice.items().empty()) {
        comments(dissection);
        layers(dissection, 0, dissection.layers().size());
    } else {
        chosen(dissection, times);
    }
    m_json.EndObject();
    m_json.EndObject();
    m_json.EndObject();
}

// Comments stand before the frame, in a layer of their own.
void JsonWriter::comments(const Dissection &dissection)
{
    for (const Field &field : dissection.fields().first(dissection.layers().empty() ? 0 : dissection.fields()[0].end)) {
        if (field.spec->name != commentName)
            continue;
        key("pkt_comment");
        m_json.StartObject();
        key(commentName);
        value(dissection, field, Shape::Value);
        m_json.EndObject();
    }
}

void JsonWriter::layers(const Dissection &dissection, std::size_t begin, std::size_t end)
{
    while (begin < end) {
        const std::size_t next = endOfNested(dissection, begin, end);
        layer(dissection, begin, next);
        begin = next;
    }
}

// The layer and those up to `end`, which stand inside it.
void JsonWriter::layer(const Dissection &dissection, std::size_t number, std::size_t end)
{
    const LayerInfo &info = dissection.layers()[number];
    const Field &root = dissection.fields()[info.root];
    const std::string_view name = root.spec->name;
    if (m_raw)
        raw(dissection, root, name);
    key(name);
    if (root.end == info.root + 1 && end == number + 1) {
        m_value.clear();
        TextSink sink(m_value);
        dissection.writeTitle(sink, info);
        text(m_value);
        return;
    }
    m_json.StartObject();
    if (!m_shown.empty() && !m_shown[info.protocol]) {
        key("filtered");
        text(name);
    } else {
        fields(dissection, info.root + 1, root.end);
        layers(dissection, number + 1, end);
    }
    m_json.EndObject();
}

void JsonWriter::fields(const Dissection &dissection, std::uint32_t begin, std::uint32_t end)
{
    for (std::uint32_t i = begin; i < end; i = dissection.fields()[i].end)
        if (dissection.fields()[i].spec->name != commentName)
            field(dissection, i);
}

// Its bytes, its value and its subtree are three members.
void JsonWriter::field(const Dissection &dissection, std::uint32_t index)
{
    const Field &field = dissection.fields()[index];
    const Shape shape = m_layout.shapeOf(dissection, field);
    const bool hasValue = shape == Shape::Value || shape == Shape::Option;
    const bool hasChildren = field.end > index + 1;
    if (m_raw && shape != Shape::Heading)
        raw(dissection, field, field.spec->name);
    if (hasValue || !hasChildren) {
        keyOf(dissection, field, shape, "");
        value(dissection, field, shape);
    }
    if (!hasChildren) {
        names(dissection, field);
        return;
    }
    keyOf(dissection, field, shape, hasValue ? "_tree" : "");
    m_json.StartObject();
    names(dissection, field);
    fields(dissection, index + 1, field.end);
    m_json.EndObject();
}

void JsonWriter::value(const Dissection &dissection, const Field &field, Shape shape)
{
    m_value.clear();
    TextSink sink(m_value);
    if (shape == Shape::Value || shape == Shape::Option)
        m_layout.writeValue(sink, dissection, field);
    text(m_value);
}

// Names that it shares with others.
void JsonWriter::names(const Dissection &dissection, const Field &field)
{
    for (const std::string_view alias : field.spec->aliases) {
        if (m_raw)
            raw(dissection, field, alias);
        key(alias);
        value(dissection, field, Shape::Value);
    }
}

void JsonWriter::raw(const Dissection &dissection, const Field &field, std::string_view name)
{
    if (field.size == 0)
        return;
    m_name = name;
    m_name += "_raw";
    key(m_name);
    m_value.clear();
    TextSink sink(m_value);
    TsharkLayout::writeRaw(sink, dissection, field);
    m_json.StartArray();
    text(m_value);
    m_json.Uint(field.offset);
    m_json.Uint(field.size);
    m_json.Uint64(TsharkLayout::maskOf(*field.spec));
    m_json.Int(TsharkLayout::typeNumber(field));
    m_json.EndArray();
}

void JsonWriter::chosen(const Dissection &dissection, const FrameTimes &times)
{
    for (const FieldChoice::Item &item : m_choice.items()) {
        bool begun = false;
        const auto add = [&] {
            if (!begun) {
                key(item.name);
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

MadeFrameWriter makeJsonWriter(const DecodedOptions &options)
{
    Result<FieldChoice> choice = FieldChoice::make(options.registry, options.fields);
    if (!choice)
        return std::unexpected(choice.error());
    Result<std::vector<bool>> shown = protocolsNamed(*options.registry, options.protocols);
    if (!shown)
        return std::unexpected(shown.error());
    return std::make_unique<JsonWriter>(options, *std::move(choice), *std::move(shown));
}

} // namespace framelens
