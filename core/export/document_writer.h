// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What -T json and -T ek do alike: a document a frame, its layers or the fields that were asked for.
#pragma once

#include "core/decode/format.h"
#include "core/export/field_choice.h"
#include "core/export/json_text.h"
#include "core/export/layer_nesting.h"
#include "core/export/time_text.h"
#include "core/export/tshark_layout.h"
#include "core/export/writers.h"

#include <rapidjson/rapidjson.h>

namespace framelens {

/// Which layers and nodes are written; the others are named as filtered.
class ShownNodes
{
public:
    /// BadValue for layers that no protocol is called. Nodes may have any name: headings are nodes, too.
    static Result<ShownNodes> make(const DecodedOptions &options)
    {
        Result<std::vector<bool>> protocols = protocolsNamed(*options.registry, options.protocols);
        if (!protocols)
            return std::unexpected(protocols.error());
        ShownNodes shown;
        shown.m_protocols = *std::move(protocols);
        shown.m_nodes = options.nodes;
        return shown;
    }

    bool shows(const LayerInfo &layer, std::string_view name) const
    {
        return (m_protocols.empty() || m_protocols[layer.protocol]) && shows(name);
    }
    bool shows(std::string_view node) const { return m_nodes.empty() || std::ranges::find(m_nodes, node) != m_nodes.end(); }

private:
    std::vector<bool> m_protocols; // by number; empty: all
    std::vector<std::string> m_nodes; // empty: all
};

/// `Json`: one of RapidJSON's writers into a JsonSink.
template <typename Json>
class DocumentWriter : public FrameWriter
{
public:
    DocumentWriter(const DecodedOptions &options, FieldChoice choice, ShownNodes shown)
        : m_layout(options.registry)
        , m_choice(std::move(choice))
        , m_shown(std::move(shown))
        , m_raw(options.raw)
        , m_time(options.time)
    {
    }

    const WantedFields *wanted() const override { return m_choice.items().empty() ? nullptr : m_choice.wanted(); }

protected:
    static constexpr std::string_view commentName = "frame.comment";

    /// The name of a member, as the format spells names.
    virtual void key(std::string_view name) = 0;
    virtual void comment(const Dissection &dissection, const Field &field) = 0;
    /// The layer and those up to `end`, which stand inside it.
    virtual void layer(const Dissection &dissection, std::size_t number, std::size_t end) = 0;

    void text(std::string_view text)
    {
        m_escaped.clear();
        appendJsonString(m_escaped, text);
        m_json.RawValue(m_escaped.data(), m_escaped.size(), rapidjson::kStringType);
    }
    /// Two members: the index that tshark would choose, and its type.
    void index(const Dissection &dissection)
    {
        key("_index");
        m_value = "packets-";
        TextSink sink(m_value);
        writeDate(sink, localMoment(dissection.frame().timeNs).ns);
        text(m_value);
        key("_type");
        text("doc");
    }
    /// A member: what stands in for what is not written.
    void filtered(std::string_view name)
    {
        key("filtered");
        text(name);
    }
    /// The member with all layers, or with the fields that were asked for.
    void document(const Dissection &dissection, const FrameTimes &times)
    {
        key("layers");
        m_json.StartObject();
        if (m_choice.items().empty()) {
            comments(dissection);
            layers(dissection, 0, dissection.layers().size());
        } else {
            chosen(dissection, times);
        }
        m_json.EndObject();
    }
    void layers(const Dissection &dissection, std::size_t begin, std::size_t end)
    {
        while (begin < end) {
            const std::size_t next = endOfNested(dissection, begin, end);
            layer(dissection, begin, next);
            begin = next;
        }
    }

    TsharkLayout m_layout;
    FieldChoice m_choice; // empty: all
    ShownNodes m_shown;
    bool m_raw;
    TimeStyle m_time;
    JsonSink m_sink;
    Json m_json{m_sink};
    std::string m_name; // of what is being written
    std::string m_value;

private:
    // Comments stand before the frame, in a layer of their own.
    void comments(const Dissection &dissection)
    {
        for (const Field &field : dissection.fields().first(dissection.layers().empty() ? 0 : dissection.fields()[0].end)) {
            if (field.spec->name != commentName)
                continue;
            key("pkt_comment");
            m_json.StartObject();
            comment(dissection, field);
            m_json.EndObject();
        }
    }
    void chosen(const Dissection &dissection, const FrameTimes &times)
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

    std::string m_escaped;
};

/// A `Writer` of what the options ask for.
template <typename Writer>
MadeFrameWriter makeDocumentWriter(const DecodedOptions &options)
{
    Result<FieldChoice> choice = FieldChoice::make(options.registry, options.fields);
    if (!choice)
        return std::unexpected(choice.error());
    Result<ShownNodes> shown = ShownNodes::make(options);
    if (!shown)
        return std::unexpected(shown.error());
    return std::make_unique<Writer>(options, *std::move(choice), *std::move(shown));
}

} // namespace framelens
