// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What the user said about who decodes what (Decode As, -d): before anything the registry knows.
#pragma once

#include "core/decode/framer.h"
#include "core/decode/registry.h"

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace framelens {

/// One line of Decode As.
struct Binding
{
    Key key;
    std::optional<ProtocolId> protocol; ///< nothing: shown as data
    std::optional<FramerSpec> framer; ///< for TcpPort: how its streams are cut; nothing: as the protocol does it

    friend bool operator==(const Binding &, const Binding &) = default;
};

/// An immutable value once it is shared. At most some dozens of lines: searched in order.
class Bindings
{
public:
    /// Replaces the line of the same key.
    void bind(Binding binding);
    void unbind(Key key);
    const Binding *find(Key key) const;
    std::span<const Binding> all() const & { return m_bindings; }
    bool empty() const { return m_bindings.empty(); }

    friend bool operator==(const Bindings &, const Bindings &) = default;

private:
    std::vector<Binding> m_bindings;
};

/// "tcp.port==9000,mqtt" as tshark's -d has it: tcp.port, udp.port, ethertype, ip.proto, wtap_encap (a LINKTYPE_ number
/// here); behind the comma a protocol's filter name, "data", or for tcp.port a framer (see parseFramer). Reason::BadValue
/// with a sentence that names what was met and what is expected.
Result<Binding> parseBinding(std::string_view text, const Registry &registry);
/// The same the other way.
std::string bindingText(const Binding &binding, const Registry &registry);

/// The integers that the framers of these lines name, in their order (Registry::withMessageIntegers).
std::vector<NamedInteger> namedIntegers(const Bindings &bindings);

} // namespace framelens
