package import MuseMusic
package import MuseProtocols

/// A rule whose value should be distributed over tunes as it is over the corpus, instead of being as good as possible
/// in each tune: `match: corpus`.
///
/// `value` is that of the rule. `satisfaction` depends on what is measured together:
///
/// - A sample (the rounds of fine-tuning, evaluated tunes): `min(1, p / q)` with the share `p` of the value in the
///   corpus and its share `q` in the sample, see `ValueDistribution.ratios`. The mean tends to the overlap of the two
///   distributions. Values that the sample has too often get less than the others, so always doing the same is
///   penalised.
/// - The candidates for one tune: a target value is drawn from the corpus, and a candidate gets 1 minus the difference
///   between its rank in the corpus and the target's. The kept tunes follow the corpus if the candidates include the
///   target. The draw depends only on the rule's name and on the candidates' notes.
/// - One tune: as a sample of one, so values that are frequent in the corpus get more.
///
/// The values of the corpus's tunes are measured with the rule comparing each half of the corpus with the other half,
/// so that no tune is compared with itself. Without a corpus, satisfaction is 1.
package struct MatchedRule: Rule {
    package let unit: String
    package let needsCorpus = true

    private let rule: any Rule
    private let name: String
    private var distribution: Once<ValueDistribution>?

    /// - Parameter name: the rule's name in the recipe.
    package init(_ rule: any Rule, name: String) {
        self.rule = rule
        self.name = name
        unit = rule.unit
    }

    package func comparing(to corpus: [Score]) -> MatchedRule {
        let rule = rule
        var result = MatchedRule(rule.comparing(to: corpus), name: name)
        if corpus.isEmpty { return result }
        result.distribution = Once { ValueDistribution(try Self.values(of: corpus, rule)) }
        return result
    }

    package func measure(_ score: Score) throws -> RuleMeasurement { try measure(sample: [score])[0] }

    package func measure(sample scores: [Score]) throws -> [RuleMeasurement] {
        let measured = try rule.measure(sample: scores)
        guard let distribution = try distribution?.get() else {
            return measured.map { RuleMeasurement(value: $0.value, satisfaction: 1) }
        }
        return zip(measured, distribution.ratios(of: measured.map(\.value))).map {
            RuleMeasurement(value: $0.value, satisfaction: $1)
        }
    }

    package func measure(together scores: [Score]) throws -> [RuleMeasurement] {
        let measured = try rule.measure(together: scores)
        guard let distribution = try distribution?.get() else {
            return measured.map { RuleMeasurement(value: $0.value, satisfaction: 1) }
        }
        var random = Self.random(for: scores).stream(name)
        let target = distribution.rank(of: distribution.quantile(random.uniform()))
        return measured.map {
            RuleMeasurement(value: $0.value, satisfaction: 1 - abs(distribution.rank(of: $0.value) - target))
        }
    }

    /// The rule's value for each tune of a corpus.
    private static func values(of corpus: [Score], _ rule: any Rule) throws -> [Double] {
        guard rule.needsCorpus, corpus.count > 1 else {
            let rule = rule.comparing(to: corpus)
            return try concurrentMap(corpus) { try rule.measure($0).value }
        }
        let halves = [0, 1].map { side in corpus.indices.filter { $0 % 2 == side }.map { corpus[$0] } }
        return try [(halves[0], halves[1]), (halves[1], halves[0])].flatMap { tunes, others in
            let rule = rule.comparing(to: others)
            return try concurrentMap(tunes) { try rule.measure($0).value }
        }
    }

    /// A source whose seed is the FNV-1a hash of the notes of the candidates.
    private static func random(for scores: [Score]) -> RandomSource {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for score in scores {
            for tone in score.melody.tones {
                for part in [tone.onset, tone.duration, tone.midi] {
                    hash = (hash ^ UInt64(bitPattern: Int64(part))) &* 0x100_0000_01B3
                }
            }
        }
        return RandomSource(seed: hash)
    }
}
