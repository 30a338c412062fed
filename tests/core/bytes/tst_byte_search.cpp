// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Every place where a pattern stands is found from either side, as by a plain comparison at each place.
#include "core/bytes/byte_search.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <random>

using namespace framelens;

namespace {

std::vector<std::byte> bytesOf(std::string_view text)
{
    const Bytes bytes = asBytes(text);
    return {bytes.begin(), bytes.end()};
}

// Few different values: many places nearly fit.
std::vector<std::byte> randomBytes(std::mt19937 &random, std::size_t size, unsigned values)
{
    std::vector<std::byte> bytes(size);
    for (std::byte &byte : bytes)
        byte = static_cast<std::byte>(random() % values + (random() % 50 == 0 ? 'A' : 'a'));
    return bytes;
}

LetterBytes letter(char one, char other)
{
    return {.one = {static_cast<std::byte>(one)}, .other = {static_cast<std::byte>(other)}, .size = 1};
}

std::vector<std::size_t> onward(const BytePattern &pattern, Bytes in, std::size_t from, std::size_t end)
{
    std::vector<std::size_t> places;
    for (auto at = pattern.first(in, from, end); at; at = pattern.first(in, *at + 1, end))
        places.push_back(*at);
    return places;
}

std::vector<std::size_t> backward(const BytePattern &pattern, Bytes in, std::size_t from, std::size_t end)
{
    std::vector<std::size_t> places;
    for (auto at = pattern.last(in, from, end); at; at = pattern.last(in, from, *at))
        places.insert(places.begin(), *at);
    return places;
}

} // namespace

class TstByteSearch : public QObject
{
    Q_OBJECT

private slots:
    void findsWhatAComparisonAtEachPlaceFinds()
    {
        std::mt19937 random(7);
        for (int round = 0; round < 3000; ++round) {
            const auto in = randomBytes(random, random() % 300, 1 + random() % 4);
            const auto wanted = randomBytes(random, 1 + random() % 6, 2);
            std::vector<LetterBytes> letters;
            for (const std::byte byte : wanted)
                letters.push_back(letter(static_cast<char>(byte), static_cast<char>(std::to_integer<int>(byte) ^ 0x20)));
            const bool folds = round % 2 == 0;
            const BytePattern pattern = folds ? BytePattern(letters) : BytePattern(wanted);
            const std::size_t from = random() % (in.size() + 2);
            const std::size_t end = random() % (in.size() + 20);
            std::vector<std::size_t> places;
            for (std::size_t at = from; at < end && at + wanted.size() <= in.size(); ++at) {
                bool stands = true;
                for (std::size_t i = 0; i < wanted.size(); ++i)
                    stands = stands && (in[at + i] == wanted[i] || (folds && (in[at + i] ^ wanted[i]) == std::byte{0x20}));
                if (stands)
                    places.push_back(at);
            }
            QCOMPARE(onward(pattern, in, from, end), places);
            QCOMPARE(backward(pattern, in, from, end), places);
        }
    }

    void aPatternLongerThanTheBytesStandsNowhere()
    {
        const BytePattern pattern(bytesOf("abc"));
        for (const std::string_view in : {"", "a", "ab"}) {
            QVERIFY(!pattern.first(asBytes(in), 0, SIZE_MAX));
            QVERIFY(!pattern.last(asBytes(in), 0, SIZE_MAX));
        }
        QCOMPARE(pattern.first(asBytes("abc"), 0, SIZE_MAX), 0U);
        QVERIFY(!pattern.first(asBytes("abc"), SIZE_MAX, SIZE_MAX));
    }

    void aLetterIsWhollyInOneCase()
    {
        // Capital and small R of Cyrillic share no byte: d0 a0, d1 80. What mixes them is another letter.
        const LetterBytes r{.one = {std::byte{0xd0}, std::byte{0xa0}}, .other = {std::byte{0xd1}, std::byte{0x80}}, .size = 2};
        const BytePattern pattern{std::span(&r, 1)};
        QCOMPARE(pattern.first(asBytes("\xd0\x80\xd1\xa0\xd1\x80"), 0, 99), 4U);
        QCOMPARE(pattern.last(asBytes("\xd0\xa0\xd0\x80\xd1\xa0"), 0, 99), 0U);
    }

    void partsKnowWhereTheyLie()
    {
        const auto all = bytesOf("0123456789");
        QCOMPARE(offsetWithin(all, Bytes(all).subspan(3, 4)), 3U);
        QCOMPARE(offsetWithin(all, Bytes(all).subspan(10)), 10U);
        QVERIFY(!offsetWithin(Bytes(all).first(5), Bytes(all).subspan(3, 4)));
        QVERIFY(!offsetWithin(Bytes(all).subspan(5), Bytes(all).first(2)));
    }
};

FRAMELENS_TEST(TstByteSearch)
#include "tst_byte_search.moc"
