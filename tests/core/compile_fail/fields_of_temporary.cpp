// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// refused: use of deleted function .*Dissection::fields
#include "core/decode/dissection.h"

std::size_t looked()
{
#ifdef FRAMELENS_DANGLING
    const auto fields = framelens::Dissection().fields();
#else
    const framelens::Dissection dissection;
    const auto fields = dissection.fields();
#endif
    return fields.size();
}
