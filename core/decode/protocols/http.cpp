// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Hypertext Transfer Protocol, version 1 (RFC 9110, RFC 9112). The drawing stands above the table, in http_fields.h.
#include "core/decode/protocols/http_fields.h"
#include "core/decode/protocols/http_framer.h"
#include "core/decode/protocols/http_text.h"

#include <algorithm>

namespace framelens::protocols {

using namespace http_detail;

namespace {

/// A message's text and where it stands in the source.
class Reader
{
public:
    explicit Reader(Layer &layer)
        : m_layer(layer)
        , m_begin(layer.cursor().position())
        , m_text(asText(ByteCursor(layer.cursor()).rest()))
    {
    }

    bool atEnd() const { return m_at >= m_text.size(); }
    std::size_t position() const { return m_begin + m_at; }
    std::size_t left() const { return m_text.size() - m_at; }
    std::size_t offsetOf(std::string_view part) const
    {
        return m_begin + static_cast<std::size_t>(part.data() - m_text.data());
    }
    std::string_view rest() const { return m_text.substr(m_at); }
    void skip(std::size_t size) { m_at += std::min(size, left()); }
    /// The next line with its end, and with the lines folded into it. Empty when its end is not there: not moved.
    std::string_view line(bool folds)
    {
        std::size_t end = m_text.find('\n', m_at);
        const auto isFolded = [&] {
            return folds && end + 1 < m_text.size() && (m_text[end + 1] == ' ' || m_text[end + 1] == '\t');
        };
        while (end != std::string_view::npos && isFolded())
            end = m_text.find('\n', end + 1);
        if (end == std::string_view::npos)
            return {};
        const std::string_view found = m_text.substr(m_at, end + 1 - m_at);
        m_at = end + 1;
        return found;
    }

