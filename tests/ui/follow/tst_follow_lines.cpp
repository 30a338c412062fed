// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/follow/follow_lines.h"

#include "tests/support/test_main.h"
#include "tests/support/ui/fake_streams.h"
#include "ui/follow/follow_text.h"

#include <QtTest>

#include <random>

using namespace framelens;
using namespace framelens::test;
using namespace framelens::ui;
using namespace Qt::StringLiterals;

namespace {

constexpr Direction client = Direction::ToServer;
constexpr Direction server = Direction::ToClient;

QStringList textOf(const FollowedStream &stream, FollowForm form, FollowSides sides = FollowSides::Both,
                   FollowEncoding encoding = FollowEncoding::Utf8)
{
    QStringList lines;
    LineWalker walker(stream, {form, sides});
    while (const auto line = walker.next())
        lines += followText(stream, *line, form, encoding).text;
    return lines;
}

std::unique_ptr<FollowLines> built(std::shared_ptr<const FollowedStream> stream, FollowLayout layout)
{
    auto lines = std::make_unique<FollowLines>(std::move(stream), layout);
    Job job;
    lines->build(job);
    return lines;
}

} // namespace

class TstFollowLines : public QObject
{
    Q_OBJECT

private slots:
    void textIsThatOfLinesNotOfSegments()
    {
        FakeStream stream;
        stream.say(client, "GET / HT", 0).say(client, "TP/1.1\r\nHost: a\r\n\r\n", 1).say(server, "HTTP/1.1 200 OK\r\n", 2);
        QCOMPARE(textOf(stream, FollowForm::Text),
                 (QStringList{u"> GET / HTTP/1.1"_s, u"> Host: a"_s, u"> "_s, u"    < HTTP/1.1 200 OK"_s}));
    }

    void gapsAreLinesOfTheirOwn()
    {
        FakeStream stream;
        stream.say(client, "ab", 0).miss(client, 1460, 1).say(client, "cd", 1).miss(server, 1, 2);
        for (const FollowForm form : {FollowForm::Text, FollowForm::Raw})
            QCOMPARE(textOf(stream, form).filter(u"missing"_s),
                     (QStringList{u"> [1,460 bytes missing]"_s, u"    < [1 byte missing]"_s}));
        QCOMPARE(textOf(stream, FollowForm::Raw).size(), 4);
    }

    void formsWriteTheSameBytes()
    {
        FakeStream stream;
        stream.say(client, std::string_view("A\"\0\xff\n1", 6), 0).say(server, "x", 1);
        QCOMPARE(textOf(stream, FollowForm::HexDump).front(),
                 u"> 00000000  41 22 00 ff 0a 31                                 A\"···1"_s);
        QCOMPARE(textOf(stream, FollowForm::Raw), (QStringList{u"> 412200ff0a31"_s, u"    < 78"_s}));
        QCOMPARE(textOf(stream, FollowForm::CArray).front(),
                 u"> const unsigned char client_0[] = { 0x41, 0x22, 0x00, 0xff, 0x0a, 0x31, };"_s);
        QCOMPARE(textOf(stream, FollowForm::Escaped),
                 (QStringList{u"> \"A\\\"\\000\\377\\n\""_s, u"> \"1\""_s, u"    < \"x\""_s}));
    }

    void oneSideGoesOnWhereTheOtherSpoke()
    {
        FakeStream stream;
        stream.say(client, "one ", 0).say(server, "answer", 1).say(client, "two", 2);
        QCOMPARE(textOf(stream, FollowForm::Text, FollowSides::ToServer), QStringList{u"> one two"_s});
        QCOMPARE(textOf(stream, FollowForm::Text, FollowSides::ToClient), QStringList{u"    < answer"_s});
    }

    void charactersAreNeverCut()
    {
        FakeStream stream;
        std::string text(199, 'a');
        text += "\xe2\x82\xac!"; // the euro's three bytes lie across the limit
        for (const char c : text)
            stream.say(client, std::string_view(&c, 1), 0);
        const QStringList lines = textOf(stream, FollowForm::Text);
        QCOMPARE(lines.size(), 2);
        QVERIFY(lines.front().endsWith(u'€'));
        QCOMPARE(lines.back(), u"> !"_s);
    }

    void hostileTextIsInert()
    {
        FakeStream stream;
        stream.say(client, "a\xe2\x80\xae\x1b[31m\xff", 0);
        QCOMPARE(textOf(stream, FollowForm::Text), QStringList{u"> a<U+202E><U+001B>[31m<0xFF>"_s});
        QCOMPARE(textOf(stream, FollowForm::Text, FollowSides::Both, FollowEncoding::Latin1).front().back(), u'ÿ');
    }

