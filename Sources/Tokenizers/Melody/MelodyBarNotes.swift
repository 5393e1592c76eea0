import MuseMusic
import MuseProtocols

/// How the bars of a melody can meet the demands on their notes and closes in one key.
///
/// A bar closes on the last note that starts in it; rests may follow.
struct MelodyBarNotes: Sendable {
    /// The allowed MIDI note numbers.
    private let pitches: [Int]
    /// The tonic in semitones above C.
    private let tonic: Int
    /// The pitch class of each degree.
    private let classes: [Int]
    private let stepTicks: Int

    init(_ key: Key, pitches: [Int], stepTicks: Int) {
        self.pitches = pitches
        tonic = key.tonic.semitone
        classes = (0..<7).map { key.pitchClasses[(Int(key.tonic.step) + $0) % 7] }
        self.stepTicks = stepTicks
    }

    /// The pitch classes of some degrees.
    func closing(_ degrees: Set<Int>) -> Set<Int> { Set(degrees.map { classes[$0 - 1] }) }

    func hasAny(of degrees: Set<Int>) -> Bool {
        let closing = closing(degrees)
        return pitches.contains { closing.contains($0 % 12) }
    }

    /// Whether a bar can meet its demands.
    func isPossible(_ demand: BarDemand, end: Int, degrees: Set<Int>?) -> Bool {
        let closing = degrees.map { self.closing($0) }
        guard demand.required.allSatisfy({ $0 % stepTicks == 0 && mayStart(demand, at: $0, nil) }) else { return false }
        return rhythms(of: demand, closing) != 0 && mayCloseAfter(demand, -1, .max, end: end, closing)
    }

    func allows(_ midi: Int, _ demand: BarDemand, at position: Int) -> Bool {
        demand.allows(midi: midi, at: position, tonic: tonic)
    }

    /// Whether a note, of the closing pitch classes if there are any, may start at a position.
    private func mayStart(_ demand: BarDemand, at position: Int, _ closing: Set<Int>?) -> Bool {
        if closing == nil, !demand.limitsPitch(at: position) { return true }
        return pitches.contains { midi in
            (closing?.contains(midi % 12) ?? true) && allows(midi, demand, at: position)
        }
    }

    /// The rhythms, as bits, that are on the grid and have an allowed note for each onset and the close.
    func rhythms(of demand: BarDemand, _ closing: Set<Int>?) -> UInt64 {
        demand.bits { rhythm in
            guard rhythm.allSatisfy({ $0.onset % stepTicks == 0 && $0.duration % stepTicks == 0 }) else { return false }
            let starts = rhythm.allSatisfy { mayStart(demand, at: $0.onset, nil) }
            guard starts, closing != nil else { return starts }
            return rhythm.last.map { mayStart(demand, at: $0.onset, closing) } ?? false
        }
    }

    /// Whether a note that starts after a position can be the last of the bar and close it.
    ///
    /// - Parameter alive: the rhythms that the bar may still have, as bits.
    func mayCloseAfter(_ demand: BarDemand, _ position: Int, _ alive: UInt64, end: Int, _ closing: Set<Int>?) -> Bool {
        guard let closing else { return true }
        if let rhythms = demand.rhythms {
            return rhythms.indices.contains { i in
                guard alive & 1 << UInt64(i) != 0, let last = rhythms[i].last?.onset, last > position else {
                    return false
                }
                return mayStart(demand, at: last, closing)
            }
        }
        let first = max(demand.required.last ?? 0, position < 0 ? 0 : position + stepTicks)
        return stride(from: first, to: end, by: stepTicks).contains { mayStart(demand, at: $0, closing) }
    }
}
