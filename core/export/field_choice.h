// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Fields that were asked for by name (-e, columns of a table), and what of a frame they stand for.
#pragma once

#include "core/export/summary_columns.h"
#include "core/export/tshark_layout.h"

#include <algorithm>
#include <span>
#include <string>
#include <vector>

namespace framelens {

/// Names that stand for fields, for layers ("tcp"), or for columns of the summary ("_ws.col.info").
class FieldChoice
{
public:
    struct Item
    {
        std::string name;
        std::vector<const FieldSpec *> specs = {}; ///< fields of that name; a layer's root for a protocol
        std::optional<SummaryColumn> column = {};
    };

    /// BadValue, with a sentence that proposes the nearest name, for one that nobody has.
    static Result<FieldChoice> make(std::shared_ptr<const Registry> registry, std::span<const std::string> names);

    std::span<const Item> items() const & { return m_items; }
    /// Fields that frames must be dissected for; null: all, as titles, columns and texts are made from other fields.
    const WantedFields *wanted() const { return m_needsAll ? nullptr : &m_wanted; }

private:
    explicit FieldChoice(std::shared_ptr<const Registry> registry);
    bool add(const std::string &name);

    std::shared_ptr<const Registry> m_registry;
    std::vector<Item> m_items;
    WantedFields m_wanted;
    bool m_needsAll = false;
};

/// BadValue for a name that no protocol has, with the nearest one proposed.
Result<ProtocolId> protocolNamed(const Registry &registry, std::string_view name);

/// Which protocols have these names, by number; empty for no names.
Result<std::vector<bool>> protocolsNamed(const Registry &registry, std::span<const std::string> names);

/// Calls take() for each value of the item in the frame, which `text` then holds: texts from outside as they are.
template <typename Take>
void forEachValue(const FieldChoice::Item &item, const TsharkLayout &layout, const Dissection &dissection,
                  const FrameTimes &times, const TimeStyle &style, std::string &text, Take take)
{
    TextSink column(text);
    TextSink sink(text, OutsideText::Raw);
    if (item.column) {
        text.clear();
        writeColumn(column, dissection, times, style, *item.column);
        take();
    }
    for (const Field &field : dissection.fields()) {
        if (std::ranges::find(item.specs, field.spec) == item.specs.end())
            continue;
        text.clear();
        layout.writeCell(sink, dissection, field);
        take();
    }
}

} // namespace framelens