    void linesAreTheSameHoweverTheBytesCame()
    {
        std::mt19937 random(7);
        std::string text;
        for (int n = 0; n < 3000; ++n)
            text += static_cast<char>(random() % 9 == 0 ? '\n' : 'a' + static_cast<int>(random() % 26));
        FakeStream whole;
        whole.say(client, text, 0);
        for (int round = 0; round < 20; ++round) {
            FakeStream cut;
            for (std::size_t at = 0; at < text.size();) {
                const std::size_t size = std::min<std::size_t>(1 + random() % 50, text.size() - at);
                cut.say(client, std::string_view(text).substr(at, size), 0);
                at += size;
            }
            for (const FollowForm form : {FollowForm::Text, FollowForm::HexDump, FollowForm::CArray, FollowForm::Escaped})
                QCOMPARE(textOf(cut, form), textOf(whole, form));
        }
    }

    void linesAreFoundFromAnywhereAndLeadBack()
    {
        auto stream = std::make_shared<FakeStream>();
        std::mt19937 random(3);
        for (std::uint32_t n = 0; n < 2000; ++n) {
            if (n % 97 == 5)
                stream->miss(n % 2 == 0 ? client : server, n, n);
            else
                stream->say(random() % 3 == 0 ? server : client, std::string(1 + random() % 40, random() % 4 == 0 ? '\n' : 'x'), n);
        }
        for (const FollowSides sides : {FollowSides::Both, FollowSides::ToServer}) {
            const auto all = built(stream, {FollowForm::Text, sides});
            const FollowLines &lines = *all;
            LineWalker walker(*stream, {FollowForm::Text, sides});
            std::uint64_t number = 0;
            while (const auto expected = walker.next()) {
                const auto found = lines.lines(number, 1);
                QCOMPARE(found.size(), std::size_t{1});
                QVERIFY(found.front().begin == expected->begin && found.front().end == expected->end);
                QCOMPARE(found.front().beginsRun, expected->beginsRun);
                QCOMPARE(lines.lineOf(expected->begin), number);
                ++number;
            }
            QVERIFY(number > 512);
            QCOMPARE(lines.count(), number);
            QVERIFY(lines.isComplete());
        }
    }

    void growthContinuesWhereTheLinesEnded()
    {
        auto before = std::make_shared<FakeStream>();
        for (std::uint32_t n = 0; n < 400; ++n)
            before->say(client, "line\nand a part", n);
        const auto first = built(before, {FollowForm::Text, FollowSides::Both});
        auto after = std::make_shared<FakeStream>(*before);
        for (std::uint32_t n = 400; n < 900; ++n)
            after->say(client, "line\nand a part", n);
        FollowLines grown(after, *first);
        Job job;
        grown.build(job);
        const auto fresh = built(after, {FollowForm::Text, FollowSides::Both});
        QCOMPARE(grown.count(), fresh->count());
        for (std::uint64_t line = 0; line < fresh->count(); line += 7)
            QVERIFY(grown.lines(line, 1).front().begin == fresh->lines(line, 1).front().begin);
    }

    void aClosedGapIsLaidOutAnew()
    {
        auto before = std::make_shared<FakeStream>();
        before->miss(client, 100, 0);
        const auto first = built(before, {FollowForm::Text, FollowSides::Both});
        auto after = std::make_shared<FakeStream>();
        after->say(client, "what was missing\nand more", 0);
        FollowLines grown(after, *first);
        Job job;
        grown.build(job);
        QCOMPARE(grown.count(), std::uint64_t{2});
        QVERIFY(!grown.lines(0, 1).front().isGap);
    }

    void bytesOfAFrameAreFoundAlsoOutOfOrder()
    {
        FakeStream stream;
        for (std::uint32_t n = 0; n < 3000; ++n)
            stream.say(client, "0123456789", n % 10 == 4 ? n + 1 : n % 10 == 5 ? n - 1 : n, 54);
        for (std::uint32_t frame = 0; frame < 3000; ++frame) {
            const auto place = placeOf(stream, frame, 57);
            QVERIFY(place);
            QCOMPARE(stream.piece(place->piece).frame, frame);
            QCOMPARE(place->offset, std::uint64_t{3});
        }
        QVERIFY(!placeOf(stream, 3000, 57));
    }

    void cancelKeepsWhatWasFound()
    {
        const auto stream = std::make_shared<EndlessStream>(100'000, "some line\n");
        FollowLines lines(stream, {FollowForm::Text, FollowSides::Both});
        Job job;
        job.cancel();
        lines.build(job);
        QVERIFY(!lines.isComplete());
        QCOMPARE(lines.count(), std::uint64_t{0});
    }
};

FRAMELENS_TEST(TstFollowLines)
#include "tst_follow_lines.moc"
