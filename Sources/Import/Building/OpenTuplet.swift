import MuseMusic

/// A tuplet that is not yet complete.
struct OpenTuplet {
    /// `actual` notes in the time of `normal`.
    let actual: Int
    let normal: Int
    /// The number of notes, chords and rests in the tuplet.
    let count: Int
    let place: TextPlace
    /// The indices in the voice of the tuplet's first note and first rest.
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
