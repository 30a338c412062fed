// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// framelens --export: the window's export where there is no display.
#include "app/window/option_table.h"
#include "core/export/frame_export.h"
#include "tests/support/app/cli_run.h"
#include "tests/support/capture_builder.h"
#include "tests/support/temporary_file.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

// Without a display, and without the platform that tests use in its place.
Ran runWindow(const QStringList &arguments, const QByteArray &input = {})
{
#ifdef FRAMELENS_WINDOW
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : {u"DISPLAY"_s, u"WAYLAND_DISPLAY"_s, u"QT_QPA_PLATFORM"_s})
        environment.remove(name);
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(FRAMELENS_WINDOW), arguments);
    process.write(input);
    process.closeWriteChannel();
    return finished(process);
#else
    Q_UNUSED(arguments)
    Q_UNUSED(input)
    return {};
#endif
}

} // namespace

class TstWindowExport : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void formatsAreThoseOfTheDialog();
    void suffixSaysTheFormat();
    void framesAreChosen();
    void framesThatPassAreChosen();
    void textIsThatOfTheTextProgram();
    void fieldsAreColumns();
    void standardInputAndOutputAreTaken();
    void mistakesAreTold_data();
    void mistakesAreTold();
    void whatCannotBeOpenedOrWrittenIsStatusTwo();
    void damageIsStatusThreeBehindAllThatCouldBeRead();
};

void TstWindowExport::initTestCase()
{
#ifndef FRAMELENS_WINDOW
    QSKIP("the window is not built");
#endif
}

void TstWindowExport::formatsAreThoseOfTheDialog()
{
    QStringList names;
    for (const ExportFormatInfo &info : exportFormats())
        names << QString::fromUtf8(info.name.data(), static_cast<qsizetype>(info.name.size()));
    QStringList words = QString::fromStdString(std::string(window::exportFormatWords)).split(u' ');
    names.sort();
    words.sort();
    QCOMPARE(words, names);
}

void TstWindowExport::suffixSaysTheFormat()
{
    const TemporaryFile file(mixedPcap(20));
    const TemporaryFolder folder;
    const auto begins = [&](const char *name, const QStringList &more = {}) {
        const Ran ran = runWindow(QStringList{u"--export"_s, text(folder.path(name)), text(file.path())} + more);
        return ran.code == 0 ? array(readFile(folder.path(name))).first(4).toHex() : ran.err;
    };
    QVERIFY(begins("a.pcap") == "d4c3b2a1" && readFile(folder.path("a.pcap")) == mixedPcap(20));
    QCOMPARE(begins("a.pcapng"), "0a0d0d0a");
    QCOMPARE(begins("a"), "0a0d0d0a");
    QCOMPARE(begins("a.pcapng.zst"), "28b52ffd");
    QCOMPARE(begins("a.csv.gz").first(4), "1f8b");
    QCOMPARE(begins("a.json"), QByteArray("[\n  ").toHex());
    QCOMPARE(begins("b.csv"), QByteArray("No.,").toHex());
    QCOMPARE(begins("c.csv", {u"--export-format"_s, u"nsecpcap"_s}), "4d3cb2a1");
}

void TstWindowExport::framesAreChosen()
{
    const TemporaryFile file(mixedPcap(20));
    const TemporaryFolder folder;
    const Ran ran = runWindow({u"--export"_s, text(folder.path("a.pcap")), u"--frames"_s, u"-3"_s, text(file.path())});
    QCOMPARE_EQ(ran.code, 0);
    QVERIFY(readFile(folder.path("a.pcap")) == mixedPcap(3));
}

void TstWindowExport::framesThatPassAreChosen()
{
    const TemporaryFile file(mixedPcap(20));
    const TemporaryFolder folder;
    const QString path = text(file.path());
    QCOMPARE_EQ(runWindow({u"--export"_s, text(folder.path("a.pcap")), u"-Y"_s, u"frame.number < 4"_s, path}).code, 0);
    QVERIFY(readFile(folder.path("a.pcap")) == mixedPcap(3));
    QCOMPARE_EQ(runWindow({u"--export"_s, text(folder.path("b.pcap")), u"--filter"_s, u"udp"_s, u"--frames"_s, u"-2"_s, path}).code, 0);
    QVERIFY(readFile(folder.path("b.pcap")) == mixedPcap(2));
    QCOMPARE(runWindow({u"--export"_s, u"-"_s, u"--export-format"_s, u"text"_s, u"-Y"_s, u"udp.length > 500"_s, path}).out,
             run({u"-r"_s, path, u"-Y"_s, u"udp.length > 500"_s}).out);
}

