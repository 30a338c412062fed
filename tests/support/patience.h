// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// How long tests wait for what another thread or process does.
#pragma once

#include <QTest>

namespace framelens::test {

/// In milliseconds; only a test that fails takes it. A sanitizer's build on a busy machine needs a multiple of the five seconds that
/// Qt Test has.
inline constexpr int patienceMs = 60'000;

} // namespace framelens::test

#undef QTRY_VERIFY
#undef QTRY_VERIFY2
#undef QTRY_COMPARE
#define QTRY_VERIFY(expr) QTRY_VERIFY_WITH_TIMEOUT(expr, framelens::test::patienceMs)
#define QTRY_VERIFY2(expr, message) QTRY_VERIFY2_WITH_TIMEOUT(expr, message, framelens::test::patienceMs)
#define QTRY_COMPARE(expr, expected) QTRY_COMPARE_WITH_TIMEOUT(expr, expected, framelens::test::patienceMs)
