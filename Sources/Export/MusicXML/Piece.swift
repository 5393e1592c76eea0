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
    /// A rest that fills its measure.
    var isMeasureRest = false
    /// nil if no printed shape has the length.
    var value: NoteValue?
    /// `actual` notes in the time of `normal`; nil outside tuplets.
    var ratio: (actual: Int, normal: Int)?
    var startsTuplet = false
    var stopsTuplet = false
    /// The marks of the element. The first piece shows them all, except that slurs end at the last piece.
    var marks = Marks()
    var isFirst = true
    var isLast = true
    var graces: [GraceHead] = []
    var beams: [Beam] = []
    /// The voice of the part that it belongs to.
    var voice: UInt8 = 0

    var end: Int { onset + duration }
    var isRest: Bool { heads.isEmpty }
}
