/// A note, chord or rest of one voice, in reading order.
public struct Element: Hashable, Sendable {
    public var onset: Int
    public var duration: Int
    /// The notes of a chord, a single note, or none for a rest.
    public var notes: [Note]
    /// Whether it is printed; false for an invisible rest.
    public var isVisible: Bool
    /// Whether it is an open bar, whose music is to be generated.
    public var isOpen: Bool
    public var tuplet: Tuplet?
    public var marks: Marks

    public init(chord: [Note]) {
        onset = chord[0].onset
        duration = chord[0].duration
        notes = chord
        isVisible = true
        isOpen = false
        tuplet = chord[0].tuplet
        marks = chord[0].marks
    }

    public init(_ rest: Rest) {
        onset = rest.onset
        duration = rest.duration
        notes = []
        isVisible = rest.isVisible
        isOpen = rest.isOpen
        tuplet = rest.tuplet
        marks = rest.marks
    }

    public var isRest: Bool { notes.isEmpty }
    public var end: Int { onset + duration }

    /// The length before the tuplet is applied, in ticks.
    public var writtenDuration: Int {
        tuplet.map { duration * Int($0.actual) / Int($0.normal) } ?? duration
    }
}

extension Part {
    /// The number of voices: the highest voice number in use plus one.
    public var voiceCount: Int {
        let last = max(notes.lazy.map(\.voice).max() ?? 0, rests.lazy.map(\.voice).max() ?? 0)
        return Int(last) + 1
    }

    /// The notes, chords and rests of one voice in order of onset.
    public func elements(voice: UInt8 = 0) -> [Element] {
        var result: [Element] = []
        var chord: [Note] = []
        var rest = rests.startIndex
        func emitRests(before onset: Int) {
            while rest < rests.endIndex, rests[rest].onset < onset || (onset == .max) {
                if rests[rest].voice == voice { result.append(Element(rests[rest])) }
                rest += 1
            }
        }
        for note in notes where note.voice == voice {
            if let first = chord.first, first.onset != note.onset {
                emitRests(before: first.onset)
                result.append(Element(chord: chord))
                chord.removeAll(keepingCapacity: true)
            }
            chord.append(note)
        }
        if let first = chord.first {
            emitRests(before: first.onset)
            result.append(Element(chord: chord))
        }
        emitRests(before: .max)
        return result
    }
}
