import ArgumentParser
import MuseKit
import MuseMusic
import MuseProtocols
import MuseStorage

/// Options that change the music.
struct ChangeOptions: ParsableArguments {
    @Option(
        parsing: .unconditional, help: ArgumentHelp("Transposes by semitones; up, or down if negative.", valueName: "n")
    )
    var transpose: String?
    @Option(
        help: ArgumentHelp(
            "Transposes notation to this key by the nearest interval; without a mode, that of the tune is kept. States "
                + "the key of performances.", valueName: "D"))
    var key: String?
    @Option(
        help: ArgumentHelp(
            "Sets the tempo, and later ones in proportion: beats per minute, or 3/8=120.", valueName: "bpm"))
    var tempo: String?
    @Option(help: ArgumentHelp("Instrument of all parts: a General MIDI name, or 0 to 127.", valueName: "name"))
    var program: String?
    @Flag(help: "Writes music that is played twice in a row once, with repeat signs and endings.")
    var foldRepeats = false
    @Flag(help: "Writes ABC in muse's own form, whatever form it was read in: beams, line breaks, units and fields.")
    var tidy = false

    func edits(_ notation: NotationOptions? = nil) throws -> ScoreEdits {
        var edits = ScoreEdits()
        edits.semitones =
            try parsed(transpose, "transpose", "a number of semitones from -48 to 48") {
                Int($0).flatMap { (-48...48).contains($0) ? $0 : nil }
            } ?? 0
        edits.key = try parsed(key, "key", "a key such as D, Am or Ador") { TargetKey($0) }
        edits.tempo = try parsed(tempo, "tempo", "beats per minute such as 120, or 3/8=120") { TempoEdit($0) }
        edits.program = try program.map { try self.number(of: $0) }
        edits.foldsRepeats = foldRepeats
        edits.isTidy = tidy
        if let notation { edits.notation = try notation.settings() }
        return edits
    }

    private func number(of program: String) throws -> Int {
        let found = GeneralMIDI.programs(named: program)
        if found.count == 1 { return found[0] }
        let names = GeneralMIDI.instruments
        guard found.isEmpty else {
            let list = found.prefix(6).map { "\(names[$0].lowercased()) (\($0))" }.joined(separator: ", ")
            throw MuseError.use("--program: '\(printable(program))' can mean \(list)\(found.count > 6 ? " …" : "")")
        }
        let hint = nearestName(to: program, in: names).map { "; did you mean '\($0)'?" } ?? ""
        throw MuseError.use(
            "--program: expected an instrument of General MIDI, such as violin, or 0 to 127, found "
                + "'\(printable(program))'\(hint)")
    }
}

/// Values that override what is estimated when a performance is notated.
struct NotationOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Meter, instead of the stated or estimated one.", valueName: "6/8")) var meter: String?
    @Option(help: ArgumentHelp("Length of the incomplete first bar, or 0.", valueName: "1/8")) var pickup: String?
    @Option(help: ArgumentHelp("Shortest note; 1/12 for triplets of eighths.", valueName: "1/16")) var grid: String?

    /// The name of an option that is given; nil if none is.
    var firstUsed: String? { [("meter", meter), ("pickup", pickup), ("grid", grid)].first { $0.1 != nil }?.0 }

    func settings() throws -> NotationSettings {
        NotationSettings(
            meter: try parsed(meter, "meter", "a meter such as 6/8") { Meter($0) },
            pickup: try parsed(pickup, "pickup", "a multiple of 1/16 of a whole note, such as 1/8") {
                NoteFraction($0).flatMap { $0.isPickup ? $0 : nil }
            },
            grid: try parsed(grid, "grid", "1/4, 1/8 to 1/64, or 1/6, 1/12 to 1/96") {
                NoteFraction($0).flatMap { $0.isGrid ? $0 : nil }
            })
    }
}

/// The value of an option; nil if it is not given.
private func parsed<Value>(
    _ text: String?, _ option: String, _ expected: String, _ parse: (String) -> Value?
) throws -> Value? {
    guard let text else { return nil }
    guard let value = parse(text) else {
        throw MuseError.use("--\(option): expected \(expected), found '\(printable(text))'")
    }
    return value
}
