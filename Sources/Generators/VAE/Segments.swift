import MuseMusic
import MuseNeural
import MuseProtocols

/// Divides the tunes of a batch into bars, each of which is decoded separately.
///
/// A bar ends with a token of `barEnds`. Tokens before a tune's first bar line belong to its first bar.
struct Segments {
    /// The lengths of the bars, in descending order.
    let lengths: [Int]
    /// The row in the batch of each row of the bars; -1 for padding.
    let sources: [Int32]
    /// The row of the conductor for each row of the bars; -1 for padding.
    let conductors: [Int32]
    /// The number of bars of each tune, in descending order: the sequence lengths of the conductor.
    let counts: [Int]
    /// The index in the batch of the tune of each row of the conductor.
    let tunes: [Int32]

    init(_ batch: Batch, barEnds: Set<TokenID>) {
        struct Bar {
            let tune, number, start, length: Int
        }
        let steps = TimeSteps(lengths: batch.lengths)
        var bars: [Bar] = []
        var numbers: [Int] = []
        for (tune, length) in batch.lengths.enumerated() {
            var start = 0
            var number = 0
            for time in 0..<length
            where time == length - 1 || barEnds.contains(batch.targets[steps.starts[time] + tune]) {
                bars.append(Bar(tune: tune, number: number, start: start, length: time + 1 - start))
                start = time + 1
                number += 1
            }
            numbers.append(number)
        }
        let order = numbers.indices.sorted { (numbers[$0], $1) > (numbers[$1], $0) }
        var rank = [Int](repeating: 0, count: order.count)
        for (place, tune) in order.enumerated() { rank[tune] = place }
        counts = order.map { numbers[$0] }
        let conductorSteps = TimeSteps(lengths: counts)
        tunes = conductorSteps.batchSizes.flatMap { width in order[..<width].map { Int32($0) } }

        let sorted = bars.indices.sorted { (bars[$0].length, $1) > (bars[$1].length, $0) }.map { bars[$0] }
        lengths = sorted.map(\.length)
        var sources: [Int32] = []
        var conductors: [Int32] = []
        for (time, width) in TimeSteps(lengths: lengths).batchSizes.enumerated() {
            for bar in sorted[..<width] {
                sources.append(Int32(steps.starts[bar.start + time] + bar.tune))
                conductors.append(Int32(conductorSteps.starts[bar.number] + rank[bar.tune]))
            }
        }
        // Padded to the number of rows of the batch.
        let padding = [Int32](repeating: -1, count: batch.targets.count - sources.count)
        self.sources = sources + padding
        self.conductors = conductors + padding
    }
}
