package import MuseMusic
package import MuseProtocols

/// Rejects a tune that copies a reference tune, in any key.
///
/// A tune is rejected if one reference tune shares a passage of at least `notes` notes with it, or passages that
/// together have at least the share `share` of its notes, see `SharedPassages`. Repeats count once.
package struct PlagiarismCheck: ProfileCheck {
    static let notes = Setting<Int>(
        "notes", in: 7..., default: 32, unit: "notes", "length of a shared passage from which on a tune is a copy")
    static let share = Setting<Double>(
        "share", in: 0.01...1, default: 0.5, unit: "share of notes",
        "share of notes in passages shared with one tune from which on a tune is a copy")
    static let passage = Setting<Int>(
        "passage", in: 7..., default: 12, unit: "notes", "shortest passage whose notes count for the share")
    package static let schema = Schema(
        "plagiarism", "the tune copies no reference tune in any key",
        source: "after the trigram matcher of github.com/boblsturm/folkplagiarism", [notes, share, passage])

    private let notes: Int
    private let share: Double
    private let passage: Int
    private var reference = ProfileReference([], style: [])
    private var passages = SharedPassages([])

    package init(_ settings: Settings) throws {
        notes = try settings[Self.notes]
        share = try settings[Self.share]
        passage = try settings[Self.passage]
    }

    package func comparing(to reference: ProfileReference) -> PlagiarismCheck {
        var result = self
        result.reference = reference
        result.passages = SharedPassages(reference.tunes)
        return result
    }

    package func rejection(of score: Score) -> Rejection? {
        let tones = score.melody.tones
        let least = share * Double(tones.count)
        let copied = passages.matches(with: score, counting: passage, otherThan: reference.index(of: score)).filter {
            $0.longest >= notes || Double($0.sharedNotes) >= least
        }
        // The first of those that share the most.
        guard let match = copied.max(by: { ($0.sharedNotes, $1.tune) < ($1.sharedNotes, $0.tune) }) else { return nil }
        let shared = Double(match.sharedNotes) / Double(tones.count)
        let other = reference.tunes[match.tune]
        let otherBar = other.barNumber(at: other.melody.tones[match.otherStart].onset) ?? 1
        let title = other.header.title.isEmpty ? "reference tune \(match.tune + 1)" : "'\(other.header.title)'"
        return Rejection(
            "shares \(Int((100 * shared).rounded())) % of its notes with \(title), \(match.longest) of them in one "
                + "passage (there from bar \(otherBar) on)",
            bar: score.barNumber(at: tones[match.start].onset))
    }
}
