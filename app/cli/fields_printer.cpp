// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// -T fields: chosen fields, one line a frame, for spreadsheets and scripts.
#include "app/cli/printer.h"
#include "app/cli/suggestion.h"
#include "core/base/visible_text.h"
#include "core/decode/format.h"

#include <algorithm>
#include <array>

namespace framelens::cli {

namespace {

struct ColumnName
{
    std::string_view name;
    SummaryColumn column;
};

// The first spelling of each is the newer one.
constexpr std::array<ColumnName, 14> columnNames = {{{"_ws.col.number", SummaryColumn::Number},
                                                     {"_ws.col.No.", SummaryColumn::Number},
                                                     {"_ws.col.time", SummaryColumn::Time},
                                                     {"_ws.col.Time", SummaryColumn::Time},
                                                     {"_ws.col.source", SummaryColumn::Source},
                                                     {"_ws.col.Source", SummaryColumn::Source},
                                                     {"_ws.col.destination", SummaryColumn::Destination},
                                                     {"_ws.col.Destination", SummaryColumn::Destination},
                                                     {"_ws.col.protocol", SummaryColumn::Protocol},
                                                     {"_ws.col.Protocol", SummaryColumn::Protocol},
                                                     {"_ws.col.length", SummaryColumn::Length},
                                                     {"_ws.col.Length", SummaryColumn::Length},
                                                     {"_ws.col.info", SummaryColumn::Info},
                                                     {"_ws.col.Info", SummaryColumn::Info}}};

/// One -e.
struct Item
{
    std::string_view name;
    std::vector<const FieldSpec *> specs = {}; ///< fields of that name; a layer's root for a protocol
    std::optional<SummaryColumn> column = {};
    std::string text = {}; ///< of the frame being printed
    std::size_t values = 0; ///< in `text`
};

std::vector<std::string_view> allNames(const Registry &registry)
{
    std::vector<std::string_view> names;
    for (const Protocol *protocol : registry.protocols()) {
        names.push_back(protocol->filterName);
        for (const FieldSpec &spec : protocol->fields) {
            names.push_back(spec.name);
            names.insert(names.end(), spec.aliases.begin(), spec.aliases.end());
        }
    }
    for (const ColumnName &column : columnNames)
        names.push_back(column.name);
    return names;
}

Answer unknownField(const Registry &registry, std::string_view name)
{
    const std::string_view near = nearest(name, allNames(registry));
    std::string text = "no field is called \"" + visibleText(name) + "\"";
    if (!near.empty())
        text += "; did you mean " + std::string(near) + "?";
    return {.text = std::move(text), .isMistake = true};
}

class FieldsPrinter final : public Printer
{
public:
    FieldsPrinter(std::shared_ptr<const Registry> registry, const FieldStyle &style)
        : m_registry(std::move(registry))
        , m_style(style)
        , m_wanted(*m_registry)
    {
    }

    // False when nobody has a field of that name.
    bool add(std::string_view name);
    void begin(std::string &to) override;
    void frame(const Dissection &dissection, std::int64_t firstTimeNs, std::string &to) override;
    const WantedFields *wanted() const override { return m_needsAll ? nullptr : &m_wanted; }

private:
    void gather(const Dissection &dissection, std::int64_t firstTimeNs);
    void addValue(Item &item, const Dissection &dissection, const Field &field) const;
    void print(const Item &item, std::string &to) const;

    std::shared_ptr<const Registry> m_registry;
    FieldStyle m_style;
    std::vector<Item> m_items;
    WantedFields m_wanted;
    bool m_needsAll = false; // titles, columns and texts are made from other fields
};

bool FieldsPrinter::add(std::string_view name)
{
    Item item{.name = name};
    if (const auto *column = std::ranges::find(columnNames, name, &ColumnName::name); column != columnNames.end()) {
        item.column = column->column;
        m_needsAll = true;
    }
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

void FieldsPrinter::begin(std::string &to)
{
    if (!m_style.header)
        return;
    for (const Item &item : m_items) {
        if (&item != &m_items.front())
            to.push_back(m_style.separator);
        to += item.name;
    }
    to.push_back('\n');
}

void FieldsPrinter::addValue(Item &item, const Dissection &dissection, const Field &field) const
{
    if (m_style.occurrence == Occurrence::First && item.values != 0)
        return;
    if (m_style.occurrence == Occurrence::Last)
        item.text.clear();
    else if (item.values != 0)
        item.text.push_back(m_style.aggregator);
    ++item.values;
    TextSink sink(item.text);
    if (field.spec->type == FieldType::Protocol)
        writeRow(sink, dissection, field);
    else if (field.spec->type == FieldType::ByteString)
        sink.hexBytes(dissection.bytesOf(field));
    else
        writeShow(sink, dissection, field);
}

void FieldsPrinter::gather(const Dissection &dissection, std::int64_t firstTimeNs)
{
    for (Item &item : m_items) {
        item.text.clear();
        item.values = 0;
        if (item.column) {
            TextSink sink(item.text);
            writeColumn(sink, dissection, firstTimeNs, *item.column);
        }
    }
    for (const Field &field : dissection.fields())
        for (Item &item : m_items)
            if (std::ranges::find(item.specs, field.spec) != item.specs.end())
                addValue(item, dissection, field);
}

void FieldsPrinter::print(const Item &item, std::string &to) const
{
    if (m_style.quote == 0 || item.text.empty()) {
        to += item.text;
        return;
    }
    to.push_back(m_style.quote);
    for (const char character : item.text) {
        if (character == m_style.quote) // RFC 4180, 2: doubled inside
            to.push_back(character);
        to.push_back(character);
    }
    to.push_back(m_style.quote);
}

void FieldsPrinter::frame(const Dissection &dissection, std::int64_t firstTimeNs, std::string &to)
{
    gather(dissection, firstTimeNs);
    for (const Item &item : m_items) {
        if (&item != &m_items.front())
            to.push_back(m_style.separator);
        print(item, to);
    }
    to.push_back('\n');
}

} // namespace

std::expected<std::unique_ptr<Printer>, Answer> fieldsPrinter(std::shared_ptr<const Registry> registry,
                                                              const std::vector<std::string> &names,
                                                              const FieldStyle &style)
{
    auto printer = std::make_unique<FieldsPrinter>(registry, style);
    for (const std::string &name : names)
        if (!printer->add(name))
            return std::unexpected(unknownField(*registry, name));
    return printer;
}

} // namespace framelens::cli
