import MuseMusic
import MuseProtocols

/// The files of a tune that a page offers for download.
struct PageFiles {
    let midi: [UInt8]
    /// nil if ABC cannot express the tune.
    let abc: String?
    /// Compressed MusicXML; nil if MusicXML cannot express the tune.
    let mxl: [UInt8]?

    /// Bars are stressed, and chord symbols are played, by a guitar.
    private static let midiExporter = MIDIExporter(
        accent: MIDIExporter.usualAccent, chordProgram: MIDIExporter.guitar)

    /// - Throws: `ExportError` if MIDI cannot express the tune.
    init(_ tune: PageTune) throws {
        midi = try Self.midiExporter.write([tune.band?.performed ?? tune.score], provenance: nil)
        abc = (try? ABCExporter().write([tune.score], provenance: nil)).map { String(decoding: $0, as: UTF8.self) }
        mxl = try? CompressedMusicXMLExporter().write([tune.band?.arranged ?? tune.score], provenance: nil)
    }
}
