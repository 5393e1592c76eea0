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

    /// 300 candidates: best of 100 for each of three tunes.
    @Test func generatingHasARateInCandidates() throws {
        let place = try Workplace()
        let recorder = Recorder()
        let muse = place.muse()
        let recipe = try place.recipe(muse, ["generate.best_of": "100"])
        _ = try muse.run(recipe, out: "\(place.path)/out", observer: recorder.observer())
        let progress = recorder.events.compactMap { event -> RunProgress? in
            guard case .progressed(let progress) = event, progress.stage == .generating else { return nil }
            return progress
        }
        let first = try #require(progress.first)
        let last = try #require(progress.last)
        let rate = try #require(last.rate)
        #expect(rate.unit == "candidate" && rate.description.hasSuffix(" candidates/s"))
        // Candidates that were finished before the first report do not count.
        let finished = rate.perSecond * (last.elapsed / .seconds(1))
        #expect(abs(finished - 300 * (last.share - first.share)) < 1e-6)
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
