import MuseMusic

/// How an ornament is written: `~*`, `{+1}*`, `* {A4}* {F#4}*2`, `(3***`, `(3*>`. `ornaments.yaml` explains the signs.
struct OrnamentFigure: Sendable {
    enum Grace: Sendable {
        /// The same on each note, as fingers make it. Without an accidental it follows the key signature, since its
        /// exact pitch is not heard.
        case pitch(Pitch)
        /// Steps of the scale above the note.
        case steps(Int)
    }

    struct Piece: Sendable {
        var graces: [Grace]
        /// The length relative to the others: parts of the figure, before the triplet is applied.
        var share: Int
        var isInTriplet: Bool
    }

    /// The notes that replace the ornamented one.
    private(set) var pieces: [Piece] = []
    private(set) var isRoll = false
    /// Whether the figure is a triplet of the note, the one between it and the next, and the next.
    private(set) var fillsThird = false

    /// nil for an invalid figure.
    init?(_ text: String) {
        if text == "(3*>" {
            fillsThird = true
            return
        }
        var rest = Substring(text.filter { $0 != " " || text.contains("{") })
        var triplet = 0
        var graces: [Grace] = []
        while let sign = rest.popFirst() {
            switch sign {
            case " ": continue
            case "~": isRoll = true
            case "{":
                guard let end = rest.firstIndex(of: "}") else { return nil }
                for name in rest[..<end].split(separator: " ") {
                    if let steps = Int(name) {
                        graces.append(.steps(steps))
                    } else if let pitch = Pitch(name) {
                        graces.append(.pitch(pitch))
                    } else {
                        return nil
                    }
                }
                rest = rest[end...].dropFirst()
            case "(":
                guard rest.popFirst() == "3" else { return nil }
                triplet = 3
            case "*":
                var share = 1
                if let number = rest.first?.wholeNumberValue {
                    share = number
                    rest.removeFirst()
                }
                guard share > 0, triplet == 0 || share == 1 else { return nil }
                pieces.append(Piece(graces: graces, share: share, isInTriplet: triplet > 0))
                triplet = max(0, triplet - 1)
                graces = []
            default: return nil
            }
        }
        guard !pieces.isEmpty, graces.isEmpty, triplet == 0, !isRoll || pieces.count == 1 else { return nil }
    }

    /// The figure on a note; nil if the lengths are not whole ticks.
    func played(on note: Note, in key: Key?, _ ticksPerQuarter: Int) -> [Note]? {
        let thirds = pieces.reduce(0) { $0 + ($1.isInTriplet ? 2 : 3 * $1.share) }
        guard note.duration % thirds == 0 else { return nil }
        let third = note.duration / thirds
        var result: [Note] = []
        var onset = note.onset
        var index = 0
        for piece in pieces {
            var copy = note
            copy.onset = onset
            copy.duration = third * (piece.isInTriplet ? 2 : 3 * piece.share)
            if piece.isInTriplet {
                copy.tuplet = Tuplet(actual: 3, normal: 2, index: index, count: 3)
                index += 1
            }
            if !result.isEmpty { copy.marks = Marks() }
            if !piece.graces.isEmpty {
                copy.marks.graces = Graces(
                    piece.graces.map {
                        Graces.Grace(pitch: $0.pitch(at: note.pitch, key), duration: ticksPerQuarter / 2)
                    })
            }
            if isRoll { copy.marks.decorations = ["roll"] + copy.marks.decorations }
            onset += copy.duration
            result.append(copy)
        }
        let last = result.count - 1
        if last > 0, note.marks.slurEnds > 0 {
            result[0].marks.slurEnds = 0
            result[last].marks.slurEnds = note.marks.slurEnds
        }
        return result
    }

    /// The triplet that fills the third between two notes; nil if the lengths are not whole ticks.
    static func triplet(_ first: Note, _ second: Note, in key: Key?) -> [Note]? {
        let total = first.duration + second.duration
        guard total % 3 == 0 else { return nil }
        let position = (first.pitch.staffPosition + second.pitch.staffPosition) / 2
        var middle = first
        middle.pitch = Pitch(staffPosition: position, in: key)
        middle.marks = Marks()
        return [first, middle, second].enumerated().map { i, note in
            var note = note
            note.onset = first.onset + i * total / 3
            note.duration = total / 3
            note.tuplet = Tuplet(actual: 3, normal: 2, index: i, count: 3)
            return note
        }
    }
}

extension OrnamentFigure.Grace {
    fileprivate func pitch(at note: Pitch, _ key: Key?) -> Pitch {
        switch self {
        case .pitch(let pitch): pitch.alter == 0 ? Pitch(staffPosition: pitch.staffPosition, in: key) : pitch
        case .steps(let steps): Pitch(staffPosition: note.staffPosition + steps, in: key)
        }
    }
}
