import MuseMusic

/// Converts MusicXML's lengths to ticks.
enum NoteLengths {
    /// Powers of two from a quarter to each note type.
    private static let types: [String: Int] = [
        "1024th": -8, "512th": -7, "256th": -6, "128th": -5, "64th": -4, "32nd": -3, "16th": -2, "eighth": -1,
        "quarter": 0, "half": 1, "whole": 2, "breve": 3, "long": 4, "maxima": 5,
    ]

    /// Returns the printed length of a note type; nil if the type is unknown.
    static func ticks(type: String, dots: Int = 0) -> ExactTicks? {
        guard let power = types[type], (0...8).contains(dots) else { return nil }
        // A note with n dots lasts (2ⁿ⁺¹ - 1) / 2ⁿ of the plain one.
        let dotted = ExactTicks(Score.notationTicksPerQuarter).scaled(by: (2 << dots) - 1, over: 1 << dots)
        return power < 0 ? dotted?.scaled(by: 1, over: 1 << -power) : dotted?.scaled(by: 1 << power, over: 1)
    }

    /// Returns a duration in divisions; nil if it is too long.
    static func ticks(_ duration: XMLDecimal, divisions: XMLDecimal) -> ExactTicks? {
        ExactTicks(Score.notationTicksPerQuarter).scaled(by: divisions.denominator, over: divisions.numerator)?
            .scaled(by: duration.numerator, over: duration.denominator)
    }
}
