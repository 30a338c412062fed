// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// -T json: one array of documents, their layers nested and their names repeated as tshark has them.
#include "core/export/document_writer.h"

#include <rapidjson/prettywriter.h>

namespace framelens {

namespace {

using Shape = TsharkLayout::Shape;

class JsonWriter final : public DocumentWriter<rapidjson::PrettyWriter<JsonSink>>
{
public:
    JsonWriter(const DecodedOptions &options, FieldChoice choice, ShownNodes shown)
        : DocumentWriter(options, std::move(choice), std::move(shown))
    {
        m_json.SetIndent(' ', 2);
    }

    void begin(std::string &to) override;
    void frame(const Dissection &dissection, const FrameTimes &times, std::string &to) override;
    void end(std::string &to) override;

private:
    void key(std::string_view name) override { m_json.Key(name.data(), static_cast<rapidjson::SizeType>(name.size())); }
    void keyOf(const Dissection &dissection, const Field &field, Shape shape, std::string_view suffix);
    void comment(const Dissection &dissection, const Field &field) override;
    void layer(const Dissection &dissection, std::size_t number, std::size_t end) override;
    void fields(const Dissection &dissection, std::uint32_t begin, std::uint32_t end);
    void field(const Dissection &dissection, std::uint32_t index);
    void tree(const Dissection &dissection, std::uint32_t index, Shape shape, bool hasValue);
    void value(const Dissection &dissection, const Field &field, Shape shape);
    void names(const Dissection &dissection, const Field &field);
    void raw(const Dissection &dissection, const Field &field, std::string_view name);
};

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

void JsonWriter::frame(const Dissection &dissection, const FrameTimes &times, std::string &to)
{
    m_sink.to = &to;
    m_json.StartObject();
    index(dissection);
    key("_score");
    m_json.Null();
    key("_source");
    m_json.StartObject();
    document(dissection, times);
    m_json.EndObject();
    m_json.EndObject();
}

void JsonWriter::comment(const Dissection &dissection, const Field &field)
{
    key(commentName);
    value(dissection, field, Shape::Value);
}

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
    if (!m_shown.shows(info, name)) {
        filtered(name);
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
    tree(dissection, index, shape, hasValue);
}

// A subtree that is not shown says so by its name, or by the line that it is named by.
void JsonWriter::tree(const Dissection &dissection, std::uint32_t index, Shape shape, bool hasValue)
{
    const Field &field = dissection.fields()[index];
    keyOf(dissection, field, shape, hasValue ? "_tree" : "");
    m_json.StartObject();
    const std::string_view name = shape == Shape::Heading ? std::string_view(m_name) : field.spec->name;
    if (!m_shown.shows(name)) {
        filtered(name);
    } else {
        names(dissection, field);
        fields(dissection, index + 1, field.end);
    }
    m_json.EndObject();
}

void JsonWriter::value(const Dissection &dissection, const Field &field, Shape shape)
{
    m_value.clear();
    TextSink sink(m_value, OutsideText::Raw);
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

} // namespace

MadeFrameWriter makeJsonWriter(const DecodedOptions &options) { return makeDocumentWriter<JsonWriter>(options); }

} // namespace framelens