    void add(Index index, std::string_view part, std::uint64_t value = 0)
    {
        m_layer.add(fields[index], offsetOf(part), part.size(), value);
    }
    Layer &layer() { return m_layer; }

private:
    Layer &m_layer;
    std::size_t m_begin;
    std::string_view m_text;
    std::size_t m_at = 0;
};

/// What the headers say about the rest.
struct Head
{
    StartLine start;
    std::string_view host;
    bool hasLength = false;
    bool hasCoding = false;
    bool isChunked = false;
    bool isWhole = false; ///< the empty line is there
    std::size_t begin = 0; ///< of the start line
};

// Calls `each` for the parts of `text` between separators.
template <typename Each>
void split(std::string_view text, char separator, Each &&each)
{
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(separator), text.size());
        each(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

void addUri(Reader &reader, std::string_view uri)
{
    reader.add(RequestUri, uri);
    const std::size_t question = uri.find('?');
    if (question == std::string_view::npos)
        return;
    const Subtree ofUri = reader.layer().subtree();
    reader.add(UriPath, uri.substr(0, question));
    const std::string_view query = uri.substr(question + 1);
    reader.add(UriQuery, query);
    const Subtree ofQuery = reader.layer().subtree();
    split(query, '&', [&](std::string_view part) { reader.add(UriParameter, part); });
}

void addStartLine(Reader &reader, const StartLine &start, std::string_view line)
{
    reader.add(FirstLine, line);
    const Subtree inside = reader.layer().subtree();
    if (start.kind == LineKind::Request) {
        reader.add(RequestMethod, start.method);
        addUri(reader, start.uri);
        reader.add(RequestVersion, start.version);
        return;
    }
    reader.add(ResponseVersion, start.version);
    reader.add(ResponseCode, start.code, start.status());
    reader.layer().addGenerated(fields[ResponseCodeText], start.status(), reader.offsetOf(start.code), start.code.size());
    if (!start.phrase.empty())
        reader.add(ResponsePhrase, start.phrase);
}

void addLength(Reader &reader, const HeaderLine &header, std::string_view line, Head &head)
{
    const auto length = parseLength(header.value);
    if (!length) {
        reader.layer().problem(Severity::Error, fields[ContentLengthHeader], reader.offsetOf(line), line.size(),
                               "the content length is not a number");
        return;
    }
    head.hasLength = true;
    const Subtree inside = reader.layer().subtree();
    reader.layer().addGenerated(fields[ContentLength], *length, reader.offsetOf(line), line.size());
}

// What a header's value means beyond its text.
void addMeaning(Reader &reader, Index index, const HeaderLine &header, std::string_view line, Head &head)
{
    switch (index) {
    case ContentLengthHeader: addLength(reader, header, line, head); return;
    case TransferEncoding:
        head.isChunked = endsWithChunked(header.value);
        head.hasCoding = !equalsIgnoringCase(header.value, "identity");
        return;
    case Host: head.host = header.value; return;
    case Cookie: {
        const Subtree inside = reader.layer().subtree();
        split(header.value, ';', [&](std::string_view pair) { reader.add(CookiePair, withoutSpaces(pair)); });
        return;
    }
    case Authorization:
        if (header.value.size() > 6 && equalsIgnoringCase(header.value.substr(0, 6), "basic ")) {
            const Subtree inside = reader.layer().subtree();
            reader.layer().addGenerated(fields[AuthBasic], 0, reader.offsetOf(header.value), header.value.size());
        }
        return;
    default: return;
    }
}

void addHeader(Reader &reader, std::string_view line, Head &head)
{
    const Index lineField = head.start.kind == LineKind::Request ? RequestLine : ResponseLine;
    const HeaderLine header = parseHeaderLine(line);
    const auto known = std::ranges::find_if(
        knownHeaders, [&](const KnownHeader &candidate) { return equalsIgnoringCase(header.name, candidate.name); });
    if (known == knownHeaders.end()) {
        reader.add(header.name.empty() ? UnknownHeader : lineField, line);
        return;
    }
    reader.add(known->field, line);
    addMeaning(reader, known->field, header, line, head);
    reader.layer().addHidden(fields[lineField], 0, reader.offsetOf(line), line.size());
}

void addHeaders(Reader &reader, Head &head)
{
    while (!head.isWhole) {
        const std::string_view line = reader.line(true);
        if (line.empty())
            return;
        head.isWhole = withoutLineEnd(line).empty();
        if (!head.isWhole)
            addHeader(reader, line, head);
    }
}

// Without their end, headers go on behind what is here, or they are longer than the framer lets them be.
void noteMissingEnd(Reader &reader, const Head &head)
{
    Layer &layer = reader.layer();
    const Index index = head.start.kind == LineKind::Request ? RequestLine : ResponseLine;
    if (!reader.atEnd())
        layer.add(fields[UnknownHeader], reader.position(), reader.left());
    if (reader.position() + reader.left() - layer.begin() >= mostHeaderBytes)
        layer.problem(Severity::Error, fields[index], reader.position(), reader.left(),
                      "the headers do not end within 64 KiB");
    else if (layer.cursor().declaredEnd() > layer.cursor().capturedEnd())
        layer.cursor().skip(layer.cursor().left() + 1);
    else
        layer.problem(Severity::Warning, fields[index], reader.position(), reader.left(),
                      "the message ends before its headers do");
}

enum class ChunkEnd : std::uint8_t { GoesOn, Last, Bad };

// A chunk behind its size line: its data and the end of line behind it.
ChunkEnd addChunkData(Reader &reader, std::uint64_t size)
{
    Layer &layer = reader.layer();
    if (size != 0)
        reader.add(ChunkData, reader.rest().substr(0, std::min<std::uint64_t>(size, reader.left())));
    if (size > reader.left()) {
        layer.problem(Severity::Warning, fields[ChunkSize], reader.position(), reader.left(),
                      "the chunk is longer than what is here");
        reader.skip(reader.left());
        return ChunkEnd::Bad;
    }
    reader.skip(size);
    const std::string_view boundary = reader.rest().substr(0, 2);
    if (boundary == "\r\n")
        reader.add(ChunkBoundary, boundary);
    else if (!boundary.empty())
        layer.problem(Severity::Error, fields[ChunkData], reader.position(), boundary.size(),
                      "a chunk does not end with the end of a line");
    reader.skip(boundary.size());
    return boundary == "\r\n" ? ChunkEnd::GoesOn : ChunkEnd::Bad;
}

ChunkEnd addChunk(Reader &reader)
{
    Layer &layer = reader.layer();
    const std::size_t begin = reader.position();
    const std::string_view line = reader.line(false);
    if (line.empty())
        return ChunkEnd::Bad;
    const auto size = parseChunkSize(withoutLineEnd(line));
    if (!size) {
        layer.problem(Severity::Error, fields[ChunkSize], begin, line.size(), "the chunk size is not a hexadecimal number");
        return ChunkEnd::Bad;
    }
    layer.add(fields[Chunk], begin, 0, *size);
    Subtree inside = layer.subtree();
    reader.add(ChunkSize, line, *size);
    const ChunkEnd end = *size == 0 ? ChunkEnd::Last : addChunkData(reader, *size);
    inside.setRange(begin, reader.position() - begin);
    return end;
}

void addChunkedBody(Reader &reader)
{
    Layer &layer = reader.layer();
    const std::size_t begin = reader.position();
    const std::size_t size = reader.left();
    layer.add(fields[ChunkedBody], begin, size);
    {
        const Subtree inside = layer.subtree();
        ChunkEnd end = ChunkEnd::GoesOn;
        while (end == ChunkEnd::GoesOn)
            end = addChunk(reader);
        while (end == ChunkEnd::Last) {
            const std::string_view line = reader.line(true);
            if (withoutLineEnd(line).empty())
                break;
            reader.add(Trailer, line);
        }
    }
    layer.addGenerated(fields[FileData], bodyIsChunked, begin, size);
    if (!reader.atEnd())
        reader.layer().problem(Severity::Warning, fields[ChunkedBody], reader.position(), reader.left(),
                               "bytes that are no chunk");
}

void addBody(Reader &reader, const Head &head)
{
    Layer &layer = reader.layer();
    if (head.hasLength && head.hasCoding)
        layer.problem(Severity::Warning, fields[ContentLengthHeader], head.begin, 0,
                      "Content-Length and Transfer-Encoding are set both");
    if (reader.atEnd())
        return;
    if (head.isChunked)
        addChunkedBody(reader);
    else
        layer.add(fields[FileData], reader.position(), reader.left());
}

void addKind(Reader &reader, const Head &head)
{
    Layer &layer = reader.layer();
    const bool isRequest = head.start.kind == LineKind::Request;
    if (isRequest && !head.host.empty())
        layer.addGenerated(fields[FullUri], (std::uint64_t{reader.offsetOf(head.host)} << 32U) | head.host.size(),
                           head.begin);
    layer.addHidden(fields[isRequest ? Request : Response], 1, layer.begin(), 0);
}

void dissect(Layer &layer)
{
    Reader reader(layer);
    while (reader.rest().starts_with("\r\n"))
        reader.skip(2);
    Head head;
    head.begin = reader.position();
    const std::string_view line = reader.line(false);
    head.start = parseStartLine(withoutLineEnd(line));
    if (head.start.kind == LineKind::None) {
        layer.readRest(layer.cursor(), fields[FileData]);
        return;
    }
    addStartLine(reader, head.start, line);
    addHeaders(reader, head);
    addKind(reader, head);
    if (head.isWhole)
        addBody(reader, head);
    else
        noteMissingEnd(reader, head);
    if (!layer.cursor().failed())
        layer.cursor().skip(layer.cursor().left());
}

// The media type as Wireshark's users see it in the Info column.
void writeMediaType(TextSink &sink, const LayerText &text)
{
    const Field *body = text.find(fields[FileData]);
    const Field *type = text.find(fields[ContentType]);
    if (body == nullptr || type == nullptr)
        return;
    const std::string_view value = parseHeaderLine(asText(text.dissection.bytesOf(*type))).value;
    const std::string_view media = withoutSpaces(value.substr(0, value.find(';')));
    const std::string_view data = asText(text.dissection.bytesOf(*body));
    if (media.empty())
        return;
    if (equalsIgnoringCase(media, "image/gif") && data.starts_with("GIF8"))
        (sink << " (").visible(data.substr(0, 6)) << ')';
    else if (equalsIgnoringCase(media, "image/jpeg"))
        sink << " (JPEG JFIF image)";
    else if (equalsIgnoringCase(media, "image/png"))
        sink << " (PNG)";
    else
        (sink << " (").visible(media, 80) << ')';
}

void summary(TextSink &sink, const LayerText &text)
{
    constexpr std::size_t longest = 1024;
    const Field *line = text.find(fields[FirstLine]);
    if (line == nullptr) {
        sink << "Continuation";
        return;
    }
    sink.visible(withoutLineEnd(asText(text.dissection.bytesOf(*line))), longest) << ' ';
    writeMediaType(sink, text);
}

} // namespace

extern const Protocol http;
constexpr Protocol http{.name = "HTTP",
                        .longName = "Hypertext Transfer Protocol",
                        .filterName = "http",
                        .fields = fields,
                        .dissect = dissect,
                        .summary = summary,
                        .stream = &streamUse};

} // namespace framelens::protocols
