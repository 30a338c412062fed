// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The README's "Five minutes": every command that stands there does what stands below it.
#include "tests/support/app/cli_run.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

struct Step
{
    QString command;
    QStringList output; // a last line "..." stands for any more
};

// The lines of the README's console block: "$ command", then what it prints.
QList<Step> stepsOfReadme()
{
    QFile readme(QStringLiteral(FRAMELENS_SOURCE_DIR "/README.md"));
    if (!readme.open(QIODevice::ReadOnly))
        return {};
    QList<Step> steps;
    bool inside = false;
    for (const QString &line : QString::fromUtf8(readme.readAll()).split(u'\n')) {
        if (line.startsWith(u"```"_s))
            inside = line == u"```console"_s;
        else if (inside && line.startsWith(u"$ "_s))
            steps.append({line.sliced(2), {}});
        else if (inside && !steps.isEmpty())
            steps.last().output.append(line);
    }
    return steps;
}

} // namespace

class TstFiveMinutes : public QObject
{
    Q_OBJECT

private slots:
    void everyCommandPrintsWhatIsWritten()
    {
        const QList<Step> steps = stepsOfReadme();
        QVERIFY(steps.size() >= 4);
        const QTemporaryDir folder;
        QVERIFY(QFile::link(QStringLiteral(FRAMELENS_SOURCE_DIR "/resources"), folder.filePath(u"resources"_s)));
        for (const Step &step : steps) {
            const QString program = u"app/run --cli "_s;
            QVERIFY2(step.command.startsWith(program), qPrintable(step.command));
            QProcess process;
            process.setWorkingDirectory(folder.path());
            process.start(QStringLiteral(FRAMELENS_CLI), QProcess::splitCommand(step.command.sliced(program.size())));
            const Ran ran = finished(process);
            QCOMPARE_EQ(ran.code, 0);
            QStringList printed = QString::fromUtf8(ran.out).remove(u'\r').split(u'\n', Qt::SkipEmptyParts);
            QStringList expected = step.output;
            if (!expected.isEmpty() && expected.last() == u"..."_s) {
                expected.removeLast();
                QVERIFY(printed.size() > expected.size());
                printed = printed.first(expected.size());
            }
            QCOMPARE(printed, expected);
        }
    }
};

FRAMELENS_TEST(TstFiveMinutes)
#include "tst_five_minutes.moc"
