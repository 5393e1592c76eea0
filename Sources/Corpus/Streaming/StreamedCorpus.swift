import MuseMusic
import MuseProtocols
import MuseStorage

/// A corpus that is too large for memory. It is read in shards, and what is found is cached on disk, so that an
/// interrupted reading goes on where it stopped, and the next run reads no music.
///
/// First, each shard's files are parsed, and what is known of each tune is kept: hashes of its melody, not its notes.
/// From this, duplicates are left out and the tunes are split. Then the tunes that are used are parsed again and
/// encoded in each of their keys; their tokens stay on disk.
final class StreamedCorpus: Sendable {
    private let settings: CorpusSettings
    private let files: CorpusFiles
    private let tokenizer: any Tokenizer
    private let random: RandomSource
    private let cache: CorpusCache
    private let watch: @Sendable () -> CorpusWatch
    private let facts: Once<Facts>
    private let index: Once<CorpusIndex>
    private let tokens: Once<[TokenShard]>

    private struct Facts: Sendable {
        let shards: [(shard: FileShard, facts: FactsShard)]
        /// The number of the first tune of each shard.
        let starts: [Int]
        /// The errors that concern whole files.
        var errors: [CorpusReport.Skipped] {
            shards.flatMap { shard, facts in
                zip(shard.files, facts.files).flatMap { file, facts in
                    facts.errors.map { CorpusReport.Skipped(name: file.file.path, reason: $0) }
                }
            }
        }
        var tunes: [TuneFacts] { shards.flatMap { $0.facts.files.flatMap(\.tunes) } }
    }

    /// - Parameter watch: called for each reading.
    convenience init(
        _ settings: CorpusSettings, files: CorpusFiles, importers: Registry<any Importer>, tokenizer: any Tokenizer,
        random: RandomSource, cache: CorpusCache, watch: @escaping @Sendable () -> CorpusWatch
    ) {
        let facts = Once { try Self.facts(settings, files, importers, cache, watch()) }
        let index = Once {
            var index = try CorpusIndex(try facts.get().tunes, settings, random)
            index.report.files = settings.files.count
            index.report.skipped += try facts.get().errors
            return index
        }
        self.init(settings, files, tokenizer, random, cache, watch, facts, index)
    }

    private init(
        _ settings: CorpusSettings, _ files: CorpusFiles, _ tokenizer: any Tokenizer, _ random: RandomSource,
        _ cache: CorpusCache, _ watch: @escaping @Sendable () -> CorpusWatch, _ facts: Once<Facts>,
        _ index: Once<CorpusIndex>
    ) {
        self.settings = settings
        self.files = files
        self.tokenizer = tokenizer
        self.random = random
        self.cache = cache
        self.watch = watch
        self.facts = facts
        self.index = index
        tokens = Once {
            try Self.tokens(facts.get(), index.get(), settings, random, files, tokenizer, cache, watch())
        }
    }

    /// The same corpus, whose tunes are known, encoded by another tokenizer.
    func encoded(by tokenizer: any Tokenizer) -> StreamedCorpus {
        StreamedCorpus(settings, files, tokenizer, random, cache, watch, facts, index)
    }

    private static func facts(
        _ settings: CorpusSettings, _ files: CorpusFiles, _ importers: Registry<any Importer>, _ cache: CorpusCache,
        _ watch: CorpusWatch
    ) throws -> Facts {
        let shards = FileShard.shards(
            of: try Corpus.files(settings.files, importers).map {
                FileShard.File(source: $0, stamps: try files.stamps($0.file))
            })
        let found = try watch.map(shards, "reading") { shard in
            let path = try cache.path(.facts, shard.key)
            if let cached = FactsShard(cached: path), cached.files.count == shard.files.count { return cached }
            let facts = try FactsShard(shard, settings, files)
            try facts.write(to: path)
            return facts
        }
        var starts: [Int] = []
        var count = 0
        for facts in found {
            starts.append(count)
            count += facts.files.reduce(0) { $0 + $1.tunes.count }
        }
        return Facts(shards: Array(zip(shards, found)), starts: starts)
    }

