// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// HTTP/1.x: requests, responses, bodies of every kind, where messages end, and what breaks the rules.
#include "core/decode/protocols/http_text.h"
#include "tests/support/decoded.h"
#include "tests/support/framed.h"
#include "tests/support/packet_builder.h"
#include "tests/support/qt_text.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;
using namespace std::string_literals;

namespace {

constexpr std::uint64_t headerLimit = 65536;

Buffer frameOf(std::string_view message)
{
    return tcpFrame({ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 40000, 80}, {.flags = tcp_flag::ack | tcp_flag::psh},
                    asBytes(message));
}

const StreamUse &use() { return streamUseOf("http"); }

QString framedText(const std::string &stream, bool ended = false)
{
    const std::string difference = differsInSteps(use(), asBytes(stream), ended);
    return qtText(difference.empty() ? framed(use(), asBytes(stream), {.ended = ended}) : difference);
}

// The framer over what the client and then the server said.
QString answered(std::string_view requests, std::string_view responses, bool ended = false)
{
    ConversationMemory memory;
    framed(use(), asBytes(requests), {.memory = &memory});
    return qtText(framed(use(), asBytes(responses), {.ended = ended, .direction = Direction::ToClient, .memory = &memory}));
}

QString sizes(std::initializer_list<std::size_t> all)
{
    QStringList text;
    for (const std::size_t size : all)
        text.append(QString::number(size));
    return text.join(u' ');
}

const std::string getRequest = "GET /a/b?x=1&y=2 HTTP/1.1\r\nHost: example.com\r\nCookie: k=v; l=w\r\nX-Own: z\r\n\r\n";
const std::string okHead = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";
const std::string chunked = okHead + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=1\r\n world\r\n0\r\nT: u\r\n\r\n";

} // namespace

class TstHttp : public QObject
{
    Q_OBJECT

private slots:
    void aRequestIsShownWhole()
    {
        const Decoded frame(1, frameOf(getRequest));
        QCOMPARE(qtText(frame.tree("http")), u"Hypertext Transfer Protocol\n"
                                             "  Start line: GET /a/b?x=1&y=2 HTTP/1.1\\r\\n\n"
                                             "    Request Method: GET\n"
                                             "    Request URI: /a/b?x=1&y=2\n"
                                             "      Request URI Path: /a/b\n"
                                             "      Request URI Query: x=1&y=2\n"
                                             "        Request URI Query Parameter: x=1\n"
                                             "        Request URI Query Parameter: y=2\n"
                                             "    Request Version: HTTP/1.1\n"
                                             "  Host: example.com\n"
                                             "  Request line: Host: example.com\\r\\n\n"
                                             "  Cookie: k=v; l=w\n"
                                             "    Cookie pair: k=v\n"
                                             "    Cookie pair: l=w\n"
                                             "  Request line: Cookie: k=v; l=w\\r\\n\n"
                                             "  Request line: X-Own: z\\r\\n\n"
                                             "  [Full request URI: http://example.com/a/b?x=1&y=2]\n"
                                             "  Request: True\n"_s);
        QCOMPARE(qtText(frame.info()), u"GET /a/b?x=1&y=2 HTTP/1.1 "_s);
        QCOMPARE(qtText(frame.protocolColumn()), u"HTTP"_s);
        QCOMPARE(qtText(frame.problems()), QString());
    }

    void aResponseHasItsBody()
    {
        const Decoded frame(1, frameOf(okHead + "Content-Length: 5\r\n\r\nhello"));
        QCOMPARE(qtText(frame.show("http.response.code")), u"200"_s);
        QCOMPARE(qtText(frame.show("http.response.code.desc")), u"OK"_s);
        QCOMPARE(qtText(frame.show("http.response.phrase")), u"OK"_s);
        QCOMPARE(qtText(frame.show("http.content_length")), u"5"_s);
        QCOMPARE(qtText(frame.show("http.content_type")), u"text/plain"_s);
        QCOMPARE(qtText(frame.show("http.file_data")), u"hello"_s);
        QCOMPARE(qtText(frame.place("http.file_data")), u"%1+5"_s.arg(frame.dissection().frame().capturedLength - 5));
        QCOMPARE(qtText(frame.info()), u"HTTP/1.1 200 OK  (text/plain)"_s);
    }

