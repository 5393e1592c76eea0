import MuseKit
import Testing

@Suite struct EventTests {
    @Test func eventsOfARunComeInOrder() throws {
        let place = try Workplace()
        let recorder = Recorder()
        let muse = place.muse()
        _ = try muse.run(place.recipe(muse), out: "\(place.path)/out", observer: recorder.observer())
        #expect(
            recorder.kinds == [
                "began reading corpus", "corpus", "ended reading corpus", "began fitting", "ended fitting",
                "model fitted", "began generating", "tune 1", "tune 2", "tune 3", "ended generating", "began writing",
                "wrote jigs.abc", "wrote jig-1.mid", "wrote jig-2.mid", "wrote jig-3.mid", "wrote index.html",
                "ended writing",
            ])
    }

    @Test func aSecondRunLoadsTheModelFromTheCache() throws {
        let place = try Workplace()
        let muse = place.muse()
        _ = try muse.fit(place.recipe(muse))
        let recorder = Recorder()
        _ = try muse.fit(place.recipe(muse), observer: recorder.observer())
        #expect(recorder.kinds == ["model cached"])
        let again = Recorder()
        _ = try muse.fit(place.recipe(muse), refit: true, observer: again.observer())
        #expect(again.kinds.contains("model fitted"))
    }

    @Test func progressGrowsWithinAStage() throws {
        let place = try Workplace()
        let recorder = Recorder()
        let muse = place.muse()
        _ = try muse.run(place.recipe(muse), out: "\(place.path)/out", observer: recorder.observer())
        let shares = recorder.events.compactMap { event -> Double? in
            guard case .progressed(let progress) = event, progress.stage == .generating else { return nil }
            return progress.share
        }
        #expect(shares == shares.sorted())
        #expect(shares.last == 1)
    }

    @Test func tunesThatCannotBeEncodedAreReported() throws {
        let place = try Workplace()
        // Free time is no common meter.
        try place.write("tunes.abc", tunebook + "X:9\nT:Free\nR:jig\nM:none\nL:1/8\nK:D\nABc def |]\n")
        let recorder = Recorder()
        let muse = place.muse()
        let recipe = try place.recipe(
            muse,
            [
                "tokenizer": "{type: melody, meters: common}", "constraints": "[{type: bars, count: 4}]",
                "generate": "{count: 1, best_of: 1, condition: ~}",
            ])
        _ = try muse.fit(recipe, observer: recorder.observer())
        let skipped = recorder.events.compactMap { event -> String? in
            guard case .skippedTunes(let count, let first) = event else { return nil }
            return "\(count) \(first.split(separator: "/").last ?? "")"
        }
        #expect(skipped.count == 1)
        #expect(skipped.first?.hasPrefix("1 tunes.abc:") == true, "\(skipped)")
    }
}
