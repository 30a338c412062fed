// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What HTTP's fields say: texts made from the lines they stand in.
#include "core/decode/format.h"
#include "core/decode/protocols/http_fields.h"
#include "core/decode/protocols/http_text.h"

#include <algorithm>

namespace framelens::protocols::http_detail {

namespace {

constexpr auto codeNames = std::to_array<ValueName>({
    {100, "Continue"},
    {101, "Switching Protocols"},
    {102, "Processing"},
    {103, "Early Hints"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {203, "Non-authoritative Information"},
    {204, "No Content"},
    {205, "Reset Content"},
    {206, "Partial Content"},
    {207, "Multi-Status"},
    {208, "Already Reported"},
    {226, "IM Used"},
    {300, "Multiple Choices"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {305, "Use Proxy"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {407, "Proxy Authentication Required"},
    {408, "Request Time-out"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Request Entity Too Large"},
    {414, "Request-URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Requested Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {418, "I'm a teapot"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Entity"},
    {423, "Locked"},
    {424, "Failed Dependency"},
    {425, "Too Early"},
    {426, "Upgrade Required"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {451, "Unavailable For Legal Reasons"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Time-out"},
    {505, "HTTP Version Not Supported"},
    {507, "Insufficient Storage"},
    {508, "Loop Detected"},
    {511, "Network Authentication Required"},
});

std::string_view textOf(const Dissection &dissection, const Field &field)
{
    return asText(dissection.bytesOf(field));
}

void writeLine(TextSink &sink, std::string_view line)
{
    const std::string_view content = withoutLineEnd(line);
    sink.visible(content);
    for (const char c : line.substr(content.size()))
        sink << (c == '\r' ? "\\r" : "\\n");
}

// 0 to 63; 64 for anything that is no digit of base 64.
unsigned base64Digit(char c)
{
    if (c >= 'A' && c <= 'Z')
        return static_cast<unsigned>(c - 'A');
    if (c >= 'a' && c <= 'z')
        return static_cast<unsigned>(c - 'a') + 26;
    if (c >= '0' && c <= '9')
        return static_cast<unsigned>(c - '0') + 52;
    return c == '+' ? 62 : c == '/' ? 63 : 64;
}

std::string base64Decoded(std::string_view text)
{
    std::string decoded;
    unsigned bits = 0;
    unsigned count = 0;
    for (const char c : text) {
        const unsigned digit = base64Digit(c);
        if (digit == 64)
            break;
        bits = ((bits << 6U) | digit) & 0xffffU;
        count += 6;
        if (count >= 8) {
            count -= 8;
            decoded.push_back(static_cast<char>((bits >> count) & 0xffU));
        }
    }
    return decoded;
}

} // namespace

void writeFirstLine(TextSink &sink, const Dissection &dissection, const Field &field)
{
    writeLine(sink << ": ", textOf(dissection, field));
}

void writeHeaderLine(TextSink &sink, const Dissection &dissection, const Field &field)
{
    writeLine(sink, textOf(dissection, field));
}

void writeHeaderValue(TextSink &sink, const Dissection &dissection, const Field &field)
{
    sink.visible(parseHeaderLine(textOf(dissection, field)).value);
}

void writeCredentials(TextSink &sink, const Dissection &dissection, const Field &field)
{
    const std::string_view value = textOf(dissection, field);
    const std::size_t space = value.find(' ');
    if (space != std::string_view::npos)
        sink.visible(base64Decoded(withoutSpaces(value.substr(space))));
}

void writeCodeText(TextSink &sink, const Dissection & /*dissection*/, const Field &field)
{
    if (const auto name = nameOf(codeNames, field.value))
        sink << *name;
    else
        (sink << "Unknown (").number(field.value) << ')';
}

void writeFullUri(TextSink &sink, const Dissection &dissection, const Field &field)
{
    const std::string_view source = asText(dissection.source(field.source));
    const std::size_t host = field.value >> 32U;
    if (field.offset > source.size() || host > source.size())
        return;
    const std::string_view from = source.substr(field.offset);
    const StartLine start = parseStartLine(withoutLineEnd(from.substr(0, from.find('\n'))));
    const bool isWhole = start.method == "CONNECT" || start.uri.starts_with("http://") || start.uri.starts_with("https://");
    if (!isWhole)
        (sink << "http://").visible(source.substr(host, field.value & 0xffffffffU));
    sink.visible(start.uri);
}

void writeChunk(TextSink &sink, const Dissection & /*dissection*/, const Field &field)
{
    if (field.value == 0)
        sink << ": the last";
    else
        (sink << " (").number(field.value) << " octets)";
}

// The chunks' data without their sizes, as far as the sink takes a text.
void writeBody(TextSink &sink, const Dissection &dissection, const Field &field)
{
    const std::size_t most = sink.mostVisible();
    std::string_view rest = textOf(dissection, field);
    if ((field.value & bodyIsChunked) == 0) {
        sink.visible(rest);
        return;
    }
    std::string data;
    while (data.size() < most) {
        const std::size_t lineEnd = rest.find('\n');
        const auto size = parseChunkSize(withoutLineEnd(rest.substr(0, lineEnd)));
        if (lineEnd == std::string_view::npos || !size || *size == 0)
            break;
        rest.remove_prefix(lineEnd + 1);
        data.append(rest.substr(0, std::min<std::uint64_t>(*size, most)));
        rest.remove_prefix(static_cast<std::size_t>(std::min<std::uint64_t>(rest.size(), *size)));
        rest.remove_prefix(std::min<std::size_t>(rest.size(), 2));
    }
    sink.visible(data);
}

} // namespace framelens::protocols::http_detail
