/// How the notes of a part are played: velocities from dynamics, hairpins and accents, lengths from articulation.
///
/// A dynamic mark holds until the next one; between the marks of a hairpin the velocity changes evenly, to the next
/// dynamic mark if it follows at once, otherwise by one step. Without marks, notes keep the velocity they have.
///
/// Source: ABC 2.1 4.14 (decorations); the velocities of dynamics are those of abc2midi.
package struct Expression {
    private static let dynamics: [String: Int] = [
        "pppp": 20, "ppp": 30, "pp": 45, "p": 60, "mp": 75, "mf": 90, "f": 105, "ff": 120, "fff": 127, "ffff": 127,
    ]
    private static let step = 15
    private static let hairpins: [String: (starts: Bool, sign: Int)] = [
        "crescendo(": (true, 1), "<(": (true, 1), "crescendo)": (false, 1), "<)": (false, 1),
        "diminuendo(": (true, -1), ">(": (true, -1), "diminuendo)": (false, -1), ">)": (false, -1),
    ]
    /// Velocity added to a note.
    private static let accents = ["accent": 16, ">": 16, "emphasis": 16, "sfz": 28, "marcato": 24, "^": 24]
    /// The part of its length that a note sounds.
    private static let articulations: [String: Double] = [
        "staccato": 0.5, ".": 0.5, "wedge": 0.35, "staccatissimo": 0.35,
    ]

    /// Whether a decoration changes how notes are played.
    package static func plays(_ decoration: String) -> Bool {
        dynamics[decoration] != nil || hairpins[decoration] != nil || accents[decoration] != nil
            || articulations[decoration] != nil
    }

    /// Velocity from an onset on, changing evenly to the next entry where `isRamp`.
    private var levels: [(onset: Int, velocity: Double, isRamp: Bool)] = []

    /// - Parameter notes: in order of onset.
    package init(_ notes: [Note]) {
        var hairpin: (index: Int, sign: Int)?
        var current: Double?
        for note in notes where !note.marks.isEmpty {
            for name in note.marks.decorations {
                if let velocity = Self.dynamics[name] {
                    current = Double(velocity)
                    levels.append((note.onset, Double(velocity), false))
                    hairpin = nil
                } else if let mark = Self.hairpins[name] {
                    let level = current ?? Double(note.velocity)
                    if mark.starts {
                        levels.append((note.onset, level, true))
                        hairpin = (levels.count - 1, mark.sign)
                    } else if let open = hairpin {
                        current = min(127, max(10, level + Double(open.sign * Self.step)))
                        levels.append((note.onset, current!, false))
                        hairpin = nil
                    }
                }
            }
        }
        // A hairpin without an end has no effect.
        if let hairpin { levels[hairpin.index].isRamp = false }
    }

    /// Whether there are no dynamics, so that notes without marks are played as they are.
    package var isPlain: Bool { levels.isEmpty }

    /// The velocity of a note without metric accents, which may exceed 127.
    package func velocity(of note: Note) -> Int {
        var velocity = Double(note.velocity)
        if let i = levels.lastIndex(where: { $0.onset <= note.onset }) {
            velocity = levels[i].velocity
            if levels[i].isRamp, i + 1 < levels.count, levels[i + 1].onset > levels[i].onset {
                let share = Double(note.onset - levels[i].onset) / Double(levels[i + 1].onset - levels[i].onset)
                velocity += share * (levels[i + 1].velocity - velocity)
            }
        }
        let accent = note.marks.isEmpty ? 0 : note.marks.decorations.compactMap { Self.accents[$0] }.max() ?? 0
        return Int(velocity.rounded()) + accent
    }

    /// The length that a note sounds, in ticks; at least 1 unless it has none.
    package func duration(of note: Note) -> Int {
        guard !note.marks.isEmpty,
            let share = note.marks.decorations.compactMap({ Self.articulations[$0] }).min()
        else { return note.duration }
        return min(note.duration, max(1, Int(Double(note.duration) * share)))
    }
}
