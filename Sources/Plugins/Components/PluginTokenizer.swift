import MuseMusic
import MuseProtocols
import MuseStorage

/// A tokenizer in a plug-in. Its grammar is an automaton, so sampling needs no calls to the plug-in.
struct PluginTokenizer: Tokenizer {
    let vocabulary: Vocabulary
    let endToken: TokenID
    let barEnds: Set<TokenID>
    let styleTokens: [StyleToken]
    private let type: String
    /// MIDI numbers of the tokens that are always the same note.
    private let pitches: [TokenID: Int]
    private let notes: Set<TokenID>
    let conditions: Set<TokenID>
    private let demands: Set<Plan.Subject>
    let canFill: Bool
    private let host: any PluginHost
    private let instance: any PluginInstance

    private struct Description: Decodable {
        let tokens: [String]
        let end: TokenID
        let notes: [TokenID]
        let conditions: [TokenID]?
        // Since version 2 of the interface.
        let bars: [TokenID]?
        /// Pairs of a token and a MIDI number.
        let pitches: [[Int]]?
        let styles: [Style]?

        struct Style: Decodable {
            let token: TokenID
            let kind: String
            let name: String
        }

        /// All tokens that it refers to.
        var references: [TokenID] {
            [end] + notes + (conditions ?? []) + (bars ?? []) + (styles ?? []).map(\.token)
                + (pitches ?? []).map { TokenID(clamping: $0.first ?? -1) }
        }
    }

    private struct Encoded: Decodable {
        let tokens: [TokenID]?
        let losses: [String]?
        let cannot: String?
    }

    private struct Decoded: Decodable {
        let score: JSON
    }

    private struct Grammar: Decodable {
        let classes: [[TokenID]]?
        let states: [[[Int]]]?
        let finals: [Int]?
        let cannot: String?
    }

    /// Requests the vocabulary, which runs the plug-in.
    ///
    /// - Throws: `PluginError`.
    init(_ component: PluginManifest.Component, _ host: any PluginHost, _ settings: PluginSettings) throws {
        instance = try host.instance(component, settings)
        type = component.schema.name
        demands = component.demands
        canFill = component.schema.capabilities.contains(.fill)
        self.host = host
        let description = try instance.ask("tokenizer/describe", [:], Description.self)
        let name = component.schema.name
        if let wrong = description.tokens.first(where: { $0.isEmpty || $0.contains(where: \.isWhitespace) }) {
            throw host.failure("'\(name)' has a token named '\(wrong)'; names must not be empty or contain white space")
        }
        guard Set(description.tokens).count == description.tokens.count else {
            throw host.failure("'\(name)' has two tokens with the same name")
        }
        for token in description.references where !description.tokens.indices.contains(Int(token)) {
            throw host.failure("'\(name)' refers to token \(token), but has \(description.tokens.count) tokens")
        }
        vocabulary = Vocabulary(description.tokens)
        endToken = description.end
        notes = Set(description.notes)
        styleTokens = try (description.styles ?? []).map { style in
            guard let kind = StyleToken.Kind(rawValue: style.kind) else {
                let known = StyleToken.Kind.allCases.map(\.rawValue).joined(separator: ", ")
                throw host.failure("'\(name)' has a style of the kind '\(style.kind)'; known: \(known)")
            }
            return StyleToken(kind, style.name, style.token)
        }
        conditions = Set(description.conditions ?? []).union(styleTokens.map(\.token))
        barEnds = Set(description.bars ?? [])
        pitches = Dictionary(
            (description.pitches ?? []).filter { $0.count == 2 }.map { (TokenID($0[0]), $0[1]) },
            uniquingKeysWith: { $1 })
        if canFill, barEnds.isEmpty {
            throw host.failure("'\(name)' declares the capability 'fill', but names no tokens that end bars")
        }
    }

