// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/cli/decoding.h"

#include "app/cli/filtering.h"
#include "core/base/visible_text.h"

#include <algorithm>
#include <array>

namespace framelens::cli {

namespace {

std::unexpected<Answer> mistake(const std::string &text)
{
    return std::unexpected(Answer{.text = visibleText(text), .isMistake = true});
}

std::expected<std::shared_ptr<const Bindings>, Answer> bindingsFor(const Options &options, const Registry &registry)
{
    auto bindings = std::make_shared<Bindings>();
    for (const std::string &rule : options.decodeAs) {
        Result<Binding> binding = parseBinding(rule, registry);
        if (!binding)
            return mistake("-d " + rule + ": " + binding.error().detail);
        bindings->bind(*std::move(binding));
    }
    return bindings;
}

} // namespace

std::expected<Decoding, Answer> decodingFor(const Options &options, const std::vector<NamedInteger> &more)
{
    Decoding decoding;
    decoding.registry = Registry::builtIn();
    auto bindings = bindingsFor(options, *decoding.registry);
    if (!bindings)
        return std::unexpected(bindings.error());
    decoding.bindings = *std::move(bindings);
    std::vector<NamedInteger> integers = namedIntegers(*decoding.bindings);
    if (const auto &framer = options.attach.framer)
        integers.insert(integers.end(), framer->integers.begin(), framer->integers.end());
    integers.insert(integers.end(), more.begin(), more.end());
    if (!integers.empty())
        decoding.registry = decoding.registry->withMessageIntegers(integers);
    auto filter = filterFor(options, decoding.registry);
    if (!filter)
        return std::unexpected(filter.error());
    decoding.filter = *std::move(filter);
    DecodedOptions writing = options.printed;
    writing.registry = decoding.registry;
    writing.bindings = decoding.bindings;
    auto writer = makeFrameWriter(options.form, writing);
    if (!writer)
        return std::unexpected(Answer{.text = writer.error().detail, .isMistake = true});
    decoding.writer = *std::move(writer);
    return decoding;
}

bool needsStreams(const Options &options, const Decoding &decoding)
{
    if (decoding.filter != nullptr && decoding.filter->needsStreams())
        return true;
    if (!options.prints)
        return false;
    if (decoding.writer->wanted() == nullptr)
        return true;
    constexpr std::array<std::string_view, 3> ofStreams = {"tcp.segment", "tcp.reassembled", "tcp.stream"};
    return std::ranges::any_of(options.printed.fields, [&](const std::string &name) {
        if (name == "frame.protocols" || name == "udp.stream")
            return true;
        if (std::ranges::any_of(ofStreams, [&](std::string_view prefix) { return name.starts_with(prefix); }))
            return true;
        const std::vector<FieldId> fields = decoding.registry->fieldsNamed(name);
        return std::ranges::any_of(fields, [&](FieldId id) {
            const Protocol &protocol = decoding.registry->protocol(id.protocol);
            return protocol.stream != nullptr || protocol.filterName == "msg";
        });
    });
}

} // namespace framelens::cli
