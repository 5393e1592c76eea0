import MuseImport
import MuseMusic
import MuseProtocols
import MuseTokenizers
import Testing

func melodyTokenizer(_ values: KeyValuePairs<String, String> = [:]) throws -> MelodyTokenizer {
    try MelodyTokenizer(settings(values, for: MelodyTokenizer.schema))
}

/// The first tune of an ABC text, read without an error.
func readTune(_ abc: String) throws -> Score {
    let importer = try ABCImporter(settings(for: ABCImporter.schema))
    let tune = try #require(importer.read(Array(abc.utf8), name: "test.abc").tunes.first)
    return tune.score
}

extension MelodyTokenizer {
    /// The token names, joined by spaces.
    func text(_ tokens: [TokenID]) -> String { tokens.map { vocabulary[$0] }.joined(separator: " ") }

    func ids(_ text: String) throws -> [TokenID] {
        try text.split(whereSeparator: \.isWhitespace).map { try #require(vocabulary[String($0)]) }
    }
}

/// The sounding notes: onset and duration in quarters, and MIDI note number.
func sounding(_ score: Score) -> [[Double]] {
    let ticks = Double(score.ticksPerQuarter)
    return score.played().parts.flatMap(\.notes).map {
        [Double($0.onset) / ticks, Double($0.duration) / ticks, Double($0.pitch.midi)]
    }
}
