package import MuseProtocols

extension Registry where Product == any Importer {
    /// What muse reads, in the order in which it is listed.
    package static var builtIn: Registry {
        Registry(
            "importer",
            [
                Entry(ABCImporter.schema) { try ABCImporter($0) },
                Entry(MIDIImporter.schema) { try MIDIImporter($0) },
                Entry(PianoRollImporter.schema) { try PianoRollImporter($0) },
            ])
    }
}
