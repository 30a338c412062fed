// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What a window shows: frames from a file or from a live attachment, and their conversations.
#pragma once

#include "core/bytes/file_handle.h"
#include "core/bytes/frame_source.h"
#include "core/decode/framer.h"
#include "core/stream/streams.h"

#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <vector>

namespace framelens {
class Bindings;
class Capture;
class Recording;
}

namespace framelens::ui {

/// One thing that is open, from its first frame to its closing. Lives in the window's thread.
class Document : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// The frames; never null. Each below framesWithStreams() names its conversation. Another one after sourceReplaced().
    virtual std::shared_ptr<const FrameSource> source() const = 0;
    /// The conversations of source(); null when nobody knows them.
    virtual std::shared_ptr<const Streams> streams() const = 0;
    /// The capture that the frames lie in; null for a recording.
    virtual std::shared_ptr<Capture> capture() const { return nullptr; }
    /// The recording; null for a capture.
    virtual std::shared_ptr<const Recording> recording() const { return nullptr; }

    /// For titles and messages, made visible.
    virtual QString name() const = 0;
    /// The file that the bytes lie in.
    virtual QString path() const = 0;
    /// Files that nothing is written over while this is open.
    virtual std::vector<FileStatus> keptFiles() const;
    /// Attached, or opened from what was: neither reloaded nor opened again by its path.
    virtual bool isLive() const { return false; }
    /// A worker still makes frames of what is there.
    virtual bool isBusy() const = 0;
    /// Dots behind the count: frames of what is there are still to come.
    virtual bool isCounting() const = 0;
    /// Frames that are shown: source()->count(), or fewer while the view is paused.
    virtual std::uint32_t count() const { return source()->count(); }
    /// Frames below it come with their conversations: count(), or fewer while these are still being looked for.
    virtual std::uint32_t framesWithStreams() const { return count(); }
    /// Gives a frame of source() with all that is known of it, however long that takes: not in the window's thread. Empty:
    /// source()'s own views do.
    virtual std::function<FrameView(std::uint32_t frame)> wholeViews() const { return {}; }
    /// Heap of the index.
    virtual std::size_t heapBytes() const = 0;
    /// Decode As: cuts and numbers by these from now on; sourceReplaced() follows where that makes other frames.
    virtual void rebind(std::shared_ptr<const Bindings> /*bindings*/) { }
    /// What the framers of its messages name: fields of their own (Registry::withMessageIntegers). Others after sourceReplaced(), and
    /// perhaps more when it has ended().
    virtual std::vector<NamedInteger> namedIntegers() const { return {}; }
    /// The frame of source() that shows the bytes of a frame of the source before it.
    virtual std::uint32_t frameLike(const FrameView &former) const;

signals:
    void framesAppended();
    /// streams() knows more than it did.
    void streamsAppended();
    /// source() (and streams()) are other objects over the same bytes.
    void sourceReplaced();
    /// All is there that was to come, or it ended early.
    void ended();
    /// name(), isBusy(), what an attachment says of itself.
    void stateChanged();
};

} // namespace framelens::ui