    void chunksAreShownAndJoined()
    {
        const Decoded frame(1, frameOf(chunked));
        QCOMPARE(qtText(frame.show("http.chunk_size")), u"5|6|0"_s);
        QCOMPARE(qtText(frame.show("http.chunk_data")), u"68:65:6c:6c:6f|20:77:6f:72:6c:64"_s);
        QCOMPARE(qtText(frame.show("http.chunked_trailer_part")), u"T: u\\r\\n"_s);
        QCOMPARE(qtText(frame.show("http.file_data")), u"hello world"_s);
        QCOMPARE(qtText(frame.problems()), QString());
        QVERIFY(frame.tree("http").find("    Data chunk (5 octets)\n      Chunk size: 5 octets\n") != std::string::npos);
        QVERIFY(frame.tree("http").find("    Data chunk: the last\n") != std::string::npos);
    }

    void credentialsAreRead()
    {
        const Decoded frame(1, frameOf("GET / HTTP/1.1\r\nAuthorization: Basic dXNlcjpwYXNz\r\n\r\n"));
        QCOMPARE(qtText(frame.show("http.authbasic")), u"user:pass"_s);
    }

    void aFoldedHeaderIsOne()
    {
        const Decoded frame(1, frameOf("GET / HTTP/1.1\r\nUser-Agent: a\r\n b\r\nHost: h\r\n\r\n"));
        QCOMPARE(qtText(frame.place("http.user_agent")), u"70+19"_s);
        QCOMPARE(qtText(frame.show("http.host")), u"h"_s);
    }

    void whatBreaksTheRulesIsNamed_data()
    {
        QTest::addColumn<QString>("message");
        QTest::addColumn<QString>("problem");
        const QString request = u"POST / HTTP/1.1\r\n"_s;
        const QString coded = request + u"Transfer-Encoding: chunked\r\n\r\n"_s;
        QTest::newRow("length") << request + u"Content-Length: five\r\n\r\n"_s
                                << u"http: Error http.content_length_header: the content length is not a number\n"_s;
        QTest::newRow("chunk size") << coded + u"5\r\nhello\r\nxyz\r\n"_s
                                    << u"http: Error http.chunk_size: the chunk size is not a hexadecimal number\n"_s;
        QTest::newRow("chunk end") << coded + u"5\r\nhelloXX0\r\n\r\n"_s
                                   << u"http: Error http.chunk_data: a chunk does not end with the end of a line\n"
                                      "http: Warning http.chunked: bytes that are no chunk\n"_s;
        QTest::newRow("chunk of 2^64") << coded + u"10000000000000000\r\nhello"_s
                                       << u"http: Warning http.chunk_size: the chunk is longer than what is here\n"_s;
        QTest::newRow("both lengths") << request + u"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"_s
                                      << u"http: Warning http.content_length_header: Content-Length and Transfer-Encoding "
                                         "are set both\n"_s;
        QTest::newRow("no end") << request + u"Host: a\r\n"_s << u"http: Warning http.request.line: the message ends before its headers do\n"_s;
    }

    void whatBreaksTheRulesIsNamed()
    {
        QFETCH(const QString, message);
        QFETCH(const QString, problem);
        const DecodedMessage frame("http", asBytes(message.toStdString()), 80);
        QCOMPARE(qtText(frame->problems()), problem);
        QCOMPARE(qtText(frame->show("http.request.method")), u"POST"_s);
    }

    void whatIsNoMessageIsContinuation()
    {
        const DecodedMessage frame("http", asBytes("more of a body"), 80);
        QCOMPARE(qtText(frame->info()), u"Continuation"_s);
        QCOMPARE(qtText(frame->show("http.file_data")), u"more of a body"_s);
    }

