// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Filters out of what is pointed at: a cell of the list, a field, bytes, a conversation; and the menus that offer them.
#pragma once

#include "core/bytes/byte_view.h"
#include "ui/filter_check.h"
#include "ui/models/frame_list_model.h"

#include <functional>
#include <vector>

class QMenu;

namespace framelens::ui {

/// What finds it again, or why nothing does.
struct OfferedFilter
{
    QString expression = {}; ///< empty: nothing does
    QString why = {}; ///< then a sentence
};

/// What a cell of the list holds: the address, the number, the protocol, the text. `column` is the model's.
OfferedFilter cellFilter(const FrameListModel &model, std::uint32_t frame, int column);
/// Frames that hold these bytes anywhere. At most `mostFilterBytes`.
OfferedFilter bytesFilter(const ByteView &bytes);
inline constexpr std::size_t mostFilterBytes = 256; // more cannot be read in a line

/// Frames between the same two ends, one a layer that has ends: "IPv4", its expression. Outermost first.
struct ConversationFilter
{
    QString layer;
    QString expression;
};
std::vector<ConversationFilter> conversationFilters(const Dissection &dissection);

/// Adds Apply as Filter and Prepare as Filter, each with its six ways; disabled, saying why, where nothing is offered.
void addFilterMenus(QMenu &menu, const OfferedFilter &offered, const std::function<void(FilterJoin how, bool applies)> &chosen);

} // namespace framelens::ui
