// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/base/visible_text.h"
#include "tests/support/test_main.h"

#include <QStringDecoder>
#include <QTest>

#include <random>

using framelens::visibleText;

class TstVisibleText : public QObject
{
    Q_OBJECT

private slots:
    void dangerousCharactersBecomeEscapes_data();
    void dangerousCharactersBecomeEscapes();
    void everyControlCharacterIsEscaped();
    void ordinaryTextIsUnchanged_data();
    void ordinaryTextIsUnchanged();
    void bytesThatAreNoUtf8AreShownInHex_data();
    void bytesThatAreNoUtf8AreShownInHex();
    void lengthIsBounded();
    void combiningMarksInARowAreBounded();
    void anyBytesGiveValidUtf8WithoutControls();
    void appendingKeepsWhatWasThere();
};

namespace {

QString shown(std::string_view outside)
{
    return QString::fromStdString(visibleText(outside));
}

std::string utf8(char32_t character)
{
    const char32_t between[] = {U'x', character}; // alone, a byte order mark would be taken as one
    return QString::fromUcs4(between, 2).mid(1).toStdString();
}

}

void TstVisibleText::dangerousCharactersBecomeEscapes_data()
{
    QTest::addColumn<uint>("first");
    QTest::addColumn<uint>("last");
    QTest::newRow("C0") << 0x00U << 0x1fU;
    QTest::newRow("DEL and C1") << 0x7fU << 0x9fU;
    QTest::newRow("soft hyphen") << 0xadU << 0xadU;
    QTest::newRow("Arabic letter mark") << 0x61cU << 0x61cU;
    QTest::newRow("zero width and direction marks") << 0x200bU << 0x200fU;
    QTest::newRow("line and paragraph separators") << 0x2028U << 0x2029U;
    QTest::newRow("bidi embeddings and overrides") << 0x202aU << 0x202eU;
    QTest::newRow("word joiner") << 0x2060U << 0x2060U;
    QTest::newRow("bidi isolates") << 0x2066U << 0x2069U;
    QTest::newRow("byte order mark") << 0xfeffU << 0xfeffU;
    QTest::newRow("tags") << 0xe0000U << 0xe007fU;
}

void TstVisibleText::dangerousCharactersBecomeEscapes()
{
    QFETCH(uint, first);
    QFETCH(uint, last);
    for (char32_t character = first; character <= last; ++character) {
        const QString code = QString::number(static_cast<uint>(character), 16).toUpper().rightJustified(4, u'0');
        QCOMPARE_EQ(shown("a" + utf8(character) + "b"), QStringLiteral("a<U+%1>b").arg(code));
    }
}

void TstVisibleText::everyControlCharacterIsEscaped()
{
    std::string all;
    for (int value = 0; value < 256; ++value)
        all.push_back(static_cast<char>(value));
    for (const char character : visibleText(all))
        QVERIFY(static_cast<unsigned char>(character) >= 0x20 && character != 0x7f);
}

void TstVisibleText::ordinaryTextIsUnchanged_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << "";
    QTest::newRow("ASCII") << " !\"#az09~";
    QTest::newRow("markup stays text") << "<img src='/path'>&amp;";
    QTest::newRow("Latin") << QString::fromUtf8("Bücher für Café");
    QTest::newRow("accent as a mark") << QString::fromUtf8("e\u0301");
    QTest::newRow("Hebrew, Arabic, Chinese") << QString::fromUtf8("שלום مرحبا 你好");
    QTest::newRow("beyond the BMP") << QString::fromUtf8("\U0001F980 \U00010000 \U0010FFFF");
    QTest::newRow("edges of the escaped ranges") << QString::fromUtf8("\u00a0\u200a\u2010\u2027\u202f");
}

void TstVisibleText::ordinaryTextIsUnchanged()
{
    QFETCH(QString, text);
    QCOMPARE_EQ(shown(text.toStdString()), text);
}

