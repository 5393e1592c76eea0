import CMusePlugin
import MuseProtocols

/// A sampler in a library, in a recipe's chain.
struct LibrarySampler: Sampler {
    private typealias Instance = LibraryInstance<muse_sampler>

    private let type: String
    private let instance: Hosted<Instance>
    private var row: Row?

    init(_ type: String, _ host: LibraryHost, _ settings: PluginSettings) {
        self.type = type
        instance = Hosted {
            try Instance("sampler", type, MUSE_SAMPLER, host, settings) {
                $0.begin != nil && $0.adjust != nil && $0.end != nil
            }
        }
    }

    mutating func adjust(_ logits: inout [Float], at step: Step) throws {
        if row == nil { row = Row(type, try instance.get()) }
        try row?.adjust(&logits, step.tokens)
    }

    /// What the library remembers of a tune, from its first step until nobody has it any more. One thread's at a time.
    private final class Row: @unchecked Sendable {
        private let type: String
        private let instance: Instance
        private let memory: UnsafeMutableRawPointer?
        private var check = ScoreCheck()

        init(_ type: String, _ instance: Instance) {
            self.type = type
            self.instance = instance
            memory = instance.functions.begin(instance.pointer)
        }

        deinit { instance.functions.end(instance.pointer, memory) }

        func adjust(_ logits: inout [Float], _ tokens: [TokenID]) throws {
            check.note(logits)
            try instance.host.calling("'\(type)' cannot go on") { error in
                logits.withUnsafeMutableBufferPointer { logits in
                    tokens.withUnsafeBufferPointer { tokens in
                        instance.functions.adjust(
                            instance.pointer, memory, logits.baseAddress, logits.count, tokens.baseAddress,
                            tokens.count,
                            error)
                    }
                }
            }
            if let breach = check.breach(logits) { throw instance.host.failure("'\(type)' \(breach)") }
        }
    }
}
