// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/base/error.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <cerrno>

using namespace framelens;

class TstError : public QObject
{
    Q_OBJECT

private slots:
    void describeSaysWhatWhereAndWhy_data();
    void describeSaysWhatWhereAndWhy();
    void namesFromOutsideAreMadeVisible();
    void numbersAreGroupedByThree_data();
    void numbersAreGroupedByThree();
    void everyActionHasItsOwnWords();
};

Q_DECLARE_METATYPE(framelens::Error)

namespace {

Error about(Reason reason, std::string detail = {})
{
    return {.reason = reason, .subject = "a.pcap", .detail = std::move(detail)};
}

}

void TstError::describeSaysWhatWhereAndWhy_data()
{
    QTest::addColumn<Error>("error");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *name, const Error &error, const char *text) {
        QTest::newRow(name) << error << QString::fromUtf8(text);
    };
    row("no such file", systemError(Action::Open, "a.pcap", ENOENT),
        "a.pcap: cannot be opened: No such file or directory");
    row("refused", systemError(Action::Connect, "127.0.0.1:9000", ECONNREFUSED),
        "127.0.0.1:9000: cannot be connected to: Connection refused");
    row("port in use", systemError(Action::Listen, "[::1]:9000", EADDRINUSE),
        "[::1]:9000: cannot be listened on: Address already in use");
    row("no permission", systemError(Action::Open, "a.pcap", EACCES), "a.pcap: cannot be opened: Permission denied");
    Error disk = systemError(Action::Write, "out.pcap", ENOSPC);
    row("disk full", disk, "out.pcap: cannot be written: No space left on device");
    disk.offset = 1'000'003;
    disk.detail = "12 bytes unsaved";
    row("with offset and detail", disk,
        "out.pcap: cannot be written at offset 1,000,003: No space left on device (12 bytes unsaved)");
    Error read = systemError(Action::Read, "a.pcap", EIO);
    read.frame = 7;
    read.offset = 24;
    row("with record and offset", read, "a.pcap: cannot be read record 7, at offset 24: Input/output error");
    row("without subject", Error{.reason = Reason::Empty}, "the file is empty");
    row("empty", about(Reason::Empty), "a.pcap: the file is empty");
    row("folder", about(Reason::Directory), "a.pcap: this is a folder, not a capture");
    row("text file", about(Reason::NotACapture, "48 65 6c 6c"),
        "a.pcap: not a capture Framelens knows; it begins with 48 65 6c 6c");
    row("xz", about(Reason::UnknownCompression, "xz"),
        "a.pcap: compressed with xz, which Framelens does not read; decompress it first");
    Error inside = about(Reason::EndsInside);
    inside.frame = 721;
    inside.offset = 1'000'003;
    inside.needed = 1'460;
    inside.available = 311;
    row("ends inside a record", inside,
        "a.pcap: the file ends inside record 721, at offset 1,000,003 (needs 1,460 bytes, 311 there)");
    inside.frame = 0;
    inside.detail = "the file header";
    inside.offset = {};
    row("ends inside something named", inside,
        "a.pcap: the file ends inside the file header (needs 1,460 bytes, 311 there)");
    Error value = about(Reason::BadValue, "block length 3");
    value.offset = 4096;
    row("bad value", value, "a.pcap: block length 3, at offset 4,096");
    row("limit", about(Reason::LimitReached, "64 files are mapped already"),
        "a.pcap: stopped: 64 files are mapped already");
    row("cancelled", about(Reason::Cancelled), "a.pcap: cancelled");
    Error lost = about(Reason::SourceLost);
    lost.offset = 8192;
    row("source lost", lost,
        "a.pcap: the file changed while it was read: bytes at offset 8,192 are no longer there");
    lost.action = Action::Write;
    row("recording lost", lost,
        "a.pcap: was cut, replaced or removed by somebody else while it was written; what is shown can still be saved");
    row("same file", about(Reason::SameFile), "a.pcap: this is the open capture itself; choose another name");
    row("unsupported", about(Reason::Unsupported, "two link types in one pcap"), "a.pcap: two link types in one pcap");
}

void TstError::describeSaysWhatWhereAndWhy()
{
    QFETCH(Error, error);
    QFETCH(QString, text);
    QCOMPARE_EQ(QString::fromStdString(describe(error)), text);
}

void TstError::namesFromOutsideAreMadeVisible()
{
    const Error error{.reason = Reason::BadValue, .subject = "a\x1b[31m\n.pcap", .detail = "name \xe2\x80\xae txt"};
    QCOMPARE_EQ(QString::fromStdString(describe(error)),
                QString::fromUtf8("a<U+001B>[31m<U+000A>.pcap: name <U+202E> txt"));
}

void TstError::numbersAreGroupedByThree_data()
{
    QTest::addColumn<quint64>("number");
    QTest::addColumn<QString>("text");
    QTest::newRow("0") << quint64{0} << "0";
    QTest::newRow("999") << quint64{999} << "999";
    QTest::newRow("1000") << quint64{1000} << "1,000";
    QTest::newRow("1000003") << quint64{1'000'003} << "1,000,003";
    QTest::newRow("largest") << quint64{UINT64_MAX} << "18,446,744,073,709,551,615";
}

void TstError::numbersAreGroupedByThree()
{
    QFETCH(quint64, number);
    QFETCH(QString, text);
    QCOMPARE_EQ(QString::fromStdString(grouped(number)), text);
}

void TstError::everyActionHasItsOwnWords()
{
    QSet<QString> seen;
    for (const Action action : {Action::Open, Action::Read, Action::Map, Action::Index, Action::Decompress,
                                Action::Create, Action::Write, Action::Sync, Action::Rename, Action::Option,
                                Action::Connect, Action::Resolve, Action::Listen, Action::Send, Action::Receive,
                                Action::Run})
        seen.insert(QString::fromStdString(describe(systemError(action, "x", EIO))));
    QCOMPARE_EQ(seen.size(), 16);
    for (const QString &text : seen)
        QVERIFY2(text.startsWith(QLatin1String("x: ")) && text.endsWith(QLatin1String(": Input/output error")),
                 qPrintable(text));
}

FRAMELENS_TEST(TstError)
#include "tst_error.moc"
