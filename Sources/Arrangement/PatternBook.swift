package import MuseMusic
package import MuseProtocols

/// The accompaniment patterns of a file: for each rhythm and meter, one for each kind of instrument.
package struct PatternBook: Sendable {
    private struct Entry: Sendable {
        /// The canonical name of the rhythm; nil for all others.
        let rhythm: String?
        let meter: Meter
        let patterns: [Instrument.Accompaniment: Pattern]
    }

    private var entries: [Entry] = []

    /// The name of the patterns for rhythms that have none of their own.
    static let anyRhythm = "any"
    private static let loud = Setting<Int>("loud", in: 1...127, default: 76, "velocity of capital letters")
    private static let soft = Setting<Int>("soft", in: 1...127, default: 58, "velocity of small letters")
    private static let schema = Schema(
        "a pattern",
        settings: Instrument.Accompaniment.allCases.map { Setting<String>($0.rawValue, default: nil, "pattern").info }
            + [loud.info, soft.info])

    /// The text of the patterns that muse has, a file like those of users.
    package static var builtInText: [UInt8] { PackageResources.patterns_yaml }

    /// Reads the value of a pattern file: `{jig: {6/8: {guitar: "D-u D-u"}}}`.
    ///
    /// - Throws: `RecipeErrors` with all mistakes and their places.
    package init(_ node: Node) throws {
        var errors: [RecipeError] = []
        guard let rhythms = node.entries else {
            throw RecipeErrors([Self.wrong("a mapping of rhythms", node, path: "")])
        }
        for rhythm in rhythms {
            do { entries += try Self.entries(rhythm) } catch let error as RecipeErrors { errors += error.errors }
        }
        if !errors.isEmpty { throw RecipeErrors(errors) }
    }

    /// The pattern for a rhythm and meter: that of the rhythm, otherwise that of any rhythm; in both, that of the
    /// meter, otherwise that of a meter with bars as long and divided alike, as 4/4 for 2/2. A pattern of an earlier
    /// book precedes those of the later ones. nil if no book has one.
    package static func pattern(
        for accompaniment: Instrument.Accompaniment, rhythm: String, meter: Meter, in books: [PatternBook]
    ) -> Pattern? {
        let name = Rhythm.normalized(rhythm)
        for rhythm in [name, nil] {
            for book in books {
                let entries = book.entries.filter { $0.rhythm == rhythm && $0.patterns[accompaniment] != nil }
                let entry = entries.first { $0.meter == meter } ?? entries.first { $0.meter.isPlayed(like: meter) }
                if let pattern = entry?.patterns[accompaniment] { return pattern }
            }
        }
        return nil
    }

    private static func entries(_ rhythm: Node.Entry) throws -> [Entry] {
        let name = rhythm.key == anyRhythm ? nil : Rhythm.normalized(rhythm.key)
        if let name, Rhythm.canonical(name) == nil, let nearest = nearestName(to: name, in: Rhythm.names) {
            throw RecipeErrors([
                RecipeError(
                    .unknown(kind: "rhythm", name: rhythm.key, nearest: nearest, known: []), path: rhythm.key,
                    at: rhythm.keyMark)
            ])
        }
        guard let meters = rhythm.value.entries else {
            throw RecipeErrors([wrong("a mapping of meters", rhythm.value, path: rhythm.key)])
        }
        var errors: [RecipeError] = []
        var result: [Entry] = []
        for meter in meters {
            let path = "\(rhythm.key).\(meter.key)"
            guard let value = Meter(meter.key), !value.isFree else {
                errors.append(
                    RecipeError(
                        .wrongType(expected: "a meter such as 6/8 or 4/4", found: "'\(meter.key)'"), path: path,
                        at: meter.keyMark))
                continue
            }
            do {
                result.append(Entry(rhythm: name, meter: value, patterns: try patterns(meter.value, value, path)))
            } catch let error as RecipeErrors {
                errors += error.errors
            }
        }
        if !errors.isEmpty { throw RecipeErrors(errors) }
        return result
    }

    private static func patterns(
        _ node: Node, _ meter: Meter, _ path: String
    ) throws -> [Instrument.Accompaniment: Pattern] {
        guard node.entries != nil else { throw RecipeErrors([wrong("a mapping of patterns", node, path: path)]) }
        let settings = try Settings(node, for: schema, path: path, common: [])
        let (loud, soft) = (UInt8(try settings[loud]), UInt8(try settings[soft]))
        var errors: [RecipeError] = []
        var result: [Instrument.Accompaniment: Pattern] = [:]
        for accompaniment in Instrument.Accompaniment.allCases {
            guard let value = node[accompaniment.rawValue], let text = value.text else { continue }
            do {
                result[accompaniment] = try Pattern(text, for: accompaniment, meter: meter, loud: loud, soft: soft)
            } catch let mistake as Pattern.Mistake {
                errors.append(
                    RecipeError(
                        .conflict(mistake.message), path: "\(path).\(accompaniment.rawValue)",
                        at: value.mark(ofCharacter: mistake.offset)))
            }
        }
        if !errors.isEmpty { throw RecipeErrors(errors) }
        return result
    }

    private static func wrong(_ expected: String, _ node: Node, path: String) -> RecipeError {
        RecipeError(.wrongType(expected: expected, found: node.described), path: path, at: node.mark)
    }
}

extension Meter {
    /// Whether bars are as long and divided alike, so that a pattern of one meter fits the other.
    fileprivate func isPlayed(like other: Meter) -> Bool {
        barTicks(Score.notationTicksPerQuarter) == other.barTicks(Score.notationTicksPerQuarter)
            && isCompound == other.isCompound
    }
}

extension Node {
    /// The place of a character of a scalar in one line.
    fileprivate func mark(ofCharacter offset: Int) -> SourceMark {
        let isQuoted = if case .scalar(_, isPlain: false) = content { true } else { false }
        return SourceMark(source: mark.source, line: mark.line, column: mark.column + offset + (isQuoted ? 1 : 0))
    }
}
