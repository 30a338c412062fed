// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The sentences of the status bar and of messages about a capture, as functions that can be tested by a table.
#pragma once

#include "core/base/copy_ledger.h"
#include "core/base/error.h"
#include "ui/selection.h"
#include "ui/widgets/message_bar.h"

#include <QString>

#include <optional>

namespace framelens::ui {

/// "No frames", "1 frame", "247,527 frames..." while they are still counted; grouped by the locale.
QString countText(std::uint64_t frames, bool counting);

/// What countLabel counts.
struct FrameCounts
{
    std::uint64_t frames = 0;
    bool isCounting = false;
    std::optional<std::uint64_t> shown = {}; ///< by the filter; nothing: none is applied
    bool isStopped = false; ///< the search was: more may pass
    std::uint64_t marked = 0;
};
/// "1,000,000 frames, 280 shown (0.028 %), 3 marked".
QString countText(const FrameCounts &counts);
/// "40 %", "0.028 %": two digits below 1, one behind the point above. Nothing of nothing is all.
QString percentText(std::uint64_t part, std::uint64_t whole);
/// "Bytes 34-35: Source Port (tcp.srcport) = 31600"; for bytes without a field "11 bytes, no field".
/// What the pointer is over comes before what is selected. Empty when there is nothing to say.
QString hintText(const Selection &selection);
/// "Index 4.1 MB; copied: 1.2 kB read for the index, 0 others".
QString memoryText(std::size_t indexBytes, const CopyLedger &ledger);
/// "292 kB", by the locale.
QString sizeText(std::uint64_t bytes);

/// Why a file was not opened: what was tried, on what, why, and the next step.
Message refusal(const Error &error, bool anotherStays);
/// Why indexing ended early, and what is still shown.
Message earlyEnd(const Error &error, std::uint32_t frames);

} // namespace framelens::ui
