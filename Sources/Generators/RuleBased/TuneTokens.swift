import MuseMusic
import MuseProtocols

/// Tokens in which tunes are composed.
struct TuneTokens: Sendable {
    let reader: TuneReader
    /// Whether they have repeat signs. Without them, repeated sections are encoded twice.
    let hasRepeats: Bool
    let kinds: [TokenKind]

    init(_ reader: TuneReader) {
        self.reader = reader
        kinds = reader.kinds
        hasRepeats = Self.hasRepeats(reader)
    }

    /// Why a tune cannot be represented; nil if it can.
    func objection(to score: Score) -> String? {
        let read: Score
        do {
            read = try reader.score(of: try reader.tokens(of: score))
        } catch {
            return "these tokens cannot represent the tunes of this grammar: \(error)"
        }
        let (wanted, found) = (score.played(), read.played())
        func notes(_ score: Score) -> [[Int]] {
            score.parts.flatMap { part in Melody(part).tones.map { [$0.onset, $0.duration, $0.midi] } }.sorted {
                $0.lexicographicallyPrecedes($1)
            }
        }
        if notes(wanted) == notes(found) { return nil }
        return wanted.parts.count > 1 && found.parts.count == 1
            ? "these tokens have one part, and the grammar a second voice"
            : "these tokens do not keep the notes of this grammar's tunes; its shortest rhythms may be too short for them"
    }

    /// Whether a repeated bar comes back as one.
    private static func hasRepeats(_ reader: TuneReader) -> Bool {
        var score = Score()
        score.meters = [Timed(0, .common)]
        score.keys = [Timed(0, .cMajor)]
        let bar = 4 * score.ticksPerQuarter
        score.parts = [Part(notes: [Note(onset: 0, duration: bar, pitch: Pitch(step: 0, octave: 5))])]
        score.barlines = [Barline(onset: 0, startsRepeat: true), Barline(onset: bar, endsRepeat: true)]
        guard let tokens = try? reader.tokens(of: score), let read = try? reader.score(of: tokens) else { return false }
        return read.barlines.contains(where: \.endsRepeat)
    }
}
