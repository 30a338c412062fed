// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/capture_document.h"

#include "core/capture/saved_framings.h"
#include "core/decode/dissector.h"
#include "core/stream/capture_streams.h"
#include "ui/stream_pass.h"
#include "ui/text.h"
#include "ui/user_bindings.h"

#include <QFile>
#include <QFileInfo>

namespace framelens::ui {

CaptureDocument::CaptureDocument(const Services &services, std::unique_ptr<Loader> loader)
    : m_services(services)
    , m_loader(std::move(loader))
    , m_bindings(userBindings(services.settings, *services.dissector->registry()))
{
    makeSource();
    connect(m_loader.get(), &Loader::framesAppended, this, [this] {
        emit framesAppended();
        m_pass->advance();
    });
    connect(m_loader.get(), &Loader::ended, this, [this] {
        emit ended();
        m_pass->advance();
    });
    connect(m_loader.get(), &Loader::fileChanged, this, &CaptureDocument::fileChanged);
}

CaptureDocument::~CaptureDocument() = default;

std::shared_ptr<const FrameSource> CaptureDocument::source() const
{
    return m_streams;
}

std::shared_ptr<const Streams> CaptureDocument::streams() const
{
    return m_streams;
}

// What stands between the capture and the panes: the same frames, with what is known of their streams.
void CaptureDocument::makeSource()
{
    m_streams = std::make_shared<CaptureStreams>(m_loader->capture(), m_services.dissector->registry(), m_bindings,
                                                 m_services.ledger, savedFramers(m_loader->capture()));
    m_pass = std::make_unique<StreamPass>(m_services.pool, m_streams);
    connect(m_pass.get(), &StreamPass::known, this, &Document::streamsAppended);
    m_pass->advance();
}

void CaptureDocument::rebind(std::shared_ptr<const Bindings> bindings)
{
    m_bindings = std::move(bindings);
    makeSource();
    emit sourceReplaced();
}

// Those of a recording that was saved.
std::vector<NamedInteger> CaptureDocument::namedIntegers() const
{
    std::vector<NamedInteger> integers;
    for (const SavedFraming &framing : savedFramings(*m_loader->capture()))
        if (const Result<FramerSpec> framer = parseFramer(framing.framerText))
            integers.insert(integers.end(), framer->integers.begin(), framer->integers.end());
    return integers;
}

bool CaptureDocument::isCounting() const
{
    // A file that is followed is complete each time until it grows again: no dots that come and go.
    return m_loader->isBusy() && !m_loader->capture()->isComplete();
}

// Not what a worker knows by now: whoever finds these frames known has been told so, and shows them so.
std::uint32_t CaptureDocument::framesWithStreams() const
{
    return m_pass->told();
}

std::function<FrameView(std::uint32_t frame)> CaptureDocument::wholeViews() const
{
    return [streams = m_streams](std::uint32_t frame) { return streams->wholeView(frame); };
}

std::size_t CaptureDocument::heapBytes() const
{
    return m_loader->capture()->heapBytes() + m_streams->heapBytes();
}

QString CaptureDocument::pathOf(const Loader &loader)
{
    return QFile::decodeName(QByteArray::fromStdString(loader.path()));
}

QString CaptureDocument::nameOf(const Loader &loader)
{
    return loader.path() == "-" ? tr("standard input") : visible(QFileInfo(pathOf(loader)).fileName());
}

} // namespace framelens::ui
