import MuseKit
import Testing

/// `Muse.draft`: a recipe around tunes. Every draft passes the check before it is returned.
@Suite struct DraftTests {
    private func draft(_ tunes: String, _ answers: RecipeAnswers = RecipeAnswers(model: .markov)) throws -> String {
        let place = try Workplace()
        try place.write("own.abc", tunes)
        var answers = answers
        answers.files = ["\(place.path)/own.abc"]
        return try place.muse().draft(answers, for: "\(place.path)/new.yaml")
    }

    /// Four jigs in 6/8, two in G and two in D, all of two repeated sections of eight bars.
    @Test func theTunesDecideWhatFits() throws {
        let text = try draft(tunebook)
        #expect(text.contains("\n  where: {rhythm: jig, meter: 6/8}"), "\(text)")
        #expect(text.contains("\n  - {type: form, sections: [8, 8], repeats: signs, phrases: [abac, dedc]}"))
        #expect(text.contains("\n  - {type: key, tonic: G, mode: major, diatonic: true}"))
        #expect(text.contains("\n  - {type: range, low: D4, high: A5}"))
        #expect(text.contains("\n  condition: {meter: 6/8, rhythm: jig}"))
        #expect(text.contains("\ntitle: Jigs "))
    }

    @Test func fewerThan20TunesAreNotDividedByMode() throws {
        #expect(try !draft(tunebook).contains("mode: major}  #"))
        let many = (1...5).map { copy in
            tunebook.split(separator: "\n", omittingEmptySubsequences: false)
                .map { $0.hasPrefix("X:") ? "X:\(copy)\($0.dropFirst(2))" : String($0) }.joined(separator: "\n")
        }
        #expect(try draft(many.joined()).contains("where: {rhythm: jig, meter: 6/8, mode: major}"))
    }

    @Test func theMostFrequentRhythmIsLearnedUnlessAnotherIsAskedFor() throws {
        let tunes = tunebook + "\nX:9\nT:A reel\nR:reel\nM:C|\nL:1/8\nK:D\nDEFG ABcd|dcBA GFED|\n"
        #expect(try draft(tunes).contains("rhythm: jig"))
        let reels = try draft(tunes, RecipeAnswers(rhythm: "Reels", model: .markov))
        #expect(reels.contains("where: {rhythm: reel, meter: C|}"), "\(reels)")
        #expect(throws: MuseError.use("none of the 5 tunes is a 'rel'; did you mean 'reel'?")) {
            try draft(tunes, RecipeAnswers(rhythm: "rel", model: .markov))
        }
    }

    @Test func demandsThatTheTokenizerCannotExpressAreLeftOut() throws {
        let text = try draft("X:1\nT:Odd\nR:Tango Nuevo\nM:11/16\nL:1/16\nK:D\nDEFGABcdcBA|DEFGABcdcBA|\n")
        #expect(text.contains("where: {rhythm: tango nuevo, meter: 11/16}"), "\(text)")
        #expect(!text.contains("\n  condition:"), "\(text)")
        #expect(text.contains("\n  - {type: key, tonic: D, mode: major"))
    }

    @Test func musicInPartsIsSaidToLoseAllButTheMelody() throws {
        let song = "X:1\nT:Song\nM:4/4\nL:1/4\nK:C\nV:1\ncdef|gfed|\nV:2\nCCCC|CCCC|\n"
        #expect(try draft(song).contains("# the melody as tokens: the other parts of these tunes are not learned"))
        #expect(try !draft(tunebook).contains("other parts"))
    }

    @Test func tunesWithoutNotesAreRefused() throws {
        let error = #expect(throws: MuseError.self) { try draft("X:1\nT:Nothing\nK:C\n") }
        #expect(error?.description.hasPrefix("there are no notes to learn from in '") == true)
    }

    @Test func veryLongMusicIsNotAskedFor() throws {
        let text = try draft("X:1\nT:Long\nM:2/4\nL:1/4\nK:C\n" + String(repeating: "ce|dB|", count: 40) + "\n")
        #expect(text.contains("\n  - {type: bars, count: 32}               # these tunes have 80; "), "\(text)")
    }

    @Test func textsThatYAMLWouldReadOtherwiseAreQuoted() throws {
        let text = try draft(tunebook, RecipeAnswers(model: .markov, title: "1916: yes"))
        #expect(text.contains("\ntitle: \"1916: yes\" "), "\(text)")
        #expect(text.contains("{type: abc, path: 1916_yes.abc}"))
    }

    @Test func withoutTheShippedModelFewTunesGetAMarkovModel() throws {
        #expect(try draft(tunebook, RecipeAnswers()).contains("\n  type: markov"))
    }

    @Test func aNetworkLearnsFromAllKindsOfTunes() throws {
        let text = try draft(tunebook, RecipeAnswers(model: .gru))
        #expect(text.contains("\n  type: gru") && text.contains("\n    budget: 5m"), "\(text)")
        #expect(!text.contains("where:"))
        #expect(text.contains("condition: {meter: 6/8, rhythm: jig}"))
    }

    @Test func withoutFilesItSaysWhatIsMissing() throws {
        let message = "the tunes that ship with muse are not beside this program: name files to learn from"
        #expect(throws: MuseError.use(message)) {
            try Workplace().muse().draft(RecipeAnswers(), for: "new.yaml")
        }
    }

    /// Learns from three of four jigs: a tenth, but at least one tune, is held out.
    @Test func aRecipeIsExplainedInSentences() throws {
        let place = try Workplace()
        let muse = place.muse()
        let lines = try muse.explain(place.recipe(muse)).split(separator: "\n").map(String.init)
        #expect(lines[0].hasPrefix("Learns from 3 tunes with rhythm jig of "))
        #expect(lines[0].hasSuffix("tunes.abc; 1 more is held out to measure it."))
        #expect(
            lines.dropFirst().map { $0.prefix { $0 != ":" } } == [
                "The model is markov (order 3)", "The tokenizer is abc",
                "Draws each token after temperature (value 0.9).",
                "Every tune has meter 6/8, key D major, rhythm jig, 16 bars and form 8 + 8.",
                "Writes 3 tunes, each the best of 2 candidates by ends_on_tonic, as jigs.abc and jig-{n}.mid.",
            ])
    }
}
