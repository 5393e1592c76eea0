import MuseProtocols

/// A piece of a piano-roll file.
struct PianoRollPiece {
    /// `train 3`, or `3` if the file has no splits.
    var title: String
    var split: CorpusSide?
    /// The MIDI numbers of each step.
    var steps: [[Int]] = []
    /// The first error in the piece.
    var mistake: JSONScanner.Mistake?
}

/// Reads the pieces of a piano-roll file: an object of splits, or a bare list of pieces.
struct PianoRollReader {
    private(set) var pieces: [PianoRollPiece] = []
    /// The error after which the rest of the file is unreadable.
    private(set) var mistake: JSONScanner.Mistake?
    private(set) var warnings: [JSONScanner.Mistake] = []

    init(_ bytes: [UInt8]) {
        var scanner = JSONScanner(bytes)
        do {
            if scanner.peek() == UInt8(ascii: "{") {
                try scanner.object { try member($1, &$0) }
            } else {
                try pieces(nil, name: "", &scanner)
            }
            try scanner.end()
        } catch let error as JSONScanner.Mistake {
            mistake = error
        } catch {
            mistake = JSONScanner.Mistake(message: "\(error)", offset: scanner.offset)
        }
    }

    private mutating func member(_ key: String, _ scanner: inout JSONScanner) throws {
        let side: CorpusSide
        switch key {
        case "train", "training": side = .training
        case "valid", "validation", "val", "dev": side = .validation
        case "test", "testing": side = .test
        default:
            let message = "'\(key.prefix(40))' skipped: expected train, valid or test"
            warnings.append(JSONScanner.Mistake(message: message, offset: scanner.offset))
            try scanner.skip()
            return
        }
        try pieces(side, name: "\(key) ", &scanner)
    }

    private mutating func pieces(_ side: CorpusSide?, name: String, _ scanner: inout JSONScanner) throws {
        var number = 0
        try scanner.array("pieces") { scanner in
            number += 1
            var piece = PianoRollPiece(title: "\(name)\(number)", split: side)
            try piece.read(&scanner)
            pieces.append(piece)
        }
    }
}

extension PianoRollPiece {
    fileprivate mutating func read(_ scanner: inout JSONScanner) throws {
        guard scanner.peek() == UInt8(ascii: "[") else {
            record(scanner.mistake(expecting: "a list of steps"))
            return try scanner.skip()
        }
        let start = scanner.offset
        try scanner.array("steps") { scanner in
            guard scanner.peek() == UInt8(ascii: "[") else {
                record(scanner.mistake(expecting: "a list of MIDI numbers"))
                return try scanner.skip()
            }
            var step: [Int] = []
            try scanner.array("MIDI numbers") { scanner in
                guard let first = scanner.peek(), first == UInt8(ascii: "-") || (0x30...0x39).contains(first) else {
                    record(scanner.mistake(expecting: "a MIDI number"))
                    return try scanner.skip()
                }
                let place = scanner.offset
                if let number = try scanner.wholeNumber(), number <= 127 {
                    step.append(max(number, -1))
                } else {
                    record(JSONScanner.Mistake(message: "expected a MIDI number from 0 to 127", offset: place))
                }
            }
            steps.append(step)
        }
        if steps.isEmpty { record(JSONScanner.Mistake(message: "the piece has no steps", offset: start)) }
    }

    private mutating func record(_ mistake: JSONScanner.Mistake) {
        if self.mistake == nil { self.mistake = mistake }
    }
}
