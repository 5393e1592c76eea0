import MuseMusic

/// One printed note, chord or rest: an element of a voice, or the part of one that a measure or a note's shape holds.
struct Piece {
    struct Head {
        var pitch: Pitch
        var isTieStop: Bool
        var isTieStart: Bool
        var accidental: Accidental?
    }

    struct GraceHead {
        var pitch: Pitch
        var value: NoteValue
        var accidental: Accidental?
    }

    var onset: Int
    var duration: Int
    /// None in a rest.
    var heads: [Head] = []
    var isVisible = true
    /// A rest that fills its measure.
    var isMeasureRest = false
    /// Nil where no printed shape has the length.
    var value: NoteValue?
    /// `actual` notes in the time of `normal`; nil outside tuplets.
    var ratio: (actual: Int, normal: Int)?
    var startsTuplet = false
    var stopsTuplet = false
    /// Those of the element; the first piece shows all but the ends of slurs, which are the last piece's.
    var marks = Marks()
    var isFirst = true
    var isLast = true
    var graces: [GraceHead] = []
    var beams: [Beam] = []
    /// The part's voice that it came from.
    var voice: UInt8 = 0

    var end: Int { onset + duration }
    var isRest: Bool { heads.isEmpty }
}
