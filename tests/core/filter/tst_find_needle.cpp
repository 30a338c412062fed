// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What somebody types becomes bytes to look for, or a mistake with its place.
#include "core/base/letter_case.h"
#include "core/filter/find_frame.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace framelens;

namespace {

const std::shared_ptr<const Registry> &registry()
{
    static const auto made = Registry::builtIn();
    return made;
}

std::string hitsOf(const FindQuery &query, std::string_view in)
{
    const auto needle = FindNeedle::compile(query, registry());
    if (!needle)
        return std::to_string(needle.error().position) + ": " + needle.error().message;
    std::string text;
    for (const FoundBytes &found : findInBytes(**needle, asBytes(in), 100))
        text += (text.empty() ? "" : " ") + std::to_string(found.offset) + "+" + std::to_string(found.size);
    return text;
}

} // namespace

class TstFindNeedle : public QObject
{
    Q_OBJECT

private slots:
    void bytesAreWrittenInManyWays()
    {
        for (const char *text : {"0d0a", "0D 0a", " 0d:0A ", "0d-0a", "0d,0a", "0d\t0a"})
            QCOMPARE_EQ(hitsOf({FindKind::Hex, text}, "a\r\n\r\n"), "1+2 3+2");
    }

    void whatIsNoByteIsSaidWithItsPlace()
    {
        QCOMPARE_EQ(hitsOf({FindKind::Hex, "0d 0"}, ""), "4: a byte is two hex digits, as in 0d 0a");
        QCOMPARE_EQ(hitsOf({FindKind::Hex, "0d xx"}, ""), "3: a byte is two hex digits, as in 0d 0a");
        QCOMPARE_EQ(hitsOf({FindKind::Hex, "0d0:a"}, ""), "3: a byte is two hex digits, as in 0d 0a");
        for (const FindKind kind : {FindKind::Hex, FindKind::Text, FindKind::Expression, FindKind::Display})
            QCOMPARE_EQ(hitsOf({kind, ""}, "abc"), "0: there is nothing to look for");
        QCOMPARE_EQ(hitsOf({FindKind::Hex, " : "}, ""), "0: there is nothing to look for");
        QVERIFY(hitsOf({FindKind::Expression, "ab("}, "").starts_with("3: "));
        QVERIFY(hitsOf({FindKind::Display, "ip.adr == 1.2.3.4"}, "").starts_with("0: "));
    }

    void textHeedsCaseWhenAsked()
    {
        QCOMPARE_EQ(hitsOf({FindKind::Text, "Host"}, "host HOST Host"), "0+4 5+4 10+4");
        QCOMPARE_EQ(hitsOf({FindKind::Text, "Host", true}, "host HOST Host"), "10+4");
        QCOMPARE_EQ(hitsOf({FindKind::Text, "straße ÄÖ"}, "STRAße äö"), "0+12");
        QCOMPARE_EQ(hitsOf({FindKind::Text, "привет"}, "ПРИВЕТ привет"), "0+12 13+12");
        QCOMPARE_EQ(hitsOf({FindKind::Text, " "}, "a b"), "1+1");
    }

    void textIsFoundInUtf16OfEitherOrder()
    {
        using namespace std::string_view_literals;
        QCOMPARE_EQ(hitsOf({FindKind::Text, "ab", false, true}, "a\0b\0 \0A\0B ab"sv), "0+4 5+4 10+2");
        QCOMPARE_EQ(hitsOf({FindKind::Text, "ab"}, "a\0b\0 \0A\0B ab"sv), "10+2");
        QCOMPARE_EQ(hitsOf({FindKind::Text, "\U0001F600", true, true}, "=\xd8\0\xde\xd8=\xde\0"sv), "0+4 4+4");
        QCOMPARE_EQ(hitsOf({FindKind::Text, "a", true, true}, "a\0"sv), "0+2"); // the longest that begins there
    }

    void textThatIsNoUtf8IsBytes()
    {
        QCOMPARE_EQ(hitsOf({FindKind::Text, "\xff\x80" "A", false, true}, "..\xff\x80" "a"), "2+3");
    }

    void hitsOverlapButThoseOfExpressionsDoNot()
    {
        QCOMPARE_EQ(hitsOf({FindKind::Text, "aa"}, "aaaa"), "0+2 1+2 2+2");
        QCOMPARE_EQ(hitsOf({FindKind::Expression, "aa"}, "aaaaa"), "0+2 2+2");
        QCOMPARE_EQ(hitsOf({FindKind::Expression, "a*"}, "baab"), "1+2");
        QCOMPARE_EQ(hitsOf({FindKind::Expression, "x*"}, "baab"), "");
        QCOMPARE_EQ(hitsOf({FindKind::Expression, "(?<=a)b"}, "ab b"), "1+1");
    }

    void expressionsThatExplodeHoldNothing()
    {
        QCOMPARE_EQ(hitsOf({FindKind::Expression, "^(a|aa)+[yz]"}, std::string(60, 'a')), "");
    }

    void whatIsTooLongIsRefused()
    {
        QCOMPARE_EQ(hitsOf({FindKind::Text, std::string(FindNeedle::mostBytes, 'a')}, "b"), "");
        for (const FindKind kind : {FindKind::Text, FindKind::Expression})
            QVERIFY(hitsOf({kind, std::string(FindNeedle::mostBytes + 1, 'a')}, "b").starts_with("0: what is looked for may have at most"));
        QVERIFY(hitsOf({FindKind::Hex, std::string(FindNeedle::mostBytes * 2 + 2, 'a')}, "b").starts_with("0: what is looked for"));
    }

    void bothCasesOfALetterAreEachOthers()
    {
        for (std::uint32_t letter = 0; letter < 0x600; ++letter) {
            const std::uint32_t other = otherCase(letter);
            QCOMPARE_EQ(otherCase(other), letter);
            QCOMPARE_EQ(other < 0x80, letter < 0x80);
            const QChar::Category category = QChar::category(char32_t{letter});
            if (other != letter)
                QVERIFY(category == QChar::Letter_Lowercase ? QChar::toUpper(char32_t{letter}) == other : QChar::toLower(char32_t{letter}) == other);
        }
        for (std::uint32_t letter = 'a'; letter <= 'z'; ++letter)
            QCOMPARE_EQ(otherCase(letter), letter - 0x20);
    }
};

FRAMELENS_TEST(TstFindNeedle)
#include "tst_find_needle.moc"
