// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What is printed of each frame.
#pragma once

#include "app/cli/options.h"
#include "core/decode/dissector.h"

#include <memory>
#include <string>

namespace framelens::cli {

/// Prints frame after frame in one form. Its memory is reused: nothing is allocated per frame.
class Printer
{
public:
    Printer() = default;
    Printer(const Printer &) = delete;
    Printer &operator=(const Printer &) = delete;
    virtual ~Printer() = default;

    /// Before the first frame.
    virtual void begin(std::string & /*to*/) {}
    /// Appends the frame. `firstTimeNs`: what relative times count from.
    virtual void frame(const Dissection &dissection, std::int64_t firstTimeNs, std::string &to) = 0;
    /// Fields that the frames must be dissected for; null: all.
    virtual const WantedFields *wanted() const { return nullptr; }
};

/// Summary lines; -V: trees; -x: hex dumps, behind the trees if both.
std::unique_ptr<Printer> textPrinter(bool tree, bool hex);
std::unique_ptr<Printer> ndjsonPrinter();
/// -T fields. A name nobody has is an Answer that proposes the nearest one.
std::expected<std::unique_ptr<Printer>, Answer> fieldsPrinter(std::shared_ptr<const Registry> registry,
                                                              const std::vector<std::string> &names,
                                                              const FieldStyle &style);

/// Columns of the summary, as the text program prints them one by one: no padding.
enum class SummaryColumn : std::uint8_t { Number, Time, Source, Destination, Protocol, Length, Info };
void writeColumn(TextSink &sink, const Dissection &dissection, std::int64_t firstTimeNs, SummaryColumn column);

} // namespace framelens::cli
