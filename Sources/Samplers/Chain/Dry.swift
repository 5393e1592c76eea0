package import MuseProtocols

/// Makes tokens less probable that would extend a repeated passage, exponentially more for longer passages. Motifs can
/// recur, but a tune does not get stuck in a loop.
///
/// Formula: if the last `n` symbols occurred before and were followed by the symbol `s`, and `n` is at least
/// `allowed_length`, then `l ← l - multiplier · base^(n - allowed_length)` for every token that would add `s`; the
/// longest such `n` counts. Symbols are tokens, or the intervals between successive notes: then rhythm does not matter,
/// and a transposed repetition is one too. Intervals are those of a single melody, in the order of the tokens.
///
/// The last `window` symbols are compared. There are no sequence breakers. Penalties are at most 10³⁰ nats.
///
/// Source: Weidmann, "DRY: A modern repetition penalty that reliably prevents looping", text-generation-webui 5677,
/// 2024; base, allowed length and window as in llama.cpp, where the multiplier is 0 by default, and 0.8 is recommended.
package struct Dry: Sampler {
    enum Symbols: String, SettingChoice { case intervals, tokens }

    static let over = Setting<Symbols>(
        "over", default: .intervals,
        "symbols whose repetition counts; intervals: semitones between successive notes; tokens: all tokens")
    static let multiplier = Setting<TuneSchedule>(
        "multiplier", in: 0...100, default: 0.8, unit: "nats", "penalty for extending a repeat of the allowed length")
    static let base = Setting<TuneSchedule>(
        "base", in: 1...10, default: 1.75, "factor by which the penalty grows with each further symbol")
    static let allowedLength = Setting<Int>(
        "allowed_length", in: 1...1_000_000, default: 2, unit: "symbols",
        "length of the shortest repeat whose extension is penalised")
    static let window = Setting<Int>(
        "window", in: 2...1_000_000, default: 64, unit: "symbols", "number of recent symbols that are compared")
    package static let schema = Schema(
        "dry", "penalises tokens that extend a repeated passage, more for longer passages",
        source: "Weidmann 2024, text-generation-webui 5677", [over, multiplier, base, allowedLength, window])

    private let over: Symbols
    private var multiplier: ScheduledValue
    private var base: ScheduledValue
    private let allowedLength: Int
    private let window: Int
    private var melody = MelodyReader()
    /// The longest repeat that each symbol would extend, in a fixed order.
    private var repeats: [(symbol: Int, length: Int)] = []

    package init(_ settings: Settings) throws {
        over = try settings[Self.over]
        multiplier = ScheduledValue(try settings[Self.multiplier])
        base = ScheduledValue(try settings[Self.base])
        allowedLength = try settings[Self.allowedLength]
        window = try settings[Self.window]
    }

    package func objections(to tokenizer: any Tokenizer) -> [SettingObjection] {
        let pitches = tokenizer.tuneReader?.pitches(in: nil, after: nil) ?? []
        guard over == .intervals, !pitches.contains(where: { $0 != nil }) else { return [] }
        return [
            SettingObjection(
                Self.over.info.name, "the tokenizer does not state the pitches of its tokens; use `over: tokens`")
        ]
    }

    package mutating func adjust(_ logits: inout [Float], at step: Step) throws {
        let multiplier = try multiplier.value(at: step)
        let base = try base.value(at: step)
        switch over {
        case .tokens:
            findRepeats(step.tokens.suffix(window).map(Int.init))
            for (token, length) in repeats where logits.indices.contains(token) {
                logits[token] -= penalty(length, multiplier, base)
            }
        case .intervals:
            guard let tune = step.tune else { return }
            try melody.read(step, of: tune)
            findRepeats(melody.intervals.suffix(window))
            guard !repeats.isEmpty, let last = melody.lastPitch else { return }
            for (token, pitch) in melody.pitches(in: tune).enumerated() {
                guard let pitch, let found = repeats.first(where: { $0.symbol == pitch - last }) else { continue }
                logits[token] -= penalty(found.length, multiplier, base)
            }
        }
    }

    /// Finds the symbols that would extend a repeat of at least the allowed length.
    private mutating func findRepeats(_ symbols: some BidirectionalCollection<Int>) {
        repeats.removeAll(keepingCapacity: true)
        let symbols = Array(symbols)
        guard symbols.count > allowedLength else { return }
        for next in stride(from: symbols.count - 1, to: 0, by: -1) {
            // The symbols before `next`, compared backwards with the end of the sequence.
            var length = 0
            while length < next, symbols[next - 1 - length] == symbols[symbols.count - 1 - length] { length += 1 }
            guard length >= allowedLength else { continue }
            if let known = repeats.firstIndex(where: { $0.symbol == symbols[next] }) {
                repeats[known].length = max(repeats[known].length, length)
            } else {
                repeats.append((symbols[next], length))
            }
        }
    }

    /// Uses multiplications alone, so that it is bit-identical on every machine.
    private func penalty(_ length: Int, _ multiplier: Double, _ base: Double) -> Float {
        var penalty = multiplier
        for _ in 0..<(length - allowedLength) where penalty < 1e30 && base > 1 { penalty *= base }
        return Float(min(penalty, 1e30))
    }
}
