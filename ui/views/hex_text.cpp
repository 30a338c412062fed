// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/views/hex_text.h"

#include "core/base/text_sink.h"

namespace framelens::ui {

QString hexForClipboard(const ByteView &bytes, CopyLedger *ledger)
{
    if (bytes.empty() || bytes.size() > mostClipboardBytes)
        return {};
    if (ledger != nullptr)
        ledger->add(CopyReason::Clipboard, bytes.size());
    std::string text;
    text.reserve(bytes.size() * 3);
    TextSink(text).hexBytes(bytes.bytes(), ' ');
    return QString::fromLatin1(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace framelens::ui
