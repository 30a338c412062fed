// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/cli/filtering.h"

#include "app/cli/output.h"

#include <unistd.h>

namespace framelens::cli {

namespace {

using Compiled = std::expected<std::shared_ptr<const Filter>, Answer>;

Compiled compiled(std::string_view option, const std::string &text, const std::shared_ptr<const Registry> &registry)
{
    auto filter = Filter::compile(text, registry);
    if (!filter)
        return std::unexpected(Answer{.text = std::string(option) + ": " + describe(filter.error(), text), .isMistake = true});
    return *std::move(filter);
}

} // namespace

Compiled filterFor(const Options &options, const std::shared_ptr<const Registry> &registry)
{
    const Compiled shown = compiled("-Y", options.displayFilter, registry);
    const Compiled read = compiled("-R", options.readFilter, registry);
    if (!shown || !read)
        return shown ? read : shown;
    if ((*shown)->isEmpty() && (*read)->isEmpty())
        return nullptr;
    if ((*shown)->isEmpty() || (*read)->isEmpty())
        return (*shown)->isEmpty() ? read : shown;
    return compiled("-R and -Y", "(" + (*read)->normalText() + ") and (" + (*shown)->normalText() + ")", registry);
}

Exit checkFilter(const std::string &text)
{
    const Compiled filter = compiled("--check-filter", text, Registry::builtIn());
    if (!filter) {
        complain(filter.error().text);
        return Exit::BadFilter;
    }
    Output output(STDOUT_FILENO);
    output.text() = (*filter)->normalText() + "\n" + (*filter)->listing();
    return end(output, Exit::Done);
}

} // namespace framelens::cli
