import MuseNeural
import MusePlatform
import MuseProtocols
import Testing

/// Parallel work runs each part exactly once, with bit-identical results.
@Suite struct DecodingThreadPoolTests {
    /// Counts the runs of each part.
    private final class Count: SharedWork, @unchecked Sendable {
        let parts: Monitor<[Int: Int]> = Monitor([:])
        func run(part: Int, of parts: Int) { self.parts.change { $0[part * 100 + parts, default: 0] += 1 } }
    }

    @Test func everyPartIsDoneOnce() {
        let pool = DecodingThreadPool(threads: 3)
        for round in 0..<2_000 {
            let work = Count()
            let parts = max(1, min(3, round % 5))
            pool.run(work, parts: min(parts, pool.parts(size: 1 << 20)))
            #expect(
                work.parts.read { $0 } == Dictionary(uniqueKeysWithValues: (0..<parts).map { ($0 * 100 + parts, 1) }))
            // Occasionally waits until helpers are asleep, or nearly so.
            if round % 400 == 7 { pause(milliseconds: 5) }
            if round % 400 == 9 { pause(milliseconds: 1) }
        }
    }

    @Test func littleWorkIsNotShared() {
        let pool = DecodingThreadPool(threads: 4)
        #expect(pool.parts(size: 100) == 1)
        #expect(pool.parts(size: 1 << 20) == 4)
    }

    @Test(arguments: [1, 5, 16], [DecodingPrecision.int16, .f32])
    func productsHaveTheSameBitsAsOfOneThread(rows: Int, precision: DecodingPrecision) {
        var random = RandomSource(seed: 1)
        let (outputs, inputs) = (300, 256)
        let matrix = PackedMatrix(
            (0..<outputs * inputs).map { _ in Float(random.uniform() - 0.5) }, outputs: outputs, inputs: inputs,
            precision)
        let x = RowBuffer(rows: rows, columns: inputs)
        for i in 0..<rows * inputs { x.values[i] = Float(random.uniform() - 0.5) }
        let results = [1, 2, 4].map { threads in
            let pool = DecodingThreadPool(threads: threads)
            let y = RowBuffer(rows: rows, columns: outputs)
            return (0..<50).map { _ in
                pool.multiply(matrix, x.values, stride: inputs, rows: rows, into: y.values, stride: outputs)
                return Array(UnsafeBufferPointer(start: y.values, count: rows * outputs))
            }
        }
        #expect(results[0] == results[1])
        #expect(results[0] == results[2])
    }

    @Test func poolsEndWhileTheirHelpersWait() {
        for round in 0..<20 {
            let pool = DecodingThreadPool(threads: 2)
            pool.run(Count(), parts: pool.parts(size: 1 << 20))
            if round % 5 == 0 { pause(milliseconds: 3) }
        }
    }
}

/// Busy-waits, without a system call that differs between systems.
private func pause(milliseconds: Int) {
    let end = ContinuousClock.now + .milliseconds(milliseconds)
    while ContinuousClock.now < end {}
}
