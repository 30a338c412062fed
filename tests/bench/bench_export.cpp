// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Every second frame of a capture into a file, beside the bare loops over the same records: gathered into one buffer, pieces for
// writev, the system's own copies frame by frame; and the size below which frames are better copied than given as pieces. Formats
// other than the capture's need new headers: their bare loops make them, too.
// Processor time is what counts. FRAMELENS_BENCH_BYTES says how large the capture is (256 MB).
#include "core/bytes/vectored_write.h"
#include "tests/support/capture_builder.h"
#include "tests/support/exporting.h"
#include "tests/support/temp_folder.h"

#include <benchmark/benchmark.h>

#include <cstdlib>

#include <sys/sendfile.h>

using namespace framelens;
using namespace framelens::test;

namespace {

/// The capture, opened, and its every second record.
struct Source
{
    TempFolder folder;
    std::shared_ptr<Capture> capture;
    RowRanges selected;
    std::vector<Bytes> records;
    std::vector<std::uint64_t> offsets;
    std::uint64_t bytes = 0; ///< of these records

    Source()
    {
        const char *given = std::getenv("FRAMELENS_BENCH_BYTES"); // NOLINT(concurrency-mt-unsafe): read only
        const std::uint64_t size = given != nullptr ? std::strtoull(given, nullptr, 10) : 256'000'000;
        const Buffer block = mixedPcap(20'000);
        const std::string path = folder.write("source.pcap", block);
        for (std::uint64_t made = block.size(); made < size; made += block.size() - 24)
            appendTo(path, Bytes(block).subspan(24));
        capture = openedFile(path);
        selected = everyOf(*capture, 2);
        for (const RowRange &range : selected.ranges()) {
            const std::uint64_t offset = capture->recordOffset(range.begin);
            const std::size_t length = 16 + capture->frame(range.begin).bytes.size();
            offsets.push_back(offset);
            records.push_back(capture->store()->bytes().subspan(offset, length));
            bytes += length;
        }
    }
    FileHandle target() const
    {
        return FileHandle(::open(folder.file("out").c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    }
};

const Source &source()
{
    static const Source made;
    return made;
}

void count(benchmark::State &state)
{
    state.SetBytesProcessed(static_cast<std::int64_t>(source().bytes) * state.iterations());
    state.SetItemsProcessed(static_cast<std::int64_t>(source().records.size()) * state.iterations());
}

void bareGather(benchmark::State &state)
{
    std::vector<std::byte> buffer(std::size_t{1} << 20U);
    for (auto _ : state) {
        const FileHandle target = source().target();
        std::size_t used = 0;
        const auto flush = [&] {
            std::array pieces = {piece(Bytes(buffer).first(used))};
            used = 0;
            return writeAll(target.fd(), pieces, FileCalls());
        };
        for (const Bytes record : source().records) {
            if (used + record.size() > buffer.size() && flush() != 0)
                state.SkipWithError("not written");
            std::ranges::copy(record, std::span(buffer).subspan(used).begin());
            used += record.size();
        }
        if (flush() != 0)
            state.SkipWithError("not written");
    }
    count(state);
}

// Records below state.range(0) bytes are copied into one buffer, as an export does it.
void bareWritev(benchmark::State &state)
{
    const auto stagedBelow = static_cast<std::size_t>(state.range(0));
    std::vector<std::byte> buffer(std::size_t{256} * 1024);
    std::vector<iovec> pieces;
    for (auto _ : state) {
        const FileHandle target = source().target();
        std::size_t used = 0;
        bool isOpen = false;
        const auto flush = [&] {
            const int error = writeAll(target.fd(), pieces, FileCalls());
            pieces.clear();
            used = 0;
            isOpen = false;
            return error;
        };
        for (const Bytes record : source().records) {
            if ((pieces.size() == mostPieces || used + stagedBelow > buffer.size()) && flush() != 0)
                state.SkipWithError("not written");
            if (record.size() >= stagedBelow) {
                pieces.push_back(piece(record));
                isOpen = false;
                continue;
            }
            const std::span<std::byte> to = std::span(buffer).subspan(used, record.size());
            std::ranges::copy(record, to.begin());
            used += record.size();
            if (isOpen)
                pieces.back().iov_len += record.size();
            else
                pieces.push_back(piece(to));
            isOpen = true;
        }
        if (flush() != 0)
            state.SkipWithError("not written");
    }
    count(state);
}

/// What stands before and behind a frame in a file of another format.
struct Made
{
    std::array<std::byte, 28> head{};
    std::array<std::byte, 8> tail{};
    std::size_t headSize = 0;
    std::size_t tailSize = 0;
};

void put(std::span<std::byte> to, std::size_t &at, std::uint32_t value)
{
    for (unsigned i = 0; i < 4; ++i)
        to[at++] = static_cast<std::byte>(value >> (8 * i));
}

Made nanosecondRecord(Bytes record)
{
    Made made;
    put(made.head, made.headSize, load<std::uint32_t>(record.data(), ByteOrder::Little));
    put(made.head, made.headSize, load<std::uint32_t>(record.subspan(4).data(), ByteOrder::Little) * 1000);
    put(made.head, made.headSize, load<std::uint32_t>(record.subspan(8).data(), ByteOrder::Little));
    put(made.head, made.headSize, load<std::uint32_t>(record.subspan(12).data(), ByteOrder::Little));
    return made;
}

Made packetBlock(Bytes record)
{
    const std::uint64_t time = std::uint64_t{load<std::uint32_t>(record.data(), ByteOrder::Little)} * 1'000'000
        + load<std::uint32_t>(record.subspan(4).data(), ByteOrder::Little);
    const auto captured = static_cast<std::uint32_t>(record.size() - 16);
    const std::uint32_t size = 32 + (captured + 3) / 4 * 4;
    Made made;
    for (const std::uint32_t word : {6U, size, 0U, static_cast<std::uint32_t>(time >> 32U), static_cast<std::uint32_t>(time), captured,
                                     load<std::uint32_t>(record.subspan(12).data(), ByteOrder::Little)})
        put(made.head, made.headSize, word);
    made.tailSize = size - 32 - captured;
    put(made.tail, made.tailSize, size);
    return made;
}

// What every export must do that cannot take records as they lie: other headers, and for pcapng padding and the length again.
template <Made (*make)(Bytes)>
void bareMade(benchmark::State &state)
{
    const auto stagedBelow = static_cast<std::size_t>(state.range(0));
    std::vector<std::byte> buffer(std::size_t{256} * 1024);
    std::vector<iovec> pieces;
    for (auto _ : state) {
        const FileHandle target = source().target();
        std::size_t used = 0;
        bool isOpen = false;
        const auto stage = [&](Bytes bytes) {
            const std::span<std::byte> to = std::span(buffer).subspan(used, bytes.size());
            std::ranges::copy(bytes, to.begin());
            used += bytes.size();
            if (isOpen)
                pieces.back().iov_len += bytes.size();
            else
                pieces.push_back(piece(to));
            isOpen = true;
        };
        const auto flush = [&] {
            const int error = writeAll(target.fd(), pieces, FileCalls());
            pieces.clear();
            used = 0;
            isOpen = false;
            return error;
        };
        for (const Bytes record : source().records) {
            if ((pieces.size() + 3 > mostPieces || used + stagedBelow + 64 > buffer.size()) && flush() != 0)
                state.SkipWithError("not written");
            const Made made = make(record);
            const Bytes frame = record.subspan(16);
            stage(Bytes(made.head).first(made.headSize));
            if (frame.size() >= stagedBelow) {
                pieces.push_back(piece(frame));
                isOpen = false;
            } else {
                stage(frame);
            }
            if (made.tailSize != 0)
                stage(Bytes(made.tail).first(made.tailSize));
        }
        if (flush() != 0)
            state.SkipWithError("not written");
    }
    count(state);
}

void bareNanoseconds(benchmark::State &state) { bareMade<nanosecondRecord>(state); }
void barePcapng(benchmark::State &state) { bareMade<packetBlock>(state); }

template <typename Copy>
void bareFrameByFrame(benchmark::State &state, const Copy &copy)
{
    for (auto _ : state) {
        const FileHandle target = source().target();
        for (std::size_t i = 0; i < source().records.size(); ++i) {
            auto from = static_cast<off_t>(source().offsets[i]);
            if (copy(source().capture->store()->fd(), &from, target.fd(), source().records[i].size()) <= 0) {
                state.SkipWithError("not copied");
                return;
            }
        }
    }
    count(state);
}

void bareCopyFileRange(benchmark::State &state)
{
    bareFrameByFrame(state, [](int from, off_t *at, int to, std::size_t size) { return ::copy_file_range(from, at, to, nullptr, size, 0); });
}

void bareSendfile(benchmark::State &state)
{
    bareFrameByFrame(state, [](int from, off_t *at, int to, std::size_t size) { return ::sendfile(to, from, at, size); });
}

void exportTo(benchmark::State &state, const RowRanges &frames)
{
    const ExportOptions options{.format = static_cast<ExportFormat>(state.range(0))};
    std::uint64_t bytes = 0;
    for (auto _ : state) {
        const FileHandle target = source().target();
        Job job;
        const auto report = exportFrames(*source().capture, frames, {.path = "out", .fd = target.fd()}, job, options);
        if (!report) {
            state.SkipWithError(describe(report.error()).c_str());
            return;
        }
        bytes += report->bytes;
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
    state.SetLabel(std::string(exportFormatInfo(options.format).name));
}

void exportEverySecond(benchmark::State &state) { exportTo(state, source().selected); }
void exportHalf(benchmark::State &state) { exportTo(state, {0, source().capture->count() / 2}); }

BENCHMARK(bareGather)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
BENCHMARK(bareWritev)->Arg(0)->Arg(128)->Arg(256)->Arg(512)->Arg(1024)->Arg(2048)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
BENCHMARK(bareNanoseconds)->Arg(256)->Arg(512)->Arg(1024)->Arg(2048)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
BENCHMARK(barePcapng)->Arg(256)->Arg(512)->Arg(1024)->Arg(2048)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
BENCHMARK(bareCopyFileRange)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
BENCHMARK(bareSendfile)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
BENCHMARK(exportEverySecond)
    ->Arg(static_cast<int>(ExportFormat::Pcap))
    ->Arg(static_cast<int>(ExportFormat::NanosecondPcap))
    ->Arg(static_cast<int>(ExportFormat::Pcapng))
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(exportHalf)
    ->Arg(static_cast<int>(ExportFormat::Pcap))
    ->Arg(static_cast<int>(ExportFormat::Pcapng))
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();
