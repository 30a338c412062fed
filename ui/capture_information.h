// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What a capture says besides its frames, as a tree of text.
#pragma once

#include <QString>

#include <vector>

namespace framelens {
class Capture;
class Job;
}

namespace framelens::ui {

/// A line with a name, a value (made visible; may be empty) and lines below it.
struct InfoItem
{
    QString name;
    QString value = {};
    std::vector<InfoItem> items = {};
};

/// File, sections, interfaces, names, statistics, secrets (only how many and of what kind), other blocks.
/// At most 1,000 lines of one kind; the rest is counted. Any thread; every block is looked at, and `job` is told how many were.
/// Stops early when the job is cancelled.
std::vector<InfoItem> captureInformation(const Capture &capture, Job &job);
/// The same as indented text, for the clipboard.
QString informationText(const std::vector<InfoItem> &items, int depth = 0);

} // namespace framelens::ui
