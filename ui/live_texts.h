// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What the window says of an attachment, as functions that can be tested by a table.
#pragma once

#include "core/live/live_session.h"
#include "ui/widgets/message_bar.h"

#include <QString>

#include <chrono>

namespace framelens::ui {

/// "connecting", "listening", "peer closed", "failed"; why it failed is a message of its own. Visible text.
QString stateText(const live::Status &status);
/// The status bar's label: state, peer or port, bytes, rate, connections. `silent`: how long nothing came from an open connection.
QString recordText(const live::Status &status, std::uint64_t bytes, double bytesPerSecond, bool isPaused,
                   std::chrono::seconds silent = {});
/// The sentence in a list without frames.
QString waitingText(const live::Status &status);

/// How an attachment ended; without buttons. `title` is visible text.
Message endMessage(const live::Status &status, const QString &title, std::uint64_t bytes);
/// Why it could not start, or failed.
Message failureMessage(const Error &error, const QString &title);
/// The disk takes no more: what waits, what is safe.
/// `bytes`: what was recorded before.
Message heldMessage(const Error &error, std::uint64_t bytes);
/// The disk failed when the recording ended.
Message unsyncedMessage(const Error &error);
/// A pcap stream that is none, or that ends inside a record.
Message streamProblemMessage(const Error &error, const QString &title, std::uint32_t frames);

} // namespace framelens::ui
