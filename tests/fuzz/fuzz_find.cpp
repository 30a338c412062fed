// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Any text is something to look for or a mistake in it; hits lie in the bytes, are in order, and are met from either side. An input
// is the kind with the options, the text's length, the text, and the bytes.
#include "core/filter/find_frame.h"
#include "tests/fuzz/fuzz_target.h"

#include <string>

using namespace framelens;
using fuzz::registry;
using fuzz::require;

namespace {

// One frame, in memory.
class OneFrame final : public FrameSource
{
public:
    explicit OneFrame(Bytes bytes)
        : m_view{.info = {.number = 1, .linkType = 1}, .bytes = ByteView(std::make_shared<MemoryStore>(std::vector(bytes.begin(), bytes.end())))}
    {
        m_view.info.capturedLength = m_view.info.originalLength = static_cast<std::uint32_t>(bytes.size());
    }
    std::uint32_t count() const override { return 1; }
    FrameRef frame(std::uint32_t /*frame*/) const override { return m_view.ref(); }
    FrameView view(std::uint32_t /*frame*/) const override { return m_view; }
    std::uint32_t generation() const override { return 0; }
    std::int64_t firstTimeNs() const override { return 0; }

private:
    FrameView m_view;
};

void compareSides(const std::shared_ptr<const FindNeedle> &needle, FindWhere where, Bytes bytes)
{
    Find find(needle, where, {.source = std::make_shared<OneFrame>(bytes)});
    Job job;
    const std::vector<FindHit> onward = find.all({{}, {1, 0}}, 4096, job);
    if (onward.size() == 4096)
        return;
    std::size_t left = onward.size();
    FindRange range{{}, {1, 0}};
    while (const auto hit = find.last(range, job)) {
        require(left > 0 && onward[--left] == *hit, "hits are the same from either side");
        range.until = hit->place;
    }
    require(left == 0, "every hit is met from behind");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 2)
        return 0;
    const Bytes input = std::as_bytes(std::span(data, size)).subspan(2);
    const std::size_t length = std::min<std::size_t>(data[1], input.size());
    const FindQuery query{.kind = static_cast<FindKind>(data[0] & 3U),
                          .text = std::string(asText(input.first(length))),
                          .heedsCase = (data[0] & 4U) != 0,
                          .alsoUtf16 = (data[0] & 8U) != 0};
    const auto needle = FindNeedle::compile(query, registry());
    if (!needle) {
        require(needle.error().position + needle.error().length <= query.text.size(), "a mistake lies in the text");
        require(!needle.error().message.empty(), "a mistake is explained");
        return 0;
    }
    const Bytes bytes = input.subspan(length);
    std::uint64_t before = 0;
    if (query.kind != FindKind::Display)
        for (const FoundBytes &found : findInBytes(**needle, bytes, 4096)) {
            require(found.size > 0 && found.offset >= before && std::uint64_t{found.offset} + found.size <= bytes.size(), "hits lie in the bytes, in order");
            before = std::uint64_t{found.offset} + 1;
        }
    compareSides(*needle, FindWhere::Frames, bytes);
    if (query.kind != FindKind::Hex)
        compareSides(*needle, FindWhere::FieldValues, bytes);
    return 0;
}

std::vector<std::vector<std::byte>> framelens::fuzz::seeds()
{
    const std::vector<std::pair<std::uint8_t, std::string>> queries = {
        {0, "0d 0a:ff-00"}, {1, "Host"}, {5, "Host"}, {9, "Stra\xc3\x9f" "e"}, {13, "\xff" "x"}, {2, "(a|aa)+[yz]"}, {6, "^\\x00"}, {3, "tcp.port == 80"}, {1, std::string(1, '\0')}};
    std::vector<std::vector<std::byte>> all;
    for (const auto &[kind, text] : queries) {
        std::vector<std::byte> seed = {static_cast<std::byte>(kind), static_cast<std::byte>(text.size())};
        for (const char c : text + "host HOST aaaaaaaaaaaaaaaaaaaaaaaa H\0o\0s\0t\0\r\n\xff\x00")
            seed.push_back(static_cast<std::byte>(c));
        all.push_back(std::move(seed));
    }
    return all;
}