void TstWindowExport::textIsThatOfTheTextProgram()
{
    const TemporaryFile file(mixedPcap(20));
    const QString path = text(file.path());
    QCOMPARE(runWindow({u"--export"_s, u"-"_s, u"--export-format"_s, u"text"_s, path}).out, run({u"-r"_s, path}).out);
    QCOMPARE(runWindow({u"--export"_s, u"-"_s, u"--export-format"_s, u"text"_s, u"--parts"_s, u"summary,details,bytes"_s,
                        u"--protocols"_s, u"udp"_s, u"--time"_s, u"ud"_s, path})
                 .out,
             run({u"-r"_s, path, u"-P"_s, u"-O"_s, u"udp"_s, u"-x"_s, u"-t"_s, u"ud"_s}).out);
    QCOMPARE(runWindow({u"--export"_s, u"-"_s, u"--export-format"_s, u"json"_s, path}).out, run({u"-r"_s, path, u"-T"_s, u"json"_s}).out);
}

void TstWindowExport::fieldsAreColumns()
{
    const TemporaryFile file(threeFrames());
    const Ran ran = runWindow({u"--export"_s, u"-"_s, u"--export-format"_s, u"fields"_s, u"--fields"_s, u"frame.number,ip.src"_s,
                               u"--header"_s, u"--frames"_s, u"2"_s, text(file.path())});
    QCOMPARE(ran.out, "frame.number\tip.src\n2\t10.0.0.1\n");
}

void TstWindowExport::standardInputAndOutputAreTaken()
{
    const Ran ran = runWindow({u"--export"_s, u"-"_s, u"--export-format"_s, u"pcap"_s, u"-"_s}, array(mixedPcap(20)));
    QCOMPARE_EQ(ran.code, 0);
    QCOMPARE(ran.out, array(mixedPcap(20)));
}

void TstWindowExport::mistakesAreTold_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char *name, const QStringList &arguments, const char *message) {
        QTest::newRow(name) << arguments << QByteArray(message);
    };
    row("no capture", {u"--export"_s, u"x"_s}, "--export takes one capture: framelens --export FILE CAPTURE");
    row("filter", {u"--export"_s, u"x"_s, u"-Y"_s, u"tcp.flgs"_s, u"a"_s}, "-Y: 'tcp.flgs' is neither a field nor a protocol");
    row("filter alone", {u"-Y"_s, u"tcp"_s, u"a"_s}, "-Y,--filter goes with --export");
    row("two captures", {u"--export"_s, u"x"_s, u"a"_s, u"b"_s}, "--export takes one capture: framelens --export FILE CAPTURE");
    row("format alone", {u"--export-format"_s, u"csv"_s, u"a"_s}, "--export-format goes with --export");
    row("unknown format", {u"--export"_s, u"x"_s, u"--export-format"_s, u"pcapn"_s, u"a"_s}, "did you mean pcapng?");
    row("of another format", {u"--export"_s, u"x.pcap"_s, u"--fields"_s, u"ip.src"_s, u"a"_s}, "--fields does not go with the format pcap");
    row("no fields", {u"--export"_s, u"x"_s, u"--export-format"_s, u"fields"_s, u"a"_s}, "the format fields needs --fields");
    row("unknown field", {u"--export"_s, u"x.csv"_s, u"--fields"_s, u"ip.sorc"_s, u"a"_s}, "did you mean ip.src?");
    row("unknown part", {u"--export"_s, u"x.txt"_s, u"--parts"_s, u"sumary"_s, u"a"_s}, "did you mean summary?");
    row("size", {u"--size"_s, u"12"_s}, "--size 12: a size looks like 1280x800");
}

void TstWindowExport::mistakesAreTold()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, message);
    const Ran ran = runWindow(arguments);
    QCOMPARE_EQ(ran.code, 1);
    QVERIFY2(ran.err.startsWith("framelens: ") && ran.err.contains(message), ran.err.constData());
    QVERIFY(ran.out.isEmpty());
}

void TstWindowExport::whatCannotBeOpenedOrWrittenIsStatusTwo()
{
    const TemporaryFolder folder;
    const std::string path = folder.write("open.pcap", mixedPcap(20));
    QCOMPARE_EQ(runWindow({u"--export"_s, text(folder.path("x")), text(folder.path("nothing"))}).code, 2);
    const Ran ran = runWindow({u"--export"_s, text(path), text(path)});
    QCOMPARE_EQ(ran.code, 2);
    QVERIFY2(ran.err.contains("open capture itself"), ran.err.constData());
    QVERIFY(readFile(path) == mixedPcap(20));
}

void TstWindowExport::damageIsStatusThreeBehindAllThatCouldBeRead()
{
    Buffer bytes = mixedPcap(20);
    bytes.resize(bytes.size() - 1);
    const TemporaryFile file(bytes);
    const TemporaryFolder folder;
    const Ran ran = runWindow({u"--export"_s, text(folder.path("a.pcap")), text(file.path())});
    QCOMPARE_EQ(ran.code, 3);
    QVERIFY2(ran.err.contains("the file ends inside record 20"), ran.err.constData());
    QCOMPARE_EQ(run({u"-r"_s, text(folder.path("a.pcap")), u"-c"_s, u"19"_s}).code, 0);
}

FRAMELENS_TEST(TstWindowExport)
#include "tst_window_export.moc"
