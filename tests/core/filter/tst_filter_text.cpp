// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Texts of filters: what they are written anew as, and what is said of those that are none.
#include "core/filter/capture_habits.h"
#include "core/filter/filter.h"
#include "core/filter/syntax.h"
#include "tests/support/qt_text.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace framelens;
using namespace framelens::test;

namespace {

struct Written
{
    const char *text;
    const char *normal;
};

struct Wrong
{
    const char *text;
    std::uint32_t position;
    std::uint32_t length;
    const char *message; // how it begins
    const char *suggestion;
};

} // namespace

class TstFilterText : public QObject
{
    Q_OBJECT

private slots:
    void oneSpelling()
    {
        const std::vector<Written> all = {
            {"", ""},
            {"tcp", "tcp"},
            {"tcp.port eq 80&&!udp", "tcp.port == 80 and not udp"},
            {"(tcp||udp) and ip", "(tcp or udp) and ip"},
            {"tcp or udp and ip", "tcp or (udp and ip)"},
            {"tcp.port not in {80,443..500}", "not tcp.port in {80, 443..500}"},
            {"frame[0:2,4-5,7,:3,9:] == 00", "frame[0:2,4-5,7,0:3,9:] == 00"},
            {"http.host ~ r\"a\\.b\"", "http.host matches \"a\\\\.b\""},
            {"ip.addr#2 == 1.2.3.4", "ip.addr#[2] == 1.2.3.4"},
            {"{tcp.srcport+1}*2 == 4", "{{tcp.srcport + 1} * 2} == 4"},
            {"(tcp.srcport + 1) == 4", "{tcp.srcport + 1} == 4"},
            {"-tcp.srcport == -1", "-tcp.srcport == -1"},
            {"1 < tcp.port <= 9", "1 < tcp.port and tcp.port <= 9"},
            {"all ip.addr != 1.1.1.1", "all ip.addr != 1.1.1.1"},
            {"max(tcp.srcport, 1+2) > 'a'", "max(tcp.srcport, 1 + 2) > 'a'"},
            {"eth.src == aa-bb-cc-dd-ee-ff", "eth.src == aa-bb-cc-dd-ee-ff"},
            {"http.host == \"\\x41\\\"\\000\"", "http.host == \"A\\\"\\x00\""},
        };
        for (const Written &row : all) {
            const auto syntax = filter::parseFilter(row.text);
            QVERIFY2(syntax, row.text);
            QVERIFY2(filter::textOf(*syntax) == row.normal, (row.text + (" became " + filter::textOf(*syntax))).c_str());
            QCOMPARE_EQ(filter::textOf(*filter::parseFilter(row.normal)), std::string(row.normal));
        }
    }

