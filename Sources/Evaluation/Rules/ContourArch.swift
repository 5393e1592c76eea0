package import MuseMusic
package import MuseProtocols

/// Phrases have the contour of an arch: they rise and fall again.
///
/// Each section is divided into phrases of `bars` bars from its start; a shorter rest of a section is no phrase. A
/// phrase is an arch if the mean pitch of its notes between the first and the last is higher than both of these.
/// `value` is the share of phrases that are arches, `satisfaction = min(1, value / wanted)`; 0 for both without
/// phrases.
///
/// As a constraint: none, since it is a matter of the whole phrase.
///
/// Source: Huron, "The Melodic Arch in Western Folksongs", Computing in Musicology 10, 1996: the convex type, the most
/// frequent of nine, in two fifths of the phrases of the Essen collection.
package struct ContourArch: Rule {
    static let bars = Setting<Int>("bars", in: 1...32, default: 4, unit: "bars", "length of a phrase")
    static let wanted = Setting<Double>(
        "wanted", in: 0.01...1, default: 0.4, unit: "share of phrases",
        "share of arches at which the rule is fully satisfied")
    package static let schema = Schema("contour_arch", "phrases rise and fall again", [bars, wanted])
    package let unit = "share of phrases"

    private let bars: Int
    private let wanted: Double

    package init(_ settings: Settings) throws {
        bars = try settings[Self.bars]
        wanted = try settings[Self.wanted]
    }

    package func measure(_ score: Score) -> RuleMeasurement {
        let melody = score.melody
        let phrases = score.sections().flatMap { section in
            (0..<section.bars.count / bars).map { section.bars[$0 * bars..<($0 + 1) * bars] }
        }
        guard !phrases.isEmpty else { return RuleMeasurement(value: 0, satisfaction: 0) }
        let arches = phrases.count { Self.isArch(melody.tones(in: $0).map(\.midi)) }
        let share = Double(arches) / Double(phrases.count)
        return RuleMeasurement(value: share, satisfaction: min(1, share / wanted))
    }

    private static func isArch(_ pitches: [Int]) -> Bool {
        guard pitches.count > 2, let first = pitches.first, let last = pitches.last else { return false }
        let inner = pitches.dropFirst().dropLast()
        return inner.reduce(0, +) > max(first, last) * inner.count
    }
}
