import CMusePlugin
import MuseProtocols

/// A sampler in a library.
struct LibrarySampler: Sampler {
    private let shared: Once<Shared>
    private var row: Row?

    /// The instance that all copies of the sampler share.
    private struct Shared: Sendable {
        let instance: LibraryInstance
        let functions: muse_sampler
    }

    init(_ component: PluginManifest.Component, _ host: LibraryHost, _ settings: PluginSettings) {
        shared = Once {
            let instance = try LibraryInstance(component, host, settings)
            let functions = try instance.functions(MUSE_SAMPLER, muse_sampler.self) {
                $0.begin != nil && $0.adjust != nil && $0.end != nil
            }
            return Shared(instance: instance, functions: functions)
        }
    }

    mutating func adjust(_ logits: inout [Float], at step: Step) throws {
        if row == nil { row = Row(try shared.get()) }
        try row?.adjust(&logits, step.tokens)
    }

    /// The library's state for one tune. Ended with the last reference. Used by one thread at a time.
    private final class Row: @unchecked Sendable {
        private let instance: LibraryInstance
        private let functions: muse_sampler
        private let memory: UnsafeMutableRawPointer?
        private var check = ScoreCheck()

        init(_ shared: Shared) {
            instance = shared.instance
            functions = shared.functions
            memory = functions.begin(instance.pointer)
        }

        deinit { functions.end(instance.pointer, memory) }

        func adjust(_ logits: inout [Float], _ tokens: [TokenID]) throws {
            check.note(logits)
            try instance.host.calling("'\(instance.type)' failed") { error in
                logits.withUnsafeMutableBufferPointer { logits in
                    tokens.withUnsafeBufferPointer { tokens in
                        functions.adjust(
                            instance.pointer, memory, logits.baseAddress, logits.count, tokens.baseAddress,
                            tokens.count, error)
                    }
                }
            }
            if let breach = check.breach(logits) { throw instance.host.failure("'\(instance.type)' \(breach)") }
        }
    }
}
