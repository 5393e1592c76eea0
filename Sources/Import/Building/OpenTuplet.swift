import MuseMusic

/// A tuplet whose notes, chords and rests are still coming.
struct OpenTuplet {
    /// `actual` notes in the time of `normal`.
    let actual: Int
    let normal: Int
    /// How many notes, chords and rests it spans.
    let count: Int
    let place: TextPlace
    /// Index in the voice of its first note and of its first rest.
    let firstNote: Int
    let firstRest: Int
    private(set) var index = 0

    init(_ actual: Int, inTimeOf normal: Int, count: Int, firstNote: Int, firstRest: Int, at place: TextPlace) {
        self.actual = actual
        self.normal = normal
        self.count = count
        self.firstNote = firstNote
        self.firstRest = firstRest
        self.place = place
    }

    /// The position of the next element in the tuplet.
    var position: Tuplet { Tuplet(actual: actual, normal: normal, index: index, count: count) }

    var isComplete: Bool { index == count }

    mutating func advance() { index += 1 }
}
