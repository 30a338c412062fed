// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What is made from the tables of options: help, manual pages, completions, the comparison with tshark.
#include "app/cli/option_table.h"
#include "app/command_line/help.h"
#include "app/command_line/names.h"
#include "app/window/option_table.h"
#include "tests/support/app/cli_run.h"
#include "tests/support/temporary_file.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <QTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

const std::array<const command_line::ProgramTable *, 2> programs = {&cli::programTable, &window::programTable};

bool isThere(const QString &program) { return !QStandardPaths::findExecutable(program).isEmpty(); }

// What a program says of a text that it is given; its status in front.
QByteArray said(const QString &program, const QStringList &arguments, const std::string &input = {})
{
    QProcess process;
    process.start(program, arguments);
    process.write(QByteArray::fromStdString(input));
    process.closeWriteChannel();
    const Ran ran = finished(process);
    return QByteArray::number(ran.code) + ran.err + ran.out;
}

} // namespace

class TstCliDocuments : public QObject
{
    Q_OBJECT

private slots:
    void helpFitsEightyColumnsAndHasEveryOption();
    void optionsOfOneGroupStandTogether();
    void optionsHaveOneRowEach();
    void everyOptionIsTaken();
    void manualPageHasEveryOption();
    void manualPageIsWhatManTakes();
    void bashCompletes_data();
    void bashCompletes();
    void zshTakesItsCompletion();
    void readmeHasTheTableOfFlags();
};

void TstCliDocuments::helpFitsEightyColumnsAndHasEveryOption()
{
    QCOMPARE(run({u"-h"_s}).out, QByteArray::fromStdString(command_line::helpText(cli::programTable)));
    for (const command_line::ProgramTable *program : programs) {
        const QByteArray help = QByteArray::fromStdString(command_line::helpText(*program));
        for (const QByteArray &line : help.split('\n'))
            if (!line.startsWith("Usage:") && !line.startsWith("       ") && !line.startsWith("  framelens"))
                QVERIFY2(line.size() <= 80, line.constData());
        for (const command_line::OptionRow &row : program->options)
            for (const std::string_view name : command_line::split(row.names, ','))
                QVERIFY(help.contains(QByteArray::fromStdString(" " + std::string(name))));
    }
}

void TstCliDocuments::optionsOfOneGroupStandTogether()
{
    for (const command_line::ProgramTable *program : programs) {
        QStringList seen;
        for (const command_line::OptionRow &row : program->options) {
            const QString group = QString::fromStdString(std::string(row.group));
            if (seen.isEmpty() || seen.last() != group) {
                QVERIFY2(!seen.contains(group), qPrintable(group));
                seen << group;
            }
        }
    }
}

void TstCliDocuments::optionsHaveOneRowEach()
{
    for (const command_line::ProgramTable *program : programs) {
        QStringList seen;
        for (const command_line::OptionRow &row : program->options)
            for (const std::string_view name : command_line::split(row.names, ','))
                seen << QString::fromStdString(std::string(name));
        for (const command_line::AbsentOption &row : program->absent)
            for (const std::string_view name : command_line::split(row.names, ','))
                seen << QString::fromStdString(std::string(name));
        QCOMPARE_EQ(seen.removeDuplicates(), 0);
    }
}

void TstCliDocuments::everyOptionIsTaken()
{
    for (const command_line::OptionRow &row : cli::programTable.options)
        for (const std::string_view name : command_line::split(row.names, ',')) {
            const QString option = QString::fromStdString(std::string(name));
            const Ran ran = run(row.takes() == command_line::Takes::Argument ? QStringList{option, u"1"_s, u"--help"_s}
                                                                             : QStringList{option, u"--help"_s});
            QVERIFY2(ran.code == 0 && ran.out.startsWith("Usage: "), qPrintable(option));
        }
}

void TstCliDocuments::manualPageHasEveryOption()
{
    for (const command_line::ProgramTable *program : programs) {
        const QByteArray page = QByteArray::fromStdString(command_line::manualPage(*program));
        for (const char *section : {".TH ", ".SH NAME", ".SH SYNOPSIS", ".SH DESCRIPTION", ".SH OPTIONS", ".SH EXAMPLES", ".SH NOTES"})
            QVERIFY2(page.contains(section), section);
        for (const command_line::OptionRow &row : program->options)
            for (const std::string_view name : command_line::split(row.names, ',')) {
                const QByteArray option = "\\fB" + QByteArray::fromStdString(std::string(name)).replace("-", "\\-") + "\\fR";
                QVERIFY2(page.contains(option), option.constData());
            }
    }
}

