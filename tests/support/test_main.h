// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Many test classes in one program: a class registers itself under the name of its file.
#pragma once

#include <QObject>

#include <memory>
#include <string_view>

namespace framelens::test {

using MakeTest = std::unique_ptr<QObject> (*)();

/// Makes the class known under the base name of `file` without its suffix (tst_byte_cursor). True always.
bool registerTest(std::string_view file, MakeTest make);

/// Sanitizer runs and slow machines ask for smaller sizes with FRAMELENS_QUICK=1: `full` then becomes `quick`.
std::size_t sized(std::size_t full, std::size_t quick);

} // namespace framelens::test

/// Stands once at the end of each tst_*.cpp, before the include of its moc file.
#define FRAMELENS_TEST(Class) \
    [[maybe_unused]] static const bool framelensRegistered = framelens::test::registerTest( \
        __FILE__, []() -> std::unique_ptr<QObject> { return std::make_unique<Class>(); });
