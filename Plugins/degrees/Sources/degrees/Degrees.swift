import MuseMusic
import MuseProtocols
import MuseStorage

/// Melodies by the degrees of their scale: a meter, a mode, then a token for each note or rest, in sixteenths.
struct Degrees: MuseComponent {
    static let kind = "tokenizer"
    static let type = "degrees"

    private static let meters = [Meter(2, 4), Meter(3, 4), Meter(4, 4), Meter(6, 8), Meter(9, 8), Meter(12, 8)]
    private static let modes: [Key.Mode] = [.major, .mixolydian, .dorian, .minor]
    private static let lengths = [1, 2, 3, 4, 6, 8, 12]
    /// Degrees from the tonic in the middle octave, 0; nil for rests.
    private static let elements: [(degree: Int?, length: Int)] =
        ((-9...18).map { Optional($0) } + [nil]).flatMap { degree in lengths.map { (degree, $0) } }
    private static let firstMode = 1 + meters.count
    private static let firstElement = firstMode + modes.count

    private let tonic: PitchClass
    private let bars: Int

    init(_ settings: [String: MuseValue]) throws {
        tonic = settings["tonic"].flatMap { PitchClass($0.text) } ?? PitchClass(step: 1)
        bars = Int(settings["bars"]?.number ?? 64)
    }

    func answer(_ method: String, _ parameters: [UInt8]) throws -> [UInt8] {
        let parameters = try JSON(parsing: parameters)
        let answer: JSON
        switch method {
        case "tokenizer/encode":
            answer = .object(["tokens": .ints(try encode(Score(json: parameters["score"] ?? .null)))])
        case "tokenizer/decode": answer = .object(["score": decode(parameters["tokens"]?.ints ?? []).json])
        case "tokenizer/grammar":
            let plan = parameters["plan"]
            let range = plan?["bars"]?.ints ?? [1, bars]
            answer = grammar((plan?["meter"]?.stringValue).flatMap { Meter($0) }, range[0], min(range[1], bars))
        default: answer = description
        }
        return try answer.bytes()
    }

    private var description: JSON {
        let names =
            ["end"] + Self.meters.map { "\($0)" } + Self.modes.map(\.rawValue)
            + Self.elements.map { "\($0.degree.map(String.init) ?? "rest")x\($0.length)" }
        let notes = Self.elements.indices.filter { Self.elements[$0].degree != nil }.map { Self.firstElement + $0 }
        return .object([
            "tokens": .array(names.map { .string($0) }), "end": .int(0), "notes": .ints(notes),
            "conditions": .ints(Array(1..<Self.firstElement)),
        ])
    }

    private func encode(_ score: Score) throws -> [Int] {
        guard let part = score.parts.first, score.meters.count == 1, score.keys.count == 1,
            let meter = Self.meters.firstIndex(of: score.meters[0].value == .cut ? .common : score.meters[0].value),
            let mode = Self.modes.firstIndex(of: score.keys[0].value.mode)
        else { throw MuseCannot("is in no meter or mode that there is a token for, or in several") }
        let (bar, sixteenth) = (Self.barSize(meter), score.ticksPerQuarter / 4)
        var tokens = [1 + meter, Self.firstMode + mode]
        var at = 0
        func add(_ degree: Int?, _ length: Int) throws {
            guard let element = Self.elements.firstIndex(where: { $0 == (degree, length) }), at % bar + length <= bar
            else { throw MuseCannot("has a note or rest that is too high or low, or too long for its bar") }
            at += length
            tokens.append(Self.firstElement + element)
        }
        /// In as few as there are lengths for.
        func rest(_ length: Int) throws {
            let end = at + length
            while let longest = Self.lengths.last(where: { $0 <= end - at }) { try add(nil, longest) }
        }
        // A pickup becomes a bar that begins with a rest.
        let first = (score.barlines.first { $0.onset > 0 }?.onset ?? 0) / sixteenth
        try rest((bar - first % bar) % bar)
        let pickup = at
        let home = Pitch(step: Int(score.keys[0].value.tonic.step), octave: 4).staffPosition
        for element in part.elements() {
            guard element.onset == (at - pickup) * sixteenth, element.duration % sixteenth == 0 else {
                throw MuseCannot("has notes between the sixteenths, or that do not follow one another")
            }
            let length = element.duration / sixteenth
            try element.notes.last.map { try add($0.pitch.staffPosition - home, length) } ?? rest(length)
        }
        try rest((bar - at % bar) % bar)
        guard (1...bars).contains(at / bar) else { throw MuseCannot("is not 1 to \(bars) bars long") }
        return tokens + [0]
    }

    /// Takes any tokens: what makes no sense where it stands is passed over.
    private func decode(_ tokens: [Int]) -> Score {
        let meter = tokens.last { (1..<Self.firstMode).contains($0) }.map { $0 - 1 } ?? 2
        let mode = tokens.last { (Self.firstMode..<Self.firstElement).contains($0) }.map { $0 - Self.firstMode } ?? 0
        let key = Key(tonic, Self.modes[mode])
        var part = Part()
        var at = 0
        for token in tokens where token >= Self.firstElement {
            let (degree, length) = Self.elements[token - Self.firstElement]
            if let degree {
                let position = Pitch(step: Int(tonic.step), octave: 4).staffPosition + degree
                let pitch = Pitch(staffPosition: position, alter: key.alterations[position % 7])
                part.notes.append(Note(onset: at, duration: length, pitch: pitch))
            } else {
                part.rests.append(Rest(onset: at, duration: length))
            }
            at += length
        }
        var score = Score(ticksPerQuarter: 4)
        score.meters = [Timed(0, Self.meters[meter])]
        score.keys = [Timed(0, key)]
        let bar = Self.barSize(meter)
        score.barlines = stride(from: bar, through: at, by: bar).map { Barline(onset: $0) }
        if !score.barlines.isEmpty { score.barlines[score.barlines.count - 1].style = .final }
        score.parts = [part]
        return score
    }

    /// A state is a meter, how many bars are full, and how many sixteenths the next one has.
    private func grammar(_ meter: Meter?, _ least: Int, _ most: Int) -> JSON {
        let ofLengths = Self.lengths.map { length in
            Self.elements.indices.filter { Self.elements[$0].length == length }.map { Self.firstElement + $0 }
        }
        let classes = Self.meters.indices.map { [1 + $0] } + [Array(Self.firstMode..<Self.firstElement)] + ofLengths
        var (states, finals): ([[[Int]]], [Int]) = ([[]], [])
        for (index, known) in Self.meters.enumerated() where (meter ?? known) == known && least <= most {
            let bar = Self.barSize(index)
            states[0].append([index, states.count])
            states.append([[Self.meters.count, states.count + 1]])
            finals += (least...most).map { states.count + $0 * bar }
            for place in 0..<most * bar {
                let fitting = Self.lengths.indices.filter { place % bar + Self.lengths[$0] <= bar }
                states.append(fitting.map { [Self.firstMode + $0, states.count + Self.lengths[$0]] })
            }
            states.append([])
        }
        return .object([
            "classes": .array(classes.map { .ints($0) }), "finals": .ints(finals),
            "states": .array(states.map { .array($0.map { .ints($0) }) }),
        ])
    }

    private static func barSize(_ meter: Int) -> Int { meters[meter].barTicks(4) ?? 16 }
}

extension JSON {
    fileprivate static func ints(_ values: [Int]) -> JSON { .array(values.map { .int($0) }) }
    fileprivate var ints: [Int] { if case .array(let items) = self { items.compactMap(\.intValue) } else { [] } }
}

let museComponents: [any MuseComponent.Type] = [Degrees.self]
