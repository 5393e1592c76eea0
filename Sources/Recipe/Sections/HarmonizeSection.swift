package import MuseMusic
package import MuseProtocols
import MuseStorage

/// `generate.harmonize`: chord symbols, and optionally a second voice, for given tunes.
enum HarmonizeSection {
    static let file = Setting<String>(
        "file", kind: .notation("the path of tunes", example: "tunes.abc"),
        "tunes to harmonise: all tunes of this file, relative to the recipe; they keep their titles, notes and repeats, "
            + "and chord symbols that they have are replaced")
    static let every = Setting<HarmonicRhythm>(
        "every", default: .bar,
        "how often chords may change; half: in the middle of bars that divide into two halves of whole beats")
    static let chords = Setting<[String]>(
        "chords", kind: .list(of: .notation("a Roman numeral", example: "IV, ii, V7 or vii°")), default: nil,
        "chords to choose from, as Roman numerals of the key's scale: capitals for major, small letters for minor, 7 for "
            + "dominant sevenths, ° for diminished; by default those that are usual in the corpus")
    static let cadences = Setting<Bool>(
        "cadences", default: true,
        "whether tunes end on the tonic after the dominant, and phrases of four bars pause on the dominant, where the "
            + "melody allows it")
    static let part = Setting<SecondVoice>(
        "part", default: nil,
        "second voice to add as a part; bass: roots and fifths with passing notes; counter_melody: a free voice below "
            + "the melody")
    static let section = Section(
        "generate.harmonize",
        "chord symbols for given tunes; `count` is the number of versions of each tune, the best first; a plain path is "
            + "the `file`", affects: .generate, shorthand: file,
        [.setting(file, namesFiles: true)] + choices)
    /// The section of a step of a chain, whose tunes come from the steps before.
    static let step = Section(
        "generate.chain.harmonize", "chord symbols for the tunes", affects: .generate, choices)
    private static let choices: [Section.Key] = [
        .setting(every), .setting(chords), .setting(cadences), .setting(part),
    ]

    static func task(
        _ check: inout RecipeCheck, _ generate: Node, _ generator: RecipeCheck.Made<any Generator>?,
        _ tokenizer: RecipeCheck.Made<any Tokenizer>, _ plan: Plan
    ) throws -> Recipe.Task? {
        let section = check.isStep ? step : section
        guard let settings = try check.optionalSection(section, in: generate) else { return nil }
        let request = HarmonyRequest(
            rhythm: try check.value(every, settings), numerals: try check.optional(chords, settings),
            hasCadences: try check.value(cadences, settings))
        let part = try check.optional(part, settings)
        let isNative = check.capabilities(of: generator).contains(.harmonize)
        if !isNative, generator != nil {
            check.requireChordSymbols(of: generator, tokenizer, settings)
            check.checkDemands(of: plan, section.path, keepsNotes: true)
        }
        guard check.areValid(request, settings),
            isNative || tokenizer.product.capabilities.contains(.chordSymbols)
        else { return nil }
        return check.given(
            Recipe.Harmonizing(request, part, isNative), section, file, settings, tokenizer.product, plan
        ).map { .harmonize($0) }
    }
}

extension HarmonicRhythm: SettingChoice {}
extension SecondVoice: SettingChoice {}

extension Recipe {
    /// Tunes that get chord symbols.
    package struct Harmonizing: GivenTunes, Sendable {
        /// Empty in a step of a chain until the steps before are done.
        package private(set) var scores: [Score] = []
        package let request: HarmonyRequest
        /// The voice to add; nil for none.
        package let part: SecondVoice?
        /// The tunes as tokens with places for chord symbols; empty if the model harmonises without tokens.
        package private(set) var templates: [HarmonyTemplate] = []
        /// Whether the model harmonises without tokens.
        private let isNative: Bool
        /// The file of the tunes; nil in a step of a chain.
        var prompt: Prompt?

        fileprivate init(_ request: HarmonyRequest, _ part: SecondVoice?, _ isNative: Bool) {
            self.request = request
            self.part = part
            self.isNative = isNative
        }

        mutating func take(_ tunes: [Score], _ tokenizer: any Tokenizer, _ plan: Plan) -> [String?] {
            tunes.enumerated().map { number, score in
                guard !score.harmonicSpans(every: request.rhythm).isEmpty else {
                    return "\(score.name(number)): a tune to harmonise needs a melody with a meter and a key"
                }
                do {
                    if !isNative { templates.append(try tokenizer.harmonyTemplate(of: score, request, plan)) }
                } catch {
                    return "\(score.name(number)): \(error)"
                }
                scores.append(score)
                return nil
            }
        }
    }

    /// The tunes that the recipe harmonises; nil for other tasks.
    package var harmonizing: Harmonizing? { if case .harmonize(let tunes) = task { tunes } else { nil } }
}

extension RecipeCheck {
    /// Records a mistake unless model and tokenizer can write chord symbols between given notes.
    fileprivate mutating func requireChordSymbols(
        of generator: Made<any Generator>?, _ tokenizer: Made<any Tokenizer>, _ settings: Settings
    ) {
        let path = HarmonizeSection.section.path
        require(.continue, of: generator, path, at: settings.node.mark)
        if let generator, !generatorNeedsCorpus {
            mistakes.note(
                .conflict(
                    "a model of '\(generator.type)' learns no chords; a generator {type: hmm, chords: true} harmonises"),
                path, at: settings.node.mark)
        }
        guard !tokenizer.product.capabilities.contains(.chordSymbols) else { return }
        let requirement = registries.tokenizers[tokenizer.type]?.schema.requirements[.chordSymbols]
        mistakes.note(
            .conflict(
                "the tokenizer '\(tokenizer.type)' writes no chord symbols"
                    + (requirement.map { "; this needs \($0) and a corpus with chord symbols" } ?? "")
                    + "; a generator {type: hmm, chords: true} harmonises with any tokenizer"), path,
            at: settings.node.mark)
    }

    /// Records each chord that is not a Roman numeral.
    ///
    /// - Returns: whether all are.
    fileprivate mutating func areValid(_ request: HarmonyRequest, _ settings: Settings) -> Bool {
        guard let numerals = request.numerals else { return true }
        let before = mistakes.errors.count
        let path = HarmonizeSection.section.path(of: HarmonizeSection.chords)
        let node = settings.node[HarmonizeSection.chords.info.name]
        if numerals.isEmpty {
            mistakes.note(.conflict("an empty list: name at least one chord"), path, at: node?.mark ?? .defaults)
        }
        for (i, numeral) in numerals.enumerated() where ScaleChord(numeral: numeral, in: .major) == nil {
            mistakes.note(
                .wrongType(
                    expected: "a Roman numeral: capitals for major, small letters for minor, with 7 for a dominant "
                        + "seventh (V7) or ° for a diminished triad (vii°), after b or # for altered degrees",
                    found: "'\(numeral)'"), "\(path)[\(i)]", at: node?.items?[i].mark ?? node?.mark ?? .defaults)
        }
        return mistakes.errors.count == before
    }
}

extension Score {
    /// `tune 2 'The Kesh'`, for messages.
    func name(_ number: Int) -> String {
        "tune \(number + 1)" + (header.titles.first.map { " '\($0)'" } ?? "")
    }
}
