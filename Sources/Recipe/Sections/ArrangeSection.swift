import MuseArrangement
import MuseMusic
import MuseProtocols
import MuseStorage

/// `arrange`: the band that plays the tunes.
struct ArrangeSection {
    static let melody = Setting<OneOrMore<InstrumentName>>(
        "melody", default: OneOrMore([InstrumentName("fiddle")]),
        "instrument of the melody, or several that play it together, such as fiddle, flute or tin whistle")
    static let chords = Setting<InstrumentName>(
        "chords", default: nil,
        "instrument that accompanies with the chord symbols, such as guitar, bouzouki or piano; none by default")
    static let drums = Setting<InstrumentName>("drums", default: nil, "drum: bodhran; none by default")
    static let harmony = Setting<Band.Harmony>(
        "harmony", default: .symbols,
        "symbols: play the tune's chord symbols; simple: for a tune without any, choose chords that fit its melody, and "
            + "write them")
    static let patterns = Setting<String>(
        "patterns", kind: .notation("the path of a pattern file", example: "patterns.yaml"), default: nil,
        "accompaniment patterns, relative to the recipe; they precede those of muse")
    static let tempo = Setting<Double>(
        "tempo", in: 10...1000, default: nil, unit: "beats per minute",
        "tempo; a beat is a dotted quarter in jigs, a half in reels and hornpipes, otherwise that of the meter; by "
            + "default the usual tempo of the rhythm")
    static let swing = Setting<Double>(
        "swing", in: 0...1, default: 0,
        "lengthening of the first of two even eighths: 0 is even, 0.67 as in triplets, 1 dotted; not in compound meters"
    )
    static let humanize = Setting<Double>(
        "humanize", in: 0...1, default: 0,
        "deviation from exact timing and loudness; 0 is exact, 1 has standard deviations of 20 ms and 10 of velocity")
    static let accent = Setting<Int>(
        "accent", in: 0...47, default: 15,
        "velocity added to the first note of a bar of the melody; notes on other beats get half of it")
    static let section = Section(
        "arrange", "a band that plays the tunes, in MIDI, MusicXML and sound", affects: .export,
        [
            .setting(melody), .setting(chords), .setting(drums), .setting(harmony),
            .setting(patterns, namesFiles: true), .setting(tempo), .setting(swing), .setting(humanize),
            .setting(accent),
        ])

    /// nil without a band.
    private(set) var band: Band?
    private(set) var prompts: [Recipe.Prompt] = []

    init(_ check: inout RecipeCheck) throws {
        guard let settings = try check.optionalSection(Self.section, in: check.root) else { return }
        let names = try check.value(Self.melody, settings).values
        let melody = names.indices.compactMap { i in
            check.instrument(names[i], Self.melody, settings, item: names.count > 1 ? i : nil) { !$0.isDrums }
        }
        if names.isEmpty {
            check.mistakes.note(
                .outOfRange(expected: "at least one instrument", found: "none"), Self.section.path(of: Self.melody),
                at: settings.node[Self.melody.info.name]?.mark)
        }
        let builtIn = try PatternBook(
            YAMLReader.read(SourceFile(recipe: PatternBook.builtInText, name: "patterns of muse"))
                ?? Node(.map([]), at: .defaults))
        var band = Band(melody: melody, patterns: [builtIn])
        band.chords = try check.optional(Self.chords, settings).flatMap {
            check.instrument($0, Self.chords, settings) { !$0.isDrums }
        }
        band.drums = try check.optional(Self.drums, settings).flatMap {
            check.instrument($0, Self.drums, settings, fits: \.isDrums)
        }
        band.harmony = try check.value(Self.harmony, settings)
        band.tempo = try check.optional(Self.tempo, settings)
        band.swing = try check.value(Self.swing, settings)
        band.humanize = try check.value(Self.humanize, settings)
        band.accent = try check.value(Self.accent, settings)
        if let node = settings.node[Self.patterns.info.name], let (book, prompt) = try check.patterns(node) {
            band.patterns.insert(book, at: 0)
            prompts.append(prompt)
            if band.chords == nil, band.drums == nil {
                check.warn(
                    Self.section.path(of: Self.patterns), "has no effect: the band has neither `chords` nor `drums`",
                    at: node.mark)
            }
        }
        self.band = band
    }

