// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What is typed into the send bar, as bytes.
#include "tests/support/test_main.h"
#include "tests/support/ui/window_fixture.h"

#include "ui/send_text.h"
#include "ui/widgets/send_bar.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

QByteArray asText(const std::vector<std::byte> &bytes)
{
    QByteArray text;
    for (const std::byte byte : bytes)
        text += static_cast<char>(byte);
    return text;
}

struct BarFixture
{
    BarFixture()
        : settings(QString::fromStdString(folder.file("settings.ini")))
        , bar(settings)
    {
        QObject::connect(&bar, &ui::SendBar::sendWanted, &bar, [this](const std::vector<std::byte> &bytes) {
            sent << asText(bytes);
            bar.takeSent();
        });
        bar.show();
        bar.setReady(true);
    }
    QLineEdit &line() const { return child<QLineEdit>(bar, u"sendLine"_s); }
    void typeAndSend(const QString &text)
    {
        QTest::keyClicks(&line(), text);
        QTest::keyClick(&line(), Qt::Key_Return);
    }

    TempFolder folder;
    ui::Settings settings;
    ui::SendBar bar;
    QList<QByteArray> sent;
};

} // namespace

class TstSendBar : public QObject
{
    Q_OBJECT

private slots:
    void escapes_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("isText");
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("plain") << u"GET /"_s << true << QByteArray("GET /");
        QTest::newRow("UTF-8") << u"\u00e9"_s << true << QByteArray("\xc3\xa9");
        QTest::newRow("all") << u"\\r\\n\\t\\0\\e\\\\"_s << true << QByteArray("\r\n\t\0\x1b\\", 6);
        QTest::newRow("hex") << u"a\\x00\\xffb"_s << true << QByteArray("a\0\xff""b", 4);
        QTest::newRow("empty") << QString() << true << QByteArray();
        QTest::newRow("ends in a backslash") << u"a\\"_s << false << QByteArray();
        QTest::newRow("unknown") << u"\\q"_s << false << QByteArray();
        QTest::newRow("half a byte") << u"\\x4"_s << false << QByteArray();
        QTest::newRow("no hex") << u"\\x+4"_s << false << QByteArray();
    }
    void escapes()
    {
        QFETCH(QString, text);
        QFETCH(bool, isText);
        QFETCH(QByteArray, bytes);
        const auto read = ui::readEscapes(text);
        QCOMPARE(read.has_value(), isText);
        if (read)
            QCOMPARE(asText(*read), bytes);
    }

    void eachLineEndIsAdded()
    {
        BarFixture fixture;
        auto &ends = child<QComboBox>(fixture.bar, u"sendLineEnd"_s);
        for (int end = 0; end < 3; ++end) {
            ends.setCurrentIndex(end);
            fixture.typeAndSend(u"hi"_s);
        }
        QCOMPARE(fixture.sent, QList<QByteArray>({"hi\r\n", "hi\n", "hi"}));
        QCOMPARE(fixture.line().text(), QString());
        ui::SendBar again(fixture.settings);
        QCOMPARE(child<QComboBox>(again, u"sendLineEnd"_s).currentIndex(), 2);
    }

    void hexIsSentAsItIs()
    {
        BarFixture fixture;
        child<QComboBox>(fixture.bar, u"sendForm"_s).setCurrentIndex(1);
        QVERIFY(!child<QComboBox>(fixture.bar, u"sendLineEnd"_s).isVisible());
        fixture.typeAndSend(u"00 ff"_s);
        QCOMPARE(fixture.sent, QList<QByteArray>({QByteArray("\0\xff", 2)}));
        fixture.typeAndSend(u"0"_s);
        QCOMPARE(fixture.sent.size(), 1);
        QVERIFY(child<QLabel>(fixture.bar, u"sendAnswer"_s).text().contains("hex"_L1));
    }

    void upAndDownBringBackWhatWasSent()
    {
        BarFixture fixture;
        for (const char *text : {"one", "two", "two"})
            fixture.typeAndSend(QString::fromLatin1(text));
        QTest::keyClicks(&fixture.line(), u"draft"_s);
        QTest::keyClick(&fixture.line(), Qt::Key_Up);
        QCOMPARE(fixture.line().text(), u"two"_s);
        QTest::keyClick(&fixture.line(), Qt::Key_Up);
        QCOMPARE(fixture.line().text(), u"one"_s); // the repeated line stands once
        QTest::keyClick(&fixture.line(), Qt::Key_Up);
        QCOMPARE(fixture.line().text(), u"one"_s);
        QTest::keyClick(&fixture.line(), Qt::Key_Down);
        QTest::keyClick(&fixture.line(), Qt::Key_Down);
        QCOMPARE(fixture.line().text(), u"draft"_s);
    }

    void withoutAConnectionNothingIsSent()
    {
        BarFixture fixture;
        fixture.bar.setReady(false);
        fixture.typeAndSend(u"hi"_s);
        QVERIFY(fixture.sent.isEmpty());
        QCOMPARE(fixture.line().text(), u"hi"_s); // what was typed stays
        fixture.bar.setReady(true);
        const QSignalSpy ended(&fixture.bar, &ui::SendBar::endWanted);
        QTest::mouseClick(&child<QPushButton>(fixture.bar, u"sendEndButton"_s), Qt::LeftButton);
        QCOMPARE(ended.count(), 1);
        fixture.typeAndSend(u"more"_s);
        QVERIFY(fixture.sent.isEmpty());
    }
};

FRAMELENS_TEST(TstSendBar)
#include "tst_send_bar.moc"
