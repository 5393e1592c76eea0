import MuseMusic
import MuseProtocols

/// The vocabulary of a grid tokenizer: `<end>`, a token for each common meter that fits the grid, the tokens specific
/// to the tokenizer, and the signs that spell other meters.
struct GridVocabulary: Sendable {
    /// The tokenizer's name, for messages.
    let name: String
    let vocabulary: Vocabulary
    let stepsPerQuarter: Int
    /// The pitches that have tokens, as MIDI numbers.
    let range: ClosedRange<Int>
    /// The common meters.
    let meters: [GridMeter]
    /// The beats and units of the common meters.
    let commonMeters: Set<[Int]>
    /// Whether all other meters can be spelled, and the meter can change within a tune.
    let hasAllMeters: Bool
    /// The end of the tokens specific to the tokenizer.
    let musicEnd: TokenID
    /// The meter with the shortest bar that is spelled with each single digit from 1 to 9.
    private(set) var shortestByDigit: [GridMeter?] = []

    static let end: TokenID = 0
    static let firstMeter: TokenID = 1

    /// - Parameter tokens: returns the names of the specific tokens, given the names of the pitches from low to high.
    init(name: String, _ shape: GridShape, tokens: (_ pitches: [String]) -> [String]) {
        self.name = name
        stepsPerQuarter = shape.stepsPerQuarter
        range = shape.range
        meters = GridMeter.common(stepsPerQuarter: shape.stepsPerQuarter)
        commonMeters = Set(meters.map { [$0.meter.beats, $0.meter.unit] })
        hasAllMeters = shape.meters == .any
        let music = tokens(range.map { "note_\($0)" })
        musicEnd = Self.firstMeter + TokenID(meters.count + music.count)
        vocabulary = Vocabulary(
            ["<end>"] + meters.names + music + (hasAllMeters ? MeterToken.signs.map(\.signName) : []))
        guard hasAllMeters else { return }
        shortestByDigit = (1...9).map { MeterSpelling().adding($0)?.shortest(self, excluding: nil) }
    }

    /// The first token specific to the tokenizer.
    var firstAfterMeters: TokenID { Self.firstMeter + TokenID(meters.count) }

    var count: Int { vocabulary.count }

    /// The meaning of a token of a meter; nil for other tokens.
    func meterToken(_ id: TokenID) -> MeterToken? {
        if id >= Self.firstMeter, id < firstAfterMeters { return .common(Int(id - Self.firstMeter)) }
        return id >= musicEnd && id < count ? MeterToken.signs[Int(id - musicEnd)] : nil
    }

    func id(ofMeter index: Int) -> TokenID { Self.firstMeter + TokenID(index) }

    /// The token of a sign of spelled meters.
    func id(ofSign index: Int) -> TokenID { musicEnd + TokenID(index) }

    /// A meter on the grid and its tokens: one if it is common. C and 4/4 have separate tokens.
    struct WrittenMeter: Sendable {
        let meter: GridMeter
        let ids: [TokenID]
    }

    /// nil if the meter is free, its bars are not whole steps, or it has no tokens.
    func written(_ meter: Meter) -> WrittenMeter? {
        if let index = meters.index(of: meter) { return WrittenMeter(meter: meters[index], ids: [id(ofMeter: index)]) }
        guard hasAllMeters, meter.groups.count <= MeterSpelling.mostGroups,
            meter.groups.allSatisfy({ (1...MeterSpelling.largestGroup).contains($0) }),
            let unit = MeterToken.signs.firstIndex(of: .unit(meter.unit)),
            let onGrid = GridMeter(meter, stepsPerQuarter: stepsPerQuarter)
        else { return nil }
        var ids: [TokenID] = []
        for (i, group) in meter.groups.enumerated() {
            if i > 0 { ids.append(id(ofSign: 10)) }
            ids += String(group).utf8.map { id(ofSign: Int($0) - 0x30) }
        }
        return WrittenMeter(meter: onGrid, ids: ids + [id(ofSign: unit)])
    }

    /// The message for a meter without tokens.
    func missing(_ meter: Meter) -> String {
        let steps = "\(stepsPerQuarter) step\(stepsPerQuarter == 1 ? "" : "s")"
        return "the \(name) tokenizer has no meter \(meter) at \(steps) a quarter"
    }

    /// The maximum length of a score in steps.
    private static let stepLimit = 1 << 20

    /// Checks that a score is not too long for its times to be added and multiplied.
    ///
    /// - Parameter end: the end of the music in ticks.
    /// - Throws: `TokenizationError` if it is.
    func requireLength(_ end: Int, ticksPerQuarter: Int) throws {
        let quarters = Self.stepLimit / stepsPerQuarter
        guard (1...1 << 20).contains(ticksPerQuarter), end / ticksPerQuarter < quarters else {
            throw TokenizationError("it is longer than \(quarters) quarters")
        }
    }

    /// Checks that a pitch has a token.
    ///
    /// - Parameter bar: the number of the note's bar, from 1.
    /// - Throws: `TokenizationError` if it is outside the range.
    func requireToken(for pitch: Pitch, inBar bar: @autoclosure () -> Int) throws {
        guard range.contains(pitch.midi) else {
            throw TokenizationError(
                "bar \(bar()): the note \(pitch) (\(pitch.midi)) is not between \(range.lowerBound) and "
                    + "\(range.upperBound)")
        }
    }

    /// Stops the program because `id` is not in the vocabulary.
    func unknown(_ id: TokenID) -> Never { preconditionFailure("token \(id) is not in the vocabulary of \(count)") }
}
