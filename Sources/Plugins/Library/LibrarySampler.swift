import CMusePlugin
import MuseProtocols

/// A sampler in a library, in a recipe's chain.
struct LibrarySampler: Sampler {
    private let instance: Hosted<Instance>
    private var row: Row?

    init(_ type: String, _ host: LibraryHost, _ settings: PluginSettings) {
        instance = Hosted { try Instance(type, host, settings) }
    }

    mutating func adjust(_ logits: inout [Float], at step: Step) throws {
        if row == nil { row = Row(try instance.get()) }
        try row?.adjust(&logits, step.tokens)
    }

    /// The sampler inside, with its settings.
    private final class Instance: @unchecked Sendable {
        let type: String
        let host: LibraryHost
        let pointer: UnsafeMutablePointer<muse_instance>
        let functions: muse_sampler

        init(_ type: String, _ host: LibraryHost, _ settings: PluginSettings) throws {
            let made = try host.instance("sampler", type, settings)
            guard
                let functions = made.pointee.extension(made, MUSE_SAMPLER)?.assumingMemoryBound(to: muse_sampler.self),
                functions.pointee.begin != nil, functions.pointee.end != nil, functions.pointee.adjust != nil
            else {
                made.pointee.destroy(made)
                throw host.failure("'\(type)' has no extension \(MUSE_SAMPLER), or one with empty places")
            }
            self.type = type
            self.host = host
            pointer = made
            self.functions = functions.pointee
        }

        deinit { pointer.pointee.destroy(pointer) }
    }

    /// What the library remembers of a tune, from its first step until nobody has it any more. One thread's at a time.
    private final class Row: @unchecked Sendable {
        private let instance: Instance
        private let memory: UnsafeMutableRawPointer?
        private var check = ScoreCheck()

        init(_ instance: Instance) {
            self.instance = instance
            memory = instance.functions.begin(instance.pointer)
        }

        deinit { instance.functions.end(instance.pointer, memory) }

        func adjust(_ logits: inout [Float], _ tokens: [TokenID]) throws {
            check.note(logits)
            try instance.host.calling("'\(instance.type)' cannot go on") { error in
                logits.withUnsafeMutableBufferPointer { logits in
                    tokens.withUnsafeBufferPointer { tokens in
                        instance.functions.adjust(
                            instance.pointer, memory, logits.baseAddress, logits.count, tokens.baseAddress,
                            tokens.count,
                            error)
                    }
                }
            }
            if let breach = check.breach(logits) { throw instance.host.failure("'\(instance.type)' \(breach)") }
        }
    }
}
