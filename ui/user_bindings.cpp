// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/user_bindings.h"

#include "ui/settings.h"

namespace framelens::ui {

std::shared_ptr<const Bindings> userBindings(const Settings &settings, const Registry &registry)
{
    auto bindings = std::make_shared<Bindings>();
    const QStringList lines = settings.decodeAs();
    for (const QString &line : lines)
        if (Result<Binding> binding = parseBinding(line.toStdString(), registry))
            bindings->bind(*std::move(binding));
    return bindings;
}

void keepBindings(Settings &settings, const Bindings &bindings, const Registry &registry)
{
    QStringList lines;
    for (const Binding &binding : bindings.all())
        lines += QString::fromStdString(bindingText(binding, registry));
    settings.setDecodeAs(lines);
}

} // namespace framelens::ui
