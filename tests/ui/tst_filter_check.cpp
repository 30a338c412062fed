// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/filter_check.h"

#include "tests/support/test_main.h"

#include <QTest>

using namespace framelens;
using namespace Qt::StringLiterals;

class TstFilterCheck : public QObject
{
    Q_OBJECT

private slots:
    void aTextIsRightOrSaysWhere_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<ui::FilterState>("state");
        QTest::addColumn<qsizetype>("position");
        QTest::addColumn<QString>("says"); // part of the message
        QTest::addColumn<QString>("corrected");
        const auto ok = [](const QString &text) { QTest::newRow(qPrintable(text)) << text << ui::FilterState::Ok << qsizetype{0} << QString() << QString(); };
        const auto error = [](const char *name, const QString &text, qsizetype position, const QString &says, const QString &corrected) {
            QTest::newRow(name) << text << ui::FilterState::Error << position << says << corrected;
        };
        QTest::newRow("nothing") << QString() << ui::FilterState::Empty << qsizetype{0} << QString() << QString();
        QTest::newRow("spaces") << u"  "_s << ui::FilterState::Empty << qsizetype{0} << QString() << QString();
        ok(u"tcp"_s);
        ok(u"tcp.port == 443 and not ip.addr == 10.0.0.0/8"_s);
        ok(u"http.host contains \"\u00e4\u00f6\""_s);
        error("unknown field", u"ip and tcp.flgs"_s, 7, u"At character 8: "_s, u"ip and tcp.flags"_s);
        error("behind wide characters", u"http.host == \"\u00e4\U0001f600\" and tcp.flgs"_s, 23, u"did you mean 'tcp.flags'?"_s,
              u"http.host == \"\u00e4\U0001f600\" and tcp.flags"_s);
        error("cut short", u"tcp.port =="_s, 11, u"At character 12: "_s, QString());
        error("capture filter", u"port 80"_s, 0, u"as a display filter: "_s, u"(tcp.port == 80 or udp.port == 80)"_s);
        error("open parenthesis", u"(tcp"_s, 4, u"At character 5: "_s, QString());
    }
    void aTextIsRightOrSaysWhere()
    {
        QFETCH(QString, text);
        QFETCH(ui::FilterState, state);
        QFETCH(qsizetype, position);
        QFETCH(QString, says);
        QFETCH(QString, corrected);
        const ui::FilterCheck check = ui::checkFilter(text, Registry::builtIn());
        QCOMPARE(check.state, state);
        QCOMPARE(check.filter == nullptr, state == ui::FilterState::Error);
        QVERIFY2(check.message.contains(says), qPrintable(check.message));
        QCOMPARE(check.message.isEmpty(), state != ui::FilterState::Error);
        QCOMPARE(check.position, position);
        QCOMPARE(check.corrected, corrected);
    }

    void whatWasTypedIsInert()
    {
        const QString message = ui::checkFilter(u"<b>\u202e == 1"_s, Registry::builtIn()).message;
        QVERIFY(!message.isEmpty());
        QVERIFY(!message.contains(u'\u202e'));
    }

    void expressionsAreJoinedSoThatTheyMeanWhatTheySay_data()
    {
        using enum ui::FilterJoin;
        QTest::addColumn<QString>("there");
        QTest::addColumn<ui::FilterJoin>("how");
        QTest::addColumn<QString>("joined");
        QTest::newRow("selected") << u"udp"_s << Selected << u"tcp.port == 80"_s;
        QTest::newRow("not") << u"udp"_s << NotSelected << u"!(tcp.port == 80)"_s;
        QTest::newRow("and") << u"udp or ip"_s << And << u"(udp or ip) && (tcp.port == 80)"_s;
        QTest::newRow("or") << u"udp"_s << Or << u"(udp) || (tcp.port == 80)"_s;
        QTest::newRow("and not") << u" udp "_s << AndNot << u"(udp) && !(tcp.port == 80)"_s;
        QTest::newRow("or not") << u"udp"_s << OrNot << u"(udp) || !(tcp.port == 80)"_s;
        QTest::newRow("and to nothing") << u" "_s << And << u"tcp.port == 80"_s;
        QTest::newRow("or not to nothing") << QString() << OrNot << u"!(tcp.port == 80)"_s;
    }
    void expressionsAreJoinedSoThatTheyMeanWhatTheySay()
    {
        QFETCH(QString, there);
        QFETCH(ui::FilterJoin, how);
        QFETCH(QString, joined);
        QCOMPARE(ui::joinFilters(there, how, u"tcp.port == 80"_s), joined);
        QCOMPARE(ui::checkFilter(joined, Registry::builtIn()).state, ui::FilterState::Ok);
    }
};

FRAMELENS_TEST(TstFilterCheck)
#include "tst_filter_check.moc"
