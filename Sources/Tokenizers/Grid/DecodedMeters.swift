import MuseMusic

/// The meters of a tune that is decoded step by step.
struct DecodedMeters {
    /// Each meter and its first step. A meter starts at a bar line of the one before.
    private var meters: [(step: Int, meter: GridMeter)]

    private let grid: GridVocabulary
    private var spelling = MeterSpelling()
    private var hasFirst = false

    init(_ grid: GridVocabulary) {
        self.grid = grid
        meters = [(0, grid.meters[grid.meters.index(of: Meter(4, 4)) ?? 0])]
    }

    /// Reads a token. Ignores meters within bars, further ones before the first step, and changes if the vocabulary has
    /// only common meters.
    ///
    /// - Parameter step: the number of steps before the token.
    mutating func read(_ token: MeterToken, after step: Int) {
        guard let meter = spelling.read(token, grid) else { return }
        if step == 0 {
            if !hasFirst { meters[0].meter = meter }
            hasFirst = true
            return
        }
        let last = meters[meters.count - 1]
        guard grid.hasAllMeters, (step - last.step) % last.meter.stepsPerBar == 0 else { return }
        if last.step == step { meters.removeLast() }
        if meters[meters.count - 1].meter.meter != meter.meter { meters.append((step, meter)) }
    }

    var first: Meter { meters[0].meter.meter }

    /// The further meters of a tune that ends after a number of steps.
    func changes(before end: Int) -> [(step: Int, meter: Meter)] {
        meters.dropFirst().filter { $0.step < end }.map { ($0.step, $0.meter.meter) }
    }
}
