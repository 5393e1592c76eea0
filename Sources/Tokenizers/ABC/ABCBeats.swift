import MuseMusic
import MuseProtocols

/// The beats of `abc` tokens. A note, rest or chord belongs to the beat in which it starts, with all its signs.
struct ABCBeats: BeatTracker {
    private let vocabulary: ABCVocabulary
    private var clock: ABCClock
    /// The beat of the last element, from 0 in each bar.
    private var beat = 0

    init(_ vocabulary: ABCVocabulary) {
        self.vocabulary = vocabulary
        clock = ABCClock(vocabulary)
    }

    mutating func startsBeat(_ token: TokenID) -> Bool {
        defer { clock.advance(token) }
        guard vocabulary.tokens.indices.contains(Int(token)), !clock.isInside else { return false }
        switch vocabulary.tokens[Int(token)] {
        case .duration, .broken, .tie, .chordEnd, .graceEnd, .bass, .end: return false
        default:
            defer { beat = clock.beat }
            return clock.beat != beat
        }
    }

    static func == (a: Self, b: Self) -> Bool { a.beat == b.beat && a.clock == b.clock }

    func hash(into hasher: inout Hasher) {
        hasher.combine(beat)
        hasher.combine(clock)
    }
}
