package import MuseMusic
package import MuseProtocols

/// Sections are periods: a phrase asks and a phrase answers that begins like it and closes on the tonic.
///
/// In each section of an even number of bars, at least four, the first half is the question and the second half the
/// answer. The section's score is the mean of three shares: the mean likeness (see `sections_relate`) of the first
/// `bars` bars of both halves; 1 if the question does not end on the tonic; 1 if the answer does. The last note of a
/// half counts, in any octave. `value = satisfaction` is the mean over the sections; 0 without such sections.
///
/// As a constraint: `form` with `phrases` makes phrases begin alike; `cadence` sets how they close.
///
/// Source: Caplin, *Classical Form*, Oxford 1998, chapter 4: antecedent and consequent share the basic idea, and a weak
/// cadence is answered by a stronger one.
package struct QuestionAndAnswer: Rule {
    static let bars = Setting<Int>(
        "bars", in: 1...16, default: 2, unit: "bars", "number of bars at the start of both phrases that are compared")
    package static let schema = Schema(
        "question_and_answer", "phrases come in pairs that begin alike, and the second closes on the tonic", [bars])
    package let unit = "share of conditions"

    private let bars: Int

    package init(_ settings: Settings) throws { bars = try settings[Self.bars] }

    package func measure(_ score: Score) -> RuleMeasurement {
        let melody = score.melody
        let shares = score.sections().compactMap { section -> Double? in
            guard let (question, answer) = section.halves else { return nil }
            let pairs = zip(question, answer).prefix(bars).map { ($0.0, $0.1) }
            let likeness = pairs.reduce(0.0) {
                $0 + BarShape($1.0, in: melody).likeness(to: BarShape($1.1, in: melody))
            }
            let (ask, reply) = (melody.tones(in: question).last, melody.tones(in: answer).last)
            let isOpen = ask.flatMap { score.degree(of: $0) }.map { $0 != 0 } ?? false
            let closes = (isOpen ? 1.0 : 0) + (score.isTonic(reply) ? 1 : 0)
            return (likeness / Double(pairs.count) + closes) / 3
        }
        return RuleMeasurement(share: shares.isEmpty ? 0 : shares.reduce(0, +) / Double(shares.count))
    }
}
