import MuseCorpus
import MuseProtocols

/// `corpus.excerpt`: cuts tunes into excerpts.
struct ExcerptSection {
    static let bars = Setting<Int>("bars", kind: .integer(1...1024), unit: "bars", "length of an excerpt, as played")
    static let step = Setting<Int>(
        "step", in: 1...1024, default: nil, unit: "bars",
        "from the start of one excerpt to the start of the next; without it, the length of an excerpt")
    static let section = Section(
        "corpus.excerpt",
        "cuts tunes into runs of whole bars, each run once; the runs of a tune and of its variants are on one side of "
            + "the split", affects: .fit, [.setting(bars), .setting(step)])

    /// nil if tunes are not cut.
    let excerpts: Excerpts?

    init(_ check: inout RecipeCheck, _ corpus: Node) throws {
        guard let settings = try check.optionalSection(Self.section, in: corpus),
            let bars = try check.optional(Self.bars, settings)
        else {
            excerpts = nil
            return
        }
        excerpts = Excerpts(bars: bars, step: try check.optional(Self.step, settings) ?? bars)
    }
}
