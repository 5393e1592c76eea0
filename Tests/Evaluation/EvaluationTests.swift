import MuseEvaluation
import MuseMusic
import MuseProtocols
import Testing

@Suite struct ValidityTests {
    @Test(
        arguments: [
            ("D4:8 | E4:8 |]", 2, 2), ("D4:8 | E4:7 | F4:8 |]", 2, 3), ("D4:8 | E4:9 | F4:8 |]", 2, 3),
            // Short bars at an edge: pickups and the bars that complement them.
            ("D4 | E4:8 | F4:7 |]", 3, 3), ("D4 |: E4:8 | F4:7 :| |: D4 | E4:8 | F4:7 :|", 6, 6),
            ("|: E4:8 | F4:8 |1 G4:7 :|2 G4:8 |]", 4, 4), ("", 0, 0),
        ] as [(String, Int, Int)])
    func barsAreComparedWithTheMeter(text: String, right: Int, all: Int) {
        let validity = Validity([tune(text)])
        #expect(validity.validBars == right && validity.bars == all)
        #expect(validity.tunes == 1 && validity.validTunes == (all > 0 && right == all ? 1 : 0))
    }

    @Test func freeTimeIsNotCounted() {
        #expect(Validity([tune("D4:3 | E4:8 |]", meter: nil)]).bars == 0)
    }
}

@Suite struct PlanAdherenceTests {
    private func plan(_ change: (inout Plan) -> Void) -> Plan {
        var plan = Plan()
        change(&plan)
        return plan
    }

    private func demand<Value>(_ value: Value) -> Plan.Demand<Value> { .init(value, path: "constraints[0]", mark: nil) }

    private func isDelivered(_ text: String, _ change: (inout Plan) -> Void) throws -> Bool {
        let deliveries = PlanAdherence.all(plan(change), [tune(text)])
        #expect(deliveries.count == 1)
        return try #require(deliveries.first).isMet
    }

    @Test func demandsOfThePlanAreChecked() throws {
        #expect(try isDelivered("D4:8 |]") { $0.meter = demand(Meter(4, 4)) })
        #expect(try !isDelivered("D4:8 |]") { $0.meter = demand(Meter(6, 8)) })
        #expect(try isDelivered("D4:8 |]") { $0.key = demand(Key(PitchClass(step: 1), .major)) })
        #expect(try !isDelivered("D4:8 |]") { $0.key = demand(Key(PitchClass(step: 1), .dorian)) })
        #expect(try !isDelivered("D4:8 |]") { $0.rhythm = demand("jig") })
        #expect(try isDelivered("A4 |: D4:8 | D4:7 :|") { $0.bars = demand(2...2) })
        #expect(try !isDelivered("D4:8 | D4:8 | D4:8 |]") { $0.bars = demand(1...2) })
        #expect(try isDelivered("D4:8 | A4:8 |]") { $0.range = demand(62...69) })
        #expect(try !isDelivered("D4:8 | A#4:8 |]") { $0.range = demand(62...69) })
        #expect(try isDelivered("D4:8 | C#4:8 |]") { $0.isDiatonic = demand(true) })
        #expect(try !isDelivered("D4:8 | C4:8 |]") { $0.isDiatonic = demand(true) })
    }

    @Test(
        arguments: [
            ("|: D4:8 | D4:8 :|", [.signs, .either]), ("|: D4:8 | D4:8 |1 D4:8 :|2 D4:8 |]", []),
            ("|: D4:8 |1 D4:8 :|2 D4:8 |]", [.endings, .either]), ("D4:8 | D4:8 |]", [.none]),
        ] as [(String, [Plan.Section.Repeat])])
    func formsAreCheckedWithTheirRepeats(text: String, kept: [Plan.Section.Repeat]) throws {
        for repeats in [Plan.Section.Repeat.signs, .endings, .either, .none] {
            let delivered = try isDelivered(text) { $0.sections = demand([.init(bars: 2, repeats: repeats)]) }
            #expect(delivered == kept.contains(repeats), "\(repeats)")
        }
    }
}

@Suite struct EvaluationTests {
    private let reference = [tune("D4 E4 F#4:2 G4 A4 B4 A4 | F#4 D4:2 |]"), tune("D4:8 |]")]

    @Test func setsAreSummarised() throws {
        let tunes = [
            tune("D4 E4 F#4:2 G4 A4 B4 A4 | F#4 D4:2 |]"),
            // The same tune in another key, and a different tune.
            tune("G4 A4 B4:2 C5 D5 E5 D5 | B4 G4:2 |]"), tune("D4:8 | A4:9 | D4:8 |]"),
        ]
        let rules = [(type: "tonic", rule: try rule(["type": "ends_on_tonic"]))]
        let evaluation = try Evaluation(tunes, rules: rules, reference: reference)
        #expect(evaluation.tuneCount == 3 && evaluation.noteCount == 21 && evaluation.distinctCount == 2)
        #expect(evaluation.validity.validTunes == 2)
        let result = try #require(evaluation.rules.first)
        #expect(result.type == "tonic" && result.unit == "share of ends")
        // D, G in D major, D.
        #expect(abs(result.value - 2.0 / 3) < 1e-12)
        let novelty = try #require(evaluation.novelty)
        #expect(novelty.median == 9 && novelty.longest == 9 && novelty.tune == 0 && novelty.nearest == 0)
    }

    @Test func rulesThatNeedACorpusUseTheReference() throws {
        let rules = [(type: "novelty", rule: try rule(["type": "novelty"]))]
        #expect(try Evaluation(reference, rules: rules, reference: reference).rules[0].value == 4.5)
        let alone = try Evaluation(reference, rules: rules, reference: [])
        #expect(alone.rules[0].value == 0 && alone.novelty == nil)
    }
}
