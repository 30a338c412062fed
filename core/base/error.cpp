// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/base/error.h"

#include "core/base/visible_text.h"

#include <cstring>

namespace framelens {

namespace {

std::string_view doing(Action action)
{
    switch (action) {
    case Action::Open: return "cannot be opened";
    case Action::Read: return "cannot be read";
    case Action::Map: return "cannot be mapped";
    case Action::Index: return "cannot be indexed";
    case Action::Decompress: return "cannot be decompressed";
    case Action::Create: return "cannot be created";
    case Action::Write: return "cannot be written";
    case Action::Sync: return "cannot be synced to disk";
    case Action::Rename: return "cannot be put in place";
    case Action::Option: return "is not usable";
    case Action::Connect: return "cannot be connected to";
    case Action::Resolve: return "the name cannot be resolved";
    case Action::Listen: return "cannot be listened on";
    case Action::Send: return "cannot be sent to";
    case Action::Receive: return "cannot be received from";
    case Action::Run: return "cannot be run";
    }
    return "failed";
}

std::string place(const Error &error)
{
    std::string text;
    if (error.frame != 0)
        text += " record " + grouped(error.frame);
    if (error.offset)
        text += std::string(text.empty() ? "" : ",") + " at offset " + grouped(*error.offset);
    return text;
}

std::string endsInside(const Error &error)
{
    const std::string what = error.frame != 0 ? "record " + grouped(error.frame)
        : error.detail.empty()                ? std::string("a record")
                                              : error.detail;
    std::string text = "the file ends inside " + what;
    if (error.offset)
        text += ", at offset " + grouped(*error.offset);
    return text + " (needs " + grouped(error.needed) + " bytes, " + grouped(error.available) + " there)";
}

std::string systemText(int number)
{
    char buffer[128] = {};
    // The GNU form may return a static text instead of filling the buffer.
    return strerror_r(number, buffer, sizeof buffer);
}

std::string because(const Error &error)
{
    std::string detail = visibleText(error.detail); // not const: it may be what is returned
    switch (error.reason) {
    case Reason::System: {
        const std::string text = std::string(doing(error.action)) + place(error) + ": " + systemText(error.systemError);
        return detail.empty() ? text : text + " (" + detail + ")";
    }
    case Reason::Empty: return "the file is empty";
    case Reason::Directory: return "this is a folder, not a capture";
    case Reason::NotACapture: return "not a capture Framelens knows; it begins with " + detail;
    case Reason::UnknownCompression:
        return "compressed with " + detail + ", which Framelens does not read; decompress it first";
    case Reason::EndsInside: return endsInside(error);
    case Reason::BadValue: return detail + (place(error).empty() ? "" : "," + place(error));
    case Reason::LimitReached: return (error.frame != 0 ? "stopped at" : "stopped") + place(error) + ": " + detail;
    case Reason::Cancelled: return "cancelled" + (detail.empty() ? "" : ": " + detail);
    case Reason::SourceLost:
        if (error.action == Action::Write)
            return "was cut, replaced or removed by somebody else while it was written; what is shown can still be saved";
        return "the file changed while it was read: bytes" + std::string(error.frame != 0 ? " of" : "") + place(error)
            + " are no longer there";
    case Reason::SameFile: return "this is the open capture itself; choose another name";
    case Reason::Unsupported: return detail;
    }
    return detail;
}

} // namespace

std::string grouped(std::uint64_t number)
{
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3; at -= 3)
        digits.insert(at - 3, 1, ',');
    return digits;
}

Error systemError(Action action, std::string subject, int number)
{
    return {.action = action, .reason = Reason::System, .subject = std::move(subject), .systemError = number};
}

std::string describe(const Error &error)
{
    const std::string subject = visibleText(error.subject);
    return subject.empty() ? because(error) : subject + ": " + because(error);
}

} // namespace framelens
