// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/decode/bindings.h"

#include "core/base/text_sink.h"

#include <algorithm>
#include <charconv>

namespace framelens {

namespace {

struct Space
{
    std::string_view name;
    KeySpace space;
    std::uint32_t first;
    std::uint32_t last;
};

// As tshark's -d names its tables.
constexpr std::array<Space, 5> spaces = {{
    {"tcp.port", KeySpace::TcpPort, 1, 65'535},
    {"udp.port", KeySpace::UdpPort, 1, 65'535},
    {"ethertype", KeySpace::EtherType, 0, 65'535},
    {"ip.proto", KeySpace::IpProtocol, 0, 255},
    {"wtap_encap", KeySpace::LinkType, 0, 65'535},
}};

std::unexpected<Error> refused(std::string_view text, std::string sentence)
{
    return std::unexpected(Error{.action = Action::Option, .reason = Reason::BadValue, .subject = std::string(text),
                                 .detail = std::move(sentence)});
}

std::string quoted(std::string_view text)
{
    std::string words;
    TextSink(words) << '"';
    TextSink(words).visible(text, 80) << '"';
    return words;
}

std::optional<std::uint32_t> numberIn(std::string_view text)
{
    const bool isHex = text.starts_with("0x");
    text.remove_prefix(isHex ? 2 : 0);
    std::uint32_t number = 0;
    const char *const end = std::to_address(text.end());
    const auto [behind, error] = std::from_chars(text.data(), end, number, isHex ? 16 : 10);
    return error == std::errc() && behind == end ? std::optional(number) : std::nullopt;
}

Result<Key> readKey(std::string_view text, std::string_view key)
{
    const std::size_t equals = key.find("==");
    const auto *const space = std::ranges::find(spaces, key.substr(0, equals), &Space::name);
    if (equals == std::string_view::npos || space == spaces.end())
        return refused(text, quoted(key) + " is none of tcp.port==N, udp.port==N, ethertype==N, ip.proto==N, wtap_encap==N");
    const std::optional<std::uint32_t> number = numberIn(key.substr(equals + 2));
    if (!number || *number < space->first || *number > space->last)
        return refused(text, std::string(space->name) + " is " + std::to_string(space->first) + " to "
                           + std::to_string(space->last) + ", not " + quoted(key.substr(equals + 2)));
    return Key{space->space, *number};
}

// The framer's word for who decodes becomes the binding's.
Result<Binding> readFramer(std::string_view text, std::string_view words, Key key, const Registry &registry)
{
    const Result<FramerSpec> framer = parseFramer(words);
    if (!framer)
        return refused(text, framer.error().detail);
    Binding binding{.key = key, .protocol = {}, .framer = *framer};
    if (framer->protocol.empty())
        return binding;
    binding.protocol = registry.find(framer->protocol);
    if (!binding.protocol)
        return refused(text, "there is no protocol or framer " + quoted(framer->protocol));
    if (framer->kind == FramerKind::Protocol && registry.protocol(*binding.protocol).stream == nullptr)
        return refused(text, quoted(framer->protocol) + " does not run over streams");
    return binding;
}

} // namespace

void Bindings::bind(Binding binding)
{
    unbind(binding.key);
    m_bindings.push_back(std::move(binding));
}

void Bindings::unbind(Key key)
{
    std::erase_if(m_bindings, [key](const Binding &binding) { return binding.key == key; });
}

const Binding *Bindings::find(Key key) const
{
    const auto found = std::ranges::find(m_bindings, key, &Binding::key);
    return found == m_bindings.end() ? nullptr : &*found;
}

Result<Binding> parseBinding(std::string_view text, const Registry &registry)
{
    const std::size_t comma = text.find(',');
    const Result<Key> key = readKey(text, text.substr(0, comma));
    if (!key)
        return std::unexpected(key.error());
    if (comma == std::string_view::npos || comma + 1 == text.size())
        return refused(text, "what decodes it is missing: tcp.port==9000,mqtt");
    const std::string_view words = text.substr(comma + 1);
    if (words == "data")
        return Binding{.key = *key, .protocol = {}, .framer = {}};
    if (const std::optional<ProtocolId> protocol = registry.find(words))
        return Binding{.key = *key, .protocol = protocol, .framer = {}};
    if (key->space != KeySpace::TcpPort)
        return refused(text, "there is no protocol " + quoted(words));
    return readFramer(text, words, *key, registry);
}

std::string bindingText(const Binding &binding, const Registry &registry)
{
    const auto *const space = std::ranges::find(spaces, binding.key.space, &Space::space);
    std::string text;
    if (space == spaces.end())
        return text;
    TextSink sink(text);
    (sink << space->name << "==").number(binding.key.value) << ',';
    if (binding.framer)
        sink << framerText(*binding.framer);
    else
        sink << (binding.protocol ? registry.protocol(*binding.protocol).filterName : "data");
    return text;
}

std::vector<NamedInteger> namedIntegers(const Bindings &bindings)
{
    std::vector<NamedInteger> integers;
    for (const Binding &binding : bindings.all())
        if (binding.framer)
            integers.insert(integers.end(), binding.framer->integers.begin(), binding.framer->integers.end());
    return integers;
}

} // namespace framelens
