// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/decode/registry.h"

#include "core/decode/framer.h"

#include <algorithm>
#include <deque>
#include <string>

// One line a protocol: its object in protocols/*.cpp, and the keys that lead to it.
#define FRAMELENS_PROTOCOLS(P)                                                                                         \
    P(frame, "frame")                                                                                                  \
    P(stream, "stream", {KeySpace::Payload, payload::stream})                                                          \
    P(msg, "msg", {KeySpace::Payload, payload::message})                                                               \
    P(data, "data", {KeySpace::Payload, payload::data})                                                                \
    P(eth, "eth", {KeySpace::LinkType, 1}, {KeySpace::Payload, payload::ethernet},                                     \
      {KeySpace::IpProtocol, 143})                                                                                     \
    P(llc, "llc", {KeySpace::LinkType, 100}, {KeySpace::Payload, payload::llc})                                        \
    P(vlan, "vlan", {KeySpace::EtherType, 0x8100}, {KeySpace::EtherType, 0x9100}, {KeySpace::EtherType, 0x9200})       \
    P(ieee8021ad, "ieee8021ad", {KeySpace::EtherType, 0x88a8})                                                         \
    P(sll, "sll", {KeySpace::LinkType, 113}, {KeySpace::LinkType, 276})                                                \
    P(null, "null", {KeySpace::LinkType, 0}, {KeySpace::LinkType, 108})                                                \
    P(raw, "raw", {KeySpace::LinkType, 12}, {KeySpace::LinkType, 14}, {KeySpace::LinkType, 101})                       \
    P(arp, "arp", {KeySpace::EtherType, 0x0806}, {KeySpace::EtherType, 0x8035}, {KeySpace::LlcSap, 0x98})              \
    P(ip, "ip", {KeySpace::EtherType, 0x0800}, {KeySpace::IpProtocol, 4}, {KeySpace::IpProtocol, 94},                  \
      {KeySpace::LinkType, 228}, {KeySpace::Payload, payload::ipv4})                                                   \
    P(tcp, "tcp", {KeySpace::IpProtocol, 6})                                                                           \
    P(udp, "udp", {KeySpace::IpProtocol, 17})                                                                          \
    P(ipv6, "ipv6", {KeySpace::EtherType, 0x86dd}, {KeySpace::IpProtocol, 41}, {KeySpace::LinkType, 229},              \
      {KeySpace::Payload, payload::ipv6})                                                                              \
    P(ipv6HopByHop, "ipv6.hopopts", {KeySpace::Ipv6Next, 0})                                                           \
    P(ipv6Destination, "ipv6.dstopts", {KeySpace::Ipv6Next, 60})                                                       \
    P(ipv6Routing, "ipv6.routing", {KeySpace::Ipv6Next, 43})                                                           \
    P(ipv6Fragment, "ipv6.fraghdr", {KeySpace::Ipv6Next, 44})                                                          \
    P(icmp, "icmp", {KeySpace::IpProtocol, 1})                                                                         \
    P(icmpv6, "icmpv6", {KeySpace::IpProtocol, 58})                                                                    \
    P(dns, "dns", {KeySpace::UdpPort, 53}, {KeySpace::TcpPort, 53}, {KeySpace::TcpPort, 5353})                         \
    P(mdns, "mdns", {KeySpace::UdpPort, 5353})                                                                         \
    P(llmnr, "llmnr", {KeySpace::UdpPort, 5355})                                                                       \
    P(dhcp, "dhcp", {KeySpace::UdpPort, 67}, {KeySpace::UdpPort, 68}, {KeySpace::UdpPort, 4011})                        \
    P(http, "http", {KeySpace::TcpPort, 80}, {KeySpace::TcpPort, 631}, {KeySpace::TcpPort, 1900},                      \
      {KeySpace::TcpPort, 2710}, {KeySpace::TcpPort, 2869}, {KeySpace::TcpPort, 3128}, {KeySpace::TcpPort, 3132},      \
      {KeySpace::TcpPort, 3689}, {KeySpace::TcpPort, 5985}, {KeySpace::TcpPort, 8080}, {KeySpace::TcpPort, 8088},      \
      {KeySpace::TcpPort, 11371})                                                                                      \
    P(tls, "tls", {KeySpace::TcpPort, 324}, {KeySpace::TcpPort, 443}, {KeySpace::TcpPort, 465},                        \
      {KeySpace::TcpPort, 636}, {KeySpace::TcpPort, 802}, {KeySpace::TcpPort, 853}, {KeySpace::TcpPort, 993},          \
      {KeySpace::TcpPort, 995}, {KeySpace::TcpPort, 1300}, {KeySpace::TcpPort, 2221}, {KeySpace::TcpPort, 2443},       \
      {KeySpace::TcpPort, 3249}, {KeySpace::TcpPort, 3250}, {KeySpace::TcpPort, 3251}, {KeySpace::TcpPort, 3252},      \
      {KeySpace::TcpPort, 3496}, {KeySpace::TcpPort, 5061}, {KeySpace::TcpPort, 5671}, {KeySpace::TcpPort, 5684},      \
      {KeySpace::TcpPort, 5868}, {KeySpace::TcpPort, 8883}, {KeySpace::TcpPort, 11207}, {KeySpace::TcpPort, 19999},    \
      {KeySpace::TcpPort, 27017})                                                                                      \
    P(mqtt, "mqtt", {KeySpace::TcpPort, 1883})                                                                         \
    P(resp, "resp", {KeySpace::TcpPort, 6379})                                                                         \
    P(text, "text")

