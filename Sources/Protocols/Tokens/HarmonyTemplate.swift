/// A tune as tokens, with places where chord symbols can be inserted.
public struct HarmonyTemplate: Sendable {
    /// A place for a chord symbol.
    package struct Slot: Sendable {
        /// The index of the token before which the symbol is inserted.
        package let index: Int
        /// The tokens of the chord symbols that may be inserted. Never empty.
        package let chords: [TokenID]
        /// Whether one must be inserted.
        package let isRequired: Bool

        package init(index: Int, chords: [TokenID], isRequired: Bool) {
            self.index = index
            self.chords = chords
            self.isRequired = isRequired
        }
    }

    /// The whole tune without chord symbols, with its end token.
    package let tokens: [TokenID]
    /// In order, at most one at a token.
    package let slots: [Slot]

    /// - Throws: `PromptError` if the longest tune exceeds `maxTokens`.
    package init(tokens: [TokenID], slots: [Slot], maxTokens: Int) throws {
        guard tokens.count + slots.count <= maxTokens else {
            throw PromptError(
                "the tune takes \(tokens.count) tokens and up to \(slots.count) chord symbols; max_tokens is \(maxTokens)"
            )
        }
        self.tokens = tokens
        self.slots = slots
    }

    /// The grammar of the tune with chord symbols.
    package var grammar: any TokenGrammar { HarmonyGrammar(template: self) }
}

/// Allows only a template's tokens, and chord symbols at its slots.
private struct HarmonyGrammar: TokenGrammar {
    let template: HarmonyTemplate

    func start() -> any GrammarState { State(template: template) }

    private struct State: GrammarState {
        let template: HarmonyTemplate
        private var next = 0
        private var slot = 0

        init(template: HarmonyTemplate) { self.template = template }

        var isEnded: Bool { next == template.tokens.count }

        func allowed(_ mask: inout [Bool], tokensLeft: Int) {
            for i in mask.indices { mask[i] = false }
            guard !isEnded else { return }
            if let open {
                for chord in open.chords { mask[Int(chord)] = true }
                if open.isRequired { return }
            }
            mask[Int(template.tokens[next])] = true
        }

        mutating func advance(_ token: TokenID) {
            let hasOpen = open != nil
            if token == template.tokens[next] { next += 1 }
            if hasOpen { slot += 1 }
        }

        static func == (a: Self, b: Self) -> Bool { a.next == b.next && a.slot == b.slot }

        func hash(into hasher: inout Hasher) {
            hasher.combine(next)
            hasher.combine(slot)
        }

        /// The slot before the next token that is not yet filled.
        private var open: HarmonyTemplate.Slot? {
            guard slot < template.slots.count, template.slots[slot].index == next else { return nil }
            return template.slots[slot]
        }
    }
}
