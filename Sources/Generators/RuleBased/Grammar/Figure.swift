import MuseProtocols

/// The melodic figure of a beat, upwards or downwards from its first note.
struct Figure: Hashable, Sendable {
    enum Kind: String, SettingChoice, Sendable {
        case run, arpeggio, neighbour, pedal, skip, `repeat`

        /// What the notes do.
        var meaning: String {
            switch self {
            case .run: "steps in one direction"
            case .arpeggio: "notes of the chord in order"
            case .neighbour: "a step away and back"
            case .pedal: "a note of the chord that is struck again and again"
            case .skip: "a third, then a step back"
            case .repeat: "the same note"
            }
        }
    }

    let kind: Kind
    let isUp: Bool

    /// The notes of the figure.
    ///
    /// - Parameters:
    ///   - first: the first note, as a step of the scale.
    ///   - count: the number of notes.
    ///   - isChordTone: whether a step of the scale belongs to the chord.
    /// - Returns: nil if the figure starts with a note of the chord and `first` is none.
    func notes(from first: Int, count: Int, isChordTone: (Int) -> Bool) -> [Int]? {
        let up = isUp ? 1 : -1
        /// The next note of the chord; the third if no step up to an octave away is one.
        func next(after step: Int) -> Int {
            (1...7).lazy.map { step + up * $0 }.first(where: isChordTone) ?? step + 2 * up
        }
        switch kind {
        // Longer runs turn back in the middle.
        case .run: return (0..<count).map { first + up * (count > 4 ? min($0, count - $0) : $0) }
        case .arpeggio:
            guard isChordTone(first) else { return nil }
            var tones = [first]
            while tones.count < 4 { tones.append(next(after: tones[tones.count - 1])) }
            // An octave is enough; longer arpeggios turn back.
            return (0..<count).map { tones[$0 % 6 < 4 ? $0 % 6 : 6 - $0 % 6] }
        case .neighbour: return (0..<count).map { first + ($0 % 2 == 0 ? 0 : $0 % 4 == 1 ? up : -up) }
        case .pedal:
            let pedal = next(after: first)
            return (0..<count).map { count % 2 == 0 && $0 % 2 == 0 || $0 == 0 ? first : pedal }
        case .skip: return (0..<count).map { first + up * ($0 / 2 + ($0 % 2 == 1 ? 2 : 0)) }
        case .repeat: return [Int](repeating: first, count: count)
        }
    }

    static let all = Kind.allCases.flatMap { kind in
        kind == .repeat ? [Figure(kind: kind, isUp: true)] : [true, false].map { Figure(kind: kind, isUp: $0) }
    }
}