    void mistakesAreNamedWhereTheyAre()
    {
        const std::vector<Wrong> all = {
            {"tcp.fl == 1", 0, 6, "'tcp.fl' is neither a field nor a protocol", "tcp.flags"},
            {"tcp and", 7, 0, "the filter ends here; a field or a value was expected", ""},
            {"(tcp", 4, 0, "the filter ends here; ')' was expected", ""},
            {"tcp)", 3, 1, "')' was not expected here; 'and', 'or' or the end was expected", ""},
            {"tcp udp", 4, 3, "'udp' was not expected here", ""},
            {"tcp.port = 80", 9, 1, "'=' is no operator here", "=="},
            {"tcp.port == ", 12, 0, "the filter ends here; a field or a value was expected", ""},
            {"tcp.port == 70000", 12, 5, "'70000' is too large for 'tcp.port', which holds at most 65535", ""},
            {"tcp.port == 08", 12, 2, "'08' is not a valid number", ""},
            {"tcp.port == http", 12, 4, "'tcp.port' is a number and 'http' bytes: these do not compare", ""},
            {"ip.src == tcp.port", 10, 8, "'ip.src' is an IPv4 address and 'tcp.port' a number: these do not compare", ""},
            {"ip.src == 1.2.3", 10, 5, "'1.2.3' is not an IPv4 address", ""},
            {"ip.src == 1.2.3.4/33", 10, 10, "the prefix length is a number up to 32", ""},
            {"eth.src == 00:11", 11, 5, "'00:11' is not a MAC address", ""},
            {"http.host == \"a", 13, 2, "the closing \" is missing", ""},
            {"http.host == \"\\q\"", 14, 2, "this escape is not known", ""},
            {"tcp.port[0] == 1", 0, 8, "'tcp.port' is a number: only bytes, text and addresses can be sliced", ""},
            {"frame[0:0] == 00", 5, 5, "a slice has at least one byte", ""},
            {"frame[x] == 00", 5, 3, "a slice is written", ""},
            {"frame[5-2] == 00", 5, 5, "the last byte of a slice stands before its first", ""},
            {"ip.addr#0 == 1.1.1.1", 7, 2, "layers are counted from 1", ""},
            {"lenn(tcp) > 1", 0, 4, "there is no function 'lenn'", "len"},
            {"len(tcp, udp) > 1", 0, 13, "len() takes one argument, not 2", ""},
            {"len(tcp)", 0, 8, "len() is compared with something", ""},
            {"upper(tcp.port) == \"A\"", 6, 8, "'tcp.port' is a number, and upper() and lower() take text", ""},
            {"http.host matches \"(\"", 18, 3, "the regular expression is not one: missing closing parenthesis", ""},
            {"tcp.port matches \"8\"", 0, 8, "'tcp.port' is a number, and 'matches' looks into bytes and text", ""},
            {"tcp.port in 80", 12, 2, "'80' was not expected here; behind 'in' stands a set", ""},
            {"tcp.port in {}", 13, 1, "'}' was not expected here", ""},
            {"tcp.port in {80 443}", 16, 3, "'443' was not expected here; ',' or '}' was expected", ""},
            {"any tcp", 7, 0, "the filter ends here; behind 'any' and 'all' stands a comparison", ""},
            {"1 == 1", 0, 1, "'1' is neither a field nor a protocol: one side of '==' has to be a field", ""},
            {"tcp ^ udp", 4, 1, "this character has no meaning here", ""},
            {"ip.src == ${ip.dst} and tcp", 10, 9, "references to the fields of another frame, as ${...}, are not known here", ""},
            {"ip.src == ${ip.dst", 10, 8, "references to the fields of another frame, as ${...}, are not known here", ""},
            {"frame.time > 5", 13, 1, "'5' is not a time", ""},
            {"frame.time_delta > x", 19, 1, "'x' is not a number of seconds", ""},
        };
        for (const Wrong &row : all) {
            const auto filter = Filter::compile(row.text, m_registry);
            QVERIFY2(!filter, row.text);
            const FilterError &error = filter.error();
            QVERIFY2(error.message.starts_with(row.message), (std::string(row.text) + ": " + error.message).c_str());
            QCOMPARE_EQ(error.position, row.position);
            QCOMPARE_EQ(error.length, row.length);
            QVERIFY2(error.suggestion == row.suggestion, (row.text + (": " + error.suggestion)).c_str());
        }
    }

