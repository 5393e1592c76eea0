import MuseProtocols
import Testing

@Suite struct PlanBarsTests {
    private func plan(bars: ClosedRange<Int>? = nil, sections: [Int]? = nil) -> Plan {
        var plan = Plan()
        plan.bars = bars.map { Plan.Demand($0, path: "bars", mark: nil) }
        plan.sections = sections.map { counts in
            Plan.Demand(counts.map { Plan.Section(bars: $0, repeats: .none) }, path: "sections", mark: nil)
        }
        return plan
    }

    @Test func sectionsDecideWithinTheRangeOfBars() throws {
        #expect(try plan().allowedBars() == nil)
        #expect(try plan(bars: 0...16).allowedBars() == 1...16)
        #expect(try plan(sections: [8, 8]).allowedBars() == 16...16)
        #expect(try plan(bars: 8...16, sections: [8, 4]).allowedBars() == 12...12)
        #expect(plan(sections: [.max, 2]).sectionBars == .max)
    }

    @Test func contradictionsNameTheDemand() {
        #expect(throws: PlanError("the sections have 20 bars in total, outside the allowed range", path: "bars")) {
            try plan(bars: 8...16, sections: [8, 12]).allowedBars()
        }
        #expect(throws: PlanError("a tune has at least one bar", path: "bars")) { try plan(bars: 0...0).allowedBars() }
        #expect(throws: PlanError("a tune has at least one bar", path: "sections")) {
            try plan(sections: []).allowedBars()
        }
    }
}
