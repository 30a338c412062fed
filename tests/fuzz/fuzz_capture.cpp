// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The readers of capture files: whatever a file holds, it is opened or refused, its frames lie inside it, and
// the quick counter agrees with the index, as the fast way through pcapng does with the careful one.
#include "core/capture/capture.h"
#include "core/capture/pcapng_reader.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/support/capture_builder.h"


#include <sys/mman.h>
#include <unistd.h>

using namespace framelens;
using fuzz::require;

namespace {

// A file in memory that has a name: one for all inputs.
class InputFile
{
public:
    InputFile()
        : m_fd(::memfd_create("input", MFD_CLOEXEC))
        , m_path("/proc/self/fd/" + std::to_string(m_fd))
    {
        require(m_fd >= 0, "a file in memory can be made");
    }
    const std::string &put(const void *data, std::size_t size)
    {
        require(::ftruncate(m_fd, 0) == 0 && ::pwrite(m_fd, data, size, 0) == static_cast<ssize_t>(size),
                "the input can be written");
        return m_path;
    }

private:
    int m_fd;
    std::string m_path;
};

OpenOptions smallOptions()
{
    return {.mostDecompressedBytes = 1U << 20U, .mostFrames = 20'000, .mostIndexBytes = 64U << 20U};
}

unsigned sumOf(Bytes bytes)
{
    unsigned sum = 0;
    for (const std::byte &byte : bytes)
        sum += loadOnce<std::uint8_t>(&byte);
    return sum;
}

bool isWithin(Bytes inner, Bytes outer)
{
    return inner.empty() || (inner.data() >= outer.data() && inner.data() + inner.size() <= outer.data() + outer.size());
}

void checkFrame(const Capture &capture, std::uint32_t number)
{
    const FrameRef frame = capture.frame(number);
    const Bytes all = capture.store()->bytes();
    require(isWithin(frame.bytes, all) && isWithin(frame.info.options, all), "a frame lies inside its capture");
    require(frame.bytes.size() == frame.info.capturedLength, "a frame has the bytes it says");
    require(frame.info.number == number + 1, "frames are numbered in order");
    require(frame.info.timeDigits <= 9, "times have at most nine digits");
    const FrameView view = capture.view(number);
    const Bytes viewed = view.bytes.bytes();
    require(viewed.data() == frame.bytes.data() && viewed.size() == frame.bytes.size(), "a view is the frame itself");
    sumOf(frame.bytes);
    sumOf(frame.info.options);
}

void checkMetadata(const Capture &capture)
{
    const Metadata &metadata = capture.metadata();
    for (std::size_t i = 0; i < metadata.blocks.size(); ++i) {
        const BlockRecord &block = metadata.blocks[i];
        const ByteView view = capture.bytesOf(block.offset, block.length);
        sumOf(view.bytes());
    }
}

// Where the records begin, and what ended the walk.
struct Walk
{
    std::vector<std::uint64_t> offsets;
    ScanResult end;
};

Walk walk(PcapngReader &reader, const std::string &path, std::uint64_t size)
{
    Walk result;
    const auto file = openForReading(path);
    require(file.has_value(), "the input can be opened again");
    ReadWindow window(file->fd(), path, nullptr);
    RecordBatch batch;
    while (result.end.stop == ScanStop::Step && result.offsets.size() < 20'000) {
        batch.count = 0;
        result.end = reader.scan(window, size, batch);
        result.offsets.insert(result.offsets.end(), batch.found().begin(), batch.found().end());
    }
    return result;
}

void compareBothWays(Bytes input, const std::string &path)
{
    Metadata ofFast;
    Metadata ofCareful;
    const auto fast = PcapngReader::recognise(input, path, ofFast);
    const auto careful = PcapngReader::recognise(input, path, ofCareful);
    if (fast == nullptr)
        return;
    static_cast<PcapngReader &>(*careful).forgoFastPath();
    const Walk quick = walk(static_cast<PcapngReader &>(*fast), path, input.size());
    const Walk slow = walk(static_cast<PcapngReader &>(*careful), path, input.size());
    require(quick.offsets == slow.offsets, "both ways find the same records");
    require(quick.end.problem == slow.end.problem, "both ways end for the same reason");
    require(fast->passedOver() == careful->passedOver(), "both ways pass over the same");
}

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static InputFile file;
    const std::string &path = file.put(data, size);
    const auto opened = Capture::open(path, smallOptions());
    const auto counted = countFrames(path, smallOptions());
    compareBothWays(std::as_bytes(std::span(data, size)), path);
    if (!opened) {
        require(!describe(opened.error()).empty(), "a refusal says why");
        return 0;
    }
    Capture &capture = **opened;
    Job job;
    capture.index(job);
    require(job.finished(), "indexing ends its job");
    require(counted.has_value() && counted->frames == capture.count(), "counting and indexing agree");
    for (std::uint32_t i = 0; i < capture.count(); ++i)
        checkFrame(capture, i);
    checkMetadata(capture);
    if (const auto failure = job.failure())
        require(!describe(*failure).empty(), "a failure says why");
    return 0;
}

std::vector<std::vector<std::byte>> framelens::fuzz::seeds()
{
    using namespace framelens::test;
    std::vector<std::vector<std::byte>> all;
    for (const ByteOrder order : {ByteOrder::Little, ByteOrder::Big}) {
        all.push_back(mixedPcap(3, {.order = order}));
        all.push_back(mixedPcap(2, {.order = order, .nanoseconds = true, .linkType = 0x2400'0071}));
        all.push_back(mixedPcap(2, {.order = order, .modified = true}));
        all.push_back(mixedPcapng(3, order));
        PcapngBuilder every;
        const auto frame = mixedFrame(1, 1);
        every.section(order, {comment("made")}).interface(1, 64, {textOption(2, "eth0"), {9, {std::byte{9}}}});
        every.enhanced(frame, 1'709'294'400'000'000'000, 0, {comment("a frame")}, 4000).simple(frame).obsolete(frame, 5);
        every.statistics(0, 10, 1).secrets(0x544c534b, asBytes("CLIENT_RANDOM 00 11")).custom(32473, asBytes("x"));
        every.names(asBytes("\x0a\x01\x02\x03"), "host.example").block(0x1234, asBytes("unknown"));
        every.section(order == ByteOrder::Big ? ByteOrder::Little : ByteOrder::Big).interface(113).enhanced(frame, 7);
        all.push_back(every.bytes());
    }
    const std::size_t plain = all.size();
    for (std::size_t i = 0; i < plain; i += 4) {
        all.push_back(gzipped(all[i]));
        all.push_back(zstdCompressed(all[i]));
        all.push_back(lz4Compressed(all[i]));
    }
    return all;
}
