package import MuseProtocols

extension Registry where Product == any Exporter {
    /// The built-in exporters.
    package static var builtIn: Self {
        Registry(
            "exporter",
            [
                Entry(ABCExporter.schema) { try ABCExporter($0) },
                Entry(MIDIExporter.schema) { try MIDIExporter($0) },
                Entry(MusicXMLExporter.schema) { try MusicXMLExporter($0) },
                Entry(HTMLExporter.schema) { try HTMLExporter($0) },
                Entry(CompressedMusicXMLExporter.schema) { try CompressedMusicXMLExporter($0) },
                Entry(SoundExporter.wav) { try SoundExporter($0, .wav) },
                Entry(SoundExporter.flac) { try SoundExporter($0, .flac) },
                Entry(SoundExporter.ogg) { try SoundExporter($0, .ogg) },
                Entry(SVGExporter.schema) { try SVGExporter($0) },
                Entry(PDFExporter.schema) { try PDFExporter($0) },
            ])
    }
}
