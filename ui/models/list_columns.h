// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The columns a frame list can have: a title, an alignment, and how a row's text is written.
#pragma once

#include "core/bytes/frame_source.h"
#include "core/decode/dissection.h"
#include "core/export/export_options.h"
#include "core/filter/sort_key.h"

#include <QString>

#include <functional>
#include <optional>
#include <vector>

namespace framelens::ui {

/// How times are written (View > Time).
enum class TimeKind : std::uint8_t {
    Relative, ///< seconds since the first frame
    Delta, ///< seconds since the frame before
    AbsoluteUtc, ///< date and time, UTC
    AbsoluteLocal, ///< date and time where the user is
    Epoch, ///< seconds since 1970-01-01 UTC
};

struct TimeForm
{
    TimeKind kind = TimeKind::Relative;
    std::optional<int> digits = 6; ///< of the fraction of a second, 0 to 9; nothing: as the capture has them

    friend bool operator==(const TimeForm &, const TimeForm &) = default;
};

/// The same for what exports write.
TimeStyle timeStyle(const TimeForm &form);

/// What a column's text is made from. Borrowed for the call.
struct RowContext
{
    const FrameSource &source;
    const Dissection &dissection;
    std::uint32_t frame = 0; ///< counted from 0
    bool bytesLost = false; ///< the frame's bytes are no longer in the file
    TimeForm timeForm = {};
    std::optional<std::uint32_t> reference = {}; ///< the frame from which times count since the first one; nothing: the first
};

/// One column: any field of any protocol can be one, as it only has to write its text.
struct ListColumn
{
    QString key; ///< stable name for settings: "number", "time", ...
    QString title; ///< translated
    Qt::Alignment alignment = Qt::AlignLeft;
    int characters = 10; ///< width at first
    std::function<void(TextSink &sink, const RowContext &row)> write;
    SortKey sort = {}; ///< what the column is sorted by
};

/// No., Time, Source, Destination, Protocol, Length, Info.
std::vector<ListColumn> defaultListColumns();

} // namespace framelens::ui
