import MuseMusic

/// A part as its player reads it: the notes, keys and chord symbols of a transposing instrument at their written pitch.
///
/// The interval of the instrument is respelled for each key so that the written signature has at most seven sharps or
/// flats: a clarinet in B flat reads A flat major for F sharp major. Readers then return to the same sounding spelling.
struct WrittenPart {
    let part: Part
    let keys: [Timed<Key>]
    /// From written to sounding pitch, where they change.
    let transpositions: [Timed<Transposition>]
    private let moves: [Timed<Transposition>]

    init(_ part: Part, keys: [Timed<Key>]) {
        guard !part.transpositions.isEmpty, !part.isDrums else {
            self.part = part
            self.keys = keys
            (transpositions, moves) = ([], [])
            return
        }
        var written: [Timed<Key>] = []
        var moves: [Timed<Transposition>] = []
        for onset in Set(part.transpositions.map(\.onset) + keys.map(\.onset)).sorted() {
            let key = keys.value(at: onset)
            let move = part.transpositions.value(at: onset).map { $0.inverse.respelled(for: key ?? .cMajor) }
            if let move, moves.last?.value != move { moves.append(Timed(onset, move)) }
            guard let key else { continue }
            let shown = move.map { $0(key) } ?? key
            // Every stated key is written; a change of transposition only if it changes the signature.
            if keys.contains(where: { $0.onset == onset }) || written.last?.value != shown {
                written.append(Timed(onset, shown))
            }
        }
        self.part = part.moved(by: moves)
        self.keys = written
        self.moves = moves
        transpositions = moves.map { Timed($0.onset, $0.value.inverse) }
    }

    /// Returns a chord symbol of the score as this part shows it.
    func written(_ chord: Timed<ChordSymbol>) -> ChordSymbol {
        moves.value(at: chord.onset).map { $0(chord.value) } ?? chord.value
    }
}

extension XMLWriter {
    /// Writes the interval from written to sounding pitch; octaves are written apart, as for a bass clarinet.
    func transpose(_ transposition: Transposition) {
        let chromatic = transposition.semitones % 12
        start("transpose")
        // An interval of d steps and s semitones is 7s - 12d fifths.
        element("diatonic", (7 * chromatic - transposition.fifths) / 12)
        element("chromatic", chromatic)
        let octaves = transposition.semitones / 12
        if octaves != 0 { element("octave-change", octaves) }
        end()
    }
}
