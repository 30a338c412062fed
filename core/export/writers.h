// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The writers that makeFrameWriter() chooses from, one file each.
#pragma once

#include "core/export/frame_writer.h"

namespace framelens {

using MadeFrameWriter = Result<std::unique_ptr<FrameWriter>>;

MadeFrameWriter makeTextWriter(const DecodedOptions &options);
MadeFrameWriter makeFieldsWriter(const DecodedOptions &options);
MadeFrameWriter makeNdjsonWriter(const DecodedOptions &options);
MadeFrameWriter makeCsvWriter(const DecodedOptions &options);
MadeFrameWriter makeJsonWriter(const DecodedOptions &options);
MadeFrameWriter makeEkWriter(const DecodedOptions &options);
MadeFrameWriter makeHexDumpWriter(const DecodedOptions &options);
MadeFrameWriter makeCArrayWriter(const DecodedOptions &options);
MadeFrameWriter makeRawPayloadWriter(const DecodedOptions &options);

} // namespace framelens
