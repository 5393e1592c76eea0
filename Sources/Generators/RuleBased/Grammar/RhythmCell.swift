import MuseMusic
import MuseProtocols

/// A rhythm that fills one beat of a dance: the lengths of its notes in eighths, such as `2 1` or `3/2 1/2 1`.
struct RhythmCell: Hashable, Sendable {
    /// In ticks of notation. Never empty.
    let durations: [Int]

    static let eighth = Score.notationTicksPerQuarter / 2

    /// - Precondition: `durations` is not empty.
    init(durations: [Int]) { self.durations = durations }

    var ticks: Int { durations.reduce(0, +) }

    /// Parses lengths separated by spaces: whole numbers, halves and quarters, each at most a whole note.
    init?(_ text: some StringProtocol) {
        var durations: [Int] = []
        for word in text.split(separator: " ") {
            guard let length = NoteFraction(word), [1, 2, 4].contains(length.denominator), length.numerator > 0,
                length.numerator <= 8 * length.denominator
            else { return nil }
            durations.append(length.numerator * Self.eighth / length.denominator)
        }
        guard !durations.isEmpty else { return nil }
        self.durations = durations
    }

    /// The length of a text in eighths, as messages write it: `3`, `3/2`.
    static func eighths(_ ticks: Int) -> String {
        for denominator in [1, 2, 4] where ticks * denominator % eighth == 0 {
            let numerator = ticks * denominator / eighth
            return denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)"
        }
        return "\(Double(ticks) / Double(eighth))"
    }
}

extension RhythmCell: SettingValue {
    static var kind: SettingKind { .notation("lengths of notes in eighths", example: "2 1 or 3/2 1/2 1") }

    init?(node: Node) {
        guard let text = String(node: node) else { return nil }
        self.init(text)
    }

    var settingText: String { durations.map(Self.eighths).joined(separator: " ") }
}
