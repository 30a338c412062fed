// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/cli/names.h"

#include "app/cli/output.h"
#include "core/decode/registry.h"
#include "core/export/summary_columns.h"

#include <unistd.h>

namespace framelens::cli {

Exit printNames(std::string_view which)
{
    Output output(STDOUT_FILENO);
    const auto print = [&](std::string_view name) {
        output.text() += name;
        output.text() += '\n';
    };
    const std::shared_ptr<const Registry> registry = Registry::builtIn();
    for (const Protocol *protocol : registry->protocols()) {
        print(protocol->filterName);
        if (which == "protocols")
            continue;
        for (const FieldSpec &spec : protocol->fields) {
            print(spec.name);
            for (const std::string_view alias : spec.aliases)
                print(alias);
        }
    }
    if (which == "fields")
        for (const SummaryColumn column : summaryColumns)
            print(columnName(column));
    return end(output, Exit::Done);
}

} // namespace framelens::cli
