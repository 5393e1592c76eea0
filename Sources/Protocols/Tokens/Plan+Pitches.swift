package import MuseMusic

extension Plan {
    /// Whether only notes of the key signature are allowed.
    public var isDiatonic: Demand<Bool>? {
        get {
            guard let chromatic, chromatic.value.isEmpty else { return nil }
            return Demand(true, path: chromatic.path, mark: chromatic.mark)
        }
        set { chromatic = newValue.flatMap { $0.value ? Demand([], path: $0.path, mark: $0.mark) : nil } }
    }

    /// Whether a MIDI note number is within the range and all sets of pitches.
    public func allows(midi: Int) -> Bool {
        (range?.value.contains(midi) ?? true) && pitchSets.allSatisfy { $0.value.pitches.contains(midi) }
    }

    /// The MIDI note numbers that the range and all sets of pitches allow; nil if they allow all.
    public var allowedPitches: Set<Int>? {
        range == nil && pitchSets.isEmpty ? nil : Set((0...127).filter { allows(midi: $0) })
    }

    /// The last demand that limits the pitches, and its value in messages: `in the range`, `among the notes of …`.
    package var pitchLimit: Demand<String>? {
        if let last = pitchSets.last {
            let others = (range == nil ? [] : ["in the range"]) + pitchSets.dropLast().map { "among \($0.value.name)" }
            let words = (others + ["among \(last.value.name)"]).joined(separator: " and ")
            return Demand(words, path: last.path, mark: last.mark)
        }
        return range.map { Demand("in the range", path: $0.path, mark: $0.mark) }
    }

    /// A set of allowed pitches.
    public struct PitchSet: Hashable, Sendable {
        /// The set in messages, in the plural: `the notes of the tin whistle in D`.
        public var name: String
        /// MIDI note numbers.
        public var pitches: Set<Int>
        /// Whether these are the notes of an instrument, which has to have all notes of the key.
        public var isInstrument: Bool

        public init(name: String, pitches: Set<Int>, isInstrument: Bool = false) {
            self.name = name
            self.pitches = pitches
            self.isInstrument = isInstrument
        }
    }

    /// The pitch classes that are allowed in a key: those of its signature, and allowed others.
    package func pitchClasses(in key: Key) -> Set<Int> {
        guard let chromatic else { return Set(0..<12) }
        return Set(key.pitchClasses).union(chromatic.value.map { PitchClass(fifths: key.tonic.fifths + $0).semitone })
    }

    /// A note of a key, or an allowed note outside it, that an instrument does not have; nil if all have all.
    package func missingNote(of key: Key) -> (note: PitchClass, instrument: Demand<PitchSet>)? {
        // Of several, the one nearest to C on the line of fifths: musicians miss G# before D#.
        let scale = key.alterations.enumerated().map { PitchClass(step: $0, alter: $1) }
            .sorted { abs($0.fifths) < abs($1.fifths) }
        let chromatic = (chromatic?.value ?? []).sorted().map { PitchClass(fifths: key.tonic.fifths + $0) }
        for set in pitchSets where set.value.isInstrument && key.mode != .none {
            let classes = Set(set.value.pitches.map { $0 % 12 })
            if let note = (scale + chromatic).first(where: { !classes.contains($0.semitone) }) { return (note, set) }
        }
        return nil
    }

    /// Checks that the instruments have all notes of the key.
    ///
    /// - Throws: `PlanError` at the instrument that names the key.
    package func requireNotesOfKey() throws { try requireNotesOfKey(at: nil) }

    /// Checks that the instruments have all notes of the key.
    ///
    /// - Throws: `PlanError` at the demand that names the key and the instrument.
    package func requireNotesOfKey<Value>(because demand: Demand<Value>) throws {
        try requireNotesOfKey(at: (demand.path, demand.mark))
    }

    private func requireNotesOfKey(at place: (path: String, mark: SourceMark?)?) throws {
        guard let key, let (note, instrument) = missingNote(of: key.value) else { return }
        let place = place ?? (instrument.path, instrument.mark)
        let others = [(key.path, key.origin), (instrument.path, instrument.origin)].filter { $0.0 != place.path }
        throw PlanError(
            "\(note) of \(key.value) is not among \(instrument.value.name); "
                + "see \(others.map(\.1).joined(separator: " and "))",
            path: place.path, mark: place.mark)
    }
}
