// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/export/ndjson.h"

#include "core/decode/format.h"
#include "core/export/json_text.h"
#include "core/export/writers.h"

#include <algorithm>

#include <rapidjson/writer.h>

namespace framelens {

namespace {

using Json = rapidjson::Writer<JsonSink>;

void writeText(Json &json, std::string_view text)
{
    json.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void writeKey(Json &json, std::string_view name)
{
    json.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
}

// "aa:bb" only repeats "aabb".
bool repeats(std::string_view show, std::string_view hex)
{
    for (const char character : show) {
        if (character == ':')
            continue;
        if (hex.empty() || hex.front() != character)
            return false;
        hex.remove_prefix(1);
    }
    return hex.empty();
}

bool isListed(const Field &field)
{
    return field.source == Dissection::frameSource && field.spec->type != FieldType::Protocol;
}

} // namespace

struct NdjsonWriter::Parts
{
    JsonSink sink;
    Json json{sink};
    // Texts of the field being written.
    std::string show;
    std::string hex;
    std::string masked;

    void layers(const Dissection &dissection);
    void fields(const Dissection &dissection);
    void field(const Field &field, std::string_view name, bool hidden);
    void notes(const Dissection &dissection);
};

NdjsonWriter::NdjsonWriter()
    : m_parts(std::make_unique<Parts>())
{
}

NdjsonWriter::~NdjsonWriter() = default;

void NdjsonWriter::Parts::layers(const Dissection &dissection)
{
    json.StartArray();
    std::uint64_t listed = 0;
    for (const LayerInfo &layer : dissection.layers().subspan(std::min<std::size_t>(1, dissection.layers().size()))) {
        const Field &root = dissection.fields()[layer.root];
        const std::uint64_t first = listed;
        for (std::uint32_t i = layer.root + 1; i < root.end; ++i)
            if (const Field &inner = dissection.fields()[i]; isListed(inner))
                listed += 1 + inner.spec->aliases.size();
        json.StartObject();
        writeKey(json, "name");
        writeText(json, dissection.protocolOf(layer).filterName);
        writeKey(json, "pos");
        json.Uint(root.offset);
        writeKey(json, "size");
        json.Uint(root.size);
        writeKey(json, "fields");
        json.StartArray();
        json.Uint64(first);
        json.Uint64(listed);
        json.EndArray();
        json.EndObject();
    }
    json.EndArray();
}

void NdjsonWriter::Parts::field(const Field &field, std::string_view name, bool hidden)
{
    const FieldSpec &spec = *field.spec;
    json.StartObject();
    writeKey(json, "name");
    writeText(json, name);
    writeKey(json, "pos");
    json.Uint(field.offset);
    writeKey(json, "size");
    json.Uint(field.size);
    if (!show.empty() && !repeats(show, hex)) {
        writeKey(json, "show");
        writeText(json, show);
    }
    if (!hex.empty()) {
        writeKey(json, "value");
        writeText(json, hex);
        if (spec.isBitField()) {
            masked.clear();
            TextSink(masked).hex(field.spec->onWire(field.value), 1);
            writeKey(json, "masked");
            writeText(json, masked);
        }
    }
    if (hidden || field.is(FieldFlag::Hidden)) {
        writeKey(json, "hidden");
        json.Bool(true);
    }
    json.EndObject();
}

void NdjsonWriter::Parts::fields(const Dissection &dissection)
{
    json.StartArray();
    const auto all = dissection.fields();
    const std::size_t first = dissection.layers().empty() ? all.size() : all[dissection.layers()[0].root].end;
    for (const Field &item : all.subspan(first)) {
        if (!isListed(item))
            continue;
        show.clear();
        TextSink text(show, OutsideText::Whole);
        writeShow(text, dissection, item);
        hex.clear();
        if (item.spec->type != FieldType::Group)
            TextSink(hex).hexBytes(dissection.bytesOf(item));
        field(item, item.spec->name, false);
        for (const std::string_view alias : item.spec->aliases)
            field(item, alias, true);
    }
    json.EndArray();
}

void NdjsonWriter::Parts::notes(const Dissection &dissection)
{
    const auto has = [&](Severity severity) {
        return std::ranges::find(dissection.problems(), severity, &Problem::severity) != dissection.problems().end();
    };
    const bool isShort = has(Severity::Truncated);
    const bool isMalformed = has(Severity::Malformed);
    if (!isShort && !isMalformed)
        return;
    writeKey(json, "notes");
    json.StartArray();
    if (isShort)
        writeText(json, "_ws.short");
    if (isMalformed)
        writeText(json, "_ws.malformed");
    json.EndArray();
}

void NdjsonWriter::write(const Dissection &dissection, std::string &to)
{
    Parts &parts = *m_parts;
    parts.sink.to = &to;
    Json &json = parts.json;
    json.Reset(parts.sink);
    json.StartObject();
    writeKey(json, "frame");
    json.Uint(dissection.frame().number);
    writeKey(json, "protocols");
    parts.show.clear();
    TextSink text(parts.show);
    dissection.writeProtocols(text);
    writeText(json, parts.show);
    writeKey(json, "layers");
    parts.layers(dissection);
    writeKey(json, "fields");
    parts.fields(dissection);
    parts.notes(dissection);
    json.EndObject();
    to.push_back('\n');
}

namespace {

class NdjsonFrames final : public FrameWriter
{
public:
    void frame(const Dissection &dissection, const FrameTimes & /*times*/, std::string &to) override
    {
        m_writer.write(dissection, to);
    }

private:
    NdjsonWriter m_writer;
};

} // namespace

MadeFrameWriter makeNdjsonWriter(const DecodedOptions & /*options*/) { return std::make_unique<NdjsonFrames>(); }

} // namespace framelens
