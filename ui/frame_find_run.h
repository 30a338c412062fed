// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// One search of the find bar, between the window and the worker that makes it; for frame_find's own files.
#pragma once

#include "core/base/job.h"
#include "ui/find_rows.h"
#include "ui/frame_find.h"

namespace framelens::ui {

// Shared with the worker; read when the job has finished.
struct FrameFind::Run
{
    enum class What : std::uint8_t {
        Next,
        All,
        Time, // a frame by its time, nothing that was typed into the bar
    };

    What what = What::Next;
    std::shared_ptr<const FindNeedle> needle;
    FindWhere where = FindWhere::Frames;
    bool inOneFrame = false;
    bool isOnward = true;
    bool showsAll = true;
    SearchedFrames frames;
    RowMap rows;
    FindPlace from;
    /// It begins when the conversations of so many frames are known: all that the rows name. What comes meanwhile is not waited for.
    std::uint32_t awaited = 0;
    bool isWaiting = false; // no worker has it yet
    std::shared_ptr<Job> job = {};
    FindOutcome outcome = {};
    FramesFound all = {};

    void look();
};

} // namespace framelens::ui
