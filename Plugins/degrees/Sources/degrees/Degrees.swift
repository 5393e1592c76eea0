import MuseProtocols

/// Melodies by the degrees of their scale and sixteenths: a meter, a mode, then a token for each note or rest.
struct Degrees: MuseComponent {
    static let kind = "tokenizer"
    static let type = "degrees"

    private static let meters = [Meter(2, 4), Meter(3, 4), Meter(4, 4), Meter(6, 8), Meter(9, 8), Meter(12, 8)]
    private static let modes: [Key.Mode] = [.major, .mixolydian, .dorian, .minor]
    private static let lengths = [1, 2, 3, 4, 6, 8, 12]
    private static let degrees = -9...18

    private let tonic: PitchClass
    private let bars: Int

    init(_ settings: [String: MuseValue]) throws {
        tonic = settings["tonic"].flatMap { PitchClass($0.text) } ?? PitchClass(step: 1)
        bars = Int(settings["bars"]?.number ?? 64)
    }

    /// A note's degree, 0 for the tonic in the middle octave; nil for a rest.
    private static let elements: [(degree: Int?, length: Int)] =
        (degrees.map { Optional($0) } + [nil]).flatMap { degree in lengths.map { (degree, $0) } }
    private static let firstElement = 1 + meters.count + modes.count

    func answer(_ method: String, _ parameters: [UInt8]) throws -> [UInt8] {
        let parameters = try JSON(parsing: parameters)
        func numbers(_ json: JSON?) -> [Int] {
            if case .array(let items)? = json { items.compactMap(\.intValue) } else { [] }
        }
        let answer: JSON
        switch method {
        case "tokenizer/encode":
            do {
                answer = .object(["tokens": Self.json(try encode(Score(json: parameters["score"] ?? .null)))])
            } catch let cannot as EncodingError {
                answer = .object(["cannot": .string(cannot.description)])
            }
        case "tokenizer/decode": answer = .object(["score": decode(numbers(parameters["tokens"])).json])
        case "tokenizer/grammar":
            let plan = parameters["plan"]
            let range = numbers(plan?["bars"])
            let meter = (plan?["meter"]?.stringValue).flatMap { Meter($0) }
            answer = grammar(meter, range.count == 2 ? range[0]...range[1] : 1...bars)
        default: answer = description
        }
        return try answer.bytes()
    }

    private static func json(_ numbers: [Int]) -> JSON { .array(numbers.map { .int($0) }) }

    private var description: JSON {
        let names =
            ["end"] + Self.meters.map { "\($0)" } + Self.modes.map(\.rawValue)
            + Self.elements.map { "\($0.degree.map(String.init) ?? "rest")x\($0.length)" }
        let notes = Self.elements.indices.filter { Self.elements[$0].degree != nil }.map { Self.firstElement + $0 }
        return .object([
            "tokens": .array(names.map { .string($0) }), "end": .int(0), "notes": Self.json(notes),
            "conditions": Self.json(Array(1..<Self.firstElement)),
        ])
    }

