import MuseMusic
import MuseProtocols

/// Reads tempos from metronome marks, words and `sound` elements.
enum TempoContent {
    /// Tempos beyond this, in beats per minute, are mistakes.
    private static let fastest = 10_000.0

    /// Returns the tempo of a `sound` element in quarters per minute; reports an invalid one.
    static func quartersPerMinute(_ sound: XMLElement?, _ reports: inout XMLReports) -> Double? {
        guard let sound, let text = sound["tempo"] else { return nil }
        guard let tempo = XMLDecimal(text.filter { !$0.isWhitespace })?.value, tempo > 0, tempo <= fastest else {
            reports.add(.warning, "tempo '\(text)', expected quarters per minute above 0; ignored", at: sound.place)
            return nil
        }
        return tempo
    }

    /// Returns the tempo of a metronome mark; nil for a metric modulation or a mark without a number.
    static func tempo(_ metronome: XMLElement, _ reports: inout XMLReports) -> Tempo? {
        guard let unit = metronome.text(of: "beat-unit"), let perMinute = metronome.text(of: "per-minute") else {
            reports.addLoss("metronome marks without a number of beats per minute", at: metronome.place)
            return nil
        }
        // The text may be `c. 108` or `132-144`.
        let digits = perMinute.drop { !$0.isASCII || !$0.isNumber }.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let beat = NoteLengths.ticks(type: unit, dots: metronome.all("beat-unit-dot").count),
            let bpm = XMLDecimal(String(digits))?.value, bpm > 0, bpm <= fastest
        else {
            reports.add(
                .warning, "metronome mark '\(unit) = \(perMinute)', expected a note type and a number; ignored",
                at: metronome.place)
            return nil
        }
        let divisor = greatestCommonDivisor(beat.rounded, Score.notationTicksPerQuarter)
        return Tempo(
            bpm: bpm, beatNumerator: beat.rounded / divisor,
            beatDenominator: Score.notationTicksPerQuarter / divisor)
    }

    /// Whether a text without a number is a tempo: it starts with a usual tempo word.
    static func isTempo(_ text: String) -> Bool {
        guard let first = text.lowercased().split(whereSeparator: { !$0.isLetter }).first else { return false }
        return words.contains(String(first))
    }

    private static let words: Set = [
        "grave", "largo", "larghetto", "lento", "adagio", "adagietto", "andante", "andantino", "moderato",
        "allegretto", "allegro", "vivace", "vivacissimo", "presto", "prestissimo", "tempo", "maestoso", "slow",
        "slowly", "fast", "quick", "quickly", "lively", "brightly", "moderately", "lent", "modéré", "vif", "langsam",
        "mäßig", "lebhaft", "schnell", "rasch", "mosso", "vivo",
    ]
}
