// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/decode/protocols/tls_framer.h"

#include <algorithm>

namespace framelens::protocols::tls_detail {

namespace {

// Whether the known ones of a record's first five bytes can be a record's. A length of zero can: it is wrong for all but
// application data, and that is for the record to tell.
bool canBeRecord(const StreamBytes &bytes)
{
    const auto type = bytes.byteAt(0);
    const auto major = bytes.byteAt(1);
    const auto minor = bytes.byteAt(2);
    const auto length = bytes.numberAt(3, 2, ByteOrder::Big);
    return (!type || (*type >= 20 && *type <= 24)) && (!major || *major == 3) && (!minor || *minor <= 4)
        && (!length || *length <= mostFragment);
}

} // namespace

Cut cutRecord(const StreamBytes &bytes, FramerState & /*state*/, const CutContext & /*context*/)
{
    if (!canBeRecord(bytes))
        return Cut::notMine();
    const auto length = bytes.numberAt(3, 2, ByteOrder::Big);
    return length ? Cut::message(recordHeader + *length) : Cut::needMore(recordHeader);
}

// A hello, or a record of a conversation that began before: both have a fragment.
Recognised recognise(const StreamBytes &bytes, Direction /*direction*/)
{
    constexpr std::uint8_t handshake = 22;
    if (!canBeRecord(bytes))
        return Recognised::No;
    const auto length = bytes.numberAt(3, 2, ByteOrder::Big);
    if (!length)
        return Recognised::NeedMore;
    if (*length == 0)
        return Recognised::No;
    if (bytes.byteAt(0) != handshake)
        return Recognised::Yes;
    // Types and lengths of plain handshake messages are small, encrypted ones are anything: a hello says so.
    const auto type = bytes.byteAt(recordHeader);
    if (!type)
        return Recognised::NeedMore;
    return *type <= 24 ? Recognised::Yes : Recognised::No;
}

} // namespace framelens::protocols::tls_detail