    func encode(_ score: Score) throws -> Encoding {
        let encoded = try instance.ask("tokenizer/encode", ["score": score.json], Encoded.self)
        if let reason = encoded.cannot { throw TokenizationError(reason) }
        guard let tokens = encoded.tokens else { throw host.failure("'\(type)' returned no tokens for a tune") }
        guard tokens.allSatisfy({ vocabulary.names.indices.contains(Int($0)) }), tokens.last == endToken,
            !tokens.dropLast().contains(endToken)
        else {
            throw host.failure(
                "'\(type)' encoded a tune as \(tokens.prefix(20)); expected known tokens, with "
                    + "'\(vocabulary[endToken])' at the end and nowhere else")
        }
        return Encoding(tokens: tokens, losses: encoded.losses ?? [])
    }

    func decode(_ tokens: [TokenID]) throws -> Score {
        let decoded = try instance.ask(
            "tokenizer/decode", ["tokens": .array(tokens.map { .int(Int($0)) })], Decoded.self)
        do {
            return try Score(json: decoded.score)
        } catch let error as DetokenizationError {
            throw host.failure("'\(type)' returned an invalid score: \(error)")
        }
    }

    func grammar(for plan: Plan) throws -> any TokenGrammar {
        guard let sections = plan.sections, sections.value.hasPhrases else {
            return try automaton(for: plan)
        }
        guard !barEnds.isEmpty else {
            throw PlanError("the tokenizer '\(type)' cannot repeat phrases: it names no tokens that end bars", sections)
        }
        var withoutPhrases = plan
        for i in sections.value.indices { withoutPhrases.sections?.value[i].phrases = [] }
        return PhraseGrammar(
            try automaton(for: withoutPhrases), sections.value, barEnds: barEnds, conditions: conditions,
            notes: Set(vocabulary.names.indices.map { TokenID($0) }.filter { kind(of: $0) == .note }))
    }

    /// The plug-in's automaton of the tunes that satisfy a plan.
    ///
    /// - Throws: `PlanError`; `PluginError`.
    func automaton(for plan: Plan) throws -> TokenAutomaton {
        if let demand = plan.demand(outside: demands) {
            throw PlanError(
                "the tokenizer '\(type)' does not support the demand '\(demand.subject.rawValue)'", path: demand.path,
                mark: demand.mark)
        }
        let grammar = try instance.ask("tokenizer/grammar", ["plan": plan.json], Grammar.self)
        if let reason = grammar.cannot { throw PlanError(reason) }
        guard let classes = grammar.classes, let states = grammar.states, let finals = grammar.finals,
            states.allSatisfy({ $0.allSatisfy { $0.count == 2 } })
        else { throw host.failure("'\(type)' returned a grammar without valid classes, states or finals") }
        let automaton: TokenAutomaton
        do {
            automaton = try TokenAutomaton(
                classes: classes, edges: states.map { $0.map { .init(tokens: $0[0], next: $0[1]) } }, finals: finals,
                end: endToken, vocabularySize: vocabulary.count)
        } catch let error as TokenAutomatonError {
            throw host.failure("'\(type)' returned an invalid grammar: \(error)")
        }
        guard let shortest = automaton.shortestTune else {
            throw PlanError("no tune of '\(type)' satisfies the constraints and conditions")
        }
        if let limit = plan.maxTokens, shortest > limit.value {
            throw PlanError("the shortest tune that satisfies the constraints has \(shortest) tokens", limit)
        }
        return automaton
    }

    func noteCount(_ tokens: [TokenID]) -> Int { tokens.count(where: notes.contains) }

    func isCondition(_ token: TokenID) -> Bool { conditions.contains(token) }

    func pitch(of token: TokenID, in key: Key?, after previous: TokenID?) -> Int? { pitches[token] }

    var capabilities: Set<Capability> {
        Set(conditions.isEmpty ? [] : [.conditions]).union(styleTokens.isEmpty ? [] : [.styleMix])
            .union(canFill ? [.fill] : [])
    }
}
