import Foundation
import MuseCorpus
import MuseImport
import MuseProtocols
import MuseTokenizers
import Testing

/// The embedded tunes as many files, read as a large corpus is.
@Suite final class StreamedCorpusTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("muse-\(UUID().uuidString)")
    private let paths: [String]
    private let reads = Monitor<[String]>([])

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let book = try String(contentsOf: root.appendingPathComponent("Corpora/traditional.abc"), encoding: .utf8)
        let tunes = book.components(separatedBy: "\nX:").dropFirst().prefix(120)
        var paths: [String] = []
        for (i, tune) in tunes.enumerated() {
            let path = folder.appendingPathComponent("\(i).abc")
            try "X:\(tune)\n".write(to: path, atomically: true, encoding: .utf8)
            paths.append(path.path)
        }
        try FileManager.default.copyItem(
            at: folder.appendingPathComponent("7.abc"), to: folder.appendingPathComponent("again.abc"))
        self.paths = paths + [folder.appendingPathComponent("again.abc").path]
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func reader(
        streams: Bool = true, _ transpose: CorpusTransposition = .none, excerpts: Excerpts? = nil,
        tokenizer: String = "abc"
    ) throws -> CorpusReader {
        let mark = SourceMark(source: SourceFile(name: "test", text: ""), line: 1, column: 1)
        let type = Node.Entry(key: "type", keyMark: mark, value: Node(.scalar(tokenizer, isPlain: true), at: mark))
        let tokenizer = try Registry<any Tokenizer>.builtIn.make(Node(.map([type]), at: mark), path: "tokenizer")
        return CorpusReader(
            CorpusSettings(
                files: paths.map { CorpusSettings.File(path: $0) }, transpose: transpose, validation: 0.1, test: 0.05,
                excerpts: excerpts),
            files: CorpusFiles { [reads] path in
                reads.change { $0.append(path) }
                return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
            }, importers: .builtIn, tokenizer: tokenizer, random: RandomSource(seed: 3),
            cache: streams
                ? CorpusCache(
                    folder: folder.appendingPathComponent("cache").path,
                    corpus: { "\(transpose) \(excerpts.map { "\($0.bars) \($0.step)" } ?? "")" }, tokenizer: { "" })
                : nil, memoryLimit: 1000)
    }

    private func expectSame(_ streamed: CorpusReader, _ inMemory: CorpusReader) throws {
        #expect(streamed.isStreamed && !inMemory.isStreamed)
        #expect(try streamed.report().description == inMemory.report().description)
        #expect(try streamed.hashes() == inMemory.hashes())
        #expect(try streamed.failures().sorted() == inMemory.failures().sorted())
        for side in CorpusSide.allCases {
            let (found, expected) = (try streamed.sequences(side), try inMemory.sequences(side))
            #expect(
                found.all.sorted { $0.lexicographicallyPrecedes($1) }
                    == expected.all.sorted { $0.lexicographicallyPrecedes($1) })
            #expect(found.indices.map(found.length) == found.map(\.count))
        }
    }

    @Test func itHasTheTunesOfACorpusInMemory() throws {
        let streamed = try reader()
        try expectSame(streamed, try reader(streams: false))
        #expect(try streamed.report().exactDuplicates > 0)
        #expect(try streamed.sequences(.training).all == reader(streams: false).sequences(.training).all)
    }

    @Test(arguments: [CorpusTransposition.tonic, .allKeys, .chromatic])
    func trainingTunesAreTransposedAsInMemory(transpose: CorpusTransposition) throws {
        try expectSame(try reader(transpose), try reader(streams: false, transpose))
    }

    @Test func excerptsAreCutAsInMemory() throws {
        let excerpts = Excerpts(bars: 4, step: 2)
        try expectSame(try reader(excerpts: excerpts), try reader(streams: false, excerpts: excerpts))
    }

    @Test func tunesWithoutTokensAreReported() throws {
        let streamed = try reader(tokenizer: "chorale")
        #expect(try !streamed.failures().isEmpty)
        try expectSame(streamed, try reader(streams: false, tokenizer: "chorale"))
    }

    @Test func aSecondReadingReadsNoFile() throws {
        let first = try reader()
        let tokens = try first.sequences(.training).all
        #expect(reads.read(\.count) > paths.count)
        reads.change { $0 = [] }
        let second = try reader()
        #expect(try second.sequences(.training).all == tokens)
        #expect(try second.hashes() == first.hashes())
        #expect(reads.read(\.isEmpty))
    }

    @Test func ofAChangedFileOnlyItsShardIsReadAgain() throws {
        let count = try reader().sequences(.training).count
        reads.change { $0 = [] }
        try "X:1\nT:New\nM:6/8\nK:D\nDFA dfa|gec A2 d|BGB AFA|GEC D3|]\n".write(
            toFile: paths[60], atomically: true, encoding: .utf8)
        let changed = try reader()
        #expect(try changed.sequences(.training).all == reader(streams: false).sequences(.training).all)
        #expect(try changed.sequences(.training).count <= count + 1)
        #expect(reads.read { Set($0).contains(self.paths[60]) })
    }

    @Test func damagedCachesAreMadeAnew() throws {
        let tokens = try reader().sequences(.training).all
        let cache = folder.appendingPathComponent("cache")
        let files = try FileManager.default.subpathsOfDirectory(atPath: cache.path).filter { $0.contains(".") }
        #expect(files.contains { $0.hasSuffix(".facts") } && files.contains { $0.hasSuffix(".tokens") })
        for file in files {
            let url = cache.appendingPathComponent(file)
            let bytes = try Data(contentsOf: url)
            try bytes.prefix(bytes.count - 1).write(to: url)
        }
        #expect(try reader().sequences(.training).all == tokens)
    }

    @Test func aCancelledReadingGoesOnWhereItStopped() throws {
        let first = try reader()
        let calls = Monitor(0)
        first.follow(
            CorpusWatch(isCancelled: {
                calls.change {
                    $0 += 1
                    return $0 > 1
                }
            }))
        #expect(throws: CancellationError.self) { _ = try first.sequences(.training) }
        let before = reads.read(\.count)
        #expect(before > 0)
        _ = try reader().sequences(.training)
        #expect(reads.read(\.count) < before + 2 * paths.count)
    }

    @Test func aSampleIsSpreadOverTheCorpus() throws {
        let streamed = try reader()
        let tunes = try streamed.tunes(.training)
        #expect(tunes.map(\.place) == (try reader(streams: false).tunes(.training).map(\.place)))
        let encoded = try streamed.encodedTunes(.validation).map(\.tokens)
        #expect(encoded == (try reader(streams: false).sequences(.validation).all))
    }
}
