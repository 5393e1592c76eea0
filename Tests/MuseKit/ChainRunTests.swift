import Foundation
import MuseKit
import MuseMusic
import MuseProtocols
import MuseRecipe
import Testing

/// Runs in which further models work on the tunes.
@Suite struct ChainRunTests {
    private static let bass = "[{generator: {type: hmm, chords: true}, harmonize: {every: half, part: bass}}]"

    private func recipe(_ chain: String) -> String {
        jigs.replacingOccurrences(of: "count: 3,", with: "count: 3, \(chain.isEmpty ? "" : "chain: \(chain),")")
    }

    private func tunes(_ chain: String) throws -> [GeneratedTune] {
        let work = try Workplace(recipe(chain))
        let muse = work.muse()
        let recipe = try work.recipe(muse)
        return try muse.generate(recipe, with: try muse.fit(recipe))
    }

    @Test func theMelodyGetsChordsInEveryBarAndABass() throws {
        let (plain, chained) = (try tunes(""), try tunes(Self.bass))
        #expect(chained.count == 3)
        for (melody, tune) in zip(plain, chained) {
            #expect(tune.score.parts[0].notes == melody.score.parts[0].notes)
            #expect(tune.title == melody.title && tune.score.header == melody.score.header)
            #expect(tune.score.parts.count == 2 && tune.score.parts[1].name == "Bass")
            for bar in tune.score.harmonicSpans(every: .bar) {
                #expect(tune.score.chordSymbols.contains { $0.onset == bar.start })
            }
            #expect(tune.rules.map(\.rule) == ["ends_on_tonic"])
        }
    }

    /// Chords first, and then notes between the structural ones, without another rhythm.
    @Test func stepsFollowOneAnother() throws {
        let plain = try tunes("")
        let tunes = try tunes(
            """
            [{generator: {type: hmm, chords: true}, harmonize: {}},
             {generator: {type: markov, order: 2}, vary: {keep: rhythm, amount: 1}}]
            """)
        for (melody, tune) in zip(plain, tunes) {
            let (old, new) = (melody.score.parts[0].notes, tune.score.parts[0].notes)
            #expect(old.map(\.onset) == new.map(\.onset) && old.map(\.duration) == new.map(\.duration))
            #expect(old.map(\.pitch) != new.map(\.pitch))
            #expect(!tune.score.chordSymbols.isEmpty && tune.title == melody.title)
        }
    }

    /// A Markov model writes the chords in the second step, in tokens that the melody's tokens do not have.
    @Test func aStepCanHaveTokensOfItsOwn() throws {
        let tunes = try tunes(
            "[{generator: {type: markov, order: 3}, tokenizer: {type: abc, chord_symbols: true}, harmonize: {}}]")
        for tune in tunes {
            for bar in tune.score.harmonicSpans(every: .bar) {
                #expect(tune.score.chordSymbols.contains { $0.onset == bar.start })
            }
        }
    }

    /// Tunes without a meter have no bars to harmonise.
    @Test func tunesThatCannotBeHarmonizedStayAsTheyAre() throws {
        let bars = ["CDEG", "GFDB,", "CEGE", "BGDF"]
        let tunes = (0..<6).map { i in
            "X:\(i + 1)\nM:none\nL:1/4\nK:C\n\(bars[i % 4]) \(bars[i / 2]) \(bars[(i + 1) % 4]) |]\n"
        }
        let work = try Workplace(
            """
            muse: 1
            corpus: {files: [free.abc]}
            tokenizer: {type: abc}
            generator: {type: markov, order: 3}
            generate: {count: 2, chain: \(Self.bass)}
            export: [{type: abc, path: out.abc}]
            """)
        try work.write("free.abc", tunes.joined(separator: "\n"))
        let (muse, recorder) = (work.muse(), Recorder())
        let recipe = try work.recipe(muse)
        let made = try muse.generate(recipe, with: try muse.fit(recipe), observer: recorder.observer())
        #expect(made.count == 2 && made.allSatisfy { $0.score.parts.count == 1 && !$0.score.parts[0].notes.isEmpty })
        #expect(recorder.kinds == ["began generating", "warning", "warning", "tune 1", "tune 2", "ended generating"])
    }

    @Test func theLockOfARunGivesTheSameBytes() throws {
        let work = try Workplace(recipe(Self.bass))
        let muse = work.muse()
        _ = try muse.run(try work.recipe(muse), out: "\(work.path)/o", writesPage: false)
        let lock = try muse.recipe(at: "\(work.path)/o/recipe.lock.yaml")
        _ = try muse.run(lock, out: "\(work.path)/p", writesPage: false)
        #expect(try work.bytes("o/jigs.abc") == work.bytes("p/jigs.abc"))
    }

    @Test func anotherModelOfAStepIsAnotherRun() throws {
        let work = try Workplace(recipe(Self.bass))
        let muse = work.muse()
        let one = try muse.run(try work.recipe(muse), writesPage: false).folder
        try work.write("recipe.yaml", recipe(Self.bass.replacingOccurrences(of: "every: half", with: "every: bar")))
        #expect(try muse.run(try work.recipe(muse), writesPage: false).folder != one)
    }

    @Test func tunesAreReportedOnceWhenTheyAreFinished() throws {
        let work = try Workplace(recipe(Self.bass))
        let (muse, recorder) = (work.muse(), Recorder())
        let recipe = try work.recipe(muse)
        let fitted = try muse.fit(recipe)
        _ = try muse.generate(recipe, with: fitted, observer: recorder.observer())
        #expect(recorder.kinds == ["began generating", "tune 1", "tune 2", "tune 3", "ended generating"])
    }

    @Test(arguments: [
        ("[{harmonize: {}}]", "recipe.yaml:10:30: error: generate.chain[0]: 'generator' is missing"),
        ("[{generator: {type: hmm, chords: true}}]", "generate.chain[0]: a step has one task: 'harmonize' or 'vary'"),
        (
            "[{generator: {type: hmm, chords: true, ordr: 2}, harmonize: {}}]",
            "generate.chain[0].generator.ordr: no setting of hmm is called 'ordr'; did you mean 'order'?"
        ),
        (
            "[{generator: {type: hmm, chords: true}, harmonize: {evry: bar}}]",
            "generate.chain[0].harmonize.evry: no setting of harmonize is called 'evry'; did you mean 'every'?"
        ),
        (
            "[{generator: {type: hmm, chords: true}, harmonise: {}}]",
            "generate.chain[0].harmonise: no setting of chain is called 'harmonise'; did you mean 'harmonize'?"
        ),
        (
            "[{generator: markov, harmonize: {}}]",
            "generate.chain[0].harmonize: the tokenizer 'abc' writes no chord symbols"
        ),
    ])
    func mistakesNameTheStep(chain: String, message: String) throws {
        let work = try Workplace(recipe(chain))
        do {
            _ = try work.recipe(work.muse())
            Issue.record("accepted \(chain)")
        } catch let error as RecipeErrors {
            #expect(error.description.contains(message), "\(error)")
        }
    }
}
