package import MuseProtocols

extension Registry where Product == any Exporter {
    /// All exporters that come with muse.
    package static var builtIn: Self {
        Registry(
            "exporter",
            [
                Entry(MIDIExporter.schema) { try MIDIExporter($0) },
                Entry(MusicXMLExporter.schema) { try MusicXMLExporter($0) },
            ])
    }
}
