import MuseProtocols

/// The call of a component that is most frequent in a run, to measure its time.
struct TypicalCall {
    private let what: String
    private let count: Int
    private let run: String
    private let call: () throws -> Void

    /// The number of tunes that a run generates together, and the number of tokens of a typical tokenizer.
    static let rows = 6
    static let vocabularySize = 128

    private static let callLimit = 300
    private static let leastCalls = 5
    private static let timeLimit = Duration.seconds(1)

    /// - Parameters:
    ///   - what: the call: `writing a tune`.
    ///   - count: the calls in a typical run.
    ///   - run: what these calls do: `1000 tunes`.
    init(_ what: String, _ count: Int, _ run: String, _ call: @escaping () throws -> Void) {
        self.what = what
        self.count = count
        self.run = run
        self.call = call
    }

    /// A step of a sampler or generator.
    static func step(_ call: @escaping () throws -> Void) -> TypicalCall {
        TypicalCall("a step of \(rows) tunes", 250, "\(rows) tunes of 250 tokens", call)
    }

    /// A call that handles a tune.
    static func tune(_ verb: String, _ call: @escaping () throws -> Void) -> TypicalCall {
        TypicalCall("\(verb) a tune", 1000, "1000 tunes", call)
    }

    /// Calls a few hundred times, for a second at most, and describes the median time.
    ///
    /// - Returns: `a step of 6 tunes takes 41 µs; 10 ms for 6 tunes of 250 tokens`.
    /// - Throws: an error of the call.
    func measured() throws -> String {
        // The first call creates the component.
        try call()
        let start = ContinuousClock.now
        var times: [Duration] = []
        while times.count < Self.callLimit,
            times.count < Self.leastCalls || ContinuousClock.now - start < Self.timeLimit
        {
            times.append(try ContinuousClock().measure(call))
        }
        let median = times.sorted()[times.count / 2]
        let time = count == 1 ? "" : "\((median * count).shortText) for "
        return "\(what) takes \(median.shortText); \(time)\(run)"
    }
}
