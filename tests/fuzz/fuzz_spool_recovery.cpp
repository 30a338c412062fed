// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Recovery of spools: whatever the two files hold, what is believed is sound: chunks follow each other without a gap, lie in
// the data, and their chains lead back. Input: a byte, two of the size of the data, data, journal. Byte 1: the journal comes
// without its header, and checksums are mended first.
#include "core/bytes/spool_checksum.h"
#include "core/bytes/spool_journal.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/support/spool_support.h"
#include "tests/support/temporary_file.h"

#include <algorithm>
#include <filesystem>

using namespace framelens;
using fuzz::require;

namespace {

void store32(std::span<std::byte> to, std::uint32_t value)
{
    for (std::size_t i = 0; i < 4; ++i)
        to[i] = static_cast<std::byte>(value >> (8 * i));
}

// So that what is tried is what the records say, not the checksum in front of it.
void mend(std::vector<std::byte> &bytes)
{
    bytes.insert(bytes.begin(), journal::headerBytes, std::byte{0});
    const std::span journal(bytes);
    journal::encode(journal.first<journal::headerBytes>(), {.order = ByteOrder::Little, .salt = 5, .madeNs = 1});
    for (std::uint64_t number = 0; journal::offsetOf(number + 1) <= journal.size(); ++number) {
        const auto record = journal.subspan(journal::offsetOf(number), journal::recordBytes);
        store32(record.subspan(4), static_cast<std::uint32_t>(number));
        store32(record, crc32c(record.subspan(4), 5));
    }
}

struct Input
{
    Bytes data;
    std::vector<std::byte> journal;
};

Input split(Bytes input)
{
    if (input.size() < 3)
        return {};
    const std::size_t wanted = load<std::uint16_t>(&input[1], ByteOrder::Little);
    const Bytes rest = input.subspan(3);
    const Bytes data = rest.first(std::min(wanted, rest.size()));
    const Bytes journal = rest.subspan(data.size());
    Input parts{.data = data, .journal = {journal.begin(), journal.end()}};
    if (input[0] == std::byte{1})
        mend(parts.journal);
    return parts;
}

std::string lay(const test::TempFolder &folder, const Input &input)
{
    std::error_code ignored; // new files, as some file systems wait for the disk when old ones are cut
    std::filesystem::remove(folder.file("input.data"), ignored);
    std::filesystem::remove(folder.file("input.journal"), ignored);
    folder.write("input.journal", input.journal);
    return folder.write("input.data", input.data);
}

void checkChain(const SpoolLog &log, const SpoolRecord &record, std::uint64_t number)
{
    if (!record.previous)
        return;
    require(*record.previous < number, "a chain leads back");
    const SpoolRecord before = log.record(*record.previous);
    require(before.kind == SpoolRecordKind::Chunk && before.connection == record.connection
                && before.direction == record.direction,
            "a chain stays in its direction");
    require(before.streamOffset + before.size <= record.streamOffset, "a stream goes forward");
}

void checkLog(const SpoolLog &log)
{
    std::uint64_t end = 0;
    std::int64_t time = INT64_MIN;
    for (std::uint64_t number = 0; number < log.count(); ++number) {
        const SpoolRecord record = log.record(number);
        if (record.kind == SpoolRecordKind::Note)
            continue;
        require(record.timeNs >= time, "time does not step back");
        time = record.timeNs;
        require(record.connection < journal::mostConnections, "connections are bounded");
        if (record.kind == SpoolRecordKind::Chunk) {
            require(record.offset == end, "chunks follow each other without a gap");
            end += record.size;
            checkChain(log, record, number);
        }
    }
    require(end == log.store()->size(), "what is published is what records speak of");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const test::TempFolder folder;
    const Input input = split(std::as_bytes(std::span(data, size)));
    const std::string path = lay(folder, input);
    const auto left = leftSpools(folder.path());
    require(left.size() == 1 && left.front().bytes == input.data.size(), "what is left is listed");
    const auto recovered = recoverSpool(path);
    if (!recovered) {
        require(!describe(recovered.error()).empty(), "a refusal says why");
        return 0;
    }
    const SpoolLog &log = *recovered->log;
    require(log.store()->size() + recovered->tornBytes == input.data.size(), "all bytes are accounted for");
    const std::uint64_t records = (input.journal.size() - journal::headerBytes + journal::recordBytes - 1) / journal::recordBytes;
    require(log.count() + recovered->tornRecords == records, "all records are accounted for");
    checkLog(log);
    require(log.note("title").size() <= journal::mostValueBytes, "a note is bounded");
    return 0;
}

std::vector<std::vector<std::byte>> framelens::fuzz::seeds()
{
    using namespace framelens::test;
    std::vector<std::vector<std::byte>> all;
    for (const bool payloadChecksums : {false, true}) {
        const TempFolder folder;
        {
            const auto spool = newSpool(folder, {.title = "a title of more than one record, as long ones are", .payloadChecksums = payloadChecksums});
            tell(*spool, SpoolRecordKind::Open, 0);
            put(*spool, 0, Direction::ToServer, "question", 10);
            put(*spool, 0, Direction::ToClient, "answer", 20);
            tell(*spool, SpoolRecordKind::Failed, 1, Direction::ToServer, 25);
            static_cast<void>(spool->append(SpoolRecord{.kind = SpoolRecordKind::Dropped, .size = 9}));
            put(*spool, 0, Direction::ToServer, "more", 30);
            tell(*spool, SpoolRecordKind::HalfClose, 0, Direction::ToServer, 40);
            tell(*spool, SpoolRecordKind::Reset, 0, Direction::ToClient, 50);
        }
        const Buffer data = readFile(folder.file("s.data"));
        const Buffer journal = readFile(folder.file("s.journal"));
        for (const unsigned mended : {0U, 1U}) {
            ByteWriter seed(ByteOrder::Little);
            seed.u8(mended).u16(static_cast<unsigned>(data.size())).bytes(data);
            all.push_back(seed.bytes(Bytes(journal).subspan(mended == 1 ? journal::headerBytes : 0)).buffer());
        }
    }
    return all;
}
