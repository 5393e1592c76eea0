import MuseMusic

/// An accidental sign before a note.
enum Accidental {
    case doubleFlat, threeQuarterFlat, flat, quarterFlat, natural, quarterSharp, sharp, threeQuarterSharp, doubleSharp

    /// - Parameter cents: the alteration in hundredths of a semitone; only quarter tones have signs.
    init?(cents: Int) {
        switch cents {
        case -200: self = .doubleFlat
        case -150: self = .threeQuarterFlat
        case -100: self = .flat
        case -50: self = .quarterFlat
        case 0: self = .natural
        case 50: self = .quarterSharp
        case 100: self = .sharp
        case 150: self = .threeQuarterSharp
        case 200: self = .doubleSharp
        default: return nil
        }
    }

    var name: StaticString {
        switch self {
        case .doubleFlat: "flat-flat"
        case .threeQuarterFlat: "three-quarters-flat"
        case .flat: "flat"
        case .quarterFlat: "quarter-flat"
        case .natural: "natural"
        case .quarterSharp: "quarter-sharp"
        case .sharp: "sharp"
        case .threeQuarterSharp: "three-quarters-sharp"
        case .doubleSharp: "double-sharp"
        }
    }
}

/// Finds the accidental signs that a staff needs: at notes that differ from the signature, or from an earlier sign at
/// the same staff position in the measure.
struct AccidentalState {
    /// Signs in this measure in hundredths of a semitone, by staff position.
    private var shown: [Int: Int] = [:]
    private var alterations = [Int](repeating: 0, count: 7)

    mutating func startMeasure() { shown.removeAll(keepingCapacity: true) }

    /// Returns the sign that `pitch` needs, nil if none; it then applies to the rest of the measure.
    mutating func sign(for pitch: Pitch) -> Accidental? {
        let position = pitch.staffPosition
        let cents = 100 * Int(pitch.alter) + Int(pitch.cents)
        guard shown[position] ?? 100 * alterations[Int(pitch.step)] != cents else { return nil }
        shown[position] = cents
        return Accidental(cents: cents)
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
