import MuseMusic
import MuseProtocols

/// Decodes tokens of the `abc` tokenizer to a score. Accepts tokens in any order and ignores those that have no
/// meaning at their position, such as a duration before any note.
struct ABCDecoder {
    private let vocabulary: ABCVocabulary
    private var score = Score()
    private var part = Part()
    private var now = 0
    private var unit = Score.notationTicksPerQuarter / 2
    private var key = Key(.init(step: 0), .none)
    private var alterations = [Int](repeating: 0, count: 7)
    private var tonicPosition = 28

    // The element being read.
    private var pending: Pending?
    private var alteration: Int?
    private var chord: [Note]?
    private var graces: Graces?
    private var isGraceLengthGiven = false
    private var marks = Marks()
    private var tuplet: (actual: Int, normal: Int, index: Int, count: Int)?
    /// Broken-rhythm steps that wait for the second note.
    private var broken = 0

    /// A note, chord or rest whose length may still change.
    private struct Pending {
        var notes: [Note]
        var isVisible = true
        /// Length in 32nds of the unit note; nil until a duration is given.
        var units32: Int?
        var isTied = false
        var brokenSteps = 0
    }

    init(_ vocabulary: ABCVocabulary) { self.vocabulary = vocabulary }

    mutating func score(of tokens: [TokenID]) -> Score {
        for token in tokens where vocabulary.tokens.indices.contains(Int(token)) {
            read(vocabulary.tokens[Int(token)])
        }
        finish()
        score.parts = [part]
        return score
    }

    private mutating func read(_ token: ABCToken) {
        switch token {
        case .duration(let units32):
            if graces == nil {
                let before = pending?.units32 ?? 0
                pending?.units32 = before + units32
            } else {
                lengthenGrace(by: units32)
            }
        case .broken(let steps): pending?.brokenSteps = steps
        case .tie:
            if let last = chord?.indices.last {
                chord?[last].isTied = true
            } else {
                pending?.isTied = true
            }
        case .alteration(let semitones):
            finish()
            alteration = semitones
        case .pitch(let position): read(position)
        case .rest(let isVisible):
            finish()
            pending = Pending(notes: [], isVisible: isVisible)
        case .chordStart:
            finish()
            chord = []
        case .chordEnd:
            if let notes = chord, !notes.isEmpty { pending = Pending(notes: notes) }
            chord = nil
        case .tuplet(let actual, let normal, let count):
            finish()
            tuplet = (actual, normal, 0, count)
        case .graceStart(let isAcciaccatura):
            finish()
            graces = Graces(isAcciaccatura: isAcciaccatura)
        case .graceEnd:
            if let graces { marks.graces = graces }
            graces = nil
        case .decoration(let name):
            finish()
            marks.decorations.append(name)
        default:
            finish()
            readStructure(token)
        }
    }

    private mutating func readStructure(_ token: ABCToken) {
        switch token {
        case .label(let kind, let name): score.header[kind] = name.map { [$0] } ?? []
        case .meter(let meter): score.meters.append(Timed(now, meter.meter))
        case .unit(let denominator): unit = 4 * Score.notationTicksPerQuarter / denominator
        case .tonic(let tonic): change(to: Key(tonic, .none))
        case .mode(let mode):
            if score.keys.last?.onset == now { score.keys.removeLast() }
            change(to: Key(key.tonic, mode))
        case .keyAccidental(let accidental):
            if score.keys.last?.onset == now { score.keys.removeLast() }
            change(to: Key(key.tonic, key.mode, accidentals: key.accidentals + [accidental]))
        case .barline(let style, let endsRepeat, let startsRepeat):
            score.barlines.append(
                Barline(onset: now, style: style, endsRepeat: endsRepeat, startsRepeat: startsRepeat))
        case .ending(let numbers):
            if let last = score.barlines.indices.last, score.barlines[last].onset == now,
                score.barlines[last].endings.isEmpty
            {
                score.barlines[last].endings = numbers
            } else {
                score.barlines.append(Barline(onset: now, style: .none, endings: numbers))
            }
        case .chordSymbol(let fifths, let kind):
            let zero = vocabulary.isRelative ? key.tonic.fifths : 0
            score.chordSymbols.append(Timed(now, ChordSymbol(root: PitchClass(fifths: fifths + zero), kind: kind)))
        case .bass(let fifths):
            guard let last = score.chordSymbols.indices.last, score.chordSymbols[last].onset == now else { return }
            let zero = vocabulary.isRelative ? key.tonic.fifths : 0
            score.chordSymbols[last].value.bass = PitchClass(fifths: fifths + zero)
        default: break
        }
    }

    private mutating func change(to key: Key) {
        self.key = key
        alterations = key.alterations
        tonicPosition = Pitch(step: Int(key.tonic.step), octave: 4).staffPosition
        score.keys.append(Timed(now, key))
    }

    private mutating func read(_ position: Int) {
        if chord == nil, graces == nil { finish(keepingAlteration: true) }
        let staffPosition = position + (vocabulary.isRelative ? tonicPosition : 0)
        let signature = alterations[staffPosition - 7 * staffPosition.flooredDivision(by: 7)]
        let alter = alteration.map { vocabulary.isRelative ? $0 + signature : $0 } ?? signature
        alteration = nil
        let pitch = Pitch(staffPosition: staffPosition, alter: min(max(alter, -2), 2))
        if graces != nil {
            isGraceLengthGiven = false
            graces?.notes.append(.init(pitch: pitch, duration: Score.notationTicksPerQuarter / 2))
        } else if chord != nil {
            chord?.append(Note(onset: now, duration: 0, pitch: pitch))
        } else {
            pending = Pending(notes: [Note(onset: now, duration: 0, pitch: pitch)])
        }
    }

    /// Sets the last grace note's length. The first duration replaces the default eighth; further ones add to it.
    private mutating func lengthenGrace(by units32: Int) {
        guard let last = graces?.notes.indices.last else { return }
        let eighth = Score.notationTicksPerQuarter / 2
        let before = isGraceLengthGiven ? graces?.notes[last].duration ?? 0 : 0
        graces?.notes[last].duration = before + eighth * units32 / 32
        isGraceLengthGiven = true
    }

    /// Sets the pending element's length and appends the element to the part.
    private mutating func finish(keepingAlteration: Bool = false) {
        if !keepingAlteration { alteration = nil }
        guard let element = pending else { return }
        pending = nil
        var quarters = element.units32.map { $0 * 4 } ?? 128
        let steps = broken != 0 ? -broken : element.brokenSteps
        broken = broken != 0 ? 0 : element.brokenSteps
        if steps != 0 {
            let short = 128 >> abs(steps)
            quarters = steps > 0 ? 256 - short : short
        }
        var duration = unit * quarters / 128
        var place: Tuplet?
        if let open = tuplet {
            duration = duration * open.normal / open.actual
            place = Tuplet(actual: open.actual, normal: open.normal, index: open.index, count: open.count)
            tuplet = open.index + 1 < open.count ? (open.actual, open.normal, open.index + 1, open.count) : nil
        }
        if element.notes.isEmpty {
            part.rests.append(
                Rest(onset: now, duration: duration, isVisible: element.isVisible, tuplet: place, marks: marks))
        }
        for (i, note) in element.notes.enumerated() {
            var note = note
            note.duration = duration
            note.tuplet = place
            note.isTied = note.isTied || element.isTied
            if i == 0 { note.marks = marks }
            part.notes.append(note)
        }
        marks = Marks()
        now += duration
    }
}
