// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// `replay_fuzz_x FOLDER` runs a target over its seeds, every prefix of the small ones, and each file of the folder
// if there is one; `replay_fuzz_x --write-seeds FOLDER` writes the seeds for libFuzzer.
#include "core/bytes/fault_guard.h"
#include "tests/fuzz/fuzz_target.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>

namespace {

using Input = std::vector<std::byte>;

void run(const std::byte *data, std::size_t size)
{
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t *>(data), size);
}

int writeSeeds(const std::filesystem::path &folder)
{
    std::filesystem::create_directories(folder);
    std::size_t number = 0;
    for (const Input &seed : framelens::fuzz::seeds()) {
        std::ofstream file(folder / ("seed-" + std::to_string(number++)), std::ios::binary);
        file.write(reinterpret_cast<const char *>(seed.data()), static_cast<std::streamsize>(seed.size()));
        if (!file)
            return 1;
    }
    return 0;
}

void replaySeeds()
{
    constexpr std::size_t everyPrefix = 512; // of longer ones only some, to end soon
    for (const Input &seed : framelens::fuzz::seeds()) {
        const std::size_t step = std::max<std::size_t>(1, seed.size() / everyPrefix);
        for (std::size_t size = 0; size < seed.size(); size += step)
            run(Input(seed.begin(), seed.begin() + static_cast<std::ptrdiff_t>(size)).data(), size);
        run(seed.data(), seed.size());
    }
}

std::size_t replayFolder(const std::filesystem::path &folder)
{
    if (!std::filesystem::is_directory(folder))
        return 0;
    std::vector<std::filesystem::path> files;
    for (const auto &entry : std::filesystem::directory_iterator(folder))
        if (entry.is_regular_file())
            files.push_back(entry.path());
    std::ranges::sort(files);
    for (const std::filesystem::path &path : files) {
        std::printf("%s\n", path.filename().c_str());
        std::fflush(stdout); // the last name printed is the one that crashed
        std::ifstream file(path, std::ios::binary);
        const std::vector<char> text{std::istreambuf_iterator<char>(file), {}};
        run(reinterpret_cast<const std::byte *>(text.data()), text.size());
    }
    return files.size();
}

} // namespace

int main(int argc, char **argv)
{
    if (!framelens::fault_guard::install())
        return 3;
    if (argc == 3 && std::string_view(argv[1]) == "--write-seeds")
        return writeSeeds(argv[2]);
    replaySeeds();
    std::printf("%zu findings replayed\n", argc > 1 ? replayFolder(argv[1]) : 0);
    return 0;
}
