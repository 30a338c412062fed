// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/framed.h"

#include "tests/support/packet_builder.h"

#include <algorithm>
#include <cassert>

namespace framelens::test {

namespace {

struct Run
{
    std::string text;
    std::uint64_t looked = 0;
};

Run run(const StreamUse &use, Bytes bytes, const Arrival &arrival)
{
    Run result;
    ConversationMemory own;
    ConversationMemory *memory = arrival.memory == nullptr ? &own : arrival.memory;
    const auto say = [&](const std::string &word) { result.text += (result.text.empty() ? "" : " ") + word; };
    std::size_t begin = 0;
    std::size_t known = 0;
    while (begin < bytes.size()) {
        FramerState state;
        Cut cut = Cut::needMore(1);
        while (cut.kind == Cut::Kind::NeedMore) {
            // As much as it asked for, in the steps in which it comes.
            while (known < bytes.size() && known - begin < cut.size)
                known += std::min(arrival.step, bytes.size() - known);
            if (known - begin < cut.size && !arrival.ended)
                break;
            const StreamBytes now(bytes.subspan(begin, known - begin));
            const bool ended = arrival.ended && known == bytes.size();
            const std::uint64_t asked = cut.size;
            cut = use.cut(now, state, {arrival.direction, ended, memory});
            result.looked += now.looked();
            if (cut.kind == Cut::Kind::NeedMore && cut.size <= known - begin)
                return say("stuck"), result;
            if (cut.kind == Cut::Kind::NeedMore && known - begin < asked)
                break;
        }
        if (cut.kind == Cut::Kind::NotMine)
            return say("not mine"), result;
        if (cut.kind == Cut::Kind::NeedMore)
            return say("needs " + std::to_string(cut.size)), result;
        if (cut.size > bytes.size() - begin)
            return say("of " + std::to_string(cut.size)), result;
        if (cut.size == 0)
            return say("stuck"), result;
        say(std::to_string(cut.size));
        begin += static_cast<std::size_t>(cut.size);
        known = std::max(known, begin);
    }
    return result;
}

} // namespace

namespace {

MessageList listOf(std::string_view filterName, std::size_t size, std::uint16_t port)
{
    MessageList list{.port = port};
    list.messages.push_back({.protocol = Registry::builtIn()->find(filterName).value(),
                             .offset = DecodedMessage::headers,
                             .size = static_cast<std::uint32_t>(size)});
    return list;
}

FrameInfo infoWith(const MessageList &list)
{
    FrameInfo info;
    info.messages = &list;
    return info;
}

} // namespace

DecodedMessage::DecodedMessage(std::string_view filterName, Bytes message, std::uint16_t port)
    : m_list(listOf(filterName, message.size(), port))
    , m_frame(1, tcpFrame({ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 40000, port}, {.flags = tcp_flag::ack | tcp_flag::psh}, message),
              infoWith(m_list))
{
}

const StreamUse &streamUseOf(std::string_view filterName)
{
    static const auto registry = Registry::builtIn();
    const auto id = registry->find(filterName);
    assert(id && registry->protocol(*id).stream != nullptr);
    return *registry->protocol(*id).stream;
}

std::string framed(const StreamUse &use, Bytes bytes, const Arrival &arrival)
{
    return run(use, bytes, arrival).text;
}

std::string differsInSteps(const StreamUse &use, Bytes bytes, bool ended, Direction direction)
{
    const std::string whole = framed(use, bytes, {.ended = ended, .direction = direction});
    for (const std::size_t step : {1U, 3U, 7U}) {
        const std::string stepped = framed(use, bytes, {.step = step, .ended = ended, .direction = direction});
        // What is asked for at the end may be told sooner or later; the messages may not differ.
        const auto messages = [](const std::string &text) { return text.substr(0, text.find("needs")); };
        if (messages(stepped) != messages(whole))
            return "in steps of " + std::to_string(step) + ": " + stepped + "; at once: " + whole;
    }
    return {};
}

std::string recognised(const StreamUse &use, Bytes bytes, Direction direction)
{
    Recognised result = Recognised::NeedMore;
    for (std::size_t size = 1; size <= bytes.size(); ++size) {
        const Recognised now = use.recognise(StreamBytes(bytes.first(size)), direction);
        if (result != Recognised::NeedMore && now != result)
            return "unsteady";
        result = now;
    }
    return result == Recognised::Yes ? "yes" : result == Recognised::No ? "no" : "needs more";
}

double looksPerByte(const StreamUse &use, Bytes bytes)
{
    return static_cast<double>(run(use, bytes, {.step = 1}).looked) / static_cast<double>(bytes.size());
}

} // namespace framelens::test
