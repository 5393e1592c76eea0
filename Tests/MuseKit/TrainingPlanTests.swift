import MuseKit
import MuseProtocols
import Testing

@Suite struct TrainingPlanTests {
    private let network = NetworkSpeed(bitsPerSecond: 8e9, latency: 1e-4)

    private func row(machines: Int, bytes: Int, overlap: Double) -> TrainingPlan.Row {
        TrainingPlan.Row(
            TrainingCost(
                steps: 100, tokens: 4000, threads: 2, seconds: 0.1, gradientBytes: bytes, overlapSeconds: overlap),
            machines: machines, network)
    }

    /// 4 machines, 10 MB: each sends 2 · 3/4 · 10 MB at 1 GB/s, 15 ms, in 5 buckets of 2 MiB with 6 rounds of 0.1 ms.
    @Test func theExchangeIsThatOfARing() {
        let row = row(machines: 4, bytes: 10_000_000, overlap: 0)
        #expect(abs(row.exchangeSeconds - 0.018) < 1e-9)
        #expect(abs(row.stepSeconds - 0.118) < 1e-9)
        #expect(abs(row.tokensPerSecond - 4000 / 0.118) < 1e-3)
        #expect(abs(row.totalSeconds - 11.8) < 1e-6)
    }

    @Test func theBackwardPassHidesAllButTheLastBucket() {
        #expect(abs(row(machines: 4, bytes: 10_000_000, overlap: 0.008).exposedSeconds - 0.010) < 1e-9)
        #expect(abs(row(machines: 4, bytes: 10_000_000, overlap: 1).exposedSeconds - 0.018 / 5) < 1e-9)
    }

    @Test func oneMachineExchangesNothing() {
        #expect(row(machines: 1, bytes: 10_000_000, overlap: 0).stepSeconds == 0.1)
    }
}
