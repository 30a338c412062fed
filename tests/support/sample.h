// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The capture that ships with the program.
#pragma once

#include "tests/support/byte_writer.h"

namespace framelens::test {

/// The bytes of resources/sample.pcapng: the same each time they are made.
Buffer sampleCapture();

} // namespace framelens::test