void TstCliDocuments::manualPageIsWhatManTakes()
{
    if (!isThere(u"groff"_s))
        QSKIP("groff is not installed");
    for (const command_line::ProgramTable *program : programs)
        QCOMPARE(said(u"groff"_s, {u"-man"_s, u"-z"_s, u"-ww"_s, u"-Tutf8"_s, u"-"_s}, command_line::manualPage(*program)), "0");
    if (!isThere(u"man"_s))
        QSKIP("man is not installed");
    const TemporaryFolder folder;
    for (const command_line::ProgramTable *program : programs) {
        const std::string page = command_line::manualPage(*program);
        const std::string path = folder.write(std::string(program->name) + ".1", textBytes(page));
        const QByteArray shown = said(u"man"_s, {u"--warnings"_s, u"-P"_s, u"cat"_s, u"-l"_s, text(path)});
        QVERIFY2(shown.startsWith('0') && !shown.contains("warning"), shown.constData());
    }
}

void TstCliDocuments::bashCompletes_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const QStringList &words, const char *expected) {
        QTest::newRow(name) << words << QByteArray(expected);
    };
    row("options", {u"--decomp"_s}, "--decompressed-limit\n--decompression-ratio\n");
    row("forms", {u"-T"_s, u"f"_s}, "fields\n");
    row("formats", {u"-F"_s, u"p"_s}, "pcapng\npcap\n");
    row("limits", {u"-a"_s, u"d"_s}, "duration:\n");
    row("fields", {u"-e"_s, u"udp.srcp"_s}, "udp.srcport\n");
    row("protocols in a list", {u"-O"_s, u"tcp,mqt"_s}, "tcp,mqtt\n");
    row("files", {u"-r"_s, u"in a f"_s}, "in a folder\n");
    row("folders", {u"--record"_s, u"in"_s}, "in a folder\n");
    row("numbers", {u"-c"_s, u""_s}, "");
}

void TstCliDocuments::bashCompletes()
{
    QFETCH(QStringList, words);
    QFETCH(QByteArray, expected);
    const TemporaryFolder folder;
    folder.write("completion", textBytes(command_line::bashCompletion(cli::programTable)));
    QDir(text(folder.path(""))).mkdir(u"in a folder"_s);
    QProcess bash;
    bash.setWorkingDirectory(text(folder.path("")));
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"PATH"_s, QFileInfo(QStringLiteral(FRAMELENS_CLI)).path() + u':' + environment.value(u"PATH"_s));
    bash.setProcessEnvironment(environment);
    bash.start(u"bash"_s, QStringList{u"--norc"_s, u"-c"_s,
                                      u". ./completion && COMP_WORDS=(framelens-cli \"$@\") COMP_CWORD=$# && _framelens_cli "
                                      "&& printf '%s\\n' \"${COMPREPLY[@]}\""_s,
                                      u"bash"_s}
                   + words);
    const Ran ran = finished(bash);
    QVERIFY2(ran.err.isEmpty(), ran.err.constData());
    QCOMPARE(ran.out == "\n" ? QByteArray() : ran.out, expected);
}

void TstCliDocuments::zshTakesItsCompletion()
{
    if (!isThere(u"zsh"_s))
        QSKIP("zsh is not installed");
    for (const command_line::ProgramTable *program : programs)
        QCOMPARE(said(u"zsh"_s, {u"-n"_s, u"/dev/stdin"_s}, command_line::zshCompletion(*program)), "0");
}

void TstCliDocuments::readmeHasTheTableOfFlags()
{
    QFile readme(QStringLiteral(FRAMELENS_SOURCE_DIR "/app/cli/README.md"));
    QVERIFY(readme.open(QIODevice::ReadOnly));
    // The README is made by hand but for this: `make_documents --comparison` prints it.
    QVERIFY(readme.readAll().contains(QByteArray::fromStdString(command_line::comparison(cli::programTable))));
}

FRAMELENS_TEST(TstCliDocuments)
#include "tst_cli_documents.moc"
