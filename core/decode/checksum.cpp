// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/decode/checksum.h"

namespace framelens {

void writeChecksumStatus(TextSink &sink, const Dissection & /*dissection*/, const Field &field)
{
    constexpr std::array<std::string_view, 4> names = {"Bad", "Good", "Unverified", "Not present"};
    sink << ": " << names[field.value < names.size() ? field.value : 2];
}

} // namespace framelens
