package import MuseProtocols

/// Reads Standard MIDI Files: one score of a file of format 0 or 1, one a track of format 2.
///
/// Source: Standard MIDI Files 1.0, RP-001, MIDI Manufacturers Association 1996. Decisions where it leaves a choice:
/// - A part for each channel that has notes in a track, in order of tracks, then channels. Times are the file's own.
/// - Of equal pitches that sound at once in a channel, a note-off ends the one struck first. A note that nothing ends
///   is left out, and reported.
/// - The first track's name is the title. A part takes its track's name, or else the instrument's.
/// - A part's program is the one in force at its first note; a program set in another track holds where the part's own
///   sets none.
/// - Spelling follows the key signature in force: the note nearest to the key on the line of fifths.
/// - A file has no bar lines: they are laid out as the meters say, from its start to the end of the last note's bar.
/// - Where a file says nothing, the meter is 4/4 and the tempo 120 quarters a minute.
/// - Times in frames (SMPTE) are read as quarters at 120 a minute.
package struct MIDIImporter: Importer {
    package static let schema = Schema(
        "midi", "reads Standard MIDI Files, formats 0, 1 and 2", source: "Standard MIDI Files 1.0, RP-001, MMA 1996")

    package init(_ settings: Settings) throws {}
    package init() {}

    package var fileExtensions: [String] { ["mid", "midi"] }

    package func read(_ bytes: [UInt8], name: String) -> Imported {
        bytes.withUnsafeBufferPointer { bytes in
            let source = MIDISource(name)
            var problems = MIDIProblems(source)
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
        var reader = MIDITrackReader(bytes, scale: file.division.scale, MIDIProblems(source))
        reader.read(tracks)
        var problems = reader.problems
        let score = MIDIScore(reader.events, file, &problems).score
        return Imported.Tune(score: score, diagnostics: problems.finish())
    }
}
