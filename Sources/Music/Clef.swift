/// The clef of a staff.
public struct Clef: Hashable, Sendable {
    public enum Sign: String, Sendable {
        case g = "G"
        case f = "F"
        case c = "C"
        case percussion, none
    }

    public var sign: Sign
    /// The staff line of the sign, from 1 at the bottom: 2 for the treble clef.
    public var line: Int
    /// Octaves by which the notes sound higher than the clef shows them: -1 for a tenor's `treble-8`.
    public var octaveShift: Int

    public init(_ sign: Sign, line: Int, octaveShift: Int = 0) {
        self.sign = sign
        self.line = line
        self.octaveShift = octaveShift
    }

    public static let treble = Clef(.g, line: 2)
    public static let bass = Clef(.f, line: 4)
    public static let alto = Clef(.c, line: 3)
    public static let tenor = Clef(.c, line: 4)
    public static let percussion = Clef(.percussion, line: 3)
}

extension Part {
    /// Returns the pitch that the staff shows for a sounding pitch: without the octave of the clef and the
    /// transposition of the instrument at the start.
    ///
    /// - Parameter onset: the tick of the note, which selects the clef.
    public func written(_ pitch: Pitch, at onset: Int) -> Pitch {
        guard !clefs.isEmpty || transposition != 0 else { return pitch }
        var written = pitch.moved(by: -transposition)
        written.octave -= Int8(clamping: clefs.value(at: onset)?.octaveShift ?? 0)
        return written
    }

    /// Returns the key signature that the staff shows for a key at concert pitch.
    package func written(_ key: Key) -> Key { key.moved(by: -transposition) }

    /// Semitones by which the notes sound higher than they are written at the start: -2 for a clarinet in B flat.
    public var transposition: Int {
        get { transpositions.value(at: 0)?.semitones ?? 0 }
        set { transpositions = newValue == 0 ? [] : [Timed(0, Transposition(octavesAndSemitones: newValue))] }
    }
}

extension Pitch {
    /// Returns the pitch a number of semitones higher, spelled with as few accidentals as the interval allows: a step
    /// up from F sharp is G sharp.
    public func moved(by semitones: Int) -> Pitch {
        semitones == 0 ? self : Transposition(octavesAndSemitones: semitones)(self)
    }
}

extension Key {
    /// Returns the key a number of semitones higher, with at most seven sharps or flats.
    package func moved(by semitones: Int) -> Key {
        // Octaves change nothing, and a key of the pipes stays one.
        semitones % 12 == 0 ? self : Transposition(octavesAndSemitones: semitones).respelled(for: self)(self)
    }
}
