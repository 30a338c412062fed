// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/document.h"

#include "core/capture/capture.h"

namespace framelens::ui {

std::uint32_t Document::frameLike(const FrameView &former) const
{
    return former.info.number == 0 ? 0 : former.info.number - 1;
}

std::vector<FileStatus> Document::keptFiles() const
{
    return capture() ? std::vector{capture()->status()} : std::vector<FileStatus>();
}

} // namespace framelens::ui
