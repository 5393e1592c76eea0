public import MuseMusic
public import MuseStorage

/// Reads scores from JSON as written by `Score.json` and by plug-ins. Omitted values have their defaults.
extension Score {
    /// Creates a score from JSON. Docs/PluginProtocol.md lists the keys.
    ///
    /// Notes, rests and the entries of timelines may be in any order.
    ///
    /// - Throws: `DetokenizationError`, whose description names the path of the invalid value.
    public init(json: JSON) throws {
        do {
            try self.init(JSONReader(json))
        } catch let mistake as JSONReader.Mistake {
            throw DetokenizationError(mistake.description)
        }
    }

    private init(_ json: JSONReader) throws {
        let ticks = try json.optional("ticks_per_quarter")?.int(1...1_000_000) ?? Self.notationTicksPerQuarter
        self.init(ticksPerQuarter: ticks)
        header = try json.optional("header").map(Header.init) ?? Header()
        meters = try Self.timeline(json, "meters") { items in
            try items[1].text(as: "a meter such as '6/8'") { Meter($0) }
        }
        keys = try Self.timeline(json, "keys", counts: 2...3) { items in
            try items[1].text(as: "a key such as 'D major'") { Key(written: $0) }
        }
        tempos = try Self.timeline(json, "tempos") { items in
            let quarters = try items[1].number()
            guard (1...10_000).contains(quarters) else { throw items[1].mistake("1 to 10000 quarters per minute") }
            return Tempo(bpm: quarters)
        }
        chordSymbols = try Self.timeline(json, "chords") { items in
            try items[1].text(as: "a chord such as 'Em7/B'") { ChordSymbol($0) }
        }
        labels = try Self.timeline(json, "labels") { try $0[1].text() }
        playOrder = try json.texts("play_order")
        barlines = try json.list("barlines").map(Barline.init).sorted { $0.onset < $1.onset }
        parts = try json["parts"].items().map(Part.init)
    }

    private static func timeline<Value>(
        _ json: JSONReader, _ key: String, counts: ClosedRange<Int> = 2...2, _ read: ([JSONReader]) throws -> Value
    ) throws -> [Timed<Value>] {
        try json.list(key).map { item in
            let items = try item.items()
            guard counts.contains(items.count) else { throw item.mistake("[onset, value]") }
            return Timed(try items[0].ticks(), try read(items))
        }.sorted { $0.onset < $1.onset }
    }
}

extension JSONReader {
    /// The items of a list; empty if the list is missing.
    fileprivate func list(_ key: String) throws -> [JSONReader] { try optional(key)?.items() ?? [] }
    fileprivate func texts(_ key: String) throws -> [String] { try list(key).map { try $0.text() } }
    fileprivate func text(_ key: String) throws -> String { try optional(key)?.text() ?? "" }
    fileprivate func flag(_ key: String) throws -> Bool { try optional(key)?.bool() ?? false }
    fileprivate func ticks() throws -> Int { try int(0...1 << 40) }
    fileprivate func pitch() throws -> Pitch { try text(as: "a pitch such as 'F#4'") { Pitch($0) } }
}

extension Header {
    fileprivate init(_ json: JSONReader) throws {
        self.init()
        referenceNumber = try json.optional("number")?.int(0...Int(Int32.max))
        titles = try json.texts("titles")
        composers = try json.texts("composers")
        rhythm = try json.text("rhythm")
        origin = try json.text("origin")
        books = try json.texts("books")
        source = try json.text("source")
        words = try json.texts("words")
    }
}

extension Barline {
    fileprivate init(_ json: JSONReader) throws {
        self.init(
            onset: try json["onset"].ticks(),
            style: try json.optional("style")?.text(as: "a style such as 'double'") { Style(rawValue: $0) } ?? .single,
            endsRepeat: try json.flag("ends_repeat"), startsRepeat: try json.flag("starts_repeat"),
            endings: try json.list("endings").map { try $0.int(1...100) })
    }
}

extension Part {
    fileprivate init(_ json: JSONReader) throws {
        self.init(
            name: try json.text("name"), program: try json.optional("program")?.int(0...127) ?? 0,
            isDrums: try json.flag("is_drums"),
            notes: try json["notes"].items().map(Note.init).sorted { ($0.onset, $0.voice) < ($1.onset, $1.voice) },
            rests: try json.list("rests").map(Rest.init).sorted { ($0.onset, $0.voice) < ($1.onset, $1.voice) })
    }
}

extension Note {
    fileprivate init(_ json: JSONReader) throws {
        self.init(
            onset: try json["onset"].ticks(), duration: try json["duration"].int(1...1 << 40),
            pitch: try json["pitch"].pitch(), velocity: UInt8(try json.optional("velocity")?.int(1...127) ?? 80),
            voice: UInt8(try json.optional("voice")?.int(0...255) ?? 0), isTied: try json.flag("is_tied"),
            tuplet: try json.optional("tuplet").map(Tuplet.init), marks: try Marks(json))
    }
}

extension Rest {
    fileprivate init(_ json: JSONReader) throws {
        self.init(
            onset: try json["onset"].ticks(), duration: try json["duration"].int(1...1 << 40),
            voice: UInt8(try json.optional("voice")?.int(0...255) ?? 0), isVisible: try !json.flag("is_hidden"),
            isOpen: try json.flag("is_open"), tuplet: try json.optional("tuplet").map(Tuplet.init),
            marks: try Marks(json))
    }
}

extension Tuplet {
    fileprivate init(_ json: JSONReader) throws {
        let items = try json.items(4)
        let index = try items[2].int(0...254)
        self.init(
            actual: try items[0].int(1...255), normal: try items[1].int(1...255), index: index,
            count: try items[3].int(index + 1...255))
    }
}

extension Marks {
    /// The marks of a note or rest.
    fileprivate init(_ element: JSONReader) throws {
        self.init()
        guard let json = try element.optional("marks") else { return }
        graces = Graces(
            try json.list("graces").map { grace in
                let items = try grace.items(2)
                return Graces.Grace(pitch: try items[0].pitch(), duration: try items[1].int(1...1 << 40))
            })
        decorations = try json.texts("decorations")
        slurStarts = try json.optional("slur_starts")?.int(0...100) ?? 0
        slurEnds = try json.optional("slur_ends")?.int(0...100) ?? 0
        lyrics = try json.texts("lyrics")
        annotations = try json.texts("annotations")
    }
}

extension Key {
    /// Parses a key as written by `description`, which may end with accidentals; `none` means no key.
    fileprivate init?(written text: String) {
        var words = text.split(separator: " ")
        guard let first = words.first else { return nil }
        let count = first == "none" ? 1 : min(2, words.count)
        let accidentals = words.dropFirst(count).map { PitchClass($0) }
        words = Array(words.prefix(count))
        guard let key = first == "none" ? Key(PitchClass(step: 0), .none) : Key(words.joined(separator: " ")),
            !accidentals.contains(nil)
        else { return nil }
        self.init(key.tonic, key.mode, accidentals: accidentals.compactMap { $0 })
    }
}
