// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Standard output in large pieces.
#pragma once

#include "core/base/error.h"

#include <optional>
#include <string>

namespace framelens::cli {

/// Text on its way to a descriptor. Whoever writes appends to text() and calls flush() once that is large.
class Output
{
public:
    explicit Output(int fd);
    Output(const Output &) = delete;
    Output &operator=(const Output &) = delete;

    std::string &text() & { return m_text; }
    /// Whether what has gathered is worth a write.
    bool isLarge() const { return m_text.size() >= pieceBytes; }
    /// Writes all that has gathered. False when nothing more will be taken.
    bool flush();

    bool isOpen() const { return !m_closed && !m_failure; }
    /// The reader went away: nobody wants more, and that is no failure.
    bool isClosed() const { return m_closed; }
    const std::optional<Error> &failure() const & { return m_failure; }

private:
    static constexpr std::size_t pieceBytes = std::size_t{256} * 1024;

    int m_fd;
    std::string m_text;
    std::optional<Error> m_failure;
    bool m_closed = false;
};

} // namespace framelens::cli
