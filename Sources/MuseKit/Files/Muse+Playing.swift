import MuseExport
public import MuseMusic
import MuseProcesses

extension Muse {
    /// Plays a tune on the sound device with the program fluidsynth, and returns when it ends.
    ///
    /// - Parameters:
    ///   - soundFont: the path of the sound font; nil for the one that is installed.
    ///   - playsChords: whether chord symbols are played.
    ///   - swing: lengthening of the first of two even eighths, 0 to 1, as for the MIDI exporter.
    ///   - isCancelled: polled on any thread.
    /// - Throws: `MuseError.use` if `soundFont` is none; an error of the kind `Fault.inputOutput` if the program, a
    ///   sound font or a sound device is missing; `ExportError` if MIDI cannot represent the tune; `CancellationError`.
    public func play(
        _ score: Score, soundFont: String? = nil, playsChords: Bool = false, swing: Double = 0,
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) throws {
        if let problem = soundFont.flatMap(SoundFont.problem) { throw MuseError.use(problem) }
        let exporter = MIDIExporter(
            accent: MIDIExporter.usualAccent, swing: swing, chordProgram: playsChords ? MIDIExporter.guitar : nil)
        let midi = try exporter.write([score], provenance: nil)
        try Synthesizer(soundFont: soundFont).play(midi, isCancelled: isCancelled)
    }
}
