import Foundation
import MuseKit
import Testing

/// Several runs in one process.
@Suite struct ConcurrentRunTests {
    /// Prefers tunes with many notes; with few notes if `sign` is -1.
    private struct Length: Rule {
        static let schema = Schema("length", "counts notes", [])
        let sign: Double
        let unit = "notes"

        func measure(_ score: Score) -> RuleMeasurement {
            let notes = Double(score.parts.flatMap(\.notes).count)
            return RuleMeasurement(value: notes, satisfaction: 0.5 + sign * notes / 1000)
        }
    }

    private static func run(_ place: Workplace, _ sign: Double, _ out: String, _ observer: RunObserver) throws -> Data {
        let muse = place.muse(components: .builtIn.adding(.rule(Length.schema) { _ in Length(sign: sign) }))
        let recipe = try place.recipe(muse, ["rules": "[{type: length}]", "generate": "{count: 20, best_of: 4}"])
        _ = try muse.run(recipe, out: "\(place.path)/\(out)", observer: observer)
        return try place.bytes("\(out)/jigs.abc")
    }

    @Test func twoAtOnceWithRegistriesOfTheirOwnGiveTheBytesOfEachAlone() throws {
        let alone = try [1.0, -1.0].map { try Self.run(Workplace(), $0, "out", .silent) }
        #expect(alone[0] != alone[1])
        let recorders = [Recorder(), Recorder()]
        let together = try inParallel(
            [1.0, -1.0].enumerated().map { i, sign in
                let observer = recorders[i].observer()
                return { @Sendable in try Self.run(Workplace(), sign, "out", observer) }
            })
        #expect(together == alone)
        for recorder in recorders {
            #expect(recorder.kinds.filter { $0.hasPrefix("tune") } == (1...20).map { "tune \($0)" })
        }
    }

    @Test func twoOfOneRecipeFitOnceAndShareTheModel() throws {
        let place = try Workplace()
        let path = place.path
        let cache = place.cache
        let setting = ["generator": "{type: lstm, layers: 1, channels: 16, training: {steps: 60}}"]
        let recorders = [Recorder(), Recorder()]
        let hashes = try inParallel(
            recorders.map { recorder in
                let observer = recorder.observer()
                return { @Sendable in
                    let muse = Muse(cache: cache)
                    let recipe = try muse.recipe(at: "\(path)/recipe.yaml", setting: setting)
                    return try muse.fit(recipe, observer: observer).weightsHash
                }
            })
        #expect(hashes[0] == hashes[1])
        let origins = recorders.flatMap { $0.kinds.filter { $0.hasPrefix("model") } }.sorted()
        #expect(origins == ["model cached", "model fitted"])
    }

    /// Runs each closure on its own thread.
    private func inParallel<Result: Sendable>(_ works: [@Sendable () throws -> Result]) throws -> [Result] {
        nonisolated(unsafe) var results = [Swift.Result<Result, any Error>?](repeating: nil, count: works.count)
        let lock = NSLock()
        let threads = works.enumerated().map { i, work in
            let done = DispatchSemaphore(value: 0)
            Thread.detachNewThread {
                let result = Swift.Result(catching: work)
                lock.withLock { results[i] = result }
                done.signal()
            }
            return done
        }
        for thread in threads { thread.wait() }
        return try results.map { try $0!.get() }
    }
}
