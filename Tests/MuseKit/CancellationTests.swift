import Foundation
import MuseKit
import Testing

/// Cancellation in each stage keeps what is finished by then.
@Suite struct CancellationTests {
    private static let network = [
        "generator": "{type: lstm, layers: 1, channels: 16, training: {steps: 40}}"
    ]

    @Test func whileTheCorpusIsRead() throws {
        let place = try Workplace()
        let muse = place.muse()
        let recipe = try place.recipe(muse)
        let observer = Recorder().observer { if case .began(.readingCorpus) = $0 { true } else { false } }
        #expect(throws: CancellationError.self) {
            try muse.run(recipe, out: "\(place.path)/out", observer: observer)
        }
        #expect(!place.exists("out"))
    }

    @Test func whileFittingTheNextFitResumesFromTheCheckpoint() throws {
        let uninterrupted = try Workplace()
        let muse = uninterrupted.muse()
        let recipe = try uninterrupted.recipe(muse, Self.network)
        let expected = try muse.fit(recipe)

        let place = try Workplace()
        let other = place.muse()
        let cut = try place.recipe(other, Self.network)
        let observer = Recorder().observer {
            if case .progressed(let progress) = $0 { progress.stage == .fitting && progress.share > 0.4 } else { false }
        }
        #expect(throws: CancellationError.self) { try other.fit(cut, observer: observer) }
        // There is a checkpoint, and no model.
        let files = try FileManager.default.contentsOfDirectory(atPath: "\(place.path)/cache/models")
        #expect(files.count == 1 && files[0].hasSuffix(".unfinished"), "\(files)")
        let resumed = try other.fit(cut)
        #expect(resumed.weightsHash == expected.weightsHash)
    }

    @Test func whileGeneratingTheFinishedTunesAreWritten() throws {
        let place = try Workplace()
        let muse = place.muse()
        let recipe = try place.recipe(muse, ["generate.count": "500"])
        let recorder = Recorder()
        let observer = recorder.observer { if case .finishedTune = $0 { true } else { false } }
        let stopped = try #require(throws: Interrupted.self) {
            try muse.run(recipe, out: "\(place.path)/out", observer: observer)
        }
        #expect(stopped.cause is CancellationError)
        #expect((1..<500).contains(stopped.finished.count))
        let book = String(decoding: try place.bytes("out/jigs.abc"), as: UTF8.self)
        #expect(book.split(separator: "\n").count { $0.hasPrefix("X:") } == stopped.finished.count)
        #expect(Fault(stopped) == .cancelled)
    }

    @Test func beforeAnythingNothingIsWritten() throws {
        let place = try Workplace()
        let muse = place.muse()
        let recipe = try place.recipe(muse)
        #expect(throws: CancellationError.self) {
            try muse.run(recipe, out: "\(place.path)/out", observer: RunObserver(isCancelled: { true }))
        }
        #expect(!place.exists("out"))
    }
}
