// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/filter/sort_key.h"

#include "core/decode/format.h"
#include "core/filter/evaluation.h"

#include <algorithm>
#include <optional>

namespace framelens {

namespace {

using namespace filter;

// Kinds of addresses in a column that has several, in the order in which they stand.
enum class AddressKind : char { Ipv4, Ipv6, Mac, Other };

void appendBigEndian(std::string &key, std::uint64_t number, unsigned bytes)
{
    for (unsigned shift = 8 * bytes; shift > 0; shift -= 8)
        key.push_back(static_cast<char>(number >> (shift - 8)));
}

void appendNumber(std::string &key, std::uint64_t number, bool isNegative)
{
    key.push_back(static_cast<char>(!isNegative));
    appendBigEndian(key, number, 8);
}

void appendSigned(std::string &key, std::int64_t number)
{
    appendNumber(key, static_cast<std::uint64_t>(number), number < 0);
}

void appendBytes(std::string &key, Bytes bytes)
{
    for (const std::byte byte : bytes.first(std::min(bytes.size(), SortKeyMaker::mostBytes)))
        key.push_back(static_cast<char>(byte));
}

void appendValue(std::string &key, const Value &value)
{
    switch (value.kind) {
    case ValueClass::Number:
    case ValueClass::Time:
    case ValueClass::Duration: appendNumber(key, value.number, value.isNegative); return;
    case ValueClass::Ipv4: appendBigEndian(key, value.number, 4); return;
    case ValueClass::Ipv6:
    case ValueClass::Bytes:
    case ValueClass::Text: appendBytes(key, value.bytes); return;
    }
}

void appendAddress(std::string &key, const Dissection &dissection, const Field &field)
{
    const auto kind = [&key](AddressKind which) { key.push_back(static_cast<char>(which)); };
    if (field.spec->type == FieldType::Ipv4) {
        kind(AddressKind::Ipv4);
        appendBigEndian(key, field.value, 4);
    } else if (field.spec->type == FieldType::Ipv6) {
        kind(AddressKind::Ipv6);
        appendBytes(key, dissection.bytesOf(field));
    } else if (field.spec->type == FieldType::Mac) {
        kind(AddressKind::Mac);
        appendBigEndian(key, field.value, 6);
    } else {
        kind(AddressKind::Other);
        TextSink sink(key);
        writeValue(sink, dissection, field);
    }
}

bool isDecoded(SortBy by) { return by >= SortBy::Source; }

DissectOptions optionsFor(const SortKey &key, const std::shared_ptr<const Bindings> &bindings)
{
    return key.by == SortBy::Field ? key.field->dissecting(bindings) : DissectOptions{.bindings = bindings};
}

} // namespace

FilterResult<SortKey> sortKeyOf(std::string_view field, std::shared_ptr<const Registry> registry)
{
    auto compiled = Filter::compile(field, std::move(registry));
    if (!compiled)
        return std::unexpected(compiled.error());
    const Program &program = (*compiled)->program();
    const bool isOne = program.tests.size() == 1
        && (program.tests[0].kind == TestKind::Exists || program.tests[0].kind == TestKind::IsTrue);
    if (!isOne)
        return std::unexpected(FilterError{.length = static_cast<std::uint32_t>(field.size()),
                                           .message = "this is not a field but a condition"});
    return SortKey{.by = SortBy::Field, .field = *std::move(compiled)};
}

struct SortKeyMaker::Parts
{
    Parts(const SortKey &which, const SearchedFrames &where, const std::shared_ptr<const Registry> &registry)
        : key(which)
        , frames(where)
        , source(*where.source)
        , views(needsViews(which, where))
        , dissector(registry, optionsFor(which, where.bindings))
    {
        surroundings.firstNs = source.firstTimeNs();
        if (key.field)
            evaluation.emplace(key.field->program());
    }

    bool append(std::uint32_t frame, std::string &text);
    bool appendOfRecord(const FrameInfo &info, std::uint32_t frame, std::string &text) const;
    bool dissect(std::uint32_t frame);
    bool appendOfField(std::uint32_t frame, std::string &text);

