// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/app/running.h"

namespace framelens::test {

Running::Running(const QStringList &arguments)
{
    process.start(QStringLiteral(FRAMELENS_CLI), arguments);
}

} // namespace framelens::test
