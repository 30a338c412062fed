// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Captures opened from bytes, and what they hold as text that can be compared.
#pragma once

#include "core/capture/capture.h"
#include "tests/support/temporary_file.h"

#include <string>

namespace framelens::test {

/// A capture of a temporary file, indexed as far as it goes.
class OpenedCapture
{
public:
    explicit OpenedCapture(Bytes bytes, const OpenOptions &options = {});

    bool isOpen() const { return m_capture != nullptr; }
    Capture &capture() const { return *m_capture; }
    const std::shared_ptr<Capture> &shared() const & { return m_capture; }
    const TemporaryFile &file() const & { return m_file; }
    /// Indexes (again), to the end.
    void index();
    /// What open() or the last index() said, without the file's name; empty when all went well.
    const std::string &message() const & { return m_message; }

private:
    void keep(const std::optional<Error> &error);

    TemporaryFile m_file;
    std::shared_ptr<Capture> m_capture;
    std::string m_message;
};

/// A line a frame: number, time, lengths, link type, interface, sum of the bytes, comments.
std::string framesText(const FrameSource &source);
std::string frameText(const FrameRef &frame);

} // namespace framelens::test