    void messagesEndWhereTheirLengthSays()
    {
        const std::string post = "POST / HTTP/1.1\r\ncontent-length:  3 \r\n\r\nabc";
        QCOMPARE(framedText(getRequest + post + getRequest), sizes({getRequest.size(), post.size(), getRequest.size()}));
        QCOMPARE(framedText("\r\n" + getRequest), sizes({getRequest.size() + 2}));
        QCOMPARE(framedText(post.substr(0, post.size() - 1)), u"of "_s + sizes({post.size()}));
        QCOMPARE(framedText(post.substr(0, 20)), u"needs 21"_s);
    }

    void chunkedMessagesEndBehindTheirTrailer()
    {
        QCOMPARE(framedText(chunked + chunked), sizes({chunked.size(), chunked.size()}));
        QCOMPARE(framedText(chunked.substr(0, chunked.size() - 2)), u"needs "_s + sizes({chunked.size() - 1}));
    }

    void aChunkIsWaitedForAsAWhole()
    {
        const std::string head = okHead + "Transfer-Encoding: gzip, chunked\r\n\r\nff\r\n";
        QCOMPARE(framedText(head + "abc"), u"needs "_s + sizes({head.size() + 255 + 3}));
    }

    void aChunkSizeOfTwoToTheSixtyFourIsAskedForAndNeverCome()
    {
        const std::string head = okHead + "Transfer-Encoding: chunked\r\n\r\n";
        for (const char *size : {"ffffffffffffffff\r\n", "10000000000000000\r\n", "fffffffffffffffffffffffff\r\n"})
            QCOMPARE(framedText(head + size + "abc"), u"needs 18446744073709551615"_s);
        QCOMPARE(framedText(head + "fffffffffffffff0\r\nabc"), u"needs 18446744073709551615"_s);
        const std::string message = "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n";
        QCOMPARE(framedText(message + "abc"), u"of 18446744073709551615"_s);
    }

    void aBadChunkEndsTheMessage()
    {
        const std::string bad = okHead + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nno size\r\n";
        QCOMPARE(framedText(bad + getRequest), sizes({bad.size(), getRequest.size()}));
        const std::string endless = okHead + "Transfer-Encoding: chunked\r\n\r\n5" + std::string(5000, ';');
        const std::size_t line = endless.find("5;");
        QCOMPARE(framedText(endless), sizes({line + 4096}) + u" not mine"_s);
    }

    void aBodyWithoutLengthEndsWithTheStream()
    {
        const std::string response = okHead + "\r\nto the end";
        QCOMPARE(framedText(response), u"needs "_s + sizes({response.size() + 1}));
        QCOMPARE(framedText(response, true), sizes({response.size()}));
    }

    void headersWithoutEndAreCutAtTheLimit()
    {
        const std::string endless = "GET / HTTP/1.1\r\n" + std::string(headerLimit, 'a');
        QCOMPARE(framedText(endless), sizes({headerLimit}) + u" not mine"_s);
        const std::string trailer = okHead + "Transfer-Encoding: chunked\r\n\r\n0\r\n";
        QCOMPARE(framedText(trailer + std::string(headerLimit + 1, 'A')), sizes({trailer.size() + headerLimit}) + u" needs 2"_s);
    }

    void headersCutByTheCaptureAreTruncated()
    {
        const Buffer bytes = frameOf(getRequest);
        const Decoded frame(1, Buffer(bytes.begin(), bytes.end() - 5), {.originalLength = static_cast<std::uint32_t>(bytes.size())});
        QCOMPARE(qtText(frame.show("http.host")), u"example.com"_s);
        QVERIFY(frame.problems().starts_with("http: Truncated "));
    }

