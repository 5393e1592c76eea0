import CMusePlugin
import MuseProtocols

/// The scorer of a generator in a library.
final class LibraryScorer: PluginScorer {
    private let instance: LibraryInstance
    private let functions: muse_generator
    private var rows: [Row] = []

    /// The library's state for one tune.
    private final class Row {
        let memory: UnsafeMutableRawPointer?
        private let instance: LibraryInstance
        private let functions: muse_generator

        init(_ instance: LibraryInstance, _ functions: muse_generator) {
            self.instance = instance
            self.functions = functions
            memory = functions.begin(instance.pointer)
        }

        deinit { functions.end(instance.pointer, memory) }
    }

    /// - Throws: `PluginError`.
    init(_ instance: LibraryInstance) throws {
        self.instance = instance
        functions = try instance.functions(MUSE_GENERATOR, muse_generator.self) {
            $0.begin != nil && $0.scores != nil && $0.end != nil
        }
    }

    func begin(_ count: Int) { rows += (0..<count).map { _ in Row(instance, functions) } }

    func retain(_ keep: [Bool]) { rows = zip(rows, keep).filter(\.1).map(\.0) }

    func scores(of tokens: [[TokenID]], size: Int, into scores: inout [Float]) throws {
        scores = [Float](repeating: 0, count: rows.count * size)
        for (i, (row, tokens)) in zip(rows, tokens).enumerated() {
            try instance.host.calling("'\(instance.type)' failed") { error in
                scores.withUnsafeMutableBufferPointer { scores in
                    tokens.withUnsafeBufferPointer { tokens in
                        functions.scores(
                            instance.pointer, row.memory, scores.baseAddress.map { $0 + i * size }, size,
                            tokens.baseAddress, tokens.count, error)
                    }
                }
            }
        }
    }
}
