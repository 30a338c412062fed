// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Framers in words: options, saved setups, and what the window says of a choice.
#include "core/base/text_sink.h"
#include "core/decode/framer.h"

#include <algorithm>
#include <charconv>

namespace framelens {

namespace {

constexpr std::size_t mostIntegers = 4;
constexpr std::size_t mostDelimiter = 16;
constexpr std::uint32_t mostMaximum = 0x7fffffffU; // sizes of messages are 32 bits everywhere, with room to add
constexpr std::uint32_t mostOffset = 65'535;
constexpr std::string_view hexDigits = "0123456789abcdef";

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

void writeInteger(TextSink &sink, std::size_t size, ByteOrder order, std::uint32_t offset)
{
    (sink << 'u').number(size * 8);
    if (size > 1)
        sink << (order == ByteOrder::Big ? "be" : "le");
    if (offset != 0)
        (sink << '@').number(offset);
}

void writeLength(TextSink &sink, const FramerSpec &spec)
{
    if (spec.lengthSize != 0)
        writeInteger(sink, spec.lengthSize, spec.lengthOrder, spec.lengthOffset);
    else if (sink << "varint"; spec.lengthOffset != 0)
        (sink << '@').number(spec.lengthOffset);
    if (spec.countsHeader)
        sink << "+total";
    if (spec.adjustment > 0)
        sink << '+';
    if (spec.adjustment != 0)
        sink.signedNumber(spec.adjustment);
}

void writeKind(TextSink &sink, const FramerSpec &spec)
{
    switch (spec.kind) {
    case FramerKind::None: sink << "none"; return;
    case FramerKind::Line: sink << "line"; return;
    case FramerKind::LengthPrefix: writeLength(sink, spec); return;
    case FramerKind::Fixed: (sink << "fixed:").number(spec.fixedSize); return;
    case FramerKind::Protocol: sink << spec.protocol; return;
    case FramerKind::Delimiter: break;
    }
    (sink << "delimiter:").hexBytes(asBytes(spec.delimiter));
    if (!spec.keepDelimiter)
        sink << ",strip";
}

template <typename Number>
bool readNumber(std::string_view text, Number &into)
{
    const char *const end = std::to_address(text.end());
    const auto [behind, error] = std::from_chars(text.data(), end, into);
    return error == std::errc() && behind == end;
}

// Takes `word` off the front.
bool takeWord(std::string_view &text, std::string_view word)
{
    if (!text.starts_with(word))
        return false;
    text.remove_prefix(word.size());
    return true;
}

std::string_view takeDigits(std::string_view &text)
{
    const std::string_view digits = text.substr(0, std::min(text.find_first_not_of("0123456789"), text.size()));
    text.remove_prefix(digits.size());
    return digits;
}

bool takeOffset(std::string_view &text, std::uint32_t &offset)
{
    return !takeWord(text, "@") || (readNumber(takeDigits(text), offset) && offset <= mostOffset);
}

struct IntegerWords
{
    std::uint8_t size = 0; // bytes
    ByteOrder order = ByteOrder::Big;
    std::uint32_t offset = 0;
};

// "u16be@2" off the front.
std::optional<IntegerWords> takeInteger(std::string_view &text)
{
    IntegerWords integer;
    unsigned bits = 0;
    if (!takeWord(text, "u") || !readNumber(takeDigits(text), bits) || bits == 0 || bits > 64 || bits % 8 != 0)
        return {};
    integer.size = static_cast<std::uint8_t>(bits / 8);
    if (takeWord(text, "le"))
        integer.order = integer.size == 1 ? ByteOrder::Big : ByteOrder::Little;
    else if (!takeWord(text, "be") && integer.size != 1)
        return {};
    return takeOffset(text, integer.offset) ? std::optional(integer) : std::nullopt;
}

// What stands behind the integer: "+total", "-4".
bool readLengthEnd(std::string_view text, FramerSpec &spec)
{
    spec.countsHeader = takeWord(text, "+total");
    if (text.empty())
        return true;
    const bool isNegative = text.front() == '-';
    if (text.size() < 2 || (!isNegative && text.front() != '+') || text[1] == '-')
        return false;
    return readNumber(text.substr(isNegative ? 0 : 1), spec.adjustment);
}

bool looksLikeLength(std::string_view word)
{
    return word.starts_with("varint") || (word.size() > 1 && word[0] == 'u' && word[1] >= '0' && word[1] <= '9');
}

bool readLength(std::string_view word, FramerSpec &spec)
{
    spec.kind = FramerKind::LengthPrefix;
    if (takeWord(word, "varint")) {
        spec.lengthSize = 0;
        return takeOffset(word, spec.lengthOffset) && readLengthEnd(word, spec);
    }
    const std::optional<IntegerWords> integer = takeInteger(word);
    if (!integer || (integer->size > 4 && integer->size != 8))
        return false;
    spec.lengthSize = integer->size;
    spec.lengthOrder = integer->order;
    spec.lengthOffset = integer->offset;
    return readLengthEnd(word, spec);
}

bool readDelimiter(std::string_view hex, FramerSpec &spec)
{
    spec.kind = FramerKind::Delimiter;
    if (hex.empty() || hex.size() % 2 != 0 || hex.size() > mostDelimiter * 2)
        return false;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        const auto digit = [&](std::size_t at) {
            const char lower = hex[at] >= 'A' && hex[at] <= 'F' ? static_cast<char>(hex[at] - 'A' + 'a') : hex[at];
            return hexDigits.find(lower);
        };
        if (digit(i) == std::string_view::npos || digit(i + 1) == std::string_view::npos)
            return false;
        spec.delimiter.push_back(static_cast<char>(digit(i) * 16 + digit(i + 1)));
    }
    return true;
}

bool isFilterName(std::string_view word)
{
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-'; };
    return !word.empty() && word.front() >= 'a' && word.front() <= 'z' && std::ranges::all_of(word, fits);
}

// Nothing when it could be read, else the sentence.
std::string readKind(std::string_view word, FramerSpec &spec)
{
    if (word == "none")
        return {};
    if (word == "line") {
        spec.kind = FramerKind::Line;
    } else if (takeWord(word, "fixed:")) {
        spec.kind = FramerKind::Fixed;
        if (!readNumber(word, spec.fixedSize) || spec.fixedSize == 0 || spec.fixedSize > mostMaximum)
            return "a fixed size is 1 to 2147483647 bytes, not " + quoted(word);
    } else if (takeWord(word, "delimiter:")) {
        if (!readDelimiter(word, spec))
            return "a delimiter is 1 to 16 bytes in hex (delimiter:0d0a), not " + quoted(word);
    } else if (looksLikeLength(word)) {
        if (!readLength(word, spec))
            return quoted(word) + " is no length: u8, u16be, u24le, u32be, u64le or varint, then @OFFSET, +total, +N or -N";
    } else if (isFilterName(word)) {
        spec.kind = FramerKind::Protocol;
        spec.protocol = word;
    } else {
        return quoted(word) + " is no framer: none, line, u32be, varint, delimiter:0d0a, fixed:188 or a protocol";
    }
    return {};
}

bool isIntegerName(std::string_view name)
{
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    // These are fields of every message.
    return !name.empty() && name.size() <= 32 && name.front() >= 'a' && name.front() <= 'z' && std::ranges::all_of(name, fits)
        && name != "length" && name != "delimiter" && name != "body";
}

std::string readNamedInteger(std::string_view part, FramerSpec &spec)
{
    const std::size_t colon = part.find(':');
    const std::string_view name = part.substr(0, colon);
    if (colon == std::string_view::npos)
        return quoted(part) + " is no option of a framer: max=BYTES, as=PROTOCOL, strip or NAME:u16be@2";
    if (!isIntegerName(name) || std::ranges::find(spec.integers, name, &NamedInteger::name) != spec.integers.end())
        return quoted(name) + " is no name for an integer: a-z, 0-9 and _, each once, not length, delimiter or body";
    std::string_view word = part.substr(colon + 1);
    const std::optional<IntegerWords> integer = takeInteger(word);
    if (!integer || !word.empty())
        return quoted(part) + " is no named integer: NAME:u8 to NAME:u64le, then @OFFSET";
    if (spec.integers.size() == mostIntegers)
        return "at most 4 integers can be named";
    spec.integers.push_back({std::string(name), integer->offset, integer->size, integer->order});
    return {};
}

std::string readOption(std::string_view part, FramerSpec &spec)
{
    if (takeWord(part, "max=")) {
        if (!readNumber(part, spec.maximum) || spec.maximum == 0 || spec.maximum > mostMaximum)
            return "a maximum is 1 to 2147483647 bytes, not " + quoted(part);
        return {};
    }
    if (takeWord(part, "as=")) {
        if (spec.kind == FramerKind::Protocol || !isFilterName(part))
            return "as= takes a protocol's filter name, behind a framer that is none itself; not " + quoted(part);
        spec.protocol = part;
        return {};
    }
    if (part != "strip")
        return readNamedInteger(part, spec);
    spec.keepDelimiter = false;
    return spec.kind == FramerKind::Delimiter ? std::string() : "only a delimiter can be stripped";
}

} // namespace

std::string framerText(const FramerSpec &spec)
{
    std::string text;
    TextSink sink(text);
    writeKind(sink, spec);
    if (spec.maximum != FramerSpec::usualMaximum)
        (sink << ",max=").number(spec.maximum);
    if (spec.kind != FramerKind::Protocol && !spec.protocol.empty())
        sink << ",as=" << spec.protocol;
    for (const NamedInteger &integer : spec.integers)
        writeInteger(sink << ',' << integer.name << ':', integer.size, integer.order, integer.offset);
    return text;
}

Result<FramerSpec> parseFramer(std::string_view text)
{
    FramerSpec spec;
    for (std::size_t begin = 0, part = 0; begin <= text.size(); ++part) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const std::string_view word = text.substr(begin, end - begin);
        const std::string wrong = part == 0 ? readKind(word, spec) : readOption(word, spec);
        if (!wrong.empty())
            return refused(text, wrong);
        begin = end + 1;
    }
    return spec;
}

} // namespace framelens
