import MuseMusic

/// One printed note, chord or rest: an element of a voice, or the part of it that a measure or a note shape can hold.
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
    /// Empty for a rest.
    var heads: [Head] = []
    var isVisible = true
    /// Whether it is a rest that fills its measure.
    var isMeasureRest = false
    /// The printed shape; nil if none has this length.
    var value: NoteValue?
    /// `actual` notes in the time of `normal`; nil outside tuplets.
    var ratio: (actual: Int, normal: Int)?
    var startsTuplet = false
    var stopsTuplet = false
    /// The marks of the element. All are shown at its first piece, except the ends of slurs, at its last piece.
    var marks = Marks()
    var isFirst = true
    var isLast = true
    var graces: [GraceHead] = []
    var beams: [Beam] = []
    /// The number of the voice within the part.
    var voice: UInt8 = 0

    var end: Int { onset + duration }
    var isRest: Bool { heads.isEmpty }
}
