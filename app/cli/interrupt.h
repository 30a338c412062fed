// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Ctrl+C as a question that loops ask.
#pragma once

namespace framelens::cli {

/// From here on SIGINT and SIGTERM only set what isInterrupted() tells.
void catchInterrupts();
bool isInterrupted();

} // namespace framelens::cli
