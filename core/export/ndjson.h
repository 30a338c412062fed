// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Decoded frames as JSON, one object a line, for other programs.
#pragma once

#include "core/decode/dissection.h"

#include <memory>
#include <string>

namespace framelens {

/// Writes dissections, each as one line:
///
///     {"frame":1,"protocols":"eth:ethertype:ip:tcp",
///      "layers":[{"name":"eth","pos":0,"size":14,"fields":[0,17]},...],
///      "fields":[{"name":"ip.src","pos":26,"size":4,"show":"10.0.0.1","value":"0a000001"},...],
///      "notes":["_ws.short"]}
///
/// Fields stand in the order of the tree, its nesting flattened; a layer's "fields" are the first of its own and
/// one behind its last. `value`: hex of the bytes, absent where there are none; `masked`: for bit fields, the
/// number in hex; `show`: the value as filters write it, absent where it only repeats `value`; `hidden`: what
/// only filters see, other names of the field before it among them. Sizes and positions are bytes in the frame.
/// Left out: the frame's own layer, and fields that do not lie in the frame. "notes" stands only where a
/// frame was cut short ("_ws.short") or makes no sense ("_ws.malformed"). Valid UTF-8 whatever the bytes are.
///
/// One writer serves one thread; its memory is reused from frame to frame.
class NdjsonWriter
{
public:
    NdjsonWriter();
    ~NdjsonWriter();
    NdjsonWriter(const NdjsonWriter &) = delete;
    NdjsonWriter &operator=(const NdjsonWriter &) = delete;

    /// Appends the line, its end included.
    void write(const Dissection &dissection, std::string &to);

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace framelens
