package import MuseProtocols

extension Registry where Product == any Importer {
    /// The built-in importers, in the order in which they are listed.
    package static var builtIn: Registry {
        Registry(
            "importer",
            [
                Entry(ABCImporter.schema) { try ABCImporter($0) },
                Entry(MIDIImporter.schema) { try MIDIImporter($0) },
                Entry(MusicXMLImporter.schema) { try MusicXMLImporter($0) },
                Entry(PianoRollImporter.schema) { try PianoRollImporter($0) },
                Entry(MusicNetImporter.schema) { try MusicNetImporter($0) },
                Entry(TheSessionImporter.schema) { try TheSessionImporter($0) },
                Entry(IrishMANImporter.schema) { try IrishMANImporter($0) },
            ])
    }
}
