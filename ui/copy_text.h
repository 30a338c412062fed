// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Selected frames, or some bytes, as text for the clipboard.
#pragma once

#include "core/base/copy_ledger.h"
#include "core/base/job.h"
#include "core/base/row_ranges.h"
#include "core/bytes/byte_view.h"
#include "core/bytes/frame_source.h"
#include "core/decode/dissector.h"
#include "ui/models/list_columns.h"

#include <memory>
#include <string>
#include <string_view>

namespace framelens::ui {

enum class CopyForm : std::uint8_t {
    Summary, ///< columns with tabs between, a line a frame
    Csv,
    Json,
    HexStream,
    HexSpaced,
    HexDump,
    OffsetDump,
    Printable,
    Escaped,
    Base64,
    CArray,
    Python,
};

/// Whether it is made of bytes alone, else of decoded frames.
constexpr bool isOfBytes(CopyForm form)
{
    return form >= CopyForm::HexStream;
}

/// More is a matter for an export.
inline constexpr std::size_t mostClipboardBytes = std::size_t{16} << 20U;
/// LimitReached, as it is for all that is copied.
Error tooMuchForClipboard();

/// Bytes in a form of bytes, without a line end behind it. `name` is what an array is called: "frame7". LimitReached when it is more
/// than the clipboard should hold.
Result<std::string> bytesText(CopyForm form, const ByteView &bytes, std::string_view name, CopyLedger *ledger);

/// Which frames, and how.
struct CopyOrder
{
    CopyForm form = CopyForm::Summary;
    RowRanges frames;
    std::shared_ptr<const FrameSource> source;
    std::shared_ptr<const Dissector> dissector;
    TimeForm timeForm = {};
    std::shared_ptr<CopyLedger> ledger = {}; ///< may be null
};

/// The frames joined in their order: a line each, dumps with an empty line between, arrays one after the other, a list of Python.
/// LimitReached above mostClipboardBytes, SourceLost, Cancelled. In any thread; job.report() counts frames.
Result<std::string> framesText(const CopyOrder &order, Job &job);

} // namespace framelens::ui
