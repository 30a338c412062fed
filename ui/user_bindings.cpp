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

void keepBindings(Settings &settings, const Bindings &before, const Bindings &after, const Registry &registry)
{
    Bindings kept = *userBindings(settings, registry);
    for (const Binding &binding : before.all())
        if (after.find(binding.key) == nullptr)
            kept.unbind(binding.key);
    for (const Binding &binding : after.all())
        if (const Binding *was = before.find(binding.key); was == nullptr || *was != binding)
            kept.bind(binding);
    QStringList lines;
    for (const Binding &binding : kept.all())
        lines += QString::fromStdString(bindingText(binding, registry));
    settings.setDecodeAs(lines);
}

} // namespace framelens::ui
