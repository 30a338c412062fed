// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What stands behind an Ethernet payload: padding, trailer, frame check sequence.
#pragma once

#include "core/decode/field_spec.h"

namespace framelens {

class Layer;

/// The fields of the carrier that shows them; `check` null: its frames end with no check sequence.
struct TrailerFields
{
    const FieldSpec &padding;
    const FieldSpec &trailer;
    const FieldSpec *check = nullptr;
    const FieldSpec *checkStatus = nullptr;
};

/// For Protocol::finish: adds what lies between the end of the payload and the end of the layer.
/// Zero bytes up to 60 bytes of frame are padding (IEEE 802.3-2022, 3.2.7). The last four bytes are taken
/// for a check sequence when the capture says so, or, when it says nothing, where a frame of at least 64
/// bytes has four bytes to spare; the rest is a trailer.
void addEthernetTrailer(Layer &layer, const TrailerFields &fields);

} // namespace framelens