namespace framelens {

namespace protocols {
#define FRAMELENS_DECLARE(object, ...) extern const Protocol object;
FRAMELENS_PROTOCOLS(FRAMELENS_DECLARE)
#undef FRAMELENS_DECLARE
}

namespace {

struct Entry
{
    const Protocol *protocol = nullptr;
    std::string_view filterName;
    std::array<Key, 32> keys{};
    std::size_t keyCount = 0;

    template <std::size_t N>
    constexpr Entry(const Protocol &object, std::string_view name, const Key (&claims)[N])
        : protocol(&object)
        , filterName(name)
        , keyCount(N - 1)
    {
        for (std::size_t i = 0; i + 1 < N; ++i)
            keys[i] = claims[i + 1];
    }
};

// The first, unused key lets a protocol claim none.
#define FRAMELENS_ENTRY(object, name, ...) Entry(protocols::object, name, {Key{} __VA_OPT__(, ) __VA_ARGS__}),
constexpr Entry entries[] = {FRAMELENS_PROTOCOLS(FRAMELENS_ENTRY)};
#undef FRAMELENS_ENTRY

consteval bool namesAreUnique()
{
    for (const Entry &a : entries)
        for (const Entry &b : entries)
            if (&a != &b && a.filterName == b.filterName)
                return false;
    return true;
}

consteval bool claimsAreUnique()
{
    for (const Entry &a : entries)
        for (std::size_t i = 0; i < a.keyCount; ++i)
            for (const Entry &b : entries)
                for (std::size_t j = 0; j < b.keyCount; ++j)
                    if ((&a != &b || i != j) && a.keys[i] == b.keys[j])
                        return false;
    return true;
}

static_assert(namesAreUnique(), "two protocols have one filter name");
static_assert(claimsAreUnique(), "two protocols claim one key");

} // namespace

std::shared_ptr<const Registry> Registry::builtIn()
{
    const std::shared_ptr<Registry> registry(new Registry);
    for (const Entry &entry : entries) {
        const auto id = static_cast<ProtocolId>(registry->m_protocols.size());
        const Protocol &protocol = *entry.protocol;
        registry->m_protocols.push_back(&protocol);
        registry->m_roots.push_back(
            {.name = protocol.filterName, .label = protocol.longName, .type = FieldType::Protocol});
        registry->m_beyondPorts.push_back(id != 0); // the first is the frame itself
        for (std::size_t i = 0; i < entry.keyCount; ++i)
            registry->addClaim(entry.keys[i], id);
    }
    for (auto &claims : registry->m_claims)
        std::ranges::sort(claims, {}, &Claim::value);
    registry->m_frame = registry->find("frame").value_or(0);
    registry->m_data = registry->find("data").value_or(0);
    return registry;
}

// A protocol's table and object with fields that the user named.
struct Registry::MessageFields
{
    std::shared_ptr<const MessageFields> earlier; // whose names stand in the table too
    std::deque<std::string> names; // stay where they are
    std::vector<FieldSpec> fields;
    Protocol protocol;
};

std::shared_ptr<const Registry> Registry::withMessageIntegers(std::span<const NamedInteger> integers) const
{
    const std::optional<ProtocolId> id = find("msg");
    const std::shared_ptr<Registry> registry(new Registry(*this));
    if (!id)
        return registry;
    const auto made = std::make_shared<MessageFields>();
    made->earlier = m_messageFields;
    made->protocol = protocol(*id);
    made->fields.assign(made->protocol.fields.begin(), made->protocol.fields.end());
    for (const NamedInteger &integer : integers) {
        const std::string name = "msg." + integer.name;
        if (std::ranges::find(made->fields, name, &FieldSpec::name) != made->fields.end())
            continue;
        const std::string_view kept = made->names.emplace_back(name);
        made->fields.push_back(
            {.index = static_cast<std::uint16_t>(made->fields.size()), .name = kept, .label = kept.substr(4)});
    }
    made->protocol.fields = made->fields;
    registry->m_messageFields = made;
    registry->m_protocols[*id] = &made->protocol;
    return registry;
}

Registry::Registry()
{
    for (auto &space : m_small)
        space.fill(nobody);
}

void Registry::addClaim(Key key, ProtocolId id)
{
    const auto space = static_cast<std::size_t>(key.space);
    const bool isOfPorts = key.space == KeySpace::TcpPort || key.space == KeySpace::UdpPort
        || key == Key{KeySpace::Payload, payload::data} || key == Key{KeySpace::Payload, payload::message};
    m_beyondPorts[id] = m_beyondPorts[id] && isOfPorts;
    if (key.value < smallKeys)
        m_small[space][key.value] = id;
    else
        m_claims[space].push_back({key.value, id});
}

ProtocolId Registry::claimantOfLarge(Key key) const
{
    const auto &claims = m_claims[static_cast<std::size_t>(key.space)];
    const auto found = std::ranges::lower_bound(claims, key.value, {}, &Claim::value);
    return found == claims.end() || found->value != key.value ? nobody : found->protocol;
}

std::optional<ProtocolId> Registry::find(std::string_view filterName) const
{
    const auto found = std::ranges::find(m_protocols, filterName, &Protocol::filterName);
    if (found == m_protocols.end())
        return {};
    return static_cast<ProtocolId>(found - m_protocols.begin());
}

std::vector<FieldId> Registry::fieldsNamed(std::string_view name) const
{
    std::vector<FieldId> found;
    for (std::size_t p = 0; p < m_protocols.size(); ++p)
        for (const FieldSpec &spec : m_protocols[p]->fields)
            if (spec.name == name || std::ranges::find(spec.aliases, name) != spec.aliases.end())
                found.push_back({static_cast<ProtocolId>(p), spec.index});
    return found;
}

WantedFields::WantedFields(const Registry &registry)
{
    std::size_t words = 0;
    for (const Protocol *protocol : registry.protocols()) {
        m_begin.push_back(words);
        words += protocol->fields.size() / 64 + 1;
    }
    m_words.resize(words);
}

void WantedFields::want(FieldId id)
{
    m_words[m_begin[id.protocol] + id.field / 64U] |= std::uint64_t{1} << (id.field % 64U);
}

} // namespace framelens
