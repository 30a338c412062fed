// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/stream/framing.h"

namespace framelens {

Framing framingOf(const FramerSpec &spec, const Registry &registry, std::string reason)
{
    return {spec, registry.find(spec.protocol), std::move(reason)};
}

} // namespace framelens
