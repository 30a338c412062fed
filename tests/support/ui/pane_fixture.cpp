// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/ui/pane_fixture.h"

#include "tests/support/capture_builder.h"
#include "tests/support/packet_builder.h"
#include "tests/support/sample.h"

namespace framelens::test {

std::shared_ptr<const Dissector> builtInDissector()
{
    static const auto dissector = std::make_shared<const Dissector>(Registry::builtIn());
    return dissector;
}

OpenedCapture openedSample(const OpenOptions &options)
{
    return OpenedCapture(sampleCapture(), options);
}

OpenedCapture openedFrames(const std::vector<Buffer> &frames, const OpenOptions &options)
{
    PcapBuilder file;
    for (const Buffer &frame : frames)
        file.frame(frame);
    return OpenedCapture(file.bytes(), options);
}

Buffer plainUdpFrame(std::size_t payload)
{
    return udpFrame({ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 40'001, 40'002}, Buffer(payload, std::byte{0x41}));
}

std::optional<std::uint32_t> fieldNamed(const Dissection &dissection, std::string_view name)
{
    for (std::uint32_t i = 0; i < dissection.fields().size(); ++i)
        if (dissection.fields()[i].spec->name == name)
            return i;
    return {};
}

} // namespace framelens::test
