import MuseMusic
import MusePlugins
import MuseProtocols
import Testing

extension ProcessTests {
    /// Phrases and open bars of a tokenizer in a process: notes C and D of a quarter, in bars of two.
    @Suite struct TokenizerFormTests {
        private static let tokenizer = """
            tokens = ["end", "key", "C", "D", "|"]
            notes = ["C", "D"]
            conditions = ["key"]
            bar_ends = ["|"]
            def encode(self, score):
                part, names = score["parts"][0], ["key"]
                at = 0
                for e in sorted(part["notes"] + part.get("rests", []), key=lambda e: e["onset"]):
                    if e.get("is_open"):
                        names += ["C", "C"]
                        at += 20160
                    else:
                        names.append(e["pitch"][0])
                        at += 10080
                    if at % 20160 == 0: names.append("|")
                return names
            def decode(self, names):
                notes = [n for n in names if n in self.notes]
                return {"ticks_per_quarter": 10080, "barlines": [{"onset": 20160 * (i + 1)} for i in range(len(notes) // 2)],
                        "parts": [{"notes": [{"onset": 10080 * i, "duration": 10080, "pitch": n + "4"}
                                             for i, n in enumerate(notes)]}]}
            def grammar(self, plan):
                assert not any("phrases" in s and s["phrases"] for s in plan.get("sections", []))
                count = sum(s["bars"] for s in plan.get("sections", [])) or 4
                grammar = Grammar("start")
                grammar.way("start", ["key"], (0, 0))
                for bar in range(count):
                    for beat in (0, 1): grammar.way((bar, beat), self.notes, (bar, beat + 1))
                    grammar.way((bar, 2), ["|"], (bar + 1, 0))
                grammar.final((count, 0))
                return grammar

            """

        private func withTokenizer(
            _ change: String = "", more: String = ", capabilities: [fill], demands: [sections]",
            _ body: (any Tokenizer) throws -> Void
        ) throws {
            let plugin = try FaultyPlugin(.tokenizer, Self.tokenizer + change, more: more, interface: 2)
            try plugin.running { try body($0.tokenizers.makeWithDefaults("faulty")) }
        }

        private func plan(_ phrases: String) -> Plan {
            var plan = Plan()
            plan.sections = .init(
                [.init(bars: phrases.count, repeats: .none, phrases: Array(phrases))], path: "constraints[0]", mark: nil
            )
            return plan
        }

        /// Bars of C D, with open bars at some positions.
        private func score(bars: Int, open: Set<Int>) -> Score {
            let quarter = Score.notationTicksPerQuarter
            var score = Score()
            var part = Part()
            for bar in 0..<bars {
                if open.contains(bar) {
                    part.rests.append(Rest(onset: 2 * bar * quarter, duration: 2 * quarter, isOpen: true))
                    continue
                }
                for beat in 0..<2 {
                    part.notes.append(
                        Note(
                            onset: (2 * bar + beat) * quarter, duration: quarter, pitch: Pitch(step: beat, octave: 4)))
                }
            }
            score.parts = [part]
            score.barlines = (1...bars).map { Barline(onset: 2 * $0 * quarter) }
            return score
        }

        @Test func phrasesRecurAsThePlanDemands() throws {
            try withTokenizer { tokenizer in
                let grammar = try tokenizer.grammar(for: plan("aba"))
                #expect(grammar.accepts([1, 2, 3, 4, 2, 2, 4, 2, 3, 4, 0], vocabularySize: 5))
                #expect(!grammar.accepts([1, 2, 3, 4, 2, 2, 4, 2, 2, 4, 0], vocabularySize: 5))
            }
        }

        @Test func phrasesNeedTokensThatEndBars() throws {
            try withTokenizer("bar_ends = []", more: ", demands: [sections]") { tokenizer in
                let error = #expect(throws: PlanError.self) { try tokenizer.grammar(for: plan("aba")) }
                #expect(
                    error?.message
                        == "the tokenizer 'faulty' cannot repeat phrases: it names no tokens that end bars")
            }
        }

        @Test func openBarsAreFilled() throws {
            try withTokenizer { tokenizer in
                #expect(tokenizer.capabilities == [.conditions, .fill])
                let template = try tokenizer.template(of: score(bars: 4, open: [0, 2]), for: Plan())
                #expect(template.gaps == [1..<3, 7..<9])
                #expect(
                    template.grammar.accepts([1, 3, 2, 4, 2, 3, 4, 3, 3, 4, 2, 3, 4, 0], vocabularySize: 5))
                #expect(
                    !template.grammar.accepts([1, 3, 2, 4, 2, 2, 4, 3, 3, 4, 2, 3, 4, 0], vocabularySize: 5))
                #expect(template.fillings.accepts([3, 2, 4, 3, 3, 4], vocabularySize: 5))
                #expect(template.tune([3, 2, 4, 3, 3, 4]) == [1, 3, 2, 4, 2, 3, 4, 3, 3, 4, 2, 3, 4, 0])
            }
        }

        @Test func barsForInfillingAreTheirContents() throws {
            try withTokenizer { tokenizer in
                #expect(tokenizer.barContents([1, 2, 3, 4, 2, 2, 4, 0][...]) == [1..<3, 4..<6])
            }
        }

        @Test func aTuneWithoutOpenBarsIsNoTemplate() throws {
            try withTokenizer { tokenizer in
                let error = #expect(throws: PromptError.self) {
                    try tokenizer.template(of: score(bars: 4, open: []), for: Plan())
                }
                #expect(error?.description == "no bar is written '?' in this tune")
            }
        }

        @Test func aTuneThatThePlanExcludesCannotBeFilled() throws {
            try withTokenizer { tokenizer in
                #expect(throws: PromptError.self) {
                    try tokenizer.template(of: score(bars: 3, open: [1]), for: Plan())
                }
            }
        }

        @Test func openBarsNeedTokensThatEndBars() throws {
            let error = #expect(throws: PluginError.self) { try withTokenizer("bar_ends = []") { _ in } }
            #expect(
                error?.message
                    == "'faulty' declares the capability 'fill', but names no tokens that end bars")
        }
    }
}