    void captureFiltersAreRecognised()
    {
        const std::vector<Written> all = {
            {"port 80", "(tcp.port == 80 or udp.port == 80)"},
            {"tcp port 80", "tcp.port == 80"},
            {"host 1.2.3.4", "ip.addr == 1.2.3.4"},
            {"src host 1.2.3.4 and udp dst port 53", "ip.src == 1.2.3.4 and udp.dstport == 53"},
            {"net 10.0.0.0/8 and not (icmp6 or port 22)", "ip.addr == 10.0.0.0/8 and not (icmpv6 or (tcp.port == 22 or udp.port == 22))"},
            {"ether host 00:11:22:33:44:55", "eth.addr == 00:11:22:33:44:55"},
            {"tcp portrange 80-90", "tcp.port in {80..90}"},
            // There both bind alike, from the left.
            {"tcp port 1 or tcp port 2 and host 1.2.3.4", "(tcp.port == 1 or tcp.port == 2) and ip.addr == 1.2.3.4"},
            {"tcp port 1 and tcp port 2 or tcp port 3", "tcp.port == 1 and tcp.port == 2 or tcp.port == 3"},
            {"not (tcp port 1 or tcp port 2 and tcp port 3 or tcp port 4 and ip6)",
             "not (((tcp.port == 1 or tcp.port == 2) and tcp.port == 3 or tcp.port == 4) and ipv6)"},
        };
        for (const Written &row : all) {
            const auto filter = Filter::compile(row.text, m_registry);
            QVERIFY2(!filter, row.text);
            QCOMPARE_EQ(filter.error().message, "this is a capture filter; as a display filter: " + std::string(row.normal));
            QVERIFY(filter.error().replacesAll);
            QVERIFY2(Filter::compile(filter.error().suggestion, m_registry), row.normal);
        }
        for (const char *none : {"", "port", "port x", "tcp", "vlan 5", "host", "tcp[13] & 2 != 0"})
            QVERIFY2(filter::displayFilterFor(none).empty(), none);
    }

    void enormousAndDeepOnesAreRefused()
    {
        const auto refusal = [&](const std::string &text) {
            const auto filter = Filter::compile(text, m_registry);
            return filter ? std::string("taken") : filter.error().message;
        };
        const auto repeated = [](std::string_view text, std::size_t times) {
            std::string all;
            for (std::size_t i = 0; i < times; ++i)
                all += text;
            return all;
        };
        QVERIFY(refusal(std::string(filter::mostFilterBytes + 1, ' ')).starts_with("the filter has 1,048,577 bytes"));
        QVERIFY(refusal(repeated("(", 100'000) + "tcp").starts_with("nested more than 200 deep"));
        QVERIFY(refusal(repeated("not ", 100'000) + "tcp").starts_with("nested more than 200 deep"));
        QVERIFY(refusal("tcp.port" + repeated(" + 1", 100'000) + " == 1").starts_with("nested more than 200 deep"));
        QVERIFY(refusal("tcp.port == " + repeated("{", 100'000)).starts_with("nested more than 200 deep"));
        QVERIFY(refusal(repeated("abs(", 100'000) + "tcp.port").starts_with("nested more than 200 deep"));
        QCOMPARE_EQ(refusal("tcp" + repeated(" or tcp", 50'000)), std::string("taken"));
        QCOMPARE_EQ(refusal("tcp.port in {1" + repeated(", 2", 50'000) + "}"), std::string("taken"));
    }

    void onlyWhatIsAskedIsDissected()
    {
        const auto options = [&](const char *text) { return (*Filter::compile(text, m_registry))->dissecting(nullptr); };
        QCOMPARE_EQ(options("frame.len > 100").depth, 0U);
        QVERIFY(!options("tcp.port == 443").beyondPorts);
        QVERIFY(options("dns.qry.name contains \"x\"").beyondPorts);
        QVERIFY(options("data").beyondPorts);
        QVERIFY(options("tcp.port == 443").wanted != nullptr);
        QVERIFY(options("_ws.col.info contains \"x\"").wanted == nullptr);
        QVERIFY(!(*Filter::compile("tcp.port == 443", m_registry))->needsStreams());
        QVERIFY((*Filter::compile("tcp.stream == 1", m_registry))->needsStreams());
        QVERIFY((*Filter::compile("http.host", m_registry))->needsStreams());
    }

private:
    std::shared_ptr<const Registry> m_registry = Registry::builtIn();
};

FRAMELENS_TEST(TstFilterText)
#include "tst_filter_text.moc"
