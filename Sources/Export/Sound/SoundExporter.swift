package import MuseMusic
import MuseProcesses
package import MuseProtocols
import MuseStorage

/// Writes sound files: what `MIDIExporter` writes, played by the program fluidsynth with a sound font, 16-bit stereo.
///
/// Notes start within a block of 64 samples of their time in the MIDI file, 1.5 ms at the usual rate. The file ends
/// when the last note has faded away. The same tune, settings, sound font and programs give the same bytes.
package struct SoundExporter: Exporter {
    static let soundFont = Setting<String>(
        file: "soundfont", what: "a sound font", example: "fonts/FluidR3_GM.sf2",
        "sound font to play with, relative to the recipe; by default the one that is installed")
    static let gain = Setting<Double>(
        "gain", in: 0.01...10, default: nil,
        "factor of the volume, too large ones clip; by default the loudest sample is 1 dB below full scale")
    static let sampleRate = Setting<Int>(
        "sample_rate", in: 22_050...48_000, default: 44_100, unit: "Hz", "samples per second of each channel")
    static let reverb = Setting<Bool>("reverb", default: true, "whether it sounds as in a small room")
    static let chorus = Setting<Bool>("chorus", default: false, "whether each instrument sounds as several do")

    package static let wav = schema(.wav, "writes sound files without compression (WAV)")
    package static let flac = schema(.flac, "writes sound files with lossless compression (FLAC)")
    package static let ogg = schema(.ogg, "writes small sound files (Ogg Vorbis)")

    private static func schema(_ format: SoundFormat, _ summary: String) -> Schema {
        Schema(
            format.rawValue, "\(summary), played by the program fluidsynth",
            [soundFont, gain, sampleRate, reverb, chorus] + MIDIExporter.settings)
    }

    private let format: SoundFormat
    private let midi: MIDIExporter
    private let synthesizer: Synthesizer

    package init(_ settings: Settings, _ format: SoundFormat) throws {
        self.format = format
        midi = try MIDIExporter(settings)
        var synthesizer = Synthesizer(
            soundFont: try settings.file(Self.soundFont), gain: try settings.optional(Self.gain))
        if let problem = synthesizer.soundFont.flatMap(SoundFont.problem) {
            throw settings.conflict(problem, about: Self.soundFont)
        }
        synthesizer.sampleRate = try settings[Self.sampleRate]
        synthesizer.hasReverb = try settings[Self.reverb]
        synthesizer.hasChorus = try settings[Self.chorus]
        self.synthesizer = synthesizer
    }

    package init(_ format: SoundFormat) { (self.format, midi, synthesizer) = (format, MIDIExporter(), Synthesizer()) }

    package var fileExtensions: [String] { [format.rawValue] }
    package var formatName: String { format.formatName }
    package var holdsManyTunes: Bool { false }
    package var runsPrograms: Bool { true }
    package var scoreForm: ScoreForm { midi.scoreForm }
    package var settingsReplacedByBand: [String] { midi.settingsReplacedByBand }
    package var obstacle: String? { synthesizer.obstacle ?? format.encoder?.obstacle }

    /// Those of MIDI, and instruments: fluidsynth has sixteen channels, one of which plays drums.
    package func losses(of scores: [Score]) -> [[String]] {
        zip(scores, midi.losses(of: scores)).map { score, losses in
            losses + (score.parts.count { !$0.isDrums } > 15 ? ["instruments of parts after the fifteenth"] : [])
        }
    }

    package func write(_ scores: [Score], provenance: Provenance?) throws -> [UInt8] {
        try files(scores, provenance: provenance)[0].bytes
    }

    package func files(_ scores: [Score], provenance: Provenance?) throws -> [ExportedFile] {
        try files(scores, provenance: provenance, isCancelled: { false })
    }

    package func files(
        _ scores: [Score], provenance: Provenance?, isCancelled: @escaping @Sendable () -> Bool
    ) throws -> [ExportedFile] {
        let folder = try ScratchFolder()
        var path = try synthesizer.wav(
            try midi.write(scores, provenance: provenance), in: folder,
            hasNotes: scores[0].parts.contains { !$0.notes.isEmpty }, isCancelled: isCancelled)
        if let encoder = format.encoder {
            let wav = path
            path = folder.path("tune.\(format.rawValue)")
            let tags = Self.tags(scores[0].header, provenance)
            try encoder.run(
                format.arguments(from: wav, to: path, tags: tags), in: folder.path, isCancelled: isCancelled)
        }
        return [ExportedFile(suffix: nil, bytes: try FileReader.bytes(path))]
    }

    /// What players show.
    private static func tags(_ header: Header, _ provenance: Provenance?) -> [(name: String, text: String)] {
        var tags: [(name: String, text: String)] = []
        if !header.title.isEmpty { tags.append(("TITLE", header.title)) }
        for composer in header.composers { tags.append(("COMPOSER", composer)) }
        if let provenance { tags.append(("DESCRIPTION", provenance.line)) }
        return tags.map { ($0.name, $0.text.replacing("\0", with: " ")) }
    }
}
