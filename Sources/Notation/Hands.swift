import MuseMusic

/// Divides the notes of a keyboard part between two hands, for two staves.
///
/// Each hand has a place, the running mean of its pitches. The notes of an onset are divided at the point at which they
/// are nearest to the places of their hands, and a hand spans at most a tenth.
///
/// Source: a greedy form of the merged-output model of Nakamura, Ono and Sagayama, "Merged-output HMM for piano
/// fingering of both hands", ISMIR 2014, in which each hand moves as little as possible.
enum Hands {
    /// The compass from which on a part needs two staves, in semitones.
    private static let compass = 24
    private static let widestSpan = 16
    private static let middleC = 60

    /// Returns whether each note is played by the left hand; nil if one staff is enough.
    ///
    /// - Parameter notes: in order of onset.
    static func areLeft(_ notes: [Note], program: Int) -> [Bool]? {
        // Pianos, celesta, organs, accordion and harp.
        guard (0...8).contains(program) || (16...23).contains(program) || program == 46 else { return nil }
        let low = notes.filter { $0.pitch.midi < middleC }.map(\.pitch.midi)
        let high = notes.filter { $0.pitch.midi >= middleC }.map(\.pitch.midi)
        guard let lowest = low.min(), let highest = high.max(), highest - lowest >= compass,
            10 * min(low.count, high.count) >= notes.count
        else { return nil }
        var left = Double(low.reduce(0, +)) / Double(low.count)
        var right = Double(high.reduce(0, +)) / Double(high.count)
        var result = [Bool](repeating: false, count: notes.count)
        var first = 0
        while first < notes.count {
            var next = first
            while next < notes.count, notes[next].onset == notes[first].onset { next += 1 }
            let chord = (first..<next).sorted { (notes[$0].pitch.midi, $0) < (notes[$1].pitch.midi, $1) }
            let pitches = chord.map { notes[$0].pitch.midi }
            let cut = (0...pitches.count).min {
                cost(pitches, cut: $0, left, right) < cost(pitches, cut: $1, left, right)
            }!
            for note in chord.prefix(cut) { result[note] = true }
            if cut > 0 { left += 0.3 * (mean(pitches[..<cut]) - left) }
            if cut < pitches.count { right += 0.3 * (mean(pitches[cut...]) - right) }
            first = next
        }
        return result
    }

    private static func cost(_ pitches: [Int], cut: Int, _ left: Double, _ right: Double) -> Double {
        var cost = 0.0
        for (i, pitch) in pitches.enumerated() { cost += abs(Double(pitch) - (i < cut ? left : right)) }
        for hand in [pitches[..<cut], pitches[cut...]] {
            if let low = hand.first, let high = hand.last { cost += 4 * Double(max(0, high - low - widestSpan)) }
        }
        return cost
    }

    private static func mean(_ pitches: ArraySlice<Int>) -> Double {
        Double(pitches.reduce(0, +)) / Double(pitches.count)
    }
}
