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
/// - Bar lines are derived from the meters, from the start to the end of the last note's bar.
/// - The default meter is 4/4, the default tempo 120 quarters per minute.
/// - Times in SMPTE frames are read as quarters at 120 per minute.
package struct MIDIImporter: Importer {
    package static let schema = Schema(
        "midi", "reads Standard MIDI Files, formats 0, 1 and 2", source: "Standard MIDI Files 1.0, RP-001, MMA 1996")

    package init(_ settings: Settings) throws {}
    package init() {}

    package var fileExtensions: [String] { ["mid", "midi"] }

    package func read(_ bytes: [UInt8], name: String) -> Imported {
        bytes.withUnsafeBufferPointer { bytes in
            let source = MIDISource(name)
            var problems = MIDIDiagnostics(source)
            guard let file = MIDIFile(bytes, &problems) else {
                return Imported(tunes: [], diagnostics: problems.finish())
            }
            let groups = file.format == 2 ? file.tracks.map { [$0] } : [file.tracks]
            let tunes = groups.map { Self.tune($0, of: file, bytes, source) }
            return Imported(tunes: tunes, diagnostics: problems.finish())
        }
    }

    private static func tune(
        _ tracks: [MIDIFile.Track], of file: MIDIFile, _ bytes: UnsafeBufferPointer<UInt8>, _ source: MIDISource
    ) -> Imported.Tune {
        var reader = MIDITrackReader(bytes, scale: file.division.scale, MIDIDiagnostics(source))
        reader.read(tracks)
        var problems = reader.problems
        let score = MIDIScore(reader.events, file, &problems).score
        return Imported.Tune(score: score, diagnostics: problems.finish())
    }
}
