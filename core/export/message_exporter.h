// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#pragma once

#include "core/export/format_exporter.h"

namespace framelens {

/// Messages of a recording to a capture format. `recording` is input.source, or has the same frames.
std::unique_ptr<FormatExporter> makeMessageExporter(const ExportInput &input, const Recording &recording);

} // namespace framelens
