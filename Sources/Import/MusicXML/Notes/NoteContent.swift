import MuseMusic
import MuseProtocols

/// A `note` element: one note head, or a rest.
struct NoteContent {
    enum Kind {
        case pitch(Pitch)
        case rest
        /// Without a pitch; played by the instrument with this id, or else the part's only one.
        case unpitched(instrument: String?)
    }

    struct Slur {
        let isStart: Bool
        let number: String
        let isDotted: Bool
    }

    let place: XMLPlace
    private(set) var kind = Kind.rest
    let isChord: Bool
    let isGrace: Bool
    /// Whether it is a grace note with a slash.
    let isSlashed: Bool
    let isVisible: Bool
    let voice: String
    /// The number of the staff, from 1.
    let staff: Int
    private(set) var startsTie = false
    private(set) var stopsTie = false
    /// `actual` notes in the time of `normal`; nil outside tuplets.
    private(set) var ratio: (actual: Int, normal: Int)?
    /// The printed length of one of the `normal` notes of the tuplet.
    private(set) var ratioUnit: ExactTicks?
    private(set) var tupletStarts = 0
    private(set) var tupletStops = 0
    private(set) var slurs: [Slur] = []
    private(set) var decorations: [String] = []
    let lyrics: [XMLElement]
    /// The printed length, without the effect of a tuplet; nil if it has no known type.
    let printedTicks: ExactTicks?

    /// The printed length, with the effect of a tuplet.
    var soundingTicks: ExactTicks? {
        guard let ratio else { return printedTicks }
        return printedTicks?.scaled(by: ratio.normal, over: ratio.actual)
    }

    /// nil if the note cannot be read; the reason is then reported.
    init?(_ note: XMLElement, _ reports: inout XMLReports) {
        place = note.place
        isChord = note.has("chord")
        let grace = note.first("grace")
        isGrace = grace != nil
        isSlashed = grace?["slash"] == "yes"
        isVisible = note["print-object"] != "no"
        let staffText = note.text(of: "staff")
        voice = note.text(of: "voice") ?? staffText.map { "staff \($0)" } ?? ""
        staff = staffText.flatMap { Int($0) } ?? 1
        lyrics = note.all("lyric")
        printedTicks = note.text(of: "type").flatMap { NoteLengths.ticks(type: $0, dots: note.all("dot").count) }
        if note.has("cue") {
            reports.addOnce("cue notes are read as ordinary notes", at: place)
        }
        for tie in note.all("tie") {
            if tie["type"] == "start" { startsTie = true }
            if tie["type"] == "stop" { stopsTie = true }
        }
        readTimeModification(note, &reports)
        for notations in note.all("notations") { readNotations(notations, &reports) }
        guard readKind(note, &reports) else { return nil }
    }

    private mutating func readKind(_ note: XMLElement, _ reports: inout XMLReports) -> Bool {
        if let pitch = note.first("pitch") {
            guard let read = PitchContent.pitch(pitch, &reports) else { return false }
            kind = .pitch(read)
        } else if note.has("unpitched") {
            kind = .unpitched(instrument: note.first("instrument")?["id"])
        } else if !note.has("rest") {
            reports.add(.warning, "a note without pitch; read as a rest", at: place)
        }
        return true
    }

    private mutating func readTimeModification(_ note: XMLElement, _ reports: inout XMLReports) {
        guard let modification = note.first("time-modification") else { return }
        guard let actual = modification.text(of: "actual-notes").flatMap({ Int($0) }),
            let normal = modification.text(of: "normal-notes").flatMap({ Int($0) }), actual > 0, normal > 0
        else { return reports.add(.warning, "invalid <time-modification>; ignored", at: modification.place) }
        let divisor = max(actual, normal) > 255 ? greatestCommonDivisor(actual, normal) : 1
        guard max(actual, normal) / divisor <= 255 else {
            return reports.add(.warning, "a tuplet of \(actual) in the time of \(normal) notes; ignored", at: place)
        }
        if actual != normal { ratio = (actual / divisor, normal / divisor) }
        ratioUnit = modification.text(of: "normal-type").flatMap {
            NoteLengths.ticks(type: $0, dots: modification.all("normal-dot").count)
        }
    }

    private mutating func readNotations(_ notations: XMLElement, _ reports: inout XMLReports) {
        for notation in notations.children {
            switch notation.name {
            case "tied": break
            case "slur":
                guard let type = notation["type"], type != "continue" else { break }
                let isDotted = notation["line-type"] == "dotted" || notation["line-type"] == "dashed"
                slurs.append(
                    Slur(isStart: type == "start", number: notation["number"] ?? "1", isDotted: isDotted))
            case "tuplet":
                if notation["type"] == "start" { tupletStarts += 1 }
                if notation["type"] == "stop" { tupletStops += 1 }
            default:
                // Two notes that alternate share the time of one: not a tuplet.
                if notation.first("tremolo")?["type"] == "start" || notation.first("tremolo")?["type"] == "stop" {
                    ratio = nil
                    reports.addLoss("tremolos between two notes", at: notation.place)
                }
                decorations += NotationNames.decorations(of: notation, &reports)
            }
        }
    }
}
