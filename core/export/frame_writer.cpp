// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/export/frame_writer.h"

#include "core/export/writers.h"

namespace framelens {

MadeFrameWriter makeFrameWriter(ExportFormat format, const DecodedOptions &options)
{
    switch (format) {
    case ExportFormat::Text: return makeTextWriter(options);
    case ExportFormat::Ndjson: return makeNdjsonWriter(options);
    case ExportFormat::Fields: return makeFieldsWriter(options);
    case ExportFormat::Pcapng:
    case ExportFormat::Pcap:
    case ExportFormat::NanosecondPcap: break;
    case ExportFormat::HexDump: return makeHexDumpWriter(options);
    case ExportFormat::Csv: return makeCsvWriter(options);
    case ExportFormat::Json: return makeJsonWriter(options);
    case ExportFormat::ElasticBulk: return makeEkWriter(options);
    case ExportFormat::CArray: return makeCArrayWriter(options);
    case ExportFormat::RawPayload: return makeRawPayloadWriter(options);
    }
    return std::unexpected(Error{.action = Action::Option, .reason = Reason::Unsupported, .detail = "frames are not decoded into this format"});
}

} // namespace framelens
