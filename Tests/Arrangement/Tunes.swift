import MuseArrangement
import MuseImport
import MuseMusic
import MuseProtocols
import MuseRecipe
import Testing

/// Reads one tune in ABC.
func tune(_ abc: String) throws -> Score {
    let imported = ABCImporter().read(Array("X:1\nT:t\nL:1/8\n\(abc)\n".utf8), name: "t.abc")
    return try #require(imported.tunes.first).score
}

/// Reads a pattern file.
func book(_ text: String) throws -> PatternBook {
    try PatternBook(#require(try YAMLReader.read(SourceFile(name: "p.yaml", text: text))))
}

func instrument(_ name: String) throws -> Instrument { try #require(Instrument(name)) }

extension Band {
    /// A fiddle with other instruments, and the patterns of muse.
    static func fiddle(
        chords: String? = nil, drums: String? = nil, patterns: String? = nil
    ) throws -> Band {
        let builtIn = try book(String(decoding: PatternBook.builtInText, as: UTF8.self))
        var band = Band(melody: [try instrument("fiddle")], patterns: try patterns.map { [try book($0)] } ?? [builtIn])
        band.chords = try chords.map(instrument)
        band.drums = try drums.map(instrument)
        return band
    }
}

extension Part {
    /// The strokes as text: onset and length in eighths, then the pitches in the order of the part.
    var strokes: [String] {
        var result: [(onset: Int, duration: Int, names: [String])] = []
        for note in notes {
            if let last = result.last, last.onset == note.onset {
                result[result.count - 1].names.append(note.pitch.description)
            } else {
                result.append((note.onset, note.duration, [note.pitch.description]))
            }
        }
        return result.map { "\($0.onset / 5040)+\($0.duration / 5040) \($0.names.joined(separator: " "))" }
    }
}
