import MuseProtocols

/// The beats of `remi` tokens, which positions state.
struct RemiBeats: BeatTracker {
    private let tokens: EventVocabulary
    private let positionsPerBeat: Int
    private var beat = 0

    init(_ tokens: EventVocabulary, positionsPerBeat: Int) {
        self.tokens = tokens
        self.positionsPerBeat = positionsPerBeat
    }

    mutating func startsBeat(_ token: TokenID) -> Bool {
        guard let (type, index) = tokens[token] else { return false }
        switch type {
        case .bar:
            // The first beat begins with the bar.
            beat = 0
            return false
        case .position:
            let last = beat
            beat = index / positionsPerBeat
            return beat != last
        default: return false
        }
    }

    static func == (a: Self, b: Self) -> Bool { a.beat == b.beat }
    func hash(into hasher: inout Hasher) { hasher.combine(beat) }
}
