import MuseMusic
import MuseProtocols
import MuseTokenizers
import Testing

/// Random tunes under the grammar of event tokens are encoded to the same tokens when they are decoded.
@Suite struct EventWalkTests {
    static let cases: [(name: String, settings: [(String, String)])] = [
        ("remi", []), ("remi", [("use_programs", "true"), ("use_tempos", "true")]),
        ("remi", [("max_bar_embedding", "40"), ("use_velocities", "false"), ("beat_res", "[0-2:12, 2-6:6]")]),
        ("remi", [("use_time_signatures", "false"), ("use_pitchdrum_tokens", "false"), ("use_programs", "true")]),
        ("tsd", []), ("tsd", [("use_programs", "true"), ("use_tempos", "true")]),
        ("tsd", [("use_time_signatures", "false"), ("use_velocities", "false")]),
        ("midi_like", []), ("midi_like", [("use_programs", "true"), ("use_tempos", "true")]),
        ("midi_like", [("use_pitchdrum_tokens", "false"), ("use_programs", "true"), ("use_velocities", "false")]),
        ("structured", []), ("structured", [("use_programs", "true")]),
        ("cp_word", []), ("cp_word", [("use_programs", "true"), ("use_tempos", "true")]),
        ("octuple", []), ("octuple", [("use_programs", "true"), ("use_tempos", "true")]),
        ("octuple", [("max_bar_embedding", "2"), ("use_programs", "true"), ("programs", "[-1, 3]")]),
        ("mumidi", []), ("mumidi", [("use_tempos", "true"), ("programs", "[-1, 0, 5]")]),
        ("per_tok", []), ("per_tok", [("use_microtiming", "false"), ("use_tempos", "true")]),
        ("per_tok", [("use_position_toks", "true")]),
        ("per_tok", [("beat_res", "[0-4:4, 0-3:3]"), ("ticks_per_quarter", "480")]),
    ]

    @Test(arguments: cases.indices, [false, true])
    func walksDecodeAndEncodeToTheSameTokens(_ index: Int, isCompatible: Bool) throws {
        let (name, settings) = Self.cases[index]
        let tokenizer = try eventTokenizer(name, settings + [("miditok_compatible", "\(isCompatible)")])
        var plan = Plan()
        plan.maxTokens = demand(200, "generate.max_tokens")
        // Half of the walks have a limit of time.
        if isCompatible { plan.bars = demand(1...2) }
        guard !isCompatible || !settings.contains(where: { $0.0 == "max_bar_embedding" && name == "remi" }) else {
            #expect(throws: PlanError.self) { try tokenizer.grammar(for: plan) }
            return
        }
        let grammar = try tokenizer.grammar(for: plan)
        let ends = tokenizer.vocabulary.names.map { $0 == "EOS_None" ? 1 : $0.hasPrefix("Duration") ? 3 : 40 }
        for seed in 0..<6 {
            var random = RandomSource(seed: UInt64(seed))
            let tokens = try #require(
                seed % 3 == 0
                    ? walk(grammar, tokenizer.vocabulary, &random, maxTokens: 200)
                    : walk(
                        grammar, tokenizer.vocabulary, &random, maxTokens: 200,
                        weight: { ends[Int(tokenizer.vocabulary[$0] ?? 0)] }),
                "\(name) \(settings), seed \(seed): dead end")
            let again = try tokenizer.encode(tokenizer.decode(tokens)).tokens
            guard again != tokens else { continue }
            let place = zip(tokens, again).prefix { $0 == $1 }.count
            func text(_ tokens: [TokenID]) -> String {
                tokens[max(0, place - 8)..<min(tokens.count, place + 8)].map { tokenizer.vocabulary[$0] }
                    .joined(separator: " ")
            }
            Issue.record("\(name) \(settings), seed \(seed), token \(place):\n\(text(tokens))\n\(text(again))")
            return
        }
    }
}
