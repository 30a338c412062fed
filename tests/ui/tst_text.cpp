// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/text.h"

#include "tests/support/test_main.h"

#include <QAction>
#include <QDirIterator>
#include <QLabel>
#include <QRegularExpression>
#include <QTextDocument>
#include <QtTest>

#include <memory>

using namespace framelens::ui;
using namespace Qt::StringLiterals;

namespace {

// What a tool tip shows, if Qt takes it for rich text or not.
QString shownBy(const QString &toolTip)
{
    if (!Qt::mightBeRichText(toolTip))
        return toolTip;
    QTextDocument document;
    document.setHtml(toolTip);
    return document.toPlainText();
}

// "file:line: text" of lines below ui/ that match, but for the one file that may.
QStringList waysAround(const QString &pattern)
{
    const QDir root(QStringLiteral(FRAMELENS_SOURCE_DIR));
    const QRegularExpression expression(pattern);
    QStringList found;
    QDirIterator files(root.filePath(u"ui"_s), {u"*.h"_s, u"*.cpp"_s}, QDir::Files, QDirIterator::Subdirectories);
    int read = 0;
    while (files.hasNext()) {
        QFile file(files.next());
        if (!file.open(QIODevice::ReadOnly) || file.fileName().endsWith(u"/ui/text.cpp"_s))
            continue;
        ++read;
        int number = 0;
        for (const QByteArray &line : file.readAll().split('\n')) {
            ++number;
            if (expression.match(QString::fromUtf8(line)).hasMatch())
                found += u"%1:%2: %3"_s.arg(root.relativeFilePath(file.fileName())).arg(number).arg(QString::fromUtf8(line));
        }
    }
    return read > 20 ? found : QStringList{u"the sources were not found"_s};
}

const QStringList hostile = {u"<b>bold</b>"_s, u"bank.example<table>.evil.example"_s, u"<img src='/etc/hostname'>"_s,
                             u"a < b && c > d"_s, u"&lt;"_s};

} // namespace

class TstText : public QObject
{
    Q_OBJECT

private slots:
    void labelsShowMarkupAsItIs()
    {
        QWidget parent;
        for (const QString &text : hostile) {
            const QLabel *label = plainLabel(text, &parent);
            QCOMPARE(label->textFormat(), Qt::PlainText);
            QCOMPARE(label->text(), text);
        }
    }

    void toolTipsShowMarkupAsItIs()
    {
        QWidget widget;
        QAction action;
        for (const QString &text : hostile) {
            setPlainToolTip(&widget, text);
            setPlainToolTip(&action, text);
            QCOMPARE(shownBy(widget.toolTip()), text);
            QCOMPARE(shownBy(action.toolTip()), text);
            QCOMPARE(shownBy(plainToolTip(text)), text);
        }
        setPlainToolTip(&widget, {});
        QVERIFY(widget.toolTip().isEmpty());
    }

    void messageBoxesShowMarkupAsItIs()
    {
        for (const QString &text : hostile) {
            const std::unique_ptr<QMessageBox> box(
                plainMessageBox(QMessageBox::Warning, u"Title"_s, text, QMessageBox::Ok, nullptr));
            QCOMPARE(box->textFormat(), Qt::PlainText);
            QCOMPARE(box->text(), text);
        }
    }

    void whatMustNotBeShownIsMadeVisible()
    {
        QCOMPARE(visible(u"a\u202eb"_s), u"a<U+202E>b"_s);
        QCOMPARE(visible(std::string_view("a\xff", 2)), u"a<0xFF>"_s);
        QCOMPARE(visible(u"line\nline"_s), u"line<U+000A>line"_s);
    }

    void reusedStringsHoldTheSameText()
    {
        QString text;
        std::string scratch;
        for (const std::string_view outside : {"plain", "a\x01", "", "longer than before", "\xe2\x80\xae", "~"}) {
            assignVisible(text, outside, scratch);
            QCOMPARE(text, visible(outside));
        }
    }

    // Hazard: labels, message boxes, status and tool tips take what looks like markup for markup.
    void nobodyGoesAroundThisFile()
    {
        // The table of actions holds the program's own sentences only.
        const QRegularExpression noActions(u"^(?!ui/actions\\.cpp:)"_s);
        QCOMPARE(waysAround(u"QMessageBox::(about|critical|information|question|warning)\\("_s), QStringList());
        QCOMPARE(waysAround(u"\\bnew QMessageBox\\b|\\bQMessageBox [a-z]"_s), QStringList());
        QCOMPARE(waysAround(u"(\\.|->)setToolTip\\((?!plainToolTip\\()"_s), QStringList());
        QCOMPARE(waysAround(u"(\\.|->)(setStatusTip|setWhatsThis)\\("_s).filter(noActions), QStringList());
        QCOMPARE(waysAround(u"QToolTip::showText"_s), QStringList());
        QCOMPARE(waysAround(u"\\bnew QLabel\\b|\\bQLabel [a-z]\\w*[({]"_s), QStringList());
        QCOMPARE(waysAround(u"Qt::(RichText|MarkdownText|AutoText)|setHtml|QDesktopServices"_s), QStringList());
    }
};

FRAMELENS_TEST(TstText)
#include "tst_text.moc"
