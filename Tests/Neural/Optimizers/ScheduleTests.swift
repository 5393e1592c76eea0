import MuseNeural
import Testing

@Suite struct ScheduleTests {
    private func rates(_ decay: Schedule.Decay, _ steps: [Int], warmUp: Int = 4) -> [Float] {
        let schedule = Schedule(peak: 2, warmUp: warmUp, steps: warmUp + 12, decay: decay)
        return steps.map { Float(schedule.rate($0)) }
    }

    @Test(arguments: Schedule.Decay.allCases) func theRateRisesInAStraightLine(decay: Schedule.Decay) {
        // The first step of the warm-up has a rate above 0, the last the full rate.
        #expect(rates(decay, [0, 1, 2, 3, 4]) == [0.5, 1, 1.5, 2, 2])
        #expect(rates(decay, [0], warmUp: 0) == [2])
    }

    @Test func constantStays() { #expect(rates(.constant, [5, 15, 16, 1000]) == [2, 2, 2, 2]) }

    @Test func cosineFallsToATenth() {
        // After a quarter of the decay, the rate is 0.1 + 0.9 · ½ (1 + √½) = 0.8681981 of the peak, after half 0.55.
        expect(rates(.cosine, [7, 10, 13, 16, 1000]), [1.736_396, 1.1, 0.463_604, 0.2, 0.2], within: 1e-6)
    }

    @Test func linearFallsToZeroInTheLastStepsOnly() {
        let schedule = Schedule(peak: 2, warmUp: 4, steps: 20, decay: .linear, decayShare: 0.5)
        // The last half of 20 steps: the rate falls by a tenth of the peak at each.
        expect([4, 9, 10, 11, 15, 19, 20, 100].map { Float(schedule.rate($0)) }, [2, 2, 2, 1.8, 1, 0.2, 0, 0])
    }

    @Test func stepFallsToATenthAfterEachThird() {
        expect(
            rates(.step, [4, 7, 8, 11, 12, 15, 16, 1000]), [2, 2, 0.2, 0.2, 0.02, 0.02, 0.02, 0.02], within: 1e-6)
    }
}