    void someResponsesHaveNoBody()
    {
        const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
        const std::string full = head + "hello";
        const std::string headRequest = "HEAD / HTTP/1.1\r\n\r\n";
        const std::string get = "GET / HTTP/1.1\r\n\r\n";
        QCOMPARE(answered(headRequest + get, head + full), sizes({head.size(), full.size()}));
        QCOMPARE(answered(get + headRequest, full + head), sizes({full.size(), head.size()}));
        const std::string notModified = "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n";
        QCOMPARE(answered(get + headRequest, notModified + head), sizes({notModified.size(), head.size()}));
        const std::string noContent = "HTTP/1.1 204 No Content\r\n\r\n";
        QCOMPARE(answered(get, noContent + full), sizes({noContent.size(), full.size()}));
    }

    void anInterimResponseAnswersNothing()
    {
        const std::string goOn = "HTTP/1.1 100 Continue\r\n\r\n";
        const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
        QCOMPARE(answered("HEAD / HTTP/1.1\r\n\r\n", goOn + head + head + "hello"),
                 sizes({goOn.size(), head.size(), head.size() + 5}));
    }

    void manyRequestsMayWaitForTheirAnswers()
    {
        std::string requests;
        std::string responses;
        std::string expected;
        const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n";
        for (int i = 0; i < 32; ++i) {
            requests += i % 3 == 0 ? "HEAD / HTTP/1.1\r\n\r\n" : "GET / HTTP/1.1\r\n\r\n";
            responses += i % 3 == 0 ? head : head + "abc";
            expected += (i == 0 ? "" : " ") + std::to_string(head.size() + (i % 3 == 0 ? 0 : 3));
        }
        QCOMPARE(answered(requests, responses), qtText(expected));
    }

    void behindATunnelNothingIsHttp()
    {
        const std::string response = "HTTP/1.1 200 Connection established\r\n\r\n";
        QCOMPARE(answered("CONNECT a:443 HTTP/1.1\r\n\r\n", response + getRequest), sizes({response.size()}) + u" not mine"_s);
        const std::string refused = "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno";
        QCOMPARE(answered("CONNECT a:443 HTTP/1.1\r\n\r\n", refused + refused), sizes({refused.size(), refused.size()}));
        const std::string switched = "HTTP/1.1 101 Switching Protocols\r\n\r\n";
        QCOMPARE(answered(getRequest, switched + getRequest), sizes({switched.size()}) + u" not mine"_s);
    }

    void whatIsNoMessageIsRefusedAtOnce()
    {
        for (const char *bytes : {"\x16\x03\x01", "get ", "HTTP/2", "*1\r\n", " GET", "HTTP/1.1 2x0 OK\r\n", "PRI * HTTP/2.0\r\n",
                                  "GET key\r\n", "{"})
            QCOMPARE(framedText(bytes), u"not mine"_s);
    }

    void streamsAreRecognised()
    {
        const auto seen = [](const std::string &bytes) { return qtText(recognised(use(), asBytes(bytes))); };
        QCOMPARE(seen(getRequest), u"yes"_s);
        QCOMPARE(seen(okHead), u"yes"_s);
        QCOMPARE(seen("GET /a/b"), u"needs more"_s);
        QCOMPARE(seen("GET key\r\n"), u"no"_s);
        QCOMPARE(seen("hello\r\n"), u"no"_s);
        QCOMPARE(seen("GET /" + std::string(20'000, 'a')), u"needs more"_s);
        QCOMPARE(seen("GET /" + std::string(20'000, 'a') + " HTTP/1.1\r\n"), u"yes"_s);
        QCOMPARE(seen("GET /" + std::string(protocols::http_detail::mostHeaderBytes, 'a')), u"no"_s);
        QCOMPARE(seen("\x16\x03\x01\x02"), u"no"_s);
    }

    void aMessageThatComesByteByByteIsLookedAtOnce()
    {
        std::string large = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nX-Long: " + std::string(20'000, 'x') + "\r\n\r\n";
        for (int i = 0; i < 200; ++i)
            large += "64\r\n" + std::string(100, 'y') + "\r\n";
        QVERIFY(looksPerByte(use(), asBytes(large)) < 8);
    }
};

FRAMELENS_TEST(TstHttp)
#include "tst_http.moc"
