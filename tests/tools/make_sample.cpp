// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Writes the sample capture: make_sample FILE.
#include "tests/support/sample.h"

#include <cstdio>
#include <fstream>

int main(int argc, char **argv)
{
    if (argc != 2) {
        std::fputs("usage: make_sample FILE\n", stderr);
        return 1;
    }
    std::ofstream file(argv[1], std::ios::binary | std::ios::trunc);
    file << framelens::asText(framelens::test::sampleCapture()) << std::flush;
    return file ? 0 : 2;
}
