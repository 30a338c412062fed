// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/export/json_text.h"

#include "core/base/text_sink.h"
#include "core/base/utf8.h"

namespace framelens {

namespace {

void appendUnit(std::string &to, std::uint32_t unit)
{
    to += "\\u";
    TextSink(to).hex(unit, 4);
}

// RFC 8259, section 7: beyond the first plane, two surrogates.
void appendEscape(std::string &to, std::uint32_t codePoint)
{
    switch (codePoint) {
    case '\b': to += "\\b"; return;
    case '\f': to += "\\f"; return;
    case '\n': to += "\\n"; return;
    case '\r': to += "\\r"; return;
    case '\t': to += "\\t"; return;
    default: break;
    }
    if (codePoint < 0x10000) {
        appendUnit(to, codePoint);
        return;
    }
    appendUnit(to, 0xd800 + ((codePoint - 0x10000) >> 10U));
    appendUnit(to, 0xdc00 + ((codePoint - 0x10000) & 0x3ffU));
}

} // namespace

void appendJsonString(std::string &to, std::string_view text)
{
    to.push_back('"');
    while (!text.empty()) {
        const char first = text.front();
        if (first >= ' ' && first < 0x7f) { // nearly all of it
            if (first == '"' || first == '\\')
                to.push_back('\\');
            to.push_back(first);
            text.remove_prefix(1);
            continue;
        }
        const CodePoint point = decodeUtf8(text);
        if (point.size == 0)
            to += "\uFFFD";
        else if (isInvisible(point.value))
            appendEscape(to, point.value);
        else
            to += text.substr(0, point.size);
        text.remove_prefix(point.size == 0 ? 1 : point.size);
    }
    to.push_back('"');
}

} // namespace framelens
