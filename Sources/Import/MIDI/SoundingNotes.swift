import MuseMusic

/// The sounding notes of a track: a queue for each channel and pitch, linked through the notes themselves, so that no
/// note allocates.
struct SoundingNotes {
    /// At channel × 128 + pitch: the sounding note struck first and the one struck last; negative if the pitch is
    /// silent.
    private var first = [Int32](repeating: -1, count: 16 * 128)
    private var last = [Int32](repeating: -1, count: 16 * 128)
    private var count = 0

    /// Queues the note that will be appended to `notes` next.
    @inline(__always)
    mutating func start(_ slot: Int, _ notes: inout [MIDIEvents.Note]) {
        let note = Int32(truncatingIfNeeded: notes.count)
        if last[slot] >= 0 { notes[Int(last[slot])].next = note } else { first[slot] = note }
        last[slot] = note
        count += 1
    }

    /// Ends the earliest sounding note of a pitch; does nothing if the pitch is silent.
    @inline(__always)
    mutating func end(_ slot: Int, at time: Int, _ notes: inout [MIDIEvents.Note]) {
        let note = Int(first[slot])
        guard note >= 0 else { return }
        notes[note].duration = time - notes[note].onset
        first[slot] = notes[note].next
        if first[slot] < 0 { last[slot] = -1 }
        count -= 1
    }

    /// Removes all notes and returns how many were sounding.
    mutating func removeAll() -> Int {
        guard count > 0 else { return 0 }
        defer { count = 0 }
        for slot in first.indices {
            first[slot] = -1
            last[slot] = -1
        }
        return count
    }
}
