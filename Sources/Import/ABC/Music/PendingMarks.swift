import MuseMusic

/// The marks that have been read for the next note or rest.
struct PendingMarks {
    var graces = Graces() { didSet { isEmpty = false } }
    private(set) var decorations: [String] = []
    private(set) var annotations: [String] = []
    private(set) var chordSymbols: [ChordSymbol] = []
    /// The offsets at which slurs start.
    private(set) var slurs: [Int] = []
    private(set) var dottedSlurs = 0
    private(set) var isEmpty = true

    mutating func add(decoration: String) {
        decorations.append(decoration)
        isEmpty = false
    }

    mutating func add(annotation: String) {
        annotations.append(annotation)
        isEmpty = false
    }

    mutating func add(_ symbol: ChordSymbol) {
        chordSymbols.append(symbol)
        isEmpty = false
    }

    mutating func addSlur(at offset: Int, isDotted: Bool = false) {
        slurs.append(offset)
        if isDotted { dottedSlurs += 1 }
        isEmpty = false
    }

    /// Ends a slur over grace notes alone, `({fga})`, which is ignored like slurs inside the braces.
    ///
    /// - Returns: false if no such slur is open.
    mutating func endSlurOfGraces() -> Bool {
        guard !graces.isEmpty, !slurs.isEmpty else { return false }
        slurs.removeLast()
        return true
    }

    mutating func removeDecorations() { decorations.removeAll() }

    /// The marks to attach to the note; chord symbols are stored in the score instead.
    var marks: Marks {
        var marks = Marks()
        if !graces.isEmpty { marks.graces = graces }
        if !decorations.isEmpty { marks.decorations = decorations }
        if !annotations.isEmpty { marks.annotations = annotations }
        if !slurs.isEmpty { marks.slurStarts = slurs.count }
        if dottedSlurs > 0 { marks.dottedSlurStarts = dottedSlurs }
        return marks
    }
}
