// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Plain text lines: where they end, how long they may be, and what looks like text.
#include "tests/support/framed.h"
#include "tests/support/qt_text.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

const StreamUse &use() { return streamUseOf("text"); }

} // namespace

class TstText : public QObject
{
    Q_OBJECT

private slots:
    void aLineIsShownWithoutItsEnd()
    {
        const DecodedMessage frame("text", asBytes("hello \x1b[1mworld\r\n"), 9000);
        QCOMPARE(qtText(frame->show("text.line")), u"hello <U+001B>[1mworld"_s);
        QCOMPARE(qtText(frame->info()), u"hello <U+001B>[1mworld"_s);
        QCOMPARE(qtText(frame->place("text.line")), u"54+17"_s);
    }

    void linesEndWithTheirEnd()
    {
        const std::string lines = "one\r\n\ntwo\nrest";
        QCOMPARE(qtText(framed(use(), asBytes(lines))), u"5 1 4 needs 5"_s);
        QCOMPARE(qtText(framed(use(), asBytes(lines), {.ended = true})), u"5 1 4 4"_s);
        QCOMPARE(qtText(differsInSteps(use(), asBytes(lines), true)), QString());
    }

    void aLineWithoutEndIsCutAtTheLimit()
    {
        const std::string endless(70'000, 'a');
        QCOMPARE(qtText(framed(use(), asBytes(endless))), u"65536 needs 4465"_s);
        QCOMPARE(qtText(differsInSteps(use(), asBytes(endless))), QString());
        QVERIFY(looksPerByte(use(), asBytes(std::string(20'000, 'b'))) < 2);
    }

    void textIsRecognised()
    {
        const auto seen = [](std::string_view bytes) { return qtText(recognised(use(), asBytes(bytes))); };
        QCOMPARE(seen("220 mail ready\r\n"), u"yes"_s);
        QCOMPARE(seen("gr\xc3\xbc\xc3\x9f dich\n"), u"yes"_s);
        QCOMPARE(seen("no end yet"), u"needs more"_s);
        QCOMPARE(seen("bin\x01ary\n"), u"no"_s);
        QCOMPARE(seen("half \xc3 character\n"), u"no"_s);
        QCOMPARE(seen("\xff\xfe\n"), u"no"_s);
        QCOMPARE(seen(std::string(2000, 'x')), u"no"_s);
    }
};

FRAMELENS_TEST(TstText)
#include "tst_text.moc"
