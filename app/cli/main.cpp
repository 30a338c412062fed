// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// framelens-cli: frames of a capture as text.
#include "app/cli/run.h"
#include "core/bytes/fault_guard.h"

#include <csignal>
#include <exception>
#include <iostream>

namespace cli = framelens::cli;

namespace {

int runWith(int argc, char **argv)
{
    const auto options = cli::readOptions(argc, argv);
    if (options)
        return static_cast<int>(cli::run(*options));
    const cli::Answer &answer = options.error();
    if (!answer.isMistake) {
        std::cout << answer.text << std::flush;
        return static_cast<int>(cli::Exit::Done);
    }
    cli::complain(answer.text + "\nframelens-cli --help says what can be given");
    return static_cast<int>(cli::Exit::Usage);
}

} // namespace

int main(int argc, char **argv)
{
    framelens::fault_guard::install();
    std::signal(SIGPIPE, SIG_IGN); // a reader that goes away is seen at the next write
    std::signal(SIGXFSZ, SIG_IGN); // a file that may not grow is seen there too
    try {
        return runWith(argc, argv);
    } catch (const std::exception &error) { // memory is exhausted
        cli::complain(error.what());
        return static_cast<int>(cli::Exit::CannotOpenOrWrite);
    }
}
