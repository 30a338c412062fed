// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/views/accessible_panes.h"

#include "ui/follow/accessible_follow.h"
#include "ui/follow/follow_bytes_view.h"
#include "ui/views/accessible_hex.h"
#include "ui/views/accessible_list.h"
#include "ui/views/frame_list_view.h"
#include "ui/views/hex_view.h"

namespace framelens::ui {

namespace {

QAccessibleInterface *makeInterface(const QString & /*className*/, QObject *object)
{
    if (auto *list = qobject_cast<FrameListView *>(object))
        return new AccessibleList(list); // Qt's registry owns it
    if (auto *hex = qobject_cast<HexView *>(object))
        return new AccessibleHex(hex);
    if (auto *bytes = qobject_cast<FollowBytesView *>(object))
        return new AccessibleFollow(bytes);
    return nullptr;
}

} // namespace

void installPaneAccessibility()
{
    QAccessible::installFactory(makeInterface); // a second time changes nothing
}

} // namespace framelens::ui
