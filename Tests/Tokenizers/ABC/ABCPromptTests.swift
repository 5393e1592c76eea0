import MuseImport
import MuseMusic
import MuseProtocols
import MuseTokenizers
import Testing

/// Tunes that continue an opening, and tunes that fill the open bars of a template.
@Suite struct ABCPromptTests {
    private let tokenizer: ABCTokenizer

    init() throws { tokenizer = try ABCTokenizer(settings(["form": "true"], for: ABCTokenizer.schema)) }

    private func score(_ body: String, meter: String = "6/8") throws -> Score {
        let text = "X:1\nT:t\nR:jig\nM:\(meter)\nL:1/8\nK:D\n\(body)\n"
        let tune = try #require(ABCImporter().read(Array(text.utf8), name: "t.abc").tunes.first)
        // An opening may start a repeat that it does not end.
        let faults = tune.diagnostics.filter { !$0.message.contains("repeat without an end") }
        #expect(faults.isEmpty, "\(faults)")
        return tune.score
    }

    /// The onset, length and pitch of each note of a bar, relative to the start of the bar.
    private func music(_ score: Score) -> [[[Int]]] {
        score.bars().map { bar in
            (score.parts.first?.notes ?? []).filter { $0.onset >= bar.start && $0.onset < bar.end }
                .map { [$0.onset - bar.start, $0.duration, $0.pitch.midi] }
        }
    }

    @Test func openBarsAreFilledAndTheOthersKept() throws {
        let given = try score("|:A|d2f afd|?|d2f afd|?|?|B2g e2d|?|?:|\n|:a|?|?|d2f afd|e2f gfe|?|?|efg fed|?:|")
        let template = try tokenizer.template(of: given, for: Plan())
        let expected = music(given)
        for seed in 0..<40 {
            var random = RandomSource(seed: UInt64(seed))
            let whole = try #require(walk(template.grammar, tokenizer.vocabulary, &random), "\(seed)")
            let score = try tokenizer.decode(whole)
            expectExactBars(score, "\(seed)")
            let found = music(score)
            #expect(found.count == expected.count)
            for (bar, wanted) in expected.enumerated() where !wanted.isEmpty { #expect(found[bar] == wanted) }
            // The last bars of both sections are shorter by the pickup, an eighth (5040 ticks).
            #expect(score.bars()[8].duration == 5 * 5040)
        }
    }

    @Test func fillingsOnlyGiveTheSameTune() throws {
        let given = try score("|:d2f afd|?|d2f afd|?:|")
        let template = try tokenizer.template(of: given, for: Plan())
        #expect(template.gaps.count == 2)
        for seed in 0..<20 {
            var random = RandomSource(seed: UInt64(seed))
            let drawn = try #require(walk(template.fillings, tokenizer.vocabulary, &random))
            let tune = template.tune(drawn)
            #expect(firstDisallowed(template.grammar, tune, tokenizer.vocabulary.count) == nil)
            #expect(tune.last == tokenizer.endToken)
        }
        let prompt = template.prompt(with: FillTokens(gap: 9_998, fill: 9_999))
        #expect(prompt.count { $0 == 9_998 } == 2)
        #expect(prompt.last == 9_999)
        #expect(prompt.count == template.tokens.count - template.gaps.reduce(0) { $0 + $1.count } + 3)
        #expect(prompt.count == template.promptLength)
    }

    /// In 9/8, no single note lasts a bar. The placeholder of an open bar may be illegal, but its filling may not.
    @Test func barsThatNoSingleNoteFillsCanBeOpen() throws {
        let template = try tokenizer.template(of: score("|:d3 f3 afd|?:|", meter: "9/8"), for: Plan())
        var random = RandomSource(seed: 1)
        let tune = try #require(walk(template.grammar, tokenizer.vocabulary, &random))
        expectExactBars(try tokenizer.decode(tune), "9/8")
    }

    @Test func aTemplateWithoutOpenBarsIsRefused() throws {
        let given = try score("|:d2f afd|d6:|")
        #expect(throws: PromptError("no bar is written '?' in this tune")) {
            try tokenizer.template(of: given, for: Plan())
        }
    }

    @Test func aTemplateThatThePlanForbidsIsRefusedWithItsBar() throws {
        let given = try score("|:d2f afd|?|d2^g afd|d6:|")
        var plan = Plan()
        plan.isDiatonic = demand(true)
        plan.key = demand(Key("D")!)
        let error = #expect(throws: PromptError.self) { try tokenizer.template(of: given, for: plan) }
        #expect(error?.description.hasPrefix("near bar 3: ") == true, "\(error?.description ?? "")")
    }

    @Test(arguments: ["|:A|d2f afd|e2f gfe|d2f afd|", "|:A|d2f afd|e2f gf", "A|:d2f afd|e2f gfe|d2f afd|]"])
    func tunesContinueAnOpening(_ body: String) throws {
        let given = try score(body)
        let opening = try tokenizer.opening(of: given)
        let grammar = try OpeningGrammar(
            try tokenizer.grammar(for: Plan()), opening, vocabulary: tokenizer.vocabulary)
        let notes = (given.parts.first?.notes ?? []).map { [$0.onset, $0.duration, $0.pitch.midi] }
        for seed in 0..<20 {
            var random = RandomSource(seed: UInt64(seed))
            let tune = try #require(walk(grammar, tokenizer.vocabulary, &random, weight: endsOften), "\(seed)")
            let score = try tokenizer.decode(tune)
            expectExactBars(score, "\(seed)")
            let all = (score.parts.first?.notes ?? []).map { [$0.onset, $0.duration, $0.pitch.midi] }
            #expect(all.count > notes.count)
            // A broken rhythm after the opening may lengthen its last note.
            #expect(Array(all.prefix(notes.count).dropLast()) == Array(notes.dropLast()))
        }
    }

    @Test func anOpeningWithoutRoomForAnEndIsRefused() throws {
        let opening = try tokenizer.opening(of: score("|:d2f afd|e2f gfe|"))
        let grammar = try tokenizer.grammar(for: Plan())
        func grammarOf(atMost limit: Int) throws -> OpeningGrammar {
            try OpeningGrammar(grammar, opening, vocabulary: tokenizer.vocabulary, maxTokens: limit)
        }
        let error = #expect(throws: PromptError.self) { try grammarOf(atMost: opening.tokens.count + 1) }
        // The model must add a token for the section that the opening starts.
        let count = opening.tokens.count + 1
        #expect(
            error?.description
                == "the opening takes \(count) tokens, which leaves too few of max_tokens (\(count)) to end the tune"
        )
        // With the smallest accepted limit, every tune ends.
        let least = try #require((count...(count + 100)).first { (try? grammarOf(atMost: $0)) != nil })
        for seed in 0..<20 {
            var random = RandomSource(seed: UInt64(seed))
            let tune = walk(try grammarOf(atMost: least), tokenizer.vocabulary, &random, maxTokens: least)
            #expect(tune != nil, "\(seed)")
        }
    }

    @Test func anOpeningOutsideTheGrammarIsRefused() throws {
        var plan = Plan()
        plan.key = demand(Key("G")!)
        let opening = try tokenizer.opening(of: score("|:d2f afd|"))
        let grammar = try tokenizer.grammar(for: plan)
        let error = #expect(throws: PromptError.self) {
            try OpeningGrammar(grammar, opening, vocabulary: tokenizer.vocabulary)
        }
        #expect(error?.description.contains("token 4 of the opening, 'K:D', is not allowed there") == true)
    }
}
