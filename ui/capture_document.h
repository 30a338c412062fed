// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A file as a document: a Loader behind, and what stands between its capture and the panes.
#pragma once

#include "ui/document.h"
#include "ui/loader.h"
#include "ui/services.h"

namespace framelens {
class CaptureStreams;
}

namespace framelens::ui {

class StreamPass;

class CaptureDocument final : public Document
{
    Q_OBJECT

public:
    /// `loader` has opened its capture.
    CaptureDocument(const Services &services, std::unique_ptr<Loader> loader);
    ~CaptureDocument() override;

    std::shared_ptr<const FrameSource> source() const override;
    std::shared_ptr<const Streams> streams() const override;
    std::shared_ptr<Capture> capture() const override { return m_loader->capture(); }
    QString name() const override { return nameOf(*m_loader); }
    QString path() const override { return pathOf(*m_loader); }
    bool isBusy() const override { return m_loader->isBusy(); }
    bool isCounting() const override;
    std::uint32_t framesWithStreams() const override;
    std::function<FrameView(std::uint32_t frame)> wholeViews() const override;
    std::size_t heapBytes() const override;
    void rebind(std::shared_ptr<const Bindings> bindings) override;
    std::vector<NamedInteger> namedIntegers() const override;

    Loader &loader() const { return *m_loader; }

    /// The file that a loader opens, and its name for people: "standard input" for "-".
    static QString pathOf(const Loader &loader);
    static QString nameOf(const Loader &loader);

signals:
    void fileChanged(framelens::FileChange change);

private:
    void makeSource();

    Services m_services;
    std::unique_ptr<Loader> m_loader;
    std::shared_ptr<const Bindings> m_bindings;
    std::shared_ptr<CaptureStreams> m_streams;
    std::unique_ptr<StreamPass> m_pass;
};

} // namespace framelens::ui
