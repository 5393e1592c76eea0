/// The voices of a part. MusicXML names voices by any text; a voice in which notes overlap is divided.
struct PartVoices {
    struct Grace {
        let note: NoteContent
        let tone: Tone
    }

    struct Voice {
        var tuplets = TupletGroups()
        var lyrics = LyricsReader()
        /// Grace notes that await their main note.
        fileprivate(set) var graces: [Grace] = []
        /// The measure that `end` refers to.
        fileprivate var measure = -1
        fileprivate var end = 0
    }

    private static let largestCount = 256

    private(set) var all: [Voice] = []
    /// The indices of the voices with a name: the voice itself, then the layers for notes that overlap.
    private var layers: [String: [Int]] = [:]

    subscript(index: Int) -> Voice {
        get { all[index] }
        _modify { yield &all[index] }
    }

    /// Returns the voice for a note of a named voice at a position, in ticks, of a measure; a voice in use if all
    /// numbers are taken.
    mutating func index(_ name: String, measure: Int, position: Int) -> Int {
        let known = layers[name] ?? []
        if let free = known.first(where: { all[$0].measure != measure || all[$0].end <= position }) { return free }
        guard all.count < Self.largestCount else { return known.last ?? Self.largestCount - 1 }
        all.append(Voice())
        layers[name, default: []].append(all.count - 1)
        return all.count - 1
    }

    /// Marks a voice as in use up to a position of a measure.
    mutating func occupy(_ index: Int, measure: Int, until end: Int) {
        all[index].measure = measure
        all[index].end = end
    }

    mutating func add(_ grace: Grace, to name: String) {
        let voice = layers[name]?.first ?? index(name, measure: -1, position: 0)
        all[voice].graces.append(grace)
    }

    /// Removes and returns the grace notes before the next note of a named voice.
    mutating func takeGraces(_ name: String) -> [Grace] {
        guard let voice = layers[name]?.first, !all[voice].graces.isEmpty else { return [] }
        defer { all[voice].graces = [] }
        return all[voice].graces
    }
}
