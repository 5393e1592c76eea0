import MuseProtocols

/// The scorer of a generator in a library.
final class LibraryScorer: PluginScorer {
    private let shared: LibraryShared
    private let needs: Set<PluginNeed>
    private var rows: [Row] = []

    private final class Row {
        let tune: PluginTune
        let context: ContextWriter
        /// The library's state; nil before the first step.
        var state: LibraryTune?

        init(_ tune: PluginTune, _ context: ContextWriter) {
            self.tune = tune
            self.context = context
        }
    }

    /// - Throws: `PluginError`.
    init(_ instance: LibraryInstance) throws {
        needs = instance.needs
        shared = try LibraryShared(instance)
    }

    func begin(_ tunes: [PluginTune]) { rows += tunes.map { Row($0, ContextWriter(needs, $0)) } }

    func retain(_ keep: [Bool]) { rows.retain(keep) }

    func scores(of tokens: [[TokenID]], size: Int, into scores: inout [Float]) throws {
        scores = [Float](repeating: 0, count: rows.count * size)
        for (i, (row, tokens)) in zip(rows, tokens).enumerated() {
            let state = try row.state ?? LibraryTune(shared.functions(for: row.tune))
            row.state = state
            var words: [Int32] = []
            try row.context.append(tokens, to: &words)
            try scores.withUnsafeMutableBufferPointer {
                try state.step(UnsafeMutableBufferPointer(rebasing: $0[i * size..<(i + 1) * size]), tokens, words)
            }
        }
    }
}
