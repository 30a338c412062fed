// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Bytes as text for the clipboard.
#pragma once

#include "core/base/copy_ledger.h"
#include "core/bytes/byte_view.h"

#include <QString>

namespace framelens::ui {

/// More is a matter for an export.
inline constexpr std::size_t mostClipboardBytes = std::size_t{16} << 20U;

/// "01 f5 e0 07"; empty for nothing or too much. Counted as copied for the clipboard; `ledger` may be null.
QString hexForClipboard(const ByteView &bytes, CopyLedger *ledger);

} // namespace framelens::ui