    const SortKey key;
    const SearchedFrames &frames;
    const FrameSource &source;
    bool views;
    Dissector dissector;
    Dissection dissection;
    FrameView view; // holds what the dissection speaks of
    FrameSurroundings surroundings;
    std::optional<Evaluation> evaluation;
};

bool SortKeyMaker::Parts::dissect(std::uint32_t frame)
{
    const FrameRef ref = source.frame(frame);
    if (!views && !ref.info.inPieces && !ref.info.isLost && ref.bytes.size() == ref.info.capturedLength) {
        dissector.dissect(ref, dissection);
        return true;
    }
    view = views ? frames.view(frame) : source.view(frame);
    return dissector.dissect(view, dissection);
}

bool SortKeyMaker::Parts::appendOfRecord(const FrameInfo &info, std::uint32_t frame, std::string &text) const
{
    if (key.by == SortBy::Number) {
        appendNumber(text, frame, false);
        return true;
    }
    if (key.by == SortBy::Length) {
        appendNumber(text, info.originalLength, false);
        return !info.isLost;
    }
    if (!info.hasTime)
        return false;
    if (key.by == SortBy::Time) {
        appendSigned(text, info.timeNs);
        return true;
    }
    const FrameInfo before = frame == 0 ? info : source.frame(frame - 1).info;
    appendSigned(text, before.hasTime ? info.timeNs - before.timeNs : 0);
    return before.hasTime;
}

bool SortKeyMaker::Parts::appendOfField(std::uint32_t frame, std::string &text)
{
    const FrameInfo &info = dissection.frame();
    if (frames.isMarked)
        surroundings.isMarked = frames.isMarked(frame);
    if (frames.isIgnored)
        surroundings.isIgnored = frames.isIgnored(frame);
    if (frames.isReference)
        surroundings.isReference = frames.isReference(frame);
    if (key.field->needsNeighbours())
        surroundings.previousNs = frame == 0 ? info.timeNs : source.frame(frame - 1).info.timeNs;
    evaluation->start(dissection, surroundings);
    const std::size_t begin = evaluation->push(key.field->program().tests[0].left);
    const std::span<const Value> values = evaluation->values(begin);
    if (values.empty())
        return false;
    appendValue(text, values.front());
    return true;
}

bool SortKeyMaker::Parts::append(std::uint32_t frame, std::string &text)
{
    if (!isDecoded(key.by))
        return appendOfRecord(source.frame(frame).info, frame, text);
    if (!dissect(frame))
        return false;
    if (key.by == SortBy::Field)
        return appendOfField(frame, text);
    if (key.by == SortBy::Source || key.by == SortBy::Destination) {
        const Field *field = dissection.column(key.by == SortBy::Source ? Column::Source : Column::Destination);
        if (field != nullptr)
            appendAddress(text, dissection, *field);
        return field != nullptr;
    }
    TextSink sink(text);
    if (key.by == SortBy::Protocol)
        dissection.writeProtocol(sink);
    else
        dissection.writeInfo(sink);
    return !text.empty();
}

SortKeyMaker::SortKeyMaker(const SortKey &key, const SearchedFrames &frames, const std::shared_ptr<const Registry> &registry)
    : m_parts(std::make_unique<Parts>(key, frames, registry))
{
}

SortKeyMaker::~SortKeyMaker() = default;
SortKeyMaker::SortKeyMaker(SortKeyMaker &&) noexcept = default;

bool SortKeyMaker::make(std::uint32_t frame, std::string &key)
{
    key.clear();
    const bool isThere = m_parts->append(frame, key);
    key.resize(isThere ? std::min(key.size(), mostBytes) : 0);
    return isThere;
}

bool SortKeyMaker::needsViews(const SortKey &key, const SearchedFrames &frames)
{
    const bool ofStreams = key.by == SortBy::Protocol || key.by == SortBy::Info
        || (key.by == SortBy::Field && key.field->needsStreams());
    return ofStreams && frames.view != nullptr;
}

} // namespace framelens