    private func encode(_ score: Score) throws -> [Int] {
        guard let part = score.parts.first, score.meters.count == 1, score.keys.count == 1,
            let meter = Self.meters.firstIndex(of: score.meters[0].value == .cut ? .common : score.meters[0].value),
            let mode = Self.modes.firstIndex(of: score.keys[0].value.mode)
        else { throw EncodingError( "is in no meter or mode that there is a token for, or in several") }
        let sixteenth = score.ticksPerQuarter / 4
        let size = Self.barSize(meter)
        var tokens = [1 + meter, 1 + Self.meters.count + mode]
        // A pickup becomes a bar that begins with a rest.
        let first = score.barlines.first { $0.onset > 0 }?.onset ?? 0
        var at = (size * sixteenth - first % (size * sixteenth)) % (size * sixteenth)
        let shift = at
        func add(_ degree: Int?, _ duration: Int) throws {
            guard
                let element = Self.elements.firstIndex(where: {
                    $0.degree == degree && $0.length * sixteenth == duration
                }), at / sixteenth % size + duration / sixteenth <= size
            else { throw EncodingError( "has a note or rest that is too high, too long or no sixteenths") }
            at += duration
            tokens.append(Self.firstElement + element)
        }
        func rest(_ duration: Int) throws {
            for length in Self.lengths.reversed() where duration >= length * sixteenth {
                try add(nil, length * sixteenth)
                return try rest(duration - length * sixteenth)
            }
            if duration > 0 { throw EncodingError( "has a rest of no sixteenths") }
        }
        at = 0
        try rest(shift)
        let home = Pitch(step: Int(score.keys[0].value.tonic.step), octave: 4).staffPosition
        for element in part.elements() {
            guard element.onset + shift == at else { throw EncodingError( "has notes that do not follow one another") }
            guard let note = element.notes.last else {
                try rest(element.duration)
                continue
            }
            try add(note.pitch.staffPosition - home, element.duration)
        }
        try rest((size - at / sixteenth % size) % size * sixteenth)
        guard (1...bars).contains(at / sixteenth / size) else { throw EncodingError( "is not 1 to \(bars) bars long") }
        return tokens + [0]
    }

    /// Takes any tokens: what makes no sense where it stands is passed over.
    private func decode(_ tokens: [Int]) -> Score {
        var score = Score(ticksPerQuarter: 4)
        var (meter, mode) = (2, 0)
        var part = Part()
        var at = 0
        for token in tokens where token > 0 {
            switch token {
            case ...Self.meters.count: meter = token - 1
            case ..<Self.firstElement: mode = token - 1 - Self.meters.count
            default:
                let (degree, length) = Self.elements[token - Self.firstElement]
                if let degree {
                    let key = Key(tonic, Self.modes[mode])
                    let position = Pitch(step: Int(tonic.step), octave: 4).staffPosition + degree
                    let alter = key.alterations[position % 7]
                    part.notes.append(Note(onset: at, duration: length, pitch: Pitch(staffPosition: position, alter: alter)))
                } else {
                    part.rests.append(Rest(onset: at, duration: length))
                }
                at += length
            }
        }
        let size = Self.barSize(meter)
        score.meters = [Timed(0, Self.meters[meter])]
        score.keys = [Timed(0, Key(tonic, Self.modes[mode]))]
        score.barlines = stride(from: size, through: at, by: size).map {
            Barline(onset: $0, style: $0 + size > at ? .final : .single)
        }
        score.parts = [part]
        return score
    }

    /// A state is a meter, how many bars are full, and how many sixteenths the next one has.
    private func grammar(_ meter: Meter?, _ range: ClosedRange<Int>) -> JSON {
        var classes: [[Int]] = Self.meters.indices.map { [1 + $0] } + [Array(1 + Self.meters.count..<Self.firstElement)]
        let firstLength = classes.count
        classes += Self.lengths.map { length in
            Self.elements.indices.filter { Self.elements[$0].length == length }.map { Self.firstElement + $0 }
        }
        var (states, finals): ([[[Int]]], [Int]) = ([[]], [])
        for (index, known) in Self.meters.enumerated() where meter == nil || meter == known {
            let size = Self.barSize(index)
            let last = min(range.upperBound, bars)
            states[0].append([index, states.count])
            states.append([[Self.meters.count, states.count + 1]])
            let start = states.count
            for bar in 0..<last {
                if bar >= range.lowerBound { finals.append(start + bar * size) }
                for place in 0..<size {
                    states.append(
                        Self.lengths.indices.filter { place + Self.lengths[$0] <= size }.map {
                            [firstLength + $0, start + bar * size + place + Self.lengths[$0]]
                        })
                }
            }
            if last >= range.lowerBound { finals.append(states.count) }
            states.append([])
        }
        return .object([
            "classes": .array(classes.map(Self.json)), "states": .array(states.map { .array($0.map(Self.json)) }),
            "finals": Self.json(finals),
        ])
    }

    /// Sixteenths of a bar.
    private static func barSize(_ meter: Int) -> Int { meters[meter].barTicks(4) ?? 16 }
}

let museComponents: [any MuseComponent.Type] = [Degrees.self]
