/// A note as written: one note head. A chord is several notes of a voice with the same onset.
public struct Note: Hashable, Sendable {
    /// Ticks from the start of the score.
    public var onset: Int
    /// The sounding length in ticks, with the tuplet applied.
    public var duration: Int
    public var pitch: Pitch
    /// MIDI velocity, 1 to 127.
    public var velocity: UInt8
    /// The voice within the part; 0 is the first.
    public var voice: UInt8
    /// Whether it is tied to the next note of the same pitch and voice.
    public var isTied: Bool
    public var tuplet: Tuplet?
    public var marks: Marks

    public init(
        onset: Int, duration: Int, pitch: Pitch, velocity: UInt8 = 80, voice: UInt8 = 0, isTied: Bool = false,
        tuplet: Tuplet? = nil, marks: Marks = Marks()
    ) {
        self.onset = onset
        self.duration = duration
        self.pitch = pitch
        self.velocity = velocity
        self.voice = voice
        self.isTied = isTied
        self.tuplet = tuplet
        self.marks = marks
    }

    public var end: Int { onset + duration }
}

/// A rest as written.
public struct Rest: Hashable, Sendable {
    public var onset: Int
    public var duration: Int
    public var voice: UInt8
    /// Whether it is printed; false for ABC's `x`.
    public var isVisible: Bool
    /// Whether it is an open bar (`?`), whose music is to be generated.
    public var isOpen: Bool
    public var tuplet: Tuplet?
    public var marks: Marks

    public init(
        onset: Int, duration: Int, voice: UInt8 = 0, isVisible: Bool = true, isOpen: Bool = false,
        tuplet: Tuplet? = nil, marks: Marks = Marks()
    ) {
        self.onset = onset
        self.duration = duration
        self.voice = voice
        self.isVisible = isVisible
        self.isOpen = isOpen
        self.tuplet = tuplet
        self.marks = marks
    }
}

/// The tuplet of a note, chord or rest, `actual` in the time of `normal`, and the position in it.
public struct Tuplet: Hashable, Sendable {
    /// 3 in a triplet.
    public var actual: UInt8
    /// 2 in a triplet.
    public var normal: UInt8
    /// The position in the tuplet, from 0.
    public var index: UInt8
    /// The number of notes, chords and rests in the tuplet: ABC's r in `(p:q:r`.
    public var count: UInt8

    public init(actual: Int, normal: Int, index: Int, count: Int) {
        self.actual = UInt8(actual)
        self.normal = UInt8(normal)
        self.index = UInt8(index)
        self.count = UInt8(count)
    }

    public var isFirst: Bool { index == 0 }
    public var isLast: Bool { index + 1 == count }
}
