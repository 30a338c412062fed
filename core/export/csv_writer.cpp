// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// CSV: RFC 4180, the first line holds the columns' names.
#include "core/export/field_choice.h"
#include "core/export/writers.h"

namespace framelens {

namespace {

class CsvWriter final : public FrameWriter
{
public:
    CsvWriter(FieldChoice choice, const DecodedOptions &options)
        : m_choice(std::move(choice))
        , m_layout(options.registry)
        , m_style(options.style)
        , m_time(options.time)
        , m_isSafe(options.spreadsheetSafe)
        , m_hasTitles(options.fields.empty())
    {
    }

    void begin(std::string &to) override;
    void frame(const Dissection &dissection, const FrameTimes &times, std::string &to) override;
    const WantedFields *wanted() const override { return m_choice.wanted(); }

private:
    void gather(const FieldChoice::Item &item, const Dissection &dissection, const FrameTimes &times);
    void addValue(const Dissection &dissection, const Field &field);
    void writeCell(std::string &to) const;

    FieldChoice m_choice;
    TsharkLayout m_layout;
    FieldStyle m_style;
    TimeStyle m_time;
    bool m_isSafe;
    bool m_hasTitles; // the summary's columns go by their titles, fields by their names
    std::string m_cell; // being written
    std::size_t m_values = 0; // in it
};

// What a spreadsheet would take for a formula, or for the end of a cell with one behind it.
bool beginsFormula(std::string_view text)
{
    return !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
}

void CsvWriter::writeCell(std::string &to) const
{
    const bool isFormula = m_isSafe && beginsFormula(m_cell);
    const bool needsQuotes = m_cell.find_first_of(",\"\r\n") != std::string::npos;
    if (needsQuotes)
        to.push_back('"');
    if (isFormula)
        to.push_back('\'');
    for (const char character : m_cell) {
        if (character == '"')
            to.push_back('"');
        to.push_back(character);
    }
    if (needsQuotes)
        to.push_back('"');
}

void CsvWriter::begin(std::string &to)
{
    for (const FieldChoice::Item &item : m_choice.items()) {
        if (&item != &m_choice.items().front())
            to.push_back(',');
        m_cell = m_hasTitles && item.column ? std::string(columnTitle(*item.column)) : item.name;
        writeCell(to);
    }
    to += "\r\n";
}

void CsvWriter::addValue(const Dissection &dissection, const Field &field)
{
    if (m_style.occurrence == Occurrence::First && m_values != 0)
        return;
    if (m_style.occurrence == Occurrence::Last)
        m_cell.clear();
    else if (m_values != 0)
        m_cell.push_back(m_style.aggregator);
    ++m_values;
    TextSink sink(m_cell, OutsideText::OneLine);
    m_layout.writeCell(sink, dissection, field);
}

void CsvWriter::gather(const FieldChoice::Item &item, const Dissection &dissection, const FrameTimes &times)
{
    m_cell.clear();
    m_values = 0;
    if (item.column) {
        TextSink sink(m_cell);
        writeColumn(sink, dissection, times, m_time, *item.column);
    }
    for (const Field &field : dissection.fields())
        if (std::ranges::find(item.specs, field.spec) != item.specs.end())
            addValue(dissection, field);
}

void CsvWriter::frame(const Dissection &dissection, const FrameTimes &times, std::string &to)
{
    for (const FieldChoice::Item &item : m_choice.items()) {
        if (&item != &m_choice.items().front())
            to.push_back(',');
        gather(item, dissection, times);
        writeCell(to);
    }
    to += "\r\n";
}

} // namespace

MadeFrameWriter makeCsvWriter(const DecodedOptions &options)
{
    std::vector<std::string> names = options.fields;
    if (names.empty())
        for (const SummaryColumn column : summaryColumns)
            names.emplace_back(columnName(column));
    Result<FieldChoice> choice = FieldChoice::make(options.registry, names);
    if (!choice)
        return std::unexpected(choice.error());
    return std::make_unique<CsvWriter>(*std::move(choice), options);
}

} // namespace framelens