    /// Warns about swing that the meter of the tunes excludes.
    func checkSwing(_ plan: Plan, _ check: inout RecipeCheck) {
        guard let band, band.swing > 0, let meter = plan.meter?.value, meter.isCompound else { return }
        check.warn(
            Self.section.path(of: Self.swing), "has no effect in \(meter), whose eighths are played evenly",
            at: check.root[Self.section.name]?[Self.swing.info.name]?.mark)
    }

    /// Warns about settings of exporters that the band replaces, and if no exporter writes what it plays.
    func checkExports(_ exports: [RecipeCheck.Made<any Exporter>], _ check: inout RecipeCheck) {
        guard let band, !exports.isEmpty else { return }
        if exports.allSatisfy({ $0.product.scoreForm == .written }), band.harmony == .symbols {
            check.warn(
                Self.section.name, "has no effect: no exporter of this recipe writes what the band plays; add `midi`",
                at: check.root[Self.section.name]?.mark)
        }
        for export in exports {
            let schema = check.registries.exporters[export.type]?.schema
            for name in export.product.settingsReplacedByBand {
                guard let value = export.node[name], let setting = schema?.settings.first(where: { $0.name == name }),
                    setting.canonical(value).text != setting.defaultText
                else { continue }
                check.warn(
                    "\(export.path).\(name)", "has no effect: the band of `arrange` plays the tunes in its own way",
                    at: value.mark)
            }
        }
    }
}

extension RecipeCheck {
    /// The instrument of a name; nil, with a mistake recorded, if it is unknown or cannot play this part.
    ///
    /// - Parameter item: the index in a list.
    fileprivate mutating func instrument(
        _ name: InstrumentName, _ setting: any AnySetting, _ settings: Settings, item: Int? = nil,
        fits: (Instrument) -> Bool
    ) -> Instrument? {
        let node = settings.node[setting.info.name]
        let mark = item.flatMap { node?.items?[$0].mark } ?? node?.items?.first?.mark ?? node?.mark
        let path = ArrangeSection.section.path(of: setting) + (item.map { "[\($0)]" } ?? "")
        guard let instrument = name.instrument else {
            mistakes.note(
                .unknown(
                    kind: "instrument", name: name.text, nearest: Instrument.nearest(to: name.text),
                    known: Instrument.names), path, at: mark)
            return nil
        }
        guard fits(instrument) else {
            let message =
                instrument.isDrums
                ? "a \(instrument.name.lowercased()) plays neither melody nor chords; it is an instrument for `drums`"
                : "'\(name.text)' is not a drum; known: bodhran"
            mistakes.note(.conflict(message), path, at: mark)
            return nil
        }
        return instrument
    }

    /// The patterns of a file named in the recipe; nil, with its mistakes recorded, if it has any.
    fileprivate mutating func patterns(_ node: Node) throws -> (PatternBook, Recipe.Prompt)? {
        guard let text = node.text else { return nil }
        let path = ArrangeSection.section.path(of: ArrangeSection.patterns)
        let file = Files.resolve(text, relativeTo: node.mark.source.folder)
        let bytes: [UInt8]
        do { bytes = try FileReader.bytes(file) } catch {
            mistakes.note(.conflict("\(error)"), path, at: node.mark)
            return nil
        }
        let source = try mistakes.collect { try SourceFile(recipe: bytes, name: file) }
        let book = try source.flatMap { source in
            try mistakes.collect {
                guard let value = try YAMLReader.read(source) else {
                    let start = SourceMark(source: source, line: 1, column: 1)
                    throw RecipeError(.syntax("the file is empty; expected patterns of rhythms"), path: "", at: start)
                }
                return try PatternBook(value)
            }
        }
        return book.map { ($0, Recipe.Prompt(key: path, path: file, hash: SHA256.hex(of: bytes))) }
    }
}
