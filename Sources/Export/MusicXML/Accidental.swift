import MuseMusic

/// An accidental sign before a note.
enum Accidental {
    case doubleFlat, flat, natural, sharp, doubleSharp

    init?(alter: Int8) {
        switch alter {
        case -2: self = .doubleFlat
        case -1: self = .flat
        case 0: self = .natural
        case 1: self = .sharp
        case 2: self = .doubleSharp
        default: return nil
        }
    }

    var name: StaticString {
        switch self {
        case .doubleFlat: "flat-flat"
        case .flat: "flat"
        case .natural: "natural"
        case .sharp: "sharp"
        case .doubleSharp: "double-sharp"
        }
    }
}

/// Finds the accidental signs that a staff needs: at notes that differ from the signature, or from an earlier sign at
/// the same staff position in the measure.
struct AccidentalState {
    /// Signs in this measure, by staff position.
    private var shown: [Int: Int8] = [:]
    private var alterations = [Int](repeating: 0, count: 7)

    mutating func startMeasure() { shown.removeAll(keepingCapacity: true) }

    /// Returns the sign that `pitch` needs, nil if none; it then applies to the rest of the measure.
    mutating func sign(for pitch: Pitch) -> Accidental? {
        let position = pitch.staffPosition
        let current = shown[position] ?? Int8(clamping: alterations[Int(pitch.step)])
        guard current != pitch.alter else { return nil }
        shown[position] = pitch.alter
        return Accidental(alter: pitch.alter)
    }

    /// Sets the signs of one measure of a part: of all lanes, in order of time.
    ///
    /// A tied note keeps its accidental across the bar line, without applying it to later notes.
    mutating func mark(_ lanes: inout [[Piece]], keys: inout Timeline<Key>) {
        startMeasure()
        var cursors = [Int](repeating: 0, count: lanes.count)
        while let lane = Self.earliest(lanes, cursors) {
            let i = cursors[lane]
            cursors[lane] += 1
            if lanes[lane][i].isRest { continue }
            if let key = keys.change(at: lanes[lane][i].onset) { alterations = key.alterations }
            for g in lanes[lane][i].graces.indices {
                lanes[lane][i].graces[g].accidental = sign(for: lanes[lane][i].graces[g].pitch)
            }
            for h in lanes[lane][i].heads.indices where !lanes[lane][i].heads[h].isTieStop {
                lanes[lane][i].heads[h].accidental = sign(for: lanes[lane][i].heads[h].pitch)
            }
        }
    }

    private static func earliest(_ lanes: [[Piece]], _ cursors: [Int]) -> Int? {
        var best: Int?
        for lane in lanes.indices where cursors[lane] < lanes[lane].count {
            let onset = lanes[lane][cursors[lane]].onset
            if let found = best, lanes[found][cursors[found]].onset <= onset { continue }
            best = lane
        }
        return best
    }
}
