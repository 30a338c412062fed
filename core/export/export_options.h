// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// How frames are exported. Values that a dialog and a command line fill in alike.
#pragma once

#include "core/base/copy_ledger.h"
#include "core/bytes/file_calls.h"
#include "core/bytes/file_handle.h"
#include "core/bytes/frame_source.h"
#include "core/capture/capture_format.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace framelens {

class Bindings;
class Capture;
class Recording;
class Registry;

enum class ExportFormat : std::uint8_t {
    Pcapng,
    Pcap, ///< microseconds
    NanosecondPcap,
    Text, ///< summary lines, trees, bytes
    HexDump, ///< that text2pcap reads back
    Csv,
    Json, ///< tshark's -T json
    Ndjson, ///< one object a line, of our own layout (see ndjson.h)
    ElasticBulk, ///< tshark's -T ek
    Fields, ///< tshark's -T fields
    CArray,
    RawPayload, ///< bytes of each frame behind its innermost decoded header, nothing else
};

/// How times are written (-t, View > Time).
enum class TimeKind : std::uint8_t {
    Relative, ///< seconds since the first frame
    Delta, ///< seconds since the frame before
    DeltaShown, ///< seconds since the frame that was written before
    AbsoluteUtc, ///< time of day, UTC
    AbsoluteUtcDate, ///< date and time, UTC
    AbsoluteLocal,
    AbsoluteLocalDate,
    AbsoluteUtcDayOfYear, ///< "2024/061 12:00:00", UTC
    AbsoluteLocalDayOfYear,
    Epoch, ///< seconds since 1970-01-01 UTC
};

struct TimeStyle
{
    TimeKind kind = TimeKind::Relative;
    std::optional<int> digits = {}; ///< of the fraction of a second, 0 to 9; nothing: as the capture has them
    bool hoursAndMinutes = false; ///< relative times and deltas as "1h 02m 03.5s" (-u hms)
};

enum class Occurrence : std::uint8_t { First, Last, All };

/// How fields stand in a line (-E).
struct FieldStyle
{
    bool byteOrderMark = false; ///< before all else: some spreadsheets take text for UTF-8 by it alone
    bool header = false;
    char separator = '\t';
    char aggregator = ',';
    char quote = 0; ///< 0: none
    Occurrence occurrence = Occurrence::All;
};

/// How decoded frames are written. Formats look at what concerns them.
struct DecodedOptions
{
    std::shared_ptr<const Registry> registry = {};
    std::shared_ptr<const Bindings> bindings = {}; ///< may be null
    /// A frame with all that is known of it (its conversation, the messages that end in it); empty: source.view().
    std::function<FrameView(std::uint32_t frame)> view = {};
    bool summary = true; ///< of text: one line a frame
    bool details = false; ///< of text: the tree (-V)
    bool bytes = false; ///< of text: the hex dump (-x)
    std::vector<std::string> detailsOf = {}; ///< protocols whose subtrees are shown, others are one line (-O); empty: all
    /// Field names of columns (CSV, Fields) or the fields that are written (JSON, ek); "_ws.col.info" and its like are the
    /// summary's columns. Empty: the summary's columns (CSV), every field (JSON, ek).
    std::vector<std::string> fields = {};
    std::vector<std::string> protocols = {}; ///< of JSON and ek: only these layers (-J); empty: all
    /// Of JSON and ek: layers, fields and headings that are opened, where all above them are, too (-j); empty: all.
    std::vector<std::string> nodes = {};
    FieldStyle style = {};
    bool raw = false; ///< of JSON and ek: `_raw` beside each field, as tshark -x
    TimeStyle time = {};
    bool spreadsheetSafe = true; ///< of CSV: what a spreadsheet would run as a formula begins with '
};

struct ExportOptions
{
    ExportFormat format = ExportFormat::Pcapng;
    Compression compression = Compression::None; ///< None, Gzip or Zstd
    bool comments = true; ///< of pcapng: keep them
    bool secrets = false; ///< of pcapng: keep keys that decrypt the frames (Decryption Secrets Blocks)
    DecodedOptions decoded = {};

    /// The capture behind the source, where there is one: pcapng keeps its blocks byte for byte. Borrowed.
    const Capture *capture = nullptr;
    /// The recording that the source is, where it is one: its messages go to capture formats as made TCP segments. Borrowed.
    const Recording *recording = nullptr;
    /// Name of the source in messages.
    std::string sourceName = {};
    /// Files that are open and must not be written over: Capture::status().
    std::vector<FileStatus> keep = {};
    /// Looks whether the source's file is still whole: Capture::check(). Called before the export is put in place, as a cut
    /// within a page shows in no other way. May be empty.
    std::function<void()> checkSource = {};
    /// Asked every now and then: whether the frames so far are enough. Then the export ends there, and the file is
    /// one that opens without a fault. May be empty.
    std::function<bool()> isEnough = {};
    /// Of a capture file without frames: LINKTYPE_ number.
    std::uint32_t linkTypeIfEmpty = 1;
    /// Counts what is copied; may be null.
    std::shared_ptr<CopyLedger> ledger = {};
    FileCalls calls = {};
};

} // namespace framelens
