// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The ways to a pcapng file: blocks copied, or made.
#pragma once

#include "core/export/format_exporter.h"

namespace framelens {

/// input.capture is pcapng.
std::unique_ptr<FormatExporter> makePcapngCopyExporter(const ExportInput &input);
/// Frames of anything else that has link types.
std::unique_ptr<FormatExporter> makePcapngMadeExporter(const ExportInput &input);

} // namespace framelens
