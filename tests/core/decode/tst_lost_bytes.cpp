// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Bytes that are no longer in the file are never decoded into something that looks real.
#include "core/bytes/mapped_file.h"
#include "core/decode/dissector.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QtTest>

#include <unistd.h>

using namespace framelens;

namespace {

struct MappedFrame
{
    QTemporaryDir folder;
    std::string path;
    std::shared_ptr<MappedFile> file;

    explicit MappedFrame(std::size_t size)
    {
        path = folder.filePath(QStringLiteral("frame")).toStdString();
        QFile out(QString::fromStdString(path));
        if (out.open(QIODevice::WriteOnly))
            out.write(QByteArray(static_cast<qsizetype>(size), '\x42'));
        out.close();
        if (auto handle = openForReading(path))
            if (auto mapped = MappedFile::map(std::move(*handle), path))
                file = *mapped;
    }

    FrameView at(std::uint64_t offset, std::uint64_t size) const
    {
        FrameView view;
        view.info.number = 1;
        view.info.linkType = 1;
        view.info.capturedLength = view.info.originalLength = static_cast<std::uint32_t>(size);
        view.bytes = ByteView(file, offset, size);
        return view;
    }
};

} // namespace

class TstLostBytes : public QObject
{
    Q_OBJECT

private slots:
    void bytesCutBeforeTheLookAreDropped()
    {
        const MappedFrame mapped(20 * 4096);
        QVERIFY(mapped.file);
        const FrameView kept = mapped.at(100, 60);
        const FrameView lost = mapped.at(10 * 4096, 60);
        QCOMPARE_EQ(::truncate(mapped.path.c_str(), 4096), 0);

        const Dissector dissector(Registry::builtIn());
        Dissection result;
        QVERIFY(!dissector.dissect(lost, result)); // raises SIGBUS inside
        QVERIFY(result.fields().empty());
        QCOMPARE_EQ(result.problems().size(), std::size_t{1});
        // The second look meets zero pages that are already in place: no signal, and still no fields.
        QVERIFY(!dissector.dissect(lost, result));
        QVERIFY(result.fields().empty());
        QVERIFY(dissector.dissect(kept, result));
        QVERIFY(result.fields().size() > 5);
    }

    void aCutInsideAPageIsLostOnceItWasNoticed()
    {
        const MappedFrame mapped(4096);
        QVERIFY(mapped.file);
        const FrameView view = mapped.at(4000, 60);
        QCOMPARE_EQ(::truncate(mapped.path.c_str(), 3000), 0);
        QCOMPARE_EQ(mapped.file->check(), FileChange::Cut);

        const Dissector dissector(Registry::builtIn());
        Dissection result;
        QVERIFY(!dissector.dissect(view, result));
        QVERIFY(result.fields().empty());
    }
};

FRAMELENS_TEST(TstLostBytes)
#include "tst_lost_bytes.moc"
