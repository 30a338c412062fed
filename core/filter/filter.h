// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A display filter: compiled once, asked for every frame.
#pragma once

#include "core/decode/dissector.h"
#include "core/filter/filter_error.h"

#include <memory>
#include <optional>
#include <string>

namespace framelens {

namespace filter {
struct Program;
}

/// Wireshark's display filter language (wireshark-filter(4), the meaning of version 4). Immutable; shared by threads.
class Filter
{
public:
    /// Never throws; any bytes give a filter or an error. The empty text passes every frame.
    static FilterResult<std::shared_ptr<const Filter>> compile(std::string_view text, std::shared_ptr<const Registry> registry);
    ~Filter();
    Filter(const Filter &) = delete;
    Filter &operator=(const Filter &) = delete;

    /// As it was given, and written anew in one spelling.
    const std::string &text() const & { return m_text; }
    const std::string &normalText() const & { return m_normalText; }
    /// Whether every frame passes.
    bool isEmpty() const;
    const std::shared_ptr<const Registry> &registry() const & { return m_registry; }
    const filter::Program &program() const & { return *m_program; }

    /// How frames have to be dissected: no deeper, and no field stored, that the filter does not ask about. Borrows from the filter.
    DissectOptions dissecting(std::shared_ptr<const Bindings> bindings) const;
    /// Whether it asks about conversations or messages of streams: frames must come with what is known of these.
    bool needsStreams() const { return m_needsStreams; }
    /// Whether it asks more of streams than their numbers.
    bool needsMessages() const { return m_needsMessages; }
    /// Of which protocols, if needsMessages(): a bit each (protocolBit()), all bits where other messages matter too.
    std::uint64_t messagesOf() const { return m_messagesOf; }
    /// Whether it asks about nothing but what TCP and UDP carry.
    bool isBehindPorts() const { return m_isBehindPorts; }
    /// Whether it asks when the frame before was seen, or shown.
    bool needsNeighbours() const { return m_needsNeighbours; }

    /// The program, a test or operand a line, for people who want to know what a filter does.
    std::string listing() const;

private:
    Filter(std::string_view text, std::shared_ptr<const Registry> registry);
    void findNeeds();
    void need(const FieldSpec &spec, ProtocolId protocol);

    std::string m_text;
    std::string m_normalText;
    std::shared_ptr<const Registry> m_registry;
    std::unique_ptr<const filter::Program> m_program;
    WantedFields m_wanted;
    std::size_t m_depth = 0;
    bool m_wantsAll = false;
    bool m_beyondPorts = false;
    bool m_needsStreams = false;
    bool m_needsMessages = false;
    bool m_needsNeighbours = false;
    bool m_isBehindPorts = true;
    std::uint64_t m_messagesOf = 0;
};

/// What is known of a frame beside its dissection.
struct FrameSurroundings
{
    std::int64_t firstNs = 0; ///< of the capture's first frame that has a time
    std::int64_t previousNs = 0; ///< of the frame before
    std::optional<std::int64_t> previousShownNs = {}; ///< of the frame before that passed, if one did
    bool isMarked = false;
    bool isIgnored = false;
    bool isReference = false; ///< times count from it
};

/// Runs one filter in one thread. Its memory is reused: nothing is allocated per frame once it has grown.
class FilterMatcher
{
public:
    explicit FilterMatcher(std::shared_ptr<const Filter> filter);
    ~FilterMatcher();
    FilterMatcher(FilterMatcher &&) noexcept;

    /// `dissection` was made as Filter::dissecting() says, or with more.
    bool matches(const Dissection &dissection, const FrameSurroundings &surroundings = {});
    /// How often a regular expression (RegularExpression::mostSteps) or a calculation gave up: these values did not pass.
    std::uint64_t limitsReached() const;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace framelens
