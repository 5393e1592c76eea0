import MuseMusic
import MuseProtocols

extension Imported.Tune {
    /// Adds what a data set states about the tune.
    ///
    /// - Parameter companions: the bytes of the entry's companions.
    mutating func add(_ entry: DatasetEntry, companions: [[UInt8]]) {
        if let side = entry.side { split = side }
        if !entry.title.isEmpty { score.header.titles = [entry.title] }
        if !entry.composers.isEmpty { score.header.composers = entry.composers }
        let annotations = zip(entry.companions, companions).map { companion, bytes in
            (kind: companion.kind, text: TimedLabels(bytes, name: companion.path))
        }
        diagnostics += annotations.flatMap(\.text.diagnostics)
        let map = TempoMap(score)
        let end = score.end
        let chords = annotations.filter { $0.kind == .chords }.flatMap(\.text.labels)
        let keys = annotations.filter { $0.kind == .keys }.flatMap(\.text.labels)
        if score.performance?.statesKey != true { add(keys: keys, at: chords.map(\.start), map, end: end) }
        add(chords: chords, map, end: end)
    }

    /// A key after the first starts at the nearest of some times: those of chords in the file, because that of the key
    /// is the time in another recording.
    private mutating func add(keys: [TimedLabels.Label], at times: [Double], _ map: TempoMap, end: Int) {
        var found: [Timed<Key>] = []
        for label in keys {
            let parts = label.text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, let tonic = PitchClass(parts[0]), let mode = Key.Mode(name: parts[1]) else {
                let message = "'\(label.text)' is not a key such as 'Gb:maj'; left out"
                diagnostics.append(Diagnostic(.warning, message, at: label.mark))
                continue
            }
            let time = times.min { abs($0 - label.start) < abs($1 - label.start) } ?? label.start
            let onset = found.isEmpty ? 0 : map.tick(at: time)
            if onset < end || found.isEmpty { found.set(Key(tonic, mode).usual, from: onset) }
        }
        guard !found.isEmpty else { return }
        score.keys = found
        score.performance?.statesKey = true
    }

    private mutating func add(chords: [TimedLabels.Label], _ map: TempoMap, end: Int) {
        var found: [Timed<ChordSymbol>] = []
        for label in chords where label.text != "N" && label.text != "X" {
            guard let chord = ChordSymbol(harte: label.text) else {
                let message = "'\(label.text)' is not a chord such as 'F#:min7/b3'; left out"
                diagnostics.append(Diagnostic(.warning, message, at: label.mark))
                continue
            }
            let onset = map.tick(at: label.start)
            guard onset < end else { continue }
            found.set(chord.spelled(in: score.keys.value(at: onset) ?? .cMajor), from: onset)
        }
        if !found.isEmpty { score.chordSymbols = found }
    }
}

extension Key {
    /// The same key with a signature of at most six accidentals: G# minor instead of Ab minor.
    fileprivate var usual: Key {
        var key = self
        if fifths < -6 { key.tonic = PitchClass(fifths: tonic.fifths + 12) }
        if fifths > 6 { key.tonic = PitchClass(fifths: tonic.fifths - 12) }
        return key
    }
}
