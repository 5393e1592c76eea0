import MuseMusic
package import MuseProtocols

/// Reads Standard MIDI Files: one score from a file of format 0 or 1, one score per track of format 2.
///
/// Source: Standard MIDI Files 1.0, RP-001, MIDI Manufacturers Association 1996. Decisions where it leaves a choice:
/// - Each channel with notes in a track becomes a part, in order of tracks, then channels. Ticks are those of the file.
/// - If equal pitches overlap in a channel, a note-off ends the one struck first. A note without a note-off is skipped
///   and reported.
/// - The name of the first track is the title. A part is named after its track, or else its instrument.
/// - The program of a part is the one in force at its first note. A program set in another track applies if the part's
///   own track sets none.
/// - Pitches are spelled by the key signature in force: as the note nearest to the key on the line of fifths.
/// - Controllers, bends, pressure and changes of program are kept in `Part.controls`, for writing MIDI.
/// - Bar lines are derived from the meters, from the start to the end of the last note's bar.
/// - The default meter is 4/4, the default tempo 120 quarters per minute. Tempos and keys that repeat the one in force
///   are kept, because event tokenizers encode them; repeated meters are dropped.
/// - The score is a performance (`Score.performance`): its times are exact, and exporters and tokenizers of
///   notation notate it. The settings override what the notation estimates.
/// - A karaoke file (`.kar`) has its words in texts. An RMID file (`.rmi`) is a MIDI file in a RIFF chunk.
/// - Of a file that was cut off, all notes that ended before the cut are read, with a warning.
/// - Times in SMPTE frames are read as quarters at 120 per minute.
package struct MIDIImporter: Importer {
    static let meter = Setting<Meter>(
        "meter", default: nil, "meter of the whole piece; by default that of the file, otherwise estimated")
    static let key = Setting<Key>(
        "key", default: nil, "key of the whole piece; by default that of the file, otherwise estimated")
    static let pickup = Setting<NoteFraction>(
        "pickup", default: nil, unit: "whole notes",
        "length of the incomplete first bar, a multiple of 1/16, or 0 for none; by default estimated")
    static let grid = Setting<NoteFraction>(
        "grid", default: nil, unit: "whole notes",
        "shortest note when quantising: 1/16, or 1/12 for triplets of eighths; by default estimated for each beat")
    static let foldRepeats = Setting<Bool>(
        "fold_repeats", default: false, "whether music played twice in a row is notated once, with repeat signs")

    package static let schema = Schema(
        "midi", "reads Standard MIDI Files, formats 0, 1 and 2", source: "Standard MIDI Files 1.0, RP-001, MMA 1996",
        [meter, key, pickup, grid, foldRepeats])

    private let notation: NotationSettings

    package init(_ settings: Settings) throws {
        let pickup = try settings.optional(Self.pickup)
        if let pickup, !pickup.isPickup {
            throw settings.conflict("\(pickup) is not a multiple of 1/16", about: Self.pickup)
        }
        let grid = try settings.optional(Self.grid)
        if let grid, !grid.isGrid {
            throw settings.conflict("\(grid) is not one of 1/4, 1/8 … 1/64 or 1/6, 1/12 … 1/96", about: Self.grid)
        }
        notation = NotationSettings(
            meter: try settings.optional(Self.meter), key: try settings.optional(Self.key), pickup: pickup, grid: grid,
            foldsRepeats: try settings[Self.foldRepeats])
    }

    package init() { notation = NotationSettings() }

    package var fileExtensions: [String] { ["mid", "midi", "kar", "rmi", "smf"] }

    package func read(_ bytes: [UInt8], name: String) -> Imported {
        bytes.withUnsafeBufferPointer { bytes in
            let source = MIDISource(name)
            var problems = MIDIDiagnostics(source)
            guard let file = MIDIFile(bytes, &problems) else {
                return Imported(tunes: [], diagnostics: problems.finish())
            }
            let groups = file.format == 2 ? file.tracks.map { [$0] } : [file.tracks]
            let tunes = groups.map { tune($0, of: file, bytes, source) }
            return Imported(tunes: tunes, diagnostics: problems.finish())
        }
    }

    private func tune(
        _ tracks: [MIDIFile.Track], of file: MIDIFile, _ bytes: UnsafeBufferPointer<UInt8>, _ source: MIDISource
    ) -> Imported.Tune {
        var reader = MIDITrackReader(bytes, scale: file.division.scale, MIDIDiagnostics(source))
        reader.read(tracks)
        var problems = reader.problems
        let score = MIDIScore(reader.events, file, notation, &problems).score
        return Imported.Tune(score: score, diagnostics: problems.finish())
    }
}