void TstVisibleText::bytesThatAreNoUtf8AreShownInHex_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("text");
    QTest::newRow("lone continuation") << QByteArray("a\x80z") << "a<0x80>z";
    QTest::newRow("lead at the end") << QByteArray("a\xc3") << "a<0xC3>";
    QTest::newRow("lead without continuation") << QByteArray("\xe2z") << "<0xE2>z";
    QTest::newRow("three of four") << QByteArray("\xf0\x9f\xa6") << "<0xF0><0x9F><0xA6>";
    QTest::newRow("overlong slash") << QByteArray("\xc0\xaf") << "<0xC0><0xAF>";
    QTest::newRow("overlong in three") << QByteArray("\xe0\x80\xaf") << "<0xE0><0x80><0xAF>";
    QTest::newRow("overlong in four") << QByteArray("\xf0\x80\x80\xaf") << "<0xF0><0x80><0x80><0xAF>";
    QTest::newRow("unpaired surrogate") << QByteArray("\xed\xa0\x80") << "<0xED><0xA0><0x80>";
    QTest::newRow("above U+10FFFF") << QByteArray("\xf4\x90\x80\x80") << "<0xF4><0x90><0x80><0x80>";
    QTest::newRow("never in UTF-8") << QByteArray("\xfe\xff") << "<0xFE><0xFF>";
    QTest::newRow("good after bad") << QByteArray("\xc3\xc3\xa9") << QString::fromUtf8("<0xC3>é");
}

void TstVisibleText::bytesThatAreNoUtf8AreShownInHex()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, text);
    QCOMPARE_EQ(shown({bytes.constData(), static_cast<std::size_t>(bytes.size())}), text);
}

void TstVisibleText::lengthIsBounded()
{
    QCOMPARE_EQ(visibleText("abcdef", 6), "abcdef");
    QCOMPARE_EQ(visibleText("abcdefg", 6), "abcdef...");
    QCOMPARE_EQ(visibleText("\xc3\xa9\xc3\xa9\xc3\xa9", 2), "\xc3\xa9\xc3\xa9..."); // characters, not bytes
    QCOMPARE_EQ(visibleText("\x01\x02\x03", 2), "<U+0001><U+0002>...");
    QCOMPARE_EQ(visibleText("a", 0), "...");
    QCOMPARE_EQ(visibleText(std::string(1'000'000, 'x')).size(), 4096U + 3);
}

void TstVisibleText::combiningMarksInARowAreBounded()
{
    for (const char32_t mark : {U'\u0301', U'\u064e', U'\u0e35', U'\u20dd'}) {
        std::string marks = "a";
        for (int i = 0; i < 9; ++i)
            marks += utf8(mark);
        const QString text = shown(marks + "b");
        QCOMPARE_EQ(text.count(QString::fromUcs4(&mark, 1)), 8);
        QCOMPARE_EQ(text.count(QLatin1String("<U+")), 1);
        QVERIFY(text.endsWith(u'b'));
    }
    std::string spread;
    for (int i = 0; i < 100; ++i)
        spread += "a\xcc\x81";
    QCOMPARE_EQ(visibleText(spread), spread);
}

void TstVisibleText::anyBytesGiveValidUtf8WithoutControls()
{
    std::mt19937 random(20);
    for (int round = 0; round < 2000; ++round) {
        std::string bytes(random() % 64, '\0');
        for (char &byte : bytes)
            byte = static_cast<char>(random() % 4 == 0 ? random() % 128 : 128 + random() % 128);
        const std::string text = visibleText(bytes);
        QStringDecoder decoder(QStringDecoder::Utf8);
        const QString decoded = decoder.decode(QByteArrayView(text.data(), static_cast<qsizetype>(text.size())));
        QVERIFY(!decoder.hasError());
        for (const QChar character : decoded)
            QVERIFY(character.category() != QChar::Other_Control);
    }
}

void TstVisibleText::appendingKeepsWhatWasThere()
{
    std::string text = "name: ";
    framelens::appendVisible(text, "a\tb");
    QCOMPARE_EQ(text, "name: a<U+0009>b");
}

FRAMELENS_TEST(TstVisibleText)
#include "tst_visible_text.moc"
