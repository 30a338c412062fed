// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The fields of HTTP/1.x, and the headers that have one of their own.
//
//  request line   GET /index.html?a=1 HTTP/1.1 CRLF      status line   HTTP/1.1 200 OK CRLF
//  header lines   name ":" value CRLF ...                an empty line ends them
//  body           Content-Length bytes, or chunks:       size in hex [;extensions] CRLF data CRLF ... 0 CRLF
//                                                        trailer lines, an empty line
#pragma once

#include "core/decode/layer.h"

namespace framelens::protocols::http_detail {

enum Index : std::uint16_t {
    FirstLine,
    RequestMethod,
    RequestUri,
    UriPath,
    UriQuery,
    UriParameter,
    RequestVersion,
    ResponseVersion,
    ResponseCode,
    ResponseCodeText,
    ResponsePhrase,
    RequestLine,
    ResponseLine,
    UnknownHeader,
    Authorization,
    AuthBasic,
    ProxyAuthenticate,
    ProxyAuthorization,
    WwwAuthenticate,
    ContentType,
    ContentLengthHeader,
    ContentLength,
    ContentEncoding,
    TransferEncoding,
    Upgrade,
    UserAgent,
    Host,
    Connection,
    Cookie,
    CookiePair,
    Accept,
    Referer,
    AcceptLanguage,
    AcceptEncoding,
    Date,
    CacheControl,
    Server,
    Location,
    WebSocketAccept,
    WebSocketExtensions,
    WebSocketKey,
    WebSocketProtocol,
    WebSocketVersion,
    SetCookie,
    LastModified,
    ForwardedFor,
    Http2Settings,
    FullUri,
    Request,
    Response,
    ChunkedBody,
    Chunk,
    ChunkSize,
    ChunkData,
    ChunkBoundary,
    Trailer,
    FileData,
    Count
};

/// Text rules; each reads its field's own bytes.
void writeFirstLine(TextSink &sink, const Dissection &dissection, const Field &field);
void writeHeaderLine(TextSink &sink, const Dissection &dissection, const Field &field);
void writeHeaderValue(TextSink &sink, const Dissection &dissection, const Field &field);
void writeCredentials(TextSink &sink, const Dissection &dissection, const Field &field);
void writeCodeText(TextSink &sink, const Dissection &dissection, const Field &field);
void writeFullUri(TextSink &sink, const Dissection &dissection, const Field &field);
void writeChunk(TextSink &sink, const Dissection &dissection, const Field &field);
void writeBody(TextSink &sink, const Dissection &dissection, const Field &field);

/// Bits of a FileData field's value.
inline constexpr std::uint64_t bodyIsChunked = 1;

constexpr FieldSpec headerField(Index index, std::string_view name, std::string_view label)
{
    return {.index = index, .name = name, .label = label, .type = FieldType::Text, .text = writeHeaderValue};
}

inline constexpr auto fields = fieldTable("http", {
    {.index = FirstLine, .name = "http.chat", .label = "Start line", .type = FieldType::Group, .text = writeFirstLine,
     .reference = "RFC 9112, 3 and 4"},
    {.index = RequestMethod, .name = "http.request.method", .label = "Request Method", .type = FieldType::Text},
    {.index = RequestUri, .name = "http.request.uri", .label = "Request URI", .type = FieldType::Text},
    {.index = UriPath, .name = "http.request.uri.path", .label = "Request URI Path", .type = FieldType::Text},
    {.index = UriQuery, .name = "http.request.uri.query", .label = "Request URI Query", .type = FieldType::Text},
    {.index = UriParameter, .name = "http.request.uri.query.parameter", .label = "Request URI Query Parameter",
     .type = FieldType::Text},
    {.index = RequestVersion, .name = "http.request.version", .label = "Request Version", .type = FieldType::Text},
    {.index = ResponseVersion, .name = "http.response.version", .label = "Response Version", .type = FieldType::Text},
    {.index = ResponseCode, .name = "http.response.code", .label = "Status Code"},
    {.index = ResponseCodeText, .name = "http.response.code.desc", .label = "Status Code Description",
     .type = FieldType::Text, .text = writeCodeText},
    {.index = ResponsePhrase, .name = "http.response.phrase", .label = "Response Phrase", .type = FieldType::Text},
    {.index = RequestLine, .name = "http.request.line", .label = "Request line", .type = FieldType::Text,
     .text = writeHeaderLine},
    {.index = ResponseLine, .name = "http.response.line", .label = "Response line", .type = FieldType::Text,
     .text = writeHeaderLine},
    {.index = UnknownHeader, .name = "http.unknown_header", .label = "Unknown header", .type = FieldType::Text},
    headerField(Authorization, "http.authorization", "Authorization"),
    {.index = AuthBasic, .name = "http.authbasic", .label = "Credentials", .type = FieldType::Text,
     .text = writeCredentials, .reference = "RFC 7617"},
    headerField(ProxyAuthenticate, "http.proxy_authenticate", "Proxy-Authenticate"),
    headerField(ProxyAuthorization, "http.proxy_authorization", "Proxy-Authorization"),
    headerField(WwwAuthenticate, "http.www_authenticate", "WWW-Authenticate"),
    headerField(ContentType, "http.content_type", "Content-Type"),
    headerField(ContentLengthHeader, "http.content_length_header", "Content-Length"),
    {.index = ContentLength, .name = "http.content_length", .label = "Content length"},
    headerField(ContentEncoding, "http.content_encoding", "Content-Encoding"),
    headerField(TransferEncoding, "http.transfer_encoding", "Transfer-Encoding"),
    headerField(Upgrade, "http.upgrade", "Upgrade"),
    headerField(UserAgent, "http.user_agent", "User-Agent"),
    headerField(Host, "http.host", "Host"),
    headerField(Connection, "http.connection", "Connection"),
    headerField(Cookie, "http.cookie", "Cookie"),
    {.index = CookiePair, .name = "http.cookie_pair", .label = "Cookie pair", .type = FieldType::Text},
    headerField(Accept, "http.accept", "Accept"),
    headerField(Referer, "http.referer", "Referer"),
    headerField(AcceptLanguage, "http.accept_language", "Accept-Language"),
    headerField(AcceptEncoding, "http.accept_encoding", "Accept-Encoding"),
    headerField(Date, "http.date", "Date"),
    headerField(CacheControl, "http.cache_control", "Cache-Control"),
    headerField(Server, "http.server", "Server"),
    headerField(Location, "http.location", "Location"),
    headerField(WebSocketAccept, "http.sec_websocket_accept", "Sec-WebSocket-Accept"),
    headerField(WebSocketExtensions, "http.sec_websocket_extensions", "Sec-WebSocket-Extensions"),
    headerField(WebSocketKey, "http.sec_websocket_key", "Sec-WebSocket-Key"),
    headerField(WebSocketProtocol, "http.sec_websocket_protocol", "Sec-WebSocket-Protocol"),
    headerField(WebSocketVersion, "http.sec_websocket_version", "Sec-WebSocket-Version"),
    headerField(SetCookie, "http.set_cookie", "Set-Cookie"),
    headerField(LastModified, "http.last_modified", "Last-Modified"),
    headerField(ForwardedFor, "http.x_forwarded_for", "X-Forwarded-For"),
    headerField(Http2Settings, "http.http2_settings", "HTTP2-Settings"),
    {.index = FullUri, .name = "http.request.full_uri", .label = "Full request URI", .type = FieldType::Text,
     .text = writeFullUri},
    {.index = Request, .name = "http.request", .label = "Request", .type = FieldType::Boolean},
    {.index = Response, .name = "http.response", .label = "Response", .type = FieldType::Boolean},
    {.index = ChunkedBody, .name = "http.chunked", .label = "HTTP chunked body", .type = FieldType::Group,
     .reference = "RFC 9112, 7.1"},
    {.index = Chunk, .name = "http.chunk", .label = "Data chunk", .type = FieldType::Group, .text = writeChunk},
    {.index = ChunkSize, .name = "http.chunk_size", .label = "Chunk size", .unit = " octets"},
    {.index = ChunkData, .name = "http.chunk_data", .label = "Chunk data", .type = FieldType::ByteString},
    {.index = ChunkBoundary, .name = "http.chunk_boundary", .label = "Chunk boundary", .type = FieldType::ByteString},
    {.index = Trailer, .name = "http.chunked_trailer_part", .label = "trailer-part", .type = FieldType::Text,
     .text = writeHeaderLine},
    {.index = FileData, .name = "http.file_data", .label = "File Data", .type = FieldType::Text, .text = writeBody},
});

struct KnownHeader
{
    std::string_view name; ///< in lower case
    Index field;
};

inline constexpr auto knownHeaders = std::to_array<KnownHeader>({
    {"host", Host},
    {"user-agent", UserAgent},
    {"accept", Accept},
    {"accept-language", AcceptLanguage},
    {"accept-encoding", AcceptEncoding},
    {"connection", Connection},
    {"content-type", ContentType},
    {"content-length", ContentLengthHeader},
    {"content-encoding", ContentEncoding},
    {"transfer-encoding", TransferEncoding},
    {"date", Date},
    {"server", Server},
    {"cache-control", CacheControl},
    {"last-modified", LastModified},
    {"location", Location},
    {"referer", Referer},
    {"cookie", Cookie},
    {"set-cookie", SetCookie},
    {"authorization", Authorization},
    {"proxy-authenticate", ProxyAuthenticate},
    {"proxy-authorization", ProxyAuthorization},
    {"www-authenticate", WwwAuthenticate},
    {"upgrade", Upgrade},
    {"sec-websocket-accept", WebSocketAccept},
    {"sec-websocket-extensions", WebSocketExtensions},
    {"sec-websocket-key", WebSocketKey},
    {"sec-websocket-protocol", WebSocketProtocol},
    {"sec-websocket-version", WebSocketVersion},
    {"x-forwarded-for", ForwardedFor},
    {"http2-settings", Http2Settings},
});

} // namespace framelens::protocols::http_detail
