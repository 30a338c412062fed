// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// At build time: `make_documents FOLDER` writes the manual pages and completions of both programs there, and `make_documents
// --comparison` prints how framelens-cli's options stand to tshark's.
#include "app/cli/option_table.h"
#include "app/command_line/help.h"
#include "app/window/option_table.h"

#include <cstdio>
#include <fstream>
#include <iostream>
#include <string>

namespace {

using namespace framelens;

bool write(const std::string &path, const std::string &text)
{
    std::ofstream file(path, std::ios::binary);
    file << text << std::flush;
    if (!file)
        std::cerr << path << " cannot be written\n";
    return file.good();
}

bool writeAll(const std::string &folder, const command_line::ProgramTable &program)
{
    const std::string name(program.name);
    return write(folder + "/" + name + ".1", command_line::manualPage(program))
        && write(folder + "/" + name + ".bash", command_line::bashCompletion(program))
        && write(folder + "/_" + name, command_line::zshCompletion(program));
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 2) {
        std::cerr << "usage: make_documents FOLDER | --comparison\n";
        return 1;
    }
    if (argv[1] == std::string("--comparison")) {
        std::cout << command_line::comparison(cli::programTable);
        return 0;
    }
    return writeAll(argv[1], cli::programTable) && writeAll(argv[1], window::programTable) ? 0 : 2;
}
