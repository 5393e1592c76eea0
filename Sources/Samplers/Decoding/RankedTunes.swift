import MuseProtocols

/// Distributes the tunes of a sampling run among ranks: each samples a run of tunes, and all get all tunes.
///
/// The runs start where a batch starts, so that the batches, and with them the tunes, are those of a single process.
struct RankedTunes {
    private let communicator: any Communicator
    private let count: Int
    /// The smallest number of tunes whose candidates fill whole batches.
    private let unit: Int

    init(_ communicator: any Communicator, count: Int, bestOf: Int, batchSize: Int) {
        self.communicator = communicator
        self.count = count
        unit = (1...batchSize).first { $0 * bestOf % batchSize == 0 } ?? batchSize
    }

    /// The tunes of a rank.
    func tunes(of rank: Int) -> Range<Int> {
        let units = (count + unit - 1) / unit
        func start(_ rank: Int) -> Int { min(count, units * rank / communicator.size * unit) }
        return start(rank)..<start(rank + 1)
    }

    /// Samples this rank's tunes and delivers those of all ranks, in order.
    ///
    /// - Parameter sample: samples tunes, and hands each over.
    /// - Throws: `CancellationError`, on all ranks, if one is cancelled, after delivering the finished tunes; other
    ///   errors of `sample`, which end this rank.
    func deliver(
        _ onTune: (TuneSampler.Tune) throws -> Void,
        _ sample: (_ tunes: Range<Int>, _ keep: (TuneSampler.Tune) -> Void) throws -> Void
    ) throws {
        var own: [TuneSampler.Tune] = []
        var isCancelled = false
        do {
            let tunes = tunes(of: communicator.rank)
            if !tunes.isEmpty { try sample(tunes) { own.append($0) } }
        } catch is CancellationError {
            isCancelled = true
        }
        let all = communicator.gather(own.flatMap(Self.words).flatMap(Self.bytes))
        for tune in all.flatMap({ Self.tunes(Self.words($0)) }) { try onTune(tune) }
        if communicator.any(isCancelled) { throw CancellationError() }
    }

    private static func words(_ tune: TuneSampler.Tune) -> [UInt64] {
        [UInt64(tune.index), UInt64(tune.candidate), tune.rank.bitPattern, UInt64(tune.tokens.count)]
            + tune.tokens.map { UInt64($0) }
    }

    private static func tunes(_ words: [UInt64]) -> [TuneSampler.Tune] {
        var tunes: [TuneSampler.Tune] = []
        var start = 0
        while start < words.count {
            let end = start + 4 + Int(words[start + 3])
            tunes.append(
                TuneSampler.Tune(
                    index: Int(words[start]), candidate: Int(words[start + 1]),
                    rank: Double(bitPattern: words[start + 2]), tokens: words[start + 4..<end].map { TokenID($0) }))
            start = end
        }
        return tunes
    }

    private static func bytes(_ word: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) }
    }

    private static func words(_ bytes: [UInt8]) -> [UInt64] {
        stride(from: 0, to: bytes.count, by: 8).map { start in
            bytes[start..<start + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
    }
}
