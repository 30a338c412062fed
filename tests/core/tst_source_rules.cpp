// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Rules of the architecture that a reader can see in the text and the compiler cannot.
#include "tests/support/test_main.h"

#include <QDirIterator>
#include <QRegularExpression>
#include <QtTest>

namespace {

using namespace Qt::StringLiterals;

struct Line
{
    QString file; // from the root of the sources
    int number = 0;
    QString text;
};

QList<Line> linesBelow(const QString &folder)
{
    const QDir root(QStringLiteral(FRAMELENS_SOURCE_DIR));
    QList<Line> lines;
    QDirIterator files(root.filePath(folder), {u"*.h"_s, u"*.cpp"_s}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (!file.open(QIODevice::ReadOnly))
            continue;
        int number = 0;
        for (const QByteArray &text : file.readAll().split('\n'))
            lines.append({root.relativeFilePath(file.fileName()), ++number, QString::fromUtf8(text)});
    }
    return lines;
}

// "file:line: text" of each line below `folder` that matches, but for files that begin with `except`.
QStringList matches(const QString &folder, const QString &pattern, const QString &except = {})
{
    const QRegularExpression expression(pattern);
    QStringList found;
    for (const Line &line : linesBelow(folder)) {
        if ((except.isEmpty() || !line.file.startsWith(except)) && expression.match(line.text).hasMatch())
            found.append(u"%1:%2: %3"_s.arg(line.file).arg(line.number).arg(line.text.trimmed()));
    }
    return found;
}

} // namespace

class TstSourceRules : public QObject
{
    Q_OBJECT

private slots:
    void theSourcesAreThere() { QVERIFY(linesBelow(u"core"_s).size() > 1000); }

    void coreIncludesNoQt() { QCOMPARE(matches(u"core"_s, u"^#include *[<\"](Q[A-Z]|Qt)"_s), QStringList()); }

    void coreKnowsNeitherWindowNorPrograms()
    {
        QCOMPARE(matches(u"core"_s, u"^#include *\"(ui|app|tests)/"_s), QStringList());
        QCOMPARE(matches(u"ui"_s, u"^#include *\"(app|tests)/"_s), QStringList());
    }

    void roomsKnowOnlyRoomsBelowThem()
    {
        QCOMPARE(matches(u"core/base"_s, u"^#include *\"core/(?!base/)"_s), QStringList());
        QCOMPARE(matches(u"core/bytes"_s, u"^#include *\"core/(?!base/|bytes/)"_s), QStringList());
        QCOMPARE(matches(u"core/capture"_s, u"^#include *\"core/(?!base/|bytes/|capture/)"_s), QStringList());
        QCOMPARE(matches(u"core/decode"_s, u"^#include *\"core/(?!base/|bytes/|decode/)"_s), QStringList());
        QCOMPARE(matches(u"core/export"_s, u"^#include *\"core/(?!base/|bytes/|capture/|decode/|stream/|filter/|export/)"_s), QStringList());
    }

    void noProtocolIncludesAnother()
    {
        QCOMPARE(matches(u"core/decode/protocols"_s, u"^#include *\"core/decode/protocols/[^\"]*\\.cpp"_s),
                 QStringList());
    }

    void pointersAreReinterpretedInBytesAlone()
    {
        QCOMPARE(matches(u"core"_s, u"\\breinterpret_cast\\b|\\bmemcpy\\b"_s, u"core/bytes/"_s), QStringList());
    }

    void coreNeverPrintsExitsOrAborts()
    {
        QCOMPARE(matches(u"core"_s, u"std::cout|std::cerr|\\bprintf\\(|\\bfprintf\\(|\\bexit\\(|\\babort\\("_s),
                 QStringList());
    }

    // Option lists go through parse::tlv, repetitions through parse::repeat: a loop of a protocol's own over
    // what is left may fail to advance.
    void protocolsHaveNoLoopsOverTheCursor()
    {
        QCOMPARE(matches(u"core/decode/protocols"_s, u"\\b(while|for) *\\(.*(left\\(\\)|position\\(\\))"_s),
                 QStringList());
        QCOMPARE(matches(u"core/decode/protocols"_s, u"\\bwhile *\\((true|1)\\)|for *\\(;;\\)"_s), QStringList());
    }

    void everySourceBeginsWithItsLicense()
    {
        for (const QString &folder : {u"core"_s, u"ui"_s, u"app"_s, u"tests"_s})
            for (const Line &line : linesBelow(folder))
                if (line.number == 1)
                    QVERIFY2(line.text == u"// SPDX-License-Identifier: Apache-2.0"_s, qPrintable(line.file));
    }
};

FRAMELENS_TEST(TstSourceRules)
#include "tst_source_rules.moc"
