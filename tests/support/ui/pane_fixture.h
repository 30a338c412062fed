// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What panes need around them in a test: frames, a dissector, a selection.
#pragma once

#include "tests/support/open_capture.h"
#include "tests/support/ui/synthetic_source.h"
#include "ui/pane_context.h"
#include "ui/pane_font.h"
#include "ui/selection.h"

#include <memory>

namespace framelens::test {

/// The compiled protocols, made once.
std::shared_ptr<const Dissector> builtInDissector();

struct PaneFixture
{
    std::shared_ptr<CopyLedger> ledger = std::make_shared<CopyLedger>();
    ui::Selection selection;
    ui::PaneFont font;

    ui::PaneContext context() { return {&selection, &font, ledger}; }
    /// Shows a frame as if the program had chosen it.
    void show(const FrameSource &source, std::uint32_t frame)
    {
        selection.showFrame(ui::makeShownFrame(source, *builtInDissector(), frame), ui::Pane::Program);
    }
};

/// An indexed capture of the sample that ships with the program, and of frames of one's own (Ethernet).
OpenedCapture openedSample(const OpenOptions &options = {});
OpenedCapture openedFrames(const std::vector<Buffer> &frames, const OpenOptions &options = {});

/// UDP in IPv4 in Ethernet with `payload` bytes.
Buffer plainUdpFrame(std::size_t payload);

/// The first field of that name, as its number.
std::optional<std::uint32_t> fieldNamed(const Dissection &dissection, std::string_view name);

} // namespace framelens::test
