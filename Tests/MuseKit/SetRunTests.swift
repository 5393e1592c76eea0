import Foundation
import MuseEvaluation
import MuseKit
import Testing

/// Runs with `generate.sets`, `titles` and `arrange`.
@Suite struct SetRunTests {
    private func run(_ setting: [String: String], out: String = "out") throws -> (Workplace, RunResult) {
        let place = try Workplace()
        let muse = place.muse()
        return (place, try muse.run(try place.recipe(muse, setting), out: "\(place.path)/\(out)"))
    }

    private func read(_ path: String) throws -> Score { try #require(try Muse().readMusic(path).scores.first) }

    private let sets = [
        "generate.count": "2", "generate.sets": "{tunes: 2, keys: [G, Am]}",
        "export": "[{type: abc, path: all.abc}, {type: abc, path: 's{set}.abc'}, {type: midi}]",
    ]

    @Test func theTunesOfASetHaveItsKeysAndItsNumber() throws {
        let (place, result) = try run(sets)
        #expect(result.tunes.map(\.set) == [1, 1, 2, 2])
        #expect(
            result.tunes.map { $0.score.keys[0].value.description } == ["G major", "A minor", "G major", "A minor"])
        #expect(
            result.tunes.map(\.score.header.title) == [
                "Set 1: Jigs 1", "Set 1: Jigs 2", "Set 2: Jigs 3", "Set 2: Jigs 4",
            ])
        #expect(place.exists("out/all.abc") && place.exists("out/s2.abc") && place.exists("out/recipe-2.mid"))
        #expect(!place.exists("out/recipe-3.mid"))
        let metrics = String(decoding: try place.bytes("out/metrics.jsonl"), as: UTF8.self)
        #expect(metrics.components(separatedBy: "\"set\":2").count == 3)
        let book = String(decoding: try place.bytes("out/s2.abc"), as: UTF8.self)
        #expect(book.contains("T:Set 2: Jigs 3\n") && book.contains("T:Set 2: Jigs 4\n") && !book.contains("Set 1"))
        // The file of a set has the notes of its tunes, played twice each.
        let read = try read("\(place.path)/out/recipe-2.mid")
        let played = result.tunes[2...].map { $0.score.played().parts[0].notes.count }.reduce(0, +)
        #expect(read.parts[0].notes.count == played)
        #expect(read.header.title == "Set 2: Jigs 3 / Jigs 4")
    }

    @Test func contrastChoosesTunesThatDiffer() throws {
        let place = try Workplace()
        let muse = place.muse()
        func closest(_ contrast: Double) throws -> Double {
            let recipe = try place.recipe(
                muse,
                [
                    "generate.count": "2", "generate.sets": "{tunes: 3, contrast: \(contrast)}",
                    "generate.best_of": "6",
                    "export": "abc",
                ])
            let tunes = try muse.run(recipe, out: "\(place.path)/\(contrast)").tunes
            return stride(from: 0, to: tunes.count, by: 3).map { start in
                let set = tunes[start..<start + 3].map { TuneDistance($0.score) }
                return min(set[0].distance(to: set[1]), set[0].distance(to: set[2]), set[1].distance(to: set[2]))
            }.min() ?? 0
        }
        // None of the candidates is as different as 1, so the most distant ones are chosen.
        let (free, farthest) = (try closest(0), try closest(1))
        #expect(farthest > free, "\(free) \(farthest)")
        // The best ones are kept if they differ enough.
        #expect(try closest(free) == free)
    }

    @Test func madeTitlesDifferFromThoseOfTheCorpusAndStayWithCount() throws {
        let (_, three) = try run(["titles": "made"])
        let (_, two) = try run(["titles": "made", "generate.count": "2"])
        #expect(two.tunes.map(\.title) == Array(three.tunes.map(\.title).prefix(2)))
        #expect(Set(three.tunes.map(\.title)).count == 3)
        #expect(three.tunes.allSatisfy { !tunebook.contains($0.title) && $0.title == $0.score.header.title })
    }

    @Test func givenTitlesAreUsedInOrder() throws {
        let (_, result) = try run(["titles": "[One, Two, Three]"])
        #expect(result.tunes.map(\.score.header.title) == ["One", "Two", "Three"])
    }

    @Test func aBandPlaysInMIDIAndMusicXMLAndTheTunebookKeepsTheMelody() throws {
        let place = try Workplace()
        let muse = place.muse()
        let recorder = Recorder()
        let recipe = try place.recipe(
            muse,
            [
                "generate.count": "1", "export": "[{type: abc, path: a.abc}, {type: midi, path: a.mid}, musicxml]",
                "arrange": "{melody: flute, chords: guitar, drums: bodhran, harmony: simple, humanize: 0.2}",
            ])
        let result = try muse.run(recipe, out: "\(place.path)/out", observer: recorder.observer())
        #expect(try read("\(place.path)/out/a.mid").parts.map(\.name) == ["Flute", "Guitar", "Bodhrán"])
        #expect(try read("\(place.path)/out/recipe.musicxml").parts.map(\.program) == [73, 25, 0])
        let written = try read("\(place.path)/out/a.abc")
        #expect(written.parts.count == 1 && !written.chordSymbols.isEmpty)
        #expect(written.parts[0].notes.map(\.pitch) == result.tunes[0].score.parts[0].notes.map(\.pitch))
        #expect(muse.arranged(result.tunes[0], of: recipe).parts.count == 3)
        #expect(muse.arranged(result.tunes[0], of: recipe, as: .performed).performance != nil)
        // The same recipe gives the same bytes.
        _ = try muse.run(recipe, out: "\(place.path)/again")
        #expect(try place.bytes("out/a.mid") == place.bytes("again/a.mid"))
    }

    @Test func aBandWithoutChordsSaysSoOnce() throws {
        let place = try Workplace()
        let muse = place.muse()
        let recorder = Recorder()
        let recipe = try place.recipe(muse, ["export": "[{type: midi}]", "arrange": "{chords: guitar}"])
        _ = try muse.run(recipe, out: "\(place.path)/out", observer: recorder.observer())
        let warnings = recorder.events.compactMap {
            if case .warning(let warning) = $0 { warning.message } else { nil }
        }
        #expect(warnings.count == 1 && warnings[0].hasPrefix("arrange: the tunes have no chord symbols"), "\(warnings)")
    }
}
