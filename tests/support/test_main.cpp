// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// `tests_core tst_name [Qt Test options]` runs one class, without a name all of them.
#include "tests/support/test_main.h"

#include "core/bytes/fault_guard.h"

#include <QTest>
#ifdef FRAMELENS_TEST_WINDOWS
#include <QApplication>
#else
#include <QCoreApplication>
#endif

#include <cstdio>
#include <map>
#include <string>

namespace framelens::test {

namespace {

std::map<std::string, MakeTest, std::less<>> &tests()
{
    static std::map<std::string, MakeTest, std::less<>> all;
    return all;
}

int runAll(const QStringList &options)
{
    int failed = 0;
    for (const auto &[name, make] : tests()) {
        const int result = QTest::qExec(make().get(), options);
        if (result != 0)
            std::fprintf(stderr, "%s: %d failed\n", name.c_str(), result);
        failed += result != 0 ? 1 : 0;
    }
    std::printf("%zu classes, %d failed\n", tests().size(), failed);
    return failed == 0 ? 0 : 1;
}

int runOne(const std::string &name, const QStringList &options)
{
    const auto found = tests().find(name);
    if (found == tests().end()) {
        std::fprintf(stderr, "no test is called %s\n", name.c_str());
        return 2;
    }
    return QTest::qExec(found->second().get(), options) == 0 ? 0 : 1;
}

} // namespace

bool registerTest(std::string_view file, MakeTest make)
{
    const std::size_t slash = file.rfind('/');
    const std::string_view name = slash == std::string_view::npos ? file : file.substr(slash + 1);
    return tests().emplace(name.substr(0, name.find('.')), make).second;
}

std::size_t sized(std::size_t full, std::size_t quick)
{
    return qEnvironmentVariableIntValue("FRAMELENS_QUICK") != 0 ? quick : full;
}

} // namespace framelens::test

int main(int argc, char **argv)
{
    if (!framelens::fault_guard::install())
        return 3;
#ifdef FRAMELENS_TEST_WINDOWS
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
#else
    const QCoreApplication application(argc, argv);
#endif
    QStringList options = QCoreApplication::arguments();
    // Qt Test's own handler would take SIGBUS before the fault guard does.
    options.append(QStringLiteral("-nocrashhandler"));
    if (options.size() < 2 || options.at(1).startsWith(QLatin1Char('-')))
        return framelens::test::runAll(options);
    return framelens::test::runOne(options.takeAt(1).toStdString(), options);
}
