// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What cannot be mapped as it is (compressed files, pipes, files of the kernel without a size) is brought
// step by step into an unlinked temporary file, which is mapped while it grows.
#pragma once

#include "core/base/copy_ledger.h"
#include "core/bytes/growing_file.h"
#include "core/capture/codec.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace framelens {

struct PumpLimits
{
    std::uint64_t mostBytes = 0; ///< of output; also at most nine tenths of the free space are taken
    std::uint32_t mostRatio = 0; ///< bytes out for one in, over any 64 MiB of output
};

/// One thread at a time. What has come stays, however it ends.
class Pump
{
public:
    static Result<std::unique_ptr<Pump>> open(FileHandle input, const std::string &path, const PumpLimits &limits,
                                              std::shared_ptr<CopyLedger> ledger);

    /// Reads at most 256 KiB, or makes at most 256 KiB. Waits at most a tenth of a second for a pipe.
    void step();
    /// Nothing more will come.
    bool done() const { return m_done; }
    /// Why it ended before the input's end.
    const std::optional<Error> &failure() const & { return m_failure; }
    /// Bytes of the input that are used up.
    std::uint64_t consumed() const { return m_consumed; }
    /// Known after the first bytes have come.
    Compression compression() const { return m_compression; }
    const std::shared_ptr<GrowingFile> &output() const & { return m_output; }

private:
    Pump(FileHandle input, std::string path, const PumpLimits &limits, std::shared_ptr<CopyLedger> ledger);

    bool read();
    bool chooseCodec();
    void decompress();
    bool write(Bytes bytes, CopyReason reason);
    bool withinLimits(std::size_t more);
    void fail(Error error);
    void failDamaged(const std::string &what);

    FileHandle m_input;
    std::string m_path;
    PumpLimits m_limits;
    std::shared_ptr<CopyLedger> m_ledger;
    std::shared_ptr<GrowingFile> m_output;
    std::unique_ptr<Codec> m_codec;
    Compression m_compression = Compression::None;
    std::vector<std::byte> m_in; // what was read
    std::size_t m_inBegin = 0; // the part of it that is not used up
    std::size_t m_inEnd = 0;
    std::vector<std::byte> m_out;
    bool m_chosen = false;
    bool m_inputEnded = false;
    bool m_insideMember = false;
    bool m_codecHolds = false;
    bool m_done = false;
    std::uint32_t m_members = 0;
    std::uint64_t m_consumed = 0;
    std::uint64_t m_written = 0;
    std::uint64_t m_ratioInput = 0; // consumed and written when the ratio was last looked at
    std::uint64_t m_ratioOutput = 0;
    std::optional<Error> m_failure;
};

} // namespace framelens
