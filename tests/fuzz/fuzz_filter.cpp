// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Any text is a filter or a mistake; a filter runs over any frame, and written anew it is the same filter. An input is the text's
// length, the text, and a frame's bytes.
#include "core/filter/filter.h"
#include "core/filter/syntax.h"
#include "tests/fuzz/fuzz_target.h"

#include <string>

using namespace framelens;
using fuzz::registry;
using fuzz::require;

namespace {

bool passes(const std::shared_ptr<const Filter> &filter, Bytes frame)
{
    const Dissector dissector(registry(), filter->dissecting(nullptr));
    FrameRef ref{.info = {.number = 1, .linkType = 1, .hasTime = true}, .bytes = frame};
    ref.info.capturedLength = ref.info.originalLength = static_cast<std::uint32_t>(frame.size());
    Dissection dissection;
    dissector.dissect(ref, dissection);
    return FilterMatcher(filter).matches(dissection);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const Bytes input = std::as_bytes(std::span(data, size)).subspan(1);
    const std::size_t length = std::min<std::size_t>(data[0], input.size());
    const std::string text(data + 1, data + 1 + length);
    const auto filter = Filter::compile(text, registry());
    if (!filter) {
        require(filter.error().position + filter.error().length <= text.size(), "a mistake lies in the text");
        require(!filter.error().message.empty(), "a mistake is explained");
        require(!describe(filter.error(), text).empty(), "a mistake can be printed");
        return 0;
    }
    const Bytes frame = input.subspan(length);
    const bool passed = passes(*filter, frame);
    require(!(*filter)->listing().empty(), "a filter can be listed");
    const auto again = Filter::compile((*filter)->normalText(), registry());
    require(again.has_value(), "a filter written anew is one");
    require((*again)->normalText() == (*filter)->normalText(), "a filter written anew stays as it is");
    require(passes(*again, frame) == passed, "a filter written anew passes the same frames");
    const auto opposite = Filter::compile("!(" + text + ")", registry());
    require((*filter)->isEmpty() || !opposite || passes(*opposite, frame) != passed, "a frame passes a filter or its opposite");
    return 0;
}

std::vector<std::vector<std::byte>> framelens::fuzz::seeds()
{
    std::vector<std::vector<std::byte>> all;
    const std::vector<std::byte> frame(64, std::byte{0});
    for (const std::string text :
         {"tcp.port == 80", "ip.addr in {10.0.0.0/8, 1.1.1.1..2.2.2.2}", "frame[0:2,-3:] contains 00:11 and not udp", "ip.src#[1-2] != 1.2.3.4",
          "len(frame) > 10 or upper(http.host) matches \"a+\"", "{tcp.srcport + 1} * -2 % 3 & 7 == 0b11", "any eth.addr == 00-11-22-33-44-55",
          "frame.time < \"2026-01-31 12:34:56.789Z\"", "port 80 and host 1.2.3.4", "dns.qry.name == r\"a\\b\" or dns.qry.name == 'x'",
          "1 < tcp.port < 9", "string(ip.src) contains \"1\"", "max(tcp.srcport, udp.srcport) == 5"}) {
        std::vector<std::byte> seed = {static_cast<std::byte>(text.size())};
        for (const char c : text)
            seed.push_back(static_cast<std::byte>(c));
        seed.insert(seed.end(), frame.begin(), frame.end());
        all.push_back(std::move(seed));
    }
    return all;
}
