// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/export/byte_text.h"
#include "tests/support/byte_writer.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <functional>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

using Form = std::function<void(TextSink &, Bytes)>;

QByteArray written(const Form &form, std::string_view bytes)
{
    std::string text;
    TextSink sink(text);
    form(sink, asBytes(bytes));
    return QByteArray::fromStdString(text);
}

constexpr std::string_view mixed("Hi\t\"7\"\\\r\n\0" "1\xff z", 14);

} // namespace

class TstByteText : public QObject
{
    Q_OBJECT

private slots:
    void hexIsLowerCase()
    {
        QCOMPARE(written(writeHexStream, "Hello\xff"), "48656c6c6fff");
        QCOMPARE(written(writeHexSpaced, "Hello\xff"), "48 65 6c 6c 6f ff");
    }

    void aDumpHasOffsetsBytesAndCharacters()
    {
        QCOMPARE(written(writeHexDump, std::string_view("0123456789abcdef\0A", 18)),
                 "0000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66   0123456789abcdef\n"
                 "0010  00 41                                             .A\n");
        QCOMPARE(written(writeOffsetDump, std::string_view("0123456789abcdef\0A", 18)),
                 "0000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66\n"
                 "0010  00 41\n");
    }

    void offsetsOfLongBytesHaveMoreDigits()
    {
        const std::string four(0x10000, 'a');
        QVERIFY(written(writeOffsetDump, four).startsWith("0000  61"));
        QVERIFY(written(writeOffsetDump, four + 'a').startsWith("00000  61"));
        QVERIFY(written(writeOffsetDump, four + 'a').endsWith("\n10000  61\n"));
    }

    void printableTextLeavesTheRestOut() { QCOMPARE(written(writePrintable, mixed), "Hi\t\"7\"\\\n1 z"); }

    void anEscapedStringIsOneOfC() { QCOMPARE(written(writeEscaped, mixed), "\"Hi\\t\\\"7\\\"\\\\\\r\\n\\0001\\377 z\""); }

    void pythonReadsItsBytes() { QCOMPARE(written(writePythonBytes, mixed), "b\"Hi\\t\\\"7\\\"\\\\\\r\\n\\x001\\xff z\""); }

    void base64IsPadded_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        for (const char *bytes : {"", "f", "fo", "foo", "foob", "fooba", "foobar", "\xff\xfe\xfd\xfb"})
            QTest::newRow(bytes) << QByteArray(bytes);
    }
    void base64IsPadded()
    {
        QFETCH(QByteArray, bytes);
        QCOMPARE(written(writeBase64, bytes.toStdString()), bytes.toBase64());
    }

    void anArrayOfCNamesItsSize()
    {
        const Form form = [](TextSink &sink, Bytes bytes) { writeCArray(sink, bytes, "frame7"); };
        QCOMPARE(written(form, "0123456789abc"),
                 "static const unsigned char frame7[13] = {\n"
                 "    0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x61, 0x62,\n"
                 "    0x63\n"
                 "};\n");
        QCOMPARE(written(form, ""), "static const unsigned char frame7[1] = {\n    0x00 /* no bytes */\n};\n");
    }

    void noBytesAreNoTextOrAnEmptyString()
    {
        for (const Form &form : {Form(writeHexStream), Form(writeHexSpaced), Form(writeHexDump), Form(writeOffsetDump),
                                 Form(writePrintable), Form(writeBase64)})
            QCOMPARE(written(form, ""), "");
        QCOMPARE(written(writeEscaped, ""), "\"\"");
        QCOMPARE(written(writePythonBytes, ""), "b\"\"");
    }
};

FRAMELENS_TEST(TstByteText)
#include "tst_byte_text.moc"
