import MuseMusic

/// The ties of a part. A tie counts only if its second note exists.
struct Ties {
    private struct Place: Hashable {
        var time: Int
        /// The sounding pitch: a tie may lead from F sharp to G flat.
        var pitch: Int
        var voice: UInt8
    }

    private var starts: Set<Place> = []
    private var stops: Set<Place> = []

    init(_ part: Part) {
        for note in part.notes where note.isTied {
            starts.insert(Place(time: note.end, pitch: note.pitch.midi, voice: note.voice))
        }
        guard !starts.isEmpty else { return }
        for note in part.notes {
            let place = Place(time: note.onset, pitch: note.pitch.midi, voice: note.voice)
            if starts.contains(place) { stops.insert(place) }
        }
    }

    func isStart(_ note: Note) -> Bool {
        note.isTied && stops.contains(Place(time: note.end, pitch: note.pitch.midi, voice: note.voice))
    }

    func isStop(_ note: Note) -> Bool {
        !stops.isEmpty && stops.contains(Place(time: note.onset, pitch: note.pitch.midi, voice: note.voice))
    }
}
