// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// -T fields: chosen fields, one line a frame, for spreadsheets and scripts.
#include "core/export/field_choice.h"
#include "core/export/writers.h"

#include <algorithm>

namespace framelens {

namespace {

/// What is known of one item in the frame being written.
struct Cell
{
    std::string text;
    std::size_t values = 0; ///< in `text`
};

class FieldsWriter final : public FrameWriter
{
public:
    FieldsWriter(FieldChoice choice, const DecodedOptions &options)
        : m_choice(std::move(choice))
        , m_layout(options.registry)
        , m_style(options.style)
        , m_time(options.time)
        , m_cells(m_choice.items().size())
    {
    }

    void begin(std::string &to) override;
    void frame(const Dissection &dissection, const FrameTimes &times, std::string &to) override;
    const WantedFields *wanted() const override { return m_choice.wanted(); }

private:
    void gather(const Dissection &dissection, const FrameTimes &times);
    void addValue(Cell &cell, const Dissection &dissection, const Field &field) const;
    void write(const std::string &text, std::string &to) const;

    FieldChoice m_choice;
    TsharkLayout m_layout;
    FieldStyle m_style;
    TimeStyle m_time;
    std::vector<Cell> m_cells;
};

void FieldsWriter::begin(std::string &to)
{
    if (m_style.byteOrderMark)
        to += "\xef\xbb\xbf";
    if (!m_style.header)
        return;
    for (const FieldChoice::Item &item : m_choice.items()) {
        if (&item != &m_choice.items().front())
            to.push_back(m_style.separator);
        to += item.name;
    }
    to.push_back('\n');
}

void FieldsWriter::addValue(Cell &cell, const Dissection &dissection, const Field &field) const
{
    if (m_style.occurrence == Occurrence::First && cell.values != 0)
        return;
    if (m_style.occurrence == Occurrence::Last)
        cell.text.clear();
    else if (cell.values != 0)
        cell.text.push_back(m_style.aggregator);
    ++cell.values;
    TextSink sink(cell.text, OutsideText::OneLine);
    m_layout.writeCell(sink, dissection, field);
}

void FieldsWriter::gather(const Dissection &dissection, const FrameTimes &times)
{
    const auto items = m_choice.items();
    for (std::size_t i = 0; i < items.size(); ++i) {
        m_cells[i].text.clear();
        m_cells[i].values = 0;
        if (items[i].column) {
            TextSink sink(m_cells[i].text);
            writeColumn(sink, dissection, times, m_time, *items[i].column);
        }
    }
    for (const Field &field : dissection.fields())
        for (std::size_t i = 0; i < items.size(); ++i)
            if (std::ranges::find(items[i].specs, field.spec) != items[i].specs.end())
                addValue(m_cells[i], dissection, field);
}

void FieldsWriter::write(const std::string &text, std::string &to) const
{
    if (m_style.quote == 0 || text.empty()) {
        to += text;
        return;
    }
    to.push_back(m_style.quote);
    for (const char character : text) {
        if (character == m_style.quote) // RFC 4180, 2: doubled inside
            to.push_back(character);
        to.push_back(character);
    }
    to.push_back(m_style.quote);
}

void FieldsWriter::frame(const Dissection &dissection, const FrameTimes &times, std::string &to)
{
    gather(dissection, times);
    for (const Cell &cell : m_cells) {
        if (&cell != &m_cells.front())
            to.push_back(m_style.separator);
        write(cell.text, to);
    }
    to.push_back('\n');
}

} // namespace

MadeFrameWriter makeFieldsWriter(const DecodedOptions &options)
{
    if (options.fields.empty())
        return std::unexpected(Error{.action = Action::Option, .reason = Reason::BadValue, .detail = "no fields were named"});
    Result<FieldChoice> choice = FieldChoice::make(options.registry, options.fields);
    if (!choice)
        return std::unexpected(choice.error());
    return std::make_unique<FieldsWriter>(*std::move(choice), options);
}

} // namespace framelens
