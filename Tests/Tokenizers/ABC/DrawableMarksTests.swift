import MuseImport
import MuseMusic
import MuseProtocols
import MuseTokenizers
import Testing

/// Chord symbols and decorations that models may generate, and those that given music may contain.
@Suite struct DrawableMarksTests {
    private let tokenizer: ABCTokenizer

    init() throws {
        tokenizer = try ABCTokenizer(
            settings(
                ["pitch": "absolute", "chord_symbols": "true", "ornaments": "true"], for: ABCTokenizer.schema))
    }

    /// The names of the tokens that may start a tune in D major.
    private func names(
        allowing kinds: Set<Plan.MarkKind>? = nil, _ fill: (any GrammarState, inout [Bool]) -> Void
    ) throws -> Set<String> {
        var plan = Plan()
        plan.allowedMarks = kinds.map { demand($0) }
        var state = try tokenizer.grammar(for: plan).start()
        for name in ["R:none", "M:4/4", "L:1/8", "K:D", "mode:major"] {
            state.advance(try #require(tokenizer.vocabulary[name]))
        }
        var mask = [Bool](repeating: false, count: tokenizer.vocabulary.count)
        fill(state, &mask)
        return Set(mask.indices.filter { mask[$0] }.map { tokenizer.vocabulary.names[$0] })
    }

    @Test func chordSymbolsAreThoseThatTheKeySpells() throws {
        let drawn = try names { $0.allowed(&$1, tokensLeft: 1000) }
        // From A flat, the flat fifth of D, to A sharp, its sharp fifth.
        for name in ["D", "Gmaj7", "A7", "Bm", "G#dim", "A#dim", "Ab7", "C", "Fmin"] {
            #expect(drawn.contains("\"\(name)\""), "\(name)")
        }
        for name in ["Gba7", "Ga7", "Dd", "Da", "A4", "Gbm", "Cb", "E#m", "B#"] {
            #expect(!drawn.contains("\"\(name)\""), "\(name)")
            #expect(tokenizer.vocabulary["\"\(name)\""] != nil, "\(name)")
        }
    }

    @Test func marksThatNeedAPartnerAreNotGenerated() throws {
        let drawn = try names { $0.allowed(&$1, tokensLeft: 1000) }
        for name in ["trill", "roll", "staccato", "fermata", "mf", "breath"] { #expect(drawn.contains("!\(name)!")) }
        for name in ["segno", "coda", "fine", "D.C.", "D.S.", "D.C.alfine", "crescendo(", "diminuendo)", "trill("] {
            #expect(!drawn.contains("!\(name)!"), "\(name)")
        }
    }

    @Test(arguments: [
        (Plan.MarkKind.navigation, ["!segno!", "!D.C.alfine!"]), (.spans, ["!crescendo(!", "!trill)!"]),
        (.unusualChords, ["\"Gba7\"", "\"Cb\"", "\"A4\""]),
    ])
    func aPlanAllowsMarksOfAKind(_ kind: Plan.MarkKind, _ marks: [String]) throws {
        let usual = try names { $0.allowed(&$1, tokensLeft: 1000) }
        let drawn = try names(allowing: [kind]) { $0.allowed(&$1, tokensLeft: 1000) }
        #expect(drawn.isSuperset(of: usual) && drawn.isSuperset(of: marks) && usual.isDisjoint(with: marks))
        let others = Plan.MarkKind.allCases.filter { $0 != kind }
        let without = try names(allowing: Set(others)) { $0.allowed(&$1, tokensLeft: 1000) }
        #expect(without.isDisjoint(with: marks))
    }

    @Test func marksThatTheVocabularyLacksAreRefused() throws {
        func message(_ kinds: Set<Plan.MarkKind>, _ values: KeyValuePairs<String, String>) throws -> String? {
            var plan = Plan()
            plan.allowedMarks = demand(kinds)
            let tokenizer = try ABCTokenizer(settings(values, for: ABCTokenizer.schema))
            do { _ = try tokenizer.grammar(for: plan) } catch let error as PlanError { return error.message }
            return nil
        }
        let noChords = "the abc tokenizer has chord symbols only with 'chord_symbols: true'"
        #expect(try message([.unusualChords], [:]) == noChords)
        #expect(try message([.spans], [:]) == "the abc tokenizer has decorations only with 'ornaments: true'")
        #expect(try message([.spans, .unusualChords], ["ornaments": "true"]) == noChords)
        #expect(try message([.spans], ["ornaments": "true"]) == nil)
    }

    @Test func givenMusicMayContainAllMarks() throws {
        let given = try names { $0.allowedAsInput(&$1) }
        let drawn = try names { $0.allowed(&$1, tokensLeft: 1000) }
        #expect(drawn.isSubset(of: given))
        #expect(given.isSuperset(of: ["\"Gba7\"", "\"Cb\"", "!D.C.alfine!", "!segno!", "!crescendo(!"]))
    }

    @Test func templatesAndOpeningsKeepTheirMarks() throws {
        let body = "|:\"Gba7\"D2 !segno!E2 F2 G2|A2 !fine!B2 c2 d2|?|d8:|"
        let text = "X:1\nM:4/4\nL:1/8\nK:D\n\(body)\n"
        let score = try #require(ABCImporter().read(Array(text.utf8), name: "t").tunes.first).score
        let template = try tokenizer.template(of: score, for: Plan())
        var random = RandomSource(seed: 1)
        let tune = try tokenizer.decode(try #require(walk(template.grammar, tokenizer.vocabulary, &random)))
        #expect(tune.chordSymbols.first?.value.description == "Gba7")
        let marks = tune.parts[0].notes.flatMap(\.marks.decorations)
        #expect(marks.contains("segno") && marks.contains("fine"))
        let opening = try tokenizer.opening(of: score)
        _ = try OpeningGrammar(tokenizer.grammar(for: Plan()), opening, vocabulary: tokenizer.vocabulary)
    }
}
