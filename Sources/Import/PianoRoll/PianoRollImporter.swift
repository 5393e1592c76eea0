import MuseMusic
package import MuseProtocols

/// Reads piano rolls in JSON: an object with the splits `train`, `valid` and `test`, each a list of pieces. A piece is
/// a list of steps, a step the list of the MIDI numbers that sound in it. A bare list of pieces, without splits, is
/// read as well.
///
/// If every step of a file has four numbers that are not always in ascending order, each number is a voice: soprano,
/// alto, tenor and bass, with negative numbers for rests; the score has a part for each. Otherwise all notes are in one
/// part.
///
/// The format does not specify the length of a step, which is read as a sixteenth in 4/4. A pitch that sounds in
/// consecutive steps is one note. The score has no key.
package struct PianoRollImporter: Importer {
    package static let schema = Schema(
        "pianoroll_json", "reads data sets of piano rolls or four voices as JSON: the MIDI note numbers of each step",
        source: "Boulanger-Lewandowski et al. 2012, ICML, for the data and the split")

    package init(_ settings: Settings) throws {}
    package init() {}

    package var fileExtensions: [String] { ["json"] }

    /// A step is a sixteenth note.
    package static let stepsPerQuarter = 4

    package func read(_ bytes: [UInt8], name: String) -> Imported {
        let reader = PianoRollReader(bytes)
        let source = SourceFile(name: name, text: String(decoding: bytes, as: UTF8.self))
        var places = SourcePlaces(bytes, of: source)
        let hasVoices = Self.hasVoices(reader.pieces)
        let tunes = reader.pieces.map { piece in
            var mistake = piece.mistake.map { Diagnostic(.error, $0.message, at: places.mark(at: $0.offset)) }
            if !hasVoices, mistake == nil, piece.steps.contains(where: { $0.contains { $0 < 0 } }) {
                mistake = Diagnostic(.error, "a negative number, but not all steps have four voices", at: nil)
            }
            // A piece with an error is skipped as a whole.
            guard let mistake else {
                return Imported.Tune(score: Self.score(of: piece, hasVoices: hasVoices), split: piece.split)
            }
            var score = Score()
            score.header.titles = [piece.title]
            return Imported.Tune(score: score, diagnostics: [mistake], split: piece.split)
        }
        var diagnostics = reader.warnings.map { Diagnostic(.warning, $0.message, at: places.mark(at: $0.offset)) }
        if let mistake = reader.mistake {
            diagnostics.append(Diagnostic(.error, mistake.message, at: places.mark(at: mistake.offset)))
        }
        return Imported(tunes: tunes, diagnostics: diagnostics)
    }

    private static func hasVoices(_ pieces: [PianoRollPiece]) -> Bool {
        var allRise = true
        for piece in pieces where piece.mistake == nil {
            for step in piece.steps {
                if step.count != 4 { return false }
                if !(step[0] < step[1] && step[1] < step[2] && step[2] < step[3]) { allRise = false }
            }
        }
        return !allRise
    }

    private static func score(of piece: PianoRollPiece, hasVoices: Bool) -> Score {
        let parts: [(part: Part, notes: [GridNote])]
        if hasVoices {
            parts = Part.choir.enumerated().map { voice, part in
                let steps = piece.steps.map { $0[voice] < 0 ? [] : [$0[voice]] }
                return (part: part, notes: GridNote.held(in: steps))
            }
        } else {
            parts = [(part: Part(), notes: GridNote.held(in: piece.steps.map { $0.count > 1 ? Array(Set($0)) : $0 }))]
        }
        var score = Score(
            grid: parts, stepCount: piece.steps.count, stepsPerQuarter: stepsPerQuarter, meter: Meter(4, 4),
            hasKey: false)
        score.header.titles = [piece.title]
        return score
    }
}
