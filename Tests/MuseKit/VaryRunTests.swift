import Foundation
import MuseExport
import MuseKit
import MuseMusic
import MuseProtocols
import MuseRecipe
import Testing

@Suite struct VaryRunTests {
    private func workplace(
        _ vary: String, tokenizer: String = "abc", generator: String = "{type: markov, order: 3}", more: String = ""
    ) throws -> Workplace {
        let work = try Workplace(
            """
            muse: 1
            corpus: {files: [tunes.abc]}
            tokenizer: {type: \(tokenizer)}
            generator: \(generator)
            generate: {vary: \(vary)\(more)}
            export: {type: abc, path: out.abc}
            """)
        try work.write("given.abc", tunebook.components(separatedBy: "\n\n")[1] + "\n")
        try work.write("all.abc", tunebook)
        return work
    }

    private func tunes(_ work: Workplace) throws -> [GeneratedTune] {
        let muse = work.muse()
        let recipe = try work.recipe(muse)
        return try muse.generate(recipe, with: try muse.fit(recipe))
    }

    private func given(_ work: Workplace) throws -> Score {
        try #require(try work.recipe(work.muse()).variations).templates[0].score
    }

    /// The tunes of a file as they are.
    private func scores(in file: String) throws -> [Score] {
        let work = try workplace(file)
        return try #require(try work.recipe(work.muse()).variations).templates.map(\.score)
    }

    /// The share of the notes of the first tune that the second lacks.
    private func change(_ given: Score, _ varied: Score) -> Double {
        let notes = Set(varied.parts[0].notes.map { [$0.onset, $0.duration, $0.pitch.midi] })
        let all = given.parts[0].notes
        return Double(all.count { !notes.contains([$0.onset, $0.duration, $0.pitch.midi]) }) / Double(all.count)
    }

    /// Each tune has a search of its own, so that the width need not be that of all together.
    @Test func aNarrowSearchFindsAVariationOfEachTune() throws {
        let work = try workplace("{file: all.abc, amount: 0.3}", more: ", search: {type: beam, width: 2}")
        #expect(try tunes(work).count == 4)
    }

    @Test(arguments: ["abc", "melody"], ["rhythm", "skeleton", "harmony", "chords"]) func changeGrowsWithTheAmount(
        tokenizer: String, keep: String
    ) throws {
        var last = 0.0
        for amount in [0, 0.3, 0.6, 1] {
            let work = try workplace("{file: given.abc, keep: \(keep), amount: \(amount)}", tokenizer: tokenizer)
            let tune = try tunes(work)[0]
            let given = try given(work)
            let change = change(given, tune.score)
            if amount == 0 {
                #expect(tune.score.parts == given.parts)
            } else {
                #expect(change > last, "\(amount)")
            }
            last = change
            #expect(tune.title == "The Kesh (variation)")
            #expect(tune.score.barlines == given.barlines)
            #expect(tune.score.header.rhythm == "jig")
            if keep == "rhythm" || keep == "skeleton" {
                // The notes on the beats of the tune, none of which is followed by a longer one within its beat.
                let beat = 3 * given.ticksPerQuarter / 2
                for note in given.parts[0].notes where note.onset % beat == 0 {
                    #expect(tune.score.parts[0].notes.contains { $0.onset == note.onset && $0.pitch == note.pitch })
                }
            }
            if keep == "rhythm" {
                #expect(tune.score.parts[0].notes.map(\.onset) == given.parts[0].notes.map(\.onset))
            }
        }
    }

    @Test func theTuneItselfIsWrittenWithAmountZero() throws {
        let work = try workplace("{file: given.abc, amount: 0}")
        let muse = work.muse()
        _ = try muse.run(try work.recipe(muse), out: work.path, writesPage: false)
        func music(_ name: String) throws -> String {
            let text = String(decoding: try work.bytes(name), as: UTF8.self)
            return text.split(separator: "\n").filter { $0.contains("|") }.joined().filter { $0 != " " && $0 != "\n" }
        }
        #expect(try music("out.abc") == music("given.abc"))
    }

