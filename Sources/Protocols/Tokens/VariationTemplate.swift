package import MuseMusic

/// A tune as tokens, with time spans that can be sampled anew.
package struct VariationTemplate: Sendable {
    /// A time span as tokens.
    struct Span: Sendable {
        /// Its place in the tune's tokens.
        let tokens: Range<Int>
        let span: OpenSpan
        let fillings: [Filling]
    }

    /// A filling as tokens.
    struct Filling: Sendable {
        /// The filling in `OpenSpan.fillings`.
        let index: Int
        /// In order; each is one of several token sequences, of which none starts with another.
        let steps: [Step]
    }

    struct Step: Sendable {
        let choices: [[TokenID]]
        /// The slot whose pitch is chosen; nil for tokens without a choice.
        let slot: Int?
    }

    package let score: Score
    package let part: Int
    /// Where the tune can vary, in ticks; nil for everywhere.
    package let openRanges: [Range<Int>]?
    /// The whole tune as given, with its end token.
    package let tokens: [TokenID]
    let spans: [Span]

    /// The number of spans that can be opened.
    package var spanCount: Int { spans.count }

    /// Encodes a tune and all fillings of its spans.
    ///
    /// A filling is encoded as part of the tune, and left out if that changes the tokens of other spans.
    ///
    /// - Parameters:
    ///   - ranges: where the tune can vary, in ticks; nil for everywhere.
    /// - Throws: `TokenizationError` if the tune cannot be encoded; `PromptError` if the longest variation exceeds
    ///   `maxTokens`.
    package init(
        of score: Score, _ variation: Variation, in ranges: [Range<Int>]? = nil, by tokenizer: any Tokenizer,
        maxTokens: Int
    ) throws {
        openRanges = ranges
        let encoding = try tokenizer.placedEncoding(of: score)
        (self.score, part, tokens) = (encoding.score, encoding.part, encoding.tokens)
        var spans: [Span] = []
        for span in encoding.score.openSpans(ofPart: encoding.part, variation) {
            guard ranges?.contains(where: { $0.contains(span.start) }) ?? true,
                let range = encoding.range(from: span.start, to: span.end)
            else { continue }
            var fillings: [Filling] = []
            var rhythms: [[RhythmKey]: ArraySlice<TokenID>?] = [:]
            for (index, filling) in span.fillings.enumerated() {
                let rhythm = filling.map(RhythmKey.init)
                if rhythms[rhythm] == nil {
                    rhythms[rhythm] = .some(Self.encoded(filling, of: span, range, encoding, tokenizer))
                }
                guard let encoded = rhythms[rhythm] ?? nil,
                    let steps = Self.steps(filling, encoded, encoding.score, tokenizer)
                else { continue }
                fillings.append(Filling(index: index, steps: steps))
            }
            if !fillings.isEmpty { spans.append(Span(tokens: range, span: span, fillings: fillings)) }
        }
        self.spans = spans
        let longest = spans.reduce(tokens.count) { total, span in
            total + max(0, (span.fillings.map(\.longest).max() ?? 0) - span.tokens.count)
        }
        guard longest <= maxTokens else {
            throw PromptError("a variation takes up to \(longest) tokens; max_tokens is \(maxTokens)")
        }
    }

    /// What fillings that are encoded alike have in common: lengths, and whether notes have a choice of pitches.
    private struct RhythmKey: Hashable {
        let onset: Int
        let duration: Int
        let tuplet: Tuplet?
        let pitch: Pitch?

        init(_ slot: OpenSpan.Slot) {
            (onset, duration, tuplet, pitch) = (slot.onset, slot.duration, slot.tuplet, slot.pitches.first)
        }
    }

    /// The tokens of a span with the first pitches of a filling; nil if other tokens of the tune change.
    private static func encoded(
        _ filling: [OpenSpan.Slot], of span: OpenSpan, _ range: Range<Int>, _ given: PlacedEncoding,
        _ tokenizer: any Tokenizer
    ) -> ArraySlice<TokenID>? {
        let varied = given.score.replacing([(span.start..<span.end, filling)], inPart: given.part)
        guard let encoding = try? tokenizer.placedEncoding(of: varied), encoding.part == given.part,
            let place = encoding.range(from: span.start, to: span.end),
            encoding.tokens[..<place.lowerBound] == given.tokens[..<range.lowerBound],
            encoding.tokens[place.upperBound...] == given.tokens[range.upperBound...]
        else { return nil }
        return encoding.tokens[place]
    }

    /// Divides the tokens of a filling into those of pitches, which are replaced by choices, and others.
    private static func steps(
        _ filling: [OpenSpan.Slot], _ tokens: ArraySlice<TokenID>, _ score: Score, _ tokenizer: any Tokenizer
    ) -> [Step]? {
        var steps: [Step] = []
        var rest = tokens
        for (i, slot) in filling.enumerated() where !slot.pitches.isEmpty {
            let key = score.keys.value(at: slot.onset) ?? Key(PitchClass(step: 0), .none)
            let choices = slot.pitches.compactMap { tokenizer.tokens(of: $0, in: key) }
            guard choices.count == slot.pitches.count, let first = choices.first, let last = first.last,
                let index = rest.firstIndex(where: { tokenizer.kind(of: $0) == .note }), rest[index] == last
            else { return nil }
            let start = index + 1 - first.count
            guard start >= rest.startIndex, rest[start...index].elementsEqual(first) else { return nil }
            if start > rest.startIndex { steps.append(Step(choices: [Array(rest[..<start])], slot: nil)) }
            steps.append(Step(choices: choices, slot: i))
            rest = rest[(index + 1)...]
        }
        if !rest.isEmpty { steps.append(Step(choices: [Array(rest)], slot: nil)) }
        return steps
    }

    /// The grammar of variations in which the spans with these indices are sampled anew.
    package func grammar(opening spans: [Int]) -> any TokenGrammar { VariationGrammar(template: self, opening: spans) }

    /// The tune with the music of sampled tokens in the opened spans.
    ///
    /// - Precondition: the grammar with the same open spans accepts the tokens.
    package func score(of sampled: [TokenID], opening opened: [Int]) -> Score {
        guard let chosen = chosen(sampled[...], next: 0, opened[...]) else {
            preconditionFailure("the tokens are not a variation of the tune")
        }
        return score.replacing(
            zip(opened, chosen).map { (spans[$0].span.start..<spans[$0].span.end, $1) }, inPart: part)
    }

    /// The music of each open span; nil if the tokens do not match.
    private func chosen(
        _ rest: ArraySlice<TokenID>, next: Int, _ opened: ArraySlice<Int>
    ) -> [[OpenSpan.Slot]]? {
        guard let first = opened.first else { return rest.elementsEqual(tokens[next...]) ? [] : nil }
        let span = spans[first]
        let given = tokens[next..<span.tokens.lowerBound]
        guard rest.starts(with: given) else { return nil }
        for filling in span.fillings {
            var music = span.span.fillings[filling.index]
            var left = rest.dropFirst(given.count)
            let matches = filling.steps.allSatisfy { step in
                guard let choice = step.choices.firstIndex(where: { left.starts(with: $0) }) else { return false }
                if let slot = step.slot { music[slot].pitches = [music[slot].pitches[choice]] }
                left = left.dropFirst(step.choices[choice].count)
                return true
            }
            guard matches, let others = chosen(left, next: span.tokens.upperBound, opened.dropFirst()) else { continue }
            return [music] + others
        }
        return nil
    }
}

extension VariationTemplate.Filling {
    fileprivate var longest: Int { steps.reduce(0) { $0 + ($1.choices.map(\.count).max() ?? 0) } }
}
