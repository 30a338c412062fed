// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/stream_builder.h"

#include "tests/support/message_builder.h"

#include <algorithm>
#include <array>
#include <string>

namespace framelens::test {

namespace {

constexpr auto toServer = Direction::ToServer;
constexpr auto toClient = Direction::ToClient;

std::string pick(Dice &dice, std::initializer_list<std::string_view> from)
{
    return std::string(*(from.begin() + dice.below(static_cast<std::uint32_t>(from.size()))));
}

std::string headers(Dice &dice)
{
    std::string lines;
    for (std::uint32_t n = dice.between(1, 5); n-- > 0;)
        lines += "X-" + std::string(1, static_cast<char>('A' + n)) + ": " + dice.words(dice.between(1, 40)) + "\r\n";
    return lines;
}

std::string chunked(Dice &dice)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string body;
    for (std::uint32_t n = dice.between(1, 4); n-- > 0;) {
        const std::uint32_t size = dice.between(1, 255);
        body += {digits[size / 16], digits[size % 16], '\r', '\n'};
        body += dice.words(size) + "\r\n";
    }
    return body + "0\r\n\r\n";
}

Talk http(Dice &dice)
{
    Talk talk;
    for (std::uint32_t n = dice.between(1, 4); n-- > 0;) {
        const bool posts = dice.below(3) == 0;
        const std::string sent = posts ? dice.words(dice.between(1, 300)) : std::string();
        std::string request = (posts ? "POST" : pick(dice, {"GET", "DELETE", "OPTIONS"})) + " /" + std::to_string(dice.below(1000))
            + " HTTP/1.1\r\nHost: example.org\r\n" + headers(dice);
        if (posts)
            request += "Content-Length: " + std::to_string(sent.size()) + "\r\n";
        talk.push_back({toServer, textBytes(request + "\r\n" + sent)});
        std::string response = "HTTP/1.1 200 OK\r\n" + headers(dice);
        if (dice.flip()) {
            response += "Transfer-Encoding: chunked\r\n\r\n" + chunked(dice);
        } else {
            const std::string body = dice.words(dice.below(400));
            response += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
        }
        talk.push_back({toClient, textBytes(response)});
    }
    return talk;
}

Buffer tlsRecord(Dice &dice, unsigned type, std::size_t size)
{
    return ByteWriter().u8(type).u16(0x0303).u16(static_cast<unsigned>(size)).bytes(dice.bytes(size)).buffer();
}

// A ServerHello (RFC 8446, 4.1.3) with the least that it needs.
Buffer serverHello(Dice &dice)
{
    ByteWriter hello;
    hello.u16(0x0303).bytes(dice.bytes(32)).u8(0).u16(0x1301).u8(0).u16(6).u16(43).u16(2).u16(0x0304);
    return ByteWriter().u8(22).u16(0x0303).u16(static_cast<unsigned>(hello.size() + 4)).u8(2)
        .sized(hello.size(), 3).bytes(hello.buffer()).buffer();
}

Talk tls(Dice &dice)
{
    Talk talk = {{toServer, tlsClientHello(dice.words(8) + ".example")}, {toClient, serverHello(dice)}};
    for (std::uint32_t n = dice.between(2, 8); n-- > 0;)
        talk.push_back({dice.flip() ? toServer : toClient, tlsRecord(dice, 23, dice.between(17, 800))});
    return talk;
}

Talk mqtt(Dice &dice)
{
    Talk talk = {{toServer, mqttConnect("c" + std::to_string(dice.below(10'000)))},
                 {toClient, ByteWriter().u32(0x20020000).buffer()}};
    if (dice.flip())
        talk.push_back({toServer, mqttSubscribe(static_cast<std::uint16_t>(dice.between(1, 1000)), "a/" + dice.words(5))});
    for (std::uint32_t n = dice.between(1, 6); n-- > 0;)
        talk.push_back({dice.flip() ? toServer : toClient, mqttPublish("t/" + dice.words(6), dice.words(dice.below(300)))});
    return talk;
}

std::string bulk(std::string_view text)
{
    return "$" + std::to_string(text.size()) + "\r\n" + std::string(text) + "\r\n";
}

std::string respReply(Dice &dice)
{
    switch (dice.below(5)) {
    case 0: return "+OK\r\n";
    case 1: return ":" + std::to_string(dice.below(100'000)) + "\r\n";
    case 2: return "$-1\r\n";
    case 3: return "-ERR " + dice.words(20) + "\r\n";
    default: return bulk(dice.words(dice.below(200)));
    }
}

Talk resp(Dice &dice)
{
    Talk talk;
    for (std::uint32_t n = dice.between(1, 6); n-- > 0;) {
        const std::uint32_t words = dice.between(1, 3);
        std::string command = "*" + std::to_string(words + 1) + "\r\n" + bulk(pick(dice, {"GET", "SET", "DEL", "HSET"}));
        for (std::uint32_t i = 0; i < words; ++i)
            command += bulk(dice.words(dice.between(1, 30)));
        talk.push_back({toServer, textBytes(command)});
        talk.push_back({toClient, textBytes(respReply(dice))});
    }
    return talk;
}

Buffer prefixed(const Buffer &message)
{
    return ByteWriter().u16(static_cast<unsigned>(message.size())).bytes(message).buffer();
}

Talk dns(Dice &dice)
{
    Talk talk;
    for (std::uint32_t n = dice.between(1, 4); n-- > 0;) {
        const auto id = static_cast<std::uint16_t>(dice.below(65'536));
        const std::string name = "h" + std::to_string(dice.below(1000)) + ".example.org";
        talk.push_back({toServer, prefixed(DnsMessage(id, 0x0100).question(name, dns_type::a).bytes())});
        DnsMessage reply(id, 0x8180);
        reply.question(name, dns_type::a);
        for (std::uint32_t i = dice.between(1, 3); i-- > 0;)
            reply.answer(name, dns_type::a, dice.bytes(4));
        talk.push_back({toClient, prefixed(reply.bytes())});
    }
    return talk;
}

Talk lines(Dice &dice)
{
    Talk talk;
    const std::string end = dice.flip() ? "\r\n" : "\n";
    for (std::uint32_t n = dice.between(3, 12); n-- > 0;)
        talk.push_back({dice.flip() ? toServer : toClient, textBytes(dice.words(dice.between(1, 120)) + end)});
    return talk;
}

Talk lengths(Dice &dice, std::size_t width, ByteOrder order)
{
    Talk talk;
    const bool bothWays = dice.flip();
    const std::uint32_t most = std::array{40U, 300U, 1500U}[dice.below(3)];
    const bool isText = dice.below(3) == 0;
    for (std::uint32_t n = dice.between(4, 20); n-- > 0;) {
        const std::uint32_t size = dice.between(1, most);
        const Buffer body = isText ? textBytes(dice.words(size)) : dice.bytes(size);
        talk.push_back({bothWays && dice.flip() ? toClient : toServer, ByteWriter(order).sized(size, width).bytes(body).buffer()});
    }
    return talk;
}

Talk random(Dice &dice)
{
    Talk talk;
    const bool bothWays = dice.flip();
    const std::uint32_t most = std::array{10U, 200U, 5000U, 60'000U}[dice.below(4)];
    for (std::uint32_t n = dice.between(1, 5); n-- > 0;)
        talk.push_back({bothWays && dice.flip() ? toClient : toServer, dice.bytes(dice.between(1, most))});
    return talk;
}

} // namespace

Buffer Dice::bytes(std::size_t size)
{
    Buffer all(size);
    for (std::byte &byte : all)
        byte = static_cast<std::byte>(below(256));
    return all;
}

std::string Dice::words(std::size_t size)
{
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789";
    std::string all(size, 'a');
    for (char &letter : all)
        letter = letters[below(static_cast<std::uint32_t>(letters.size()))];
    return all;
}

std::string_view nameOf(StreamKind kind)
{
    constexpr std::array<std::string_view, 11> names = {"http", "tls", "mqtt", "resp", "dns", "line", "u16be", "u16le", "u32be", "u32le",
                                                        "random"};
    return names.at(static_cast<std::size_t>(kind));
}

Talk talkOf(StreamKind kind, std::uint32_t seed)
{
    Dice dice(seed * 64 + static_cast<std::uint32_t>(kind));
    switch (kind) {
    case StreamKind::Http: return http(dice);
    case StreamKind::Tls: return tls(dice);
    case StreamKind::Mqtt: return mqtt(dice);
    case StreamKind::Resp: return resp(dice);
    case StreamKind::DnsOverTcp: return dns(dice);
    case StreamKind::Lines: return lines(dice);
    case StreamKind::U16Be: return lengths(dice, 2, ByteOrder::Big);
    case StreamKind::U16Le: return lengths(dice, 2, ByteOrder::Little);
    case StreamKind::U32Be: return lengths(dice, 4, ByteOrder::Big);
    case StreamKind::U32Le: return lengths(dice, 4, ByteOrder::Little);
    case StreamKind::Random:
    case StreamKind::Count_: break;
    }
    return random(dice);
}

Talk inPieces(const Talk &talk, Dice &dice, std::uint32_t most)
{
    Talk cut;
    for (const Turn &turn : talk) {
        for (std::size_t at = 0; at < turn.bytes.size();) {
            const std::size_t size = std::min<std::size_t>(dice.between(1, most), turn.bytes.size() - at);
            cut.push_back({turn.direction, join({Bytes(turn.bytes).subspan(at, size)})});
            at += size;
        }
    }
    return cut;
}

Talk inBytes(const Talk &talk)
{
    Dice dice(0);
    return inPieces(talk, dice, 1);
}

Buffer saidBy(const Talk &talk, Direction direction)
{
    ByteWriter all;
    for (const Turn &turn : talk)
        if (turn.direction == direction)
            all.bytes(turn.bytes);
    return std::move(all).buffer();
}

} // namespace framelens::test