    @Test func eachTuneOfAFileHasItsVariations() throws {
        let work = try workplace("{file: all.abc, keep: rhythm, amount: 0.5}", more: ", count: 2")
        let (one, other) = (try tunes(work), try tunes(work))
        #expect(one.map(\.score) == other.map(\.score))
        #expect(one.count == 8)
        #expect(Set(one.map(\.score.parts)).count == 8)
        #expect(
            one.map(\.title).prefix(3) == [
                "The Irish Washerwoman (variation 1)", "The Irish Washerwoman (variation 2)", "The Kesh (variation 1)",
            ])
    }

    @Test func aPathIsTheFileAndAModelWithALatentSpaceUsesIt() throws {
        let vae = "{type: vae, layers: 1, channels: 16, latent: 4, training: {steps: 1}}"
        func task(_ vary: String, _ generator: String = "{type: markov}") throws -> String {
            let work = try workplace(vary, generator: generator)
            switch try work.recipe(work.muse()).task {
            case .vary(_, let distance, _): return "latent \(distance)"
            case .variations(let tunes): return "variations \(tunes.amount)"
            default: return "other"
            }
        }
        #expect(try task("given.abc") == "variations 0.3")
        #expect(try task("given.abc", vae) == "latent 0.5")
        #expect(try task("{file: given.abc, distance: 2}", vae) == "latent 2.0")
        #expect(try task("{file: given.abc, amount: 0.1}", vae) == "variations 0.1")
    }

    @Test func onlyTheSecondTimeIsVaried() throws {
        let work = try workplace("{file: given.abc, amount: 1, repeats: varied}")
        let given = try #require(WrittenOutRepeats(try scores(in: "given.abc")[0]))
        let tune = try tunes(work)[0]
        func notes(_ score: Score, repeated: Bool) -> [Note] {
            score.parts[0].notes.filter { note in
                given.repeated.contains { $0.contains(note.onset) } == repeated
            }
        }
        #expect(notes(tune.score, repeated: false) == notes(given.score, repeated: false))
        #expect(notes(tune.score, repeated: true) != notes(given.score, repeated: true))
        // Two sections of eight bars, each twice.
        #expect(tune.score.bars().count == 32)
        #expect(!tune.score.barlines.contains { $0.endsRepeat || $0.startsRepeat })
    }

    @Test func onlyTheSecondTimeHasOrnaments() throws {
        let work = try workplace("{file: given.abc, amount: 0, ornaments: Highland pipes, repeats: ornamented}")
        let tune = try tunes(work)[0]
        let bar = 3 * tune.score.ticksPerQuarter
        let ornamented = tune.score.parts[0].notes.filter { !$0.marks.isEmpty }.map { $0.onset / bar }
        #expect(!ornamented.isEmpty)
        #expect(ornamented.allSatisfy { (8..<16).contains($0) || (24..<32).contains($0) })
    }

    @Test func ornamentsAreTheSameTwiceAndKeepBars() throws {
        for instrument in ["Tin-Whistle", "irish flute", "fiddle", "union pipes", "bagpipes", "banjo"] {
            let work = try workplace("{file: all.abc, amount: 0, ornaments: \(instrument)}")
            let (one, other) = (try tunes(work), try tunes(work))
            #expect(one.map(\.score) == other.map(\.score))
            let given = try scores(in: "all.abc")
            #expect(one.map { $0.score.bars().map(\.duration) } == given.map { $0.bars().map(\.duration) })
            #expect(zip(one, given).allSatisfy { $0.score.parts != $1.parts }, "\(instrument)")
        }
    }

    @Test(arguments: [
        ("{file: nowhere.abc}", "abc", "generate.vary.file: "),
        ("{keep: rhythm}", "abc", "generate.vary: 'file' is missing"),
        ("{file: given.abc, keep: notes}", "abc", "generate.vary.keep: no choice is called"),
        ("{file: given.abc, amount: 1.5}", "abc", "generate.vary.amount: "),
        ("{file: given.abc, amount: 0.5, distance: 1}", "abc", "generate.vary.distance: 'distance' is for models"),
        ("{file: given.abc, distance: 1}", "abc", "cannot encode tunes in a latent space"),
        ("{file: given.abc}", "pianoroll", "use 'abc' or 'melody'"),
        ("{file: plain.abc, keep: rhythm}", "abc", "tune 1 'Plain': nothing can vary with 'keep: rhythm'"),
        ("{file: given.abc}, max_tokens: 100", "abc", "a variation takes up to"),
        (
            "{file: given.abc, ornaments: piano}", "abc",
            "no instrument with ornaments is called 'piano'; known: tin whistle"
        ),
        ("{file: given.abc, ornaments: fidle}", "abc", "did you mean 'fiddle'"),
        ("{file: given.abc, repeats: ornamented}", "abc", "'ornamented' needs an instrument in 'ornaments'"),
        ("{file: plain.abc, repeats: varied}", "abc", "tune 1 'Plain': it has no repeats to write out"),
    ]) func mistakesAreNamed(vary: String, tokenizer: String, message: String) throws {
        let work = try workplace(vary, tokenizer: tokenizer)
        try work.write("plain.abc", "X:1\nT:Plain\nM:6/8\nL:1/8\nK:C\nC3 D3 | E3 F3 | G3 C3 |]\n")
        let error = #expect(throws: RecipeErrors.self) { try work.recipe(work.muse()) }
        #expect(error.map { "\($0)" }?.contains(message) == true, "\(String(describing: error))")
    }

    @Test func demandsThatTheTuneKeepsAreWarnedOf() throws {
        let work = try workplace("given.abc, condition: {meter: 6/8}")
        let warnings = try work.recipe(work.muse()).warnings.map(\.description)
        #expect(warnings.contains { $0.contains("generate.condition.meter: has no effect: the given tunes keep") })
    }
}
