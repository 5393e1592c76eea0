import MuseMusic
import MuseProtocols
import MuseStorage

/// Melodies as scale degrees: a meter, a mode, then one token for each note or rest, with its length in sixteenths.
struct Degrees: MuseComponent {
    static let kind = "tokenizer"
    static let type = "degrees"

    private static let meters = [Meter(2, 4), Meter(3, 4), Meter(4, 4), Meter(6, 8), Meter(9, 8), Meter(12, 8)]
    private static let modes: [Key.Mode] = [.major, .mixolydian, .dorian, .minor]
    private static let lengths = [1, 2, 3, 4, 6, 8, 12]
    /// Scale degrees relative to the tonic in octave 4, which is 0; nil for rests.
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
        else { throw MuseCannot("has no meter or mode, several of them, or one without a token") }
        let (bar, sixteenth) = (Self.barSize(meter), score.ticksPerQuarter / 4)
        var tokens = [1 + meter, Self.firstMode + mode]
        var at = 0
        func add(_ degree: Int?, _ length: Int) throws {
            guard let element = Self.elements.firstIndex(where: { $0 == (degree, length) }), at % bar + length <= bar
            else { throw MuseCannot("has a note or rest without a token, or one that crosses a bar line") }
            at += length
            tokens.append(Self.firstElement + element)
        }
        /// Adds rests of the longest possible lengths.
        func rest(_ length: Int) throws {
            let end = at + length
            while let longest = Self.lengths.last(where: { $0 <= end - at }) { try add(nil, longest) }
        }
        // A pickup becomes a bar that starts with a rest.
        let first = (score.barlines.first { $0.onset > 0 }?.onset ?? 0) / sixteenth
        try rest((bar - first % bar) % bar)
        let pickup = at
        let home = Pitch(step: Int(score.keys[0].value.tonic.step), octave: 4).staffPosition
        for element in part.elements() {
            guard element.onset == (at - pickup) * sixteenth, element.duration % sixteenth == 0 else {
                throw MuseCannot("has notes off the grid of sixteenths, or gaps or overlaps between notes")
            }
            let length = element.duration / sixteenth
            try element.notes.last.map { try add($0.pitch.staffPosition - home, length) } ?? rest(length)
        }
        try rest((bar - at % bar) % bar)
        guard (1...bars).contains(at / bar) else { throw MuseCannot("does not have 1 to \(bars) bars") }
        return tokens + [0]
    }

    /// Accepts any tokens, and ignores those that are invalid at their position.
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

    /// A state is a meter, the number of full bars, and the number of sixteenths in the next bar.
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