    private static func tokens(
        _ facts: Facts, _ index: CorpusIndex, _ settings: CorpusSettings, _ random: RandomSource, _ files: CorpusFiles,
        _ tokenizer: any Tokenizer, _ cache: CorpusCache, _ watch: CorpusWatch
    ) throws -> [TokenShard] {
        let uses = Dictionary(grouping: index.uses) { use in
            // The last shard that starts at or before the tune.
            (facts.starts.partitioningIndex { $0 > use.tune }) - 1
        }
        let ranges = index.ranges
        let changes = settings.augmentation.map { changes in
            var draw = random.stream("augment")
            return "\(changes) \(draw.next())"
        }
        let texts = [
            tokenizer.vocabulary.hash, "\(ranges)", changes ?? "", settings.keepsPerformances ? "performances" : "",
        ]
        let items = facts.shards.indices.map { (number: $0, uses: uses[$0] ?? []) }
        return try watch.map(items, "encoding") { item in
            let shard = facts.shards[item.number].shard
            let start = facts.starts[item.number]
            let uses = item.uses.map { "\($0.tune - start) \($0.piece) \($0.side.rawValue)" }
            let path = try cache.path(
                .tokens, ([shard.key] + texts + uses).joined(separator: "\n"))
            if let cached = TokenShard(path) { return cached }
            var contents = TokenShard.Contents()
            try forEachPiece(of: shard, item.uses.map { ($0, $0.tune - start) }, settings, files) { use, piece, place in
                for piece in settings.occurrences(piece, use.side, ranges, random) {
                    do {
                        let tokens = try tokenizer.encode(piece.performance ?? piece.score).tokens
                        if !tokens.isEmpty { contents.sides[use.side, default: []].append(tokens) }
                    } catch let error as TokenizationError {
                        contents.failures.append("\(place): \(error)")
                    }
                }
            }
            try TokenShard.write(contents, vocabularySize: tokenizer.vocabulary.count, to: path)
            guard let written = TokenShard(path) else {
                throw FileError(path: path, reason: "it cannot be read after it was written")
            }
            return written
        }
    }

    /// Reads the files of a shard and calls `body` with each piece that is used, in the order of the tunes.
    ///
    /// - Parameter uses: with the number of the tune in the shard, in ascending order of tunes.
    private static func forEachPiece(
        of shard: FileShard, _ uses: [(use: CorpusIndex.Use, tune: Int)], _ settings: CorpusSettings,
        _ files: CorpusFiles, _ body: (CorpusIndex.Use, _ piece: CorpusPiece, _ place: String) throws -> Void
    ) throws {
        var remaining = uses.sorted { ($0.tune, $0.use.piece) < ($1.tune, $1.use.piece) }[...]
        var number = 0
        for file in shard.files {
            if remaining.isEmpty { return }
            try file.source.readParts(try files.passingContent(file.file)) {
                for tune in $0.tunes {
                    if remaining.first?.tune == number {
                        let place = tune.place(in: file.file.path)
                        let pieces = TuneReading(tune, place: place, settings).pieces
                        while let next = remaining.first, next.tune == number {
                            remaining.removeFirst()
                            if pieces.indices.contains(next.use.piece) {
                                try body(next.use, pieces[next.use.piece], place)
                            }
                        }
                    }
                    number += 1
                }
            }
        }
    }

    /// SHA-256 of each file, in order.
    ///
    /// - Throws: `RecipeErrors` for a file that cannot be read; errors of the cache.
    func hashes() throws -> [String] { try facts.get().shards.flatMap { $0.facts.files.map(\.hash) } }

    func report() throws -> CorpusReport { try index.get().report }

    /// The tokens of one side, and the reasons why tunes have none.
    func sequences(_ side: CorpusSide) throws -> TokenSequences {
        TokenSequences(ShardedSequences(try tokens.get(), side))
    }

    func failures() throws -> [String] { try tokens.get().flatMap(\.failures) }

    /// Tunes of one side, evenly spread: at most `limit`, without transposed copies.
    func sample(_ side: CorpusSide, limit: Int) throws -> [Corpus.Tune] {
        let (facts, index) = (try facts.get(), try index.get())
        let uses = index.uses.enumerated().filter { $0.element.side == side }
        let count = min(limit, uses.count)
        let chosen = (0..<count).map { uses[uses.count * $0 / count] }
        let shards = Dictionary(grouping: chosen) { use in
            facts.starts.partitioningIndex { $0 > use.element.tune } - 1
        }
        let found = try watch().map(shards.keys.sorted(), "reading a sample") { number -> [Corpus.Tune] in
            let numbers = Dictionary(
                (shards[number] ?? []).map { (Key($0.element), $0.offset) }, uniquingKeysWith: { first, _ in first })
            var tunes: [Corpus.Tune] = []
            try Self.forEachPiece(
                of: facts.shards[number].shard,
                (shards[number] ?? []).map { ($0.element, $0.element.tune - facts.starts[number]) },
                self.settings, self.files
            ) { use, piece, place in
                let piece = self.settings.occurrences(piece, use.side, index.ranges, self.random)[0]
                tunes.append(
                    Corpus.Tune(
                        score: piece.score, performance: piece.performance, place: place,
                        number: numbers[Key(use)] ?? 0, resemblesTraining: use.resemblesTraining))
            }
            return tunes
        }
        return found.flatMap(\.self)
    }

    private struct Key: Hashable {
        let tune: Int
        let piece: Int
        init(_ use: CorpusIndex.Use) { (tune, piece) = (use.tune, use.piece) }
    }
}
