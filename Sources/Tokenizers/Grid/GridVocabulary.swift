import MuseMusic
import MuseProtocols

/// The vocabulary of a grid tokenizer: `<end>`, a token for each meter that fits the grid, then the tokens specific to
/// the tokenizer.
struct GridVocabulary: Sendable {
    /// The tokenizer's name, for messages.
    let name: String
    let vocabulary: Vocabulary
    let stepsPerQuarter: Int
    /// The pitches that have tokens, as MIDI numbers.
    let range: ClosedRange<Int>
    let meters: [GridMeter]

    static let end: TokenID = 0
    static let firstMeter: TokenID = 1

    /// - Parameter tokens: returns the names of the specific tokens, given the names of the pitches from low to high.
    init(name: String, stepsPerQuarter: Int, range: ClosedRange<Int>, tokens: (_ pitches: [String]) -> [String]) {
        self.name = name
        self.stepsPerQuarter = stepsPerQuarter
        self.range = range
        meters = GridMeter.all(stepsPerQuarter: stepsPerQuarter)
        vocabulary = Vocabulary(["<end>"] + meters.names + tokens(range.map { "note_\($0)" }))
    }

    /// The first token specific to the tokenizer.
    var firstAfterMeters: TokenID { Self.firstMeter + TokenID(meters.count) }

    var count: Int { vocabulary.count }

    /// The token of a meter and its position on the grid. C and 4/4 have separate tokens.
    ///
    /// - Throws: `TokenizationError` if the meter has no token.
    func meter(_ meter: Meter) throws -> (id: TokenID, meter: GridMeter) {
        guard let index = meters.index(of: meter) else { throw TokenizationError(missing(meter)) }
        return (id(ofMeter: index), meters[index])
    }

    func id(ofMeter index: Int) -> TokenID { Self.firstMeter + TokenID(index) }

    /// The message for a meter without a token.
    func missing(_ meter: Meter) -> String {
        let steps = "\(stepsPerQuarter) step\(stepsPerQuarter == 1 ? "" : "s")"
        return "the \(name) tokenizer has no meter \(meter) at \(steps) a quarter"
    }

    /// Checks that a pitch has a token.
    ///
    /// - Throws: `TokenizationError` if it is outside the range.
    func requireToken(for pitch: Pitch) throws {
        guard range.contains(pitch.midi) else {
            throw TokenizationError(
                "the note \(pitch) (\(pitch.midi)) is not between \(range.lowerBound) and \(range.upperBound)")
        }
    }

    /// Stops the program because `id` is not in the vocabulary.
    func unknown(_ id: TokenID) -> Never { preconditionFailure("token \(id) is not in the vocabulary of \(count)") }
}
