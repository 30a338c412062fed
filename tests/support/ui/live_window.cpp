// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/patience.h"
#include "tests/support/ui/live_window.h"

#include <QFileDialog>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QTest>

namespace framelens::test {

using namespace Qt::StringLiterals;
using ui::AttachKind;
using ui::AttachSetup;

ui::LiveDocument &attached(const ui::MainWindow &window)
{
    auto *document = dynamic_cast<ui::LiveDocument *>(window.document());
    if (document == nullptr)
        qFatal("nothing is attached");
    return *document;
}

std::vector<std::byte> bytesOf(std::string_view text)
{
    const Bytes bytes = asBytes(text);
    return {bytes.begin(), bytes.end()};
}

int rows(const ui::MainWindow &window)
{
    return window.panes().list().rowCount();
}

AttachSetup setupFor(AttachKind kind, std::uint16_t port, const QString &framer)
{
    AttachSetup setup;
    setup.kind = kind;
    setup.host = u"127.0.0.1"_s;
    setup.port = QString::number(port);
    setup.listenPort = u"0"_s;
    setup.framer = framer;
    return setup;
}

ui::AttachDialog &shownDialog(const ui::MainWindow &window)
{
    const auto find = [&window] { return window.findChild<ui::AttachDialog *>(); };
    if (!QTest::qWaitFor([&find] { return find() != nullptr && find()->isVisible(); }, patienceMs))
        qFatal("there is no dialog");
    return *find();
}

void attachByDialog(ui::MainWindow &window, const AttachSetup &setup)
{
    if (!QTest::qWaitFor([&window] { return window.findChild<ui::AttachDialog *>() == nullptr; }, patienceMs))
        qFatal("a dialog is open");
    window.actions()[ui::Do::Attach]->trigger();
    ui::AttachDialog &dialog = shownDialog(window);
    dialog.setSetup(setup);
    QTest::mouseClick(&child<QPushButton>(dialog, u"attachButton"_s), Qt::LeftButton);
    if (!QTest::qWaitFor([&window] { return window.document() != nullptr; }, patienceMs))
        qFatal("nothing was attached");
}

std::uint16_t portOf(const ui::MainWindow &window)
{
    if (!QTest::qWaitFor([&window] { return attached(window).status().port != 0; }, patienceMs))
        qFatal("nobody listens");
    return attached(window).status().port;
}

bool isState(const ui::MainWindow &window, live::State state)
{
    return QTest::qWaitFor([&] { return attached(window).status().state == state; }, patienceMs);
}

bool isRecorded(const ui::MainWindow &window, std::uint64_t bytes)
{
    return QTest::qWaitFor([&] { return attached(window).bytes() >= bytes; }, patienceMs);
}

bool chooseFile(const ui::MainWindow &window, const QString &path)
{
    const auto find = [&window] { return window.findChild<QFileDialog *>(u"saveDialog"_s); };
    if (!QTest::qWaitFor([&find] { return find() != nullptr && find()->isVisible(); }, patienceMs))
        return false;
    auto &line = child<QLineEdit>(*find(), u"fileNameEdit"_s);
    line.setText(path);
    QTest::keyClick(&line, Qt::Key_Return);
    return true;
}

bool answerBox(ui::MainWindow &window, const QString &name, QMessageBox::StandardButton button)
{
    const auto find = [&window, &name] { return window.findChild<QMessageBox *>(name); };
    if (!QTest::qWaitFor([&find] { return find() != nullptr && find()->isVisible(); }, patienceMs))
        return false;
    QTest::mouseClick(find()->button(button), Qt::LeftButton);
    return true;
}

} // namespace framelens::test
