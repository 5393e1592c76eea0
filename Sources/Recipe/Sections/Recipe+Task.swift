package import MuseProtocols

extension Recipe {
    /// What to generate.
    package enum Task: Sendable {
        /// New tunes.
        case new
        /// Tunes that continue an opening, with a grammar that starts with it.
        case `continue`(any TokenGrammar, Prompt)
        case fill(FillTemplate, Prompt)
        /// Tunes decoded from the latent point of a tune.
        case reconstruct([TokenID], Prompt)
        /// Tunes decoded from points at a distance from the latent point of a tune, in standard deviations.
        case vary([TokenID], distance: Double, Prompt)
        /// Variations of given tunes, which keep some of their notes.
        case variations(Variations)
        /// Tunes decoded from `steps` points between the latent points of two tunes.
        case interpolate(from: [TokenID], to: [TokenID], steps: Int, Prompt, Prompt)
        /// Tunes decoded from the latent point of a tune plus a multiple of the difference between the means of two
        /// sets of tunes.
        case arithmetic(from: [TokenID], add: [[TokenID]], subtract: [[TokenID]], amount: Double, [Prompt])
        /// New tunes in sets.
        case sets(Sets)
        /// Given tunes with chord symbols.
        case harmonize(Harmonizing)

        /// The keys of `generate` for tasks other than new tunes one by one. A recipe has at most one of them.
        package static let keys = [
            GenerateSection.continue.info.name, GenerateSection.fill.info.name, GenerateSection.reconstruct.info.name,
            InterpolateSection.section.name, VarySection.section.name, ArithmeticSection.section.name,
            SetsSection.section.name, HarmonizeSection.section.name,
        ]

        /// The number of tunes if the task determines it; nil if the recipe's `count` does.
        var count: Int? {
            if case .interpolate(from: _, to: _, let steps, _, _) = self { steps } else { nil }
        }

        package var prompts: [Prompt] {
            switch self {
            case .new, .sets: []
            case .harmonize(let tunes): tunes.prompt.map { [$0] } ?? []
            case .variations(let tunes): tunes.prompt.map { [$0] } ?? []
            case .continue(_, let prompt), .fill(_, let prompt), .reconstruct(_, let prompt),
                .vary(_, distance: _, let prompt):
                [prompt]
            case .interpolate(from: _, to: _, steps: _, let from, let to): [from, to]
            case .arithmetic(from: _, add: _, subtract: _, amount: _, let prompts): prompts
            }
        }
    }

    /// A file of tunes, other than the corpus, that the recipe names.
    package struct Prompt: Sendable {
        /// The key that names it: `generate.fill`, `finetune.choices.better`. A list can name several.
        package let key: String
        /// The path relative to the working directory.
        package let path: String
        /// SHA-256 of its bytes.
        package let hash: String
    }
}
