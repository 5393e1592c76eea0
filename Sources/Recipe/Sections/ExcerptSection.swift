import MuseCorpus
import MuseProtocols

/// `corpus.excerpt`: cuts tunes into excerpts.
struct ExcerptSection {
    static let bars = Setting<Int>("bars", kind: .integer(1...1024), unit: "bars", "length of an excerpt")
    static let step = Setting<Int>(
        "step", in: 1...1024, default: nil, unit: "bars",
        "distance between the starts of consecutive excerpts; equal to `bars` by default")
    static let section = Section(
        "corpus.excerpt",
        "cut tunes, with repeats unfolded, into excerpts of whole bars; equal excerpts are kept once; all excerpts of "
            + "a tune and its variants are on the same side of the split", affects: .fit,
        [.setting(bars), .setting(step)])

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
