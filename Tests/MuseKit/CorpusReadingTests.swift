import Foundation
import MuseKit
import MuseStorage
import Testing

/// A run reads each file of its corpus once, even if several stages need it.
@Suite struct CorpusReadingTests {
    /// Counts how often each file is read.
    private final class Counter: @unchecked Sendable {
        private let lock = NSLock()
        private var counts: [String: Int] = [:]

        func read(_ path: String) throws -> [UInt8] {
            lock.withLock { counts[String(path.split(separator: "/").last ?? ""), default: 0] += 1 }
            return try FileReader.bytes(path)
        }

        var all: [String: Int] { lock.withLock { counts } }
    }

    /// A novelty rule, a novelty reward, the comparison with the corpus and the held-out figures all need the corpus.
    @Test func evaluatingWithNoveltyAsRuleAndRewardReadsEachFileOnce() throws {
        let place = try Workplace()
        try place.write("more.abc", tunebook.replacing("Washerwoman", with: "Dishwasher").replacing("BGG", with: "BGA"))
        let counter = Counter()
        let muse = Muse(components: .builtIn, plugins: .none, cache: place.cache, readFile: counter.read)
        let recipe = try place.recipe(
            muse,
            [
                "corpus.files": "[\(place.path)/tunes.abc, \(place.path)/more.abc]",
                "generator": "{type: lstm, layers: 1, channels: 16, training: {steps: 5}}",
                "finetune": "{method: reinforce, steps: 2, tunes: 4, rewards: [{type: novelty}]}",
                "rules": "[{type: novelty}]", "generate.count": "2",
            ])
        let report = try muse.evaluate(recipe)
        #expect(counter.all == ["tunes.abc": 1, "more.abc": 1])
        #expect(report.bitsPerNote != nil)
    }

    @Test func aRunWithACachedModelDoesNotParseTheCorpus() throws {
        let place = try Workplace()
        let muse = place.muse()
        let recipe = try place.recipe(muse)
        _ = try muse.run(recipe, out: "\(place.path)/out")
        let recorder = Recorder()
        _ = try muse.run(recipe, out: "\(place.path)/out", observer: recorder.observer())
        #expect(!recorder.kinds.contains("corpus"))
    }
}
