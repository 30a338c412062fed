// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Attaching in a real window, as a person does.
#pragma once

#include "tests/support/test_main.h"
#include "tests/support/ui/window_fixture.h"
#include "ui/dialogs/attach_dialog.h"
#include "ui/live_document.h"

#include <QMessageBox>

#include <string_view>
#include <vector>

namespace framelens::test {

std::vector<std::byte> bytesOf(std::string_view text);
/// What is attached in the window; ends the test program if nothing is.
ui::LiveDocument &attached(const ui::MainWindow &window);
int rows(const ui::MainWindow &window);
/// 127.0.0.1 at that port; listens on a free one.
ui::AttachSetup setupFor(ui::AttachKind kind, std::uint16_t port, const QString &framer = {});
/// Waits for the attach dialog.
ui::AttachDialog &shownDialog(const ui::MainWindow &window);
/// Through the dialog: the command, the values, the button.
void attachByDialog(ui::MainWindow &window, const ui::AttachSetup &setup);
/// Port that the window listens on.
std::uint16_t portOf(const ui::MainWindow &window);
bool isState(const ui::MainWindow &window, live::State state);
/// Waits for the box of that name, and clicks that button; false if there is none.
bool answerBox(ui::MainWindow &window, const QString &name, QMessageBox::StandardButton button);
/// Waits for the save dialog, and gives it that path; false if there is none.
bool chooseFile(const ui::MainWindow &window, const QString &path);
/// Waits until so many bytes are recorded.
bool isRecorded(const ui::MainWindow &window, std::uint64_t bytes);

} // namespace framelens::test
