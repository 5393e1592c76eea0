import MuseExport
import MuseImport
import MuseProtocols

/// A format of music: its importer and, if muse writes it, its exporter.
struct MusicFormat: Sendable {
    let name: String
    let importer: any Importer
    let exporter: (any Exporter)?

    static let abc = MusicFormat(name: "ABC", importer: ABCImporter(partSize: 1), exporter: ABCExporter())
    static let midi = MusicFormat(name: "MIDI", importer: MIDIImporter(), exporter: MIDIExporter())
    static let musicXML = MusicFormat(name: "MusicXML", importer: MusicXMLImporter(), exporter: MusicXMLExporter())
    static let pianoRoll = MusicFormat(name: "piano roll", importer: PianoRollImporter(), exporter: nil)

    /// The formats that muse writes.
    static let written = [abc, midi, musicXML]
}
