import MuseArrangement
package import MuseMusic
package import MuseProtocols

extension Recipe {
    /// Tunes that are varied.
    package struct Variations: GivenTunes, Sendable {
        /// What becomes of repeated sections.
        package enum Repeats: String, SettingChoice { case same, ornamented, varied }

        /// Empty in a step of a chain until the steps before are done.
        package private(set) var templates: [VariationTemplate] = []
        private let kept: Variation.Kept
        /// The share of the spans to open.
        package let amount: Double
        private let repeats: Repeats
        /// nil for none.
        private let ornaments: OrnamentGrammar?
        /// The file of the tunes; nil in a step of a chain.
        var prompt: Prompt?

        init(_ kept: Variation.Kept, amount: Double, _ repeats: Repeats, _ ornaments: OrnamentGrammar?) {
            self.kept = kept
            self.amount = amount
            self.repeats = repeats
            self.ornaments = ornaments
        }

        mutating func take(_ tunes: [Score], _ tokenizer: any Tokenizer, _ plan: Plan) -> [String?] {
            tunes.enumerated().map { number, score in
                do {
                    templates.append(try template(of: score, tokenizer, plan))
                    return nil
                } catch {
                    return "\(score.name(number)): \(error)"
                }
            }
        }

        /// - Throws: `PromptError` if the tune cannot be varied; `TokenizationError`; `PlanError`.
        private func template(of score: Score, _ tokenizer: any Tokenizer, _ plan: Plan) throws -> VariationTemplate {
            var (score, ranges): (Score, [Range<Int>]?) = (score, nil)
            if repeats != .same {
                guard let written = WrittenOutRepeats(score) else {
                    throw PromptError("its repeats cannot be written out, because it has jumps or an order of parts")
                }
                guard !written.repeated.isEmpty else { throw PromptError("it has no repeats to write out") }
                if repeats == .varied { (score, ranges) = (written.score, written.repeated) }
            }
            let chords = score.chordSymbols.isEmpty ? SimpleHarmony.chords(for: score) : score.chordSymbols
            let template = try VariationTemplate(
                of: score,
                Variation(
                    keeping: kept, chords: chords, pitches: plan.allowedPitches, chromatic: plan.chromatic?.value),
                in: ranges, by: tokenizer, maxTokens: plan.maxTokens?.value ?? .max)
            if template.spanCount == 0, amount > 0 {
                throw PromptError("nothing can vary with 'keep: \(kept.rawValue)'")
            }
            return template
        }

        /// Returns a variation with ornaments, and its repeats as the recipe asks for.
        package func finished(_ variation: Score, of template: VariationTemplate, random: RandomSource) -> Score {
            var score = variation
            var ranges = repeats == .varied ? template.openRanges : nil
            if repeats == .ornamented, let written = WrittenOutRepeats(score) {
                (score, ranges) = (written.score, written.repeated)
            }
            return ornaments?.ornamented(score, part: template.part, in: ranges, random: random) ?? score
        }
    }

    /// The tunes that the recipe varies; nil for other tasks.
    package var variations: Variations? { if case .variations(let tunes) = task { tunes } else { nil } }
}
