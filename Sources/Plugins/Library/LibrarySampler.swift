import CMusePlugin
import MuseProtocols

/// A sampler in a library.
struct LibrarySampler: Sampler {
    private let made: Once<Made>
    private var row: Row?

    private struct Made: Sendable {
        let instance: LibraryInstance
        let functions: muse_sampler
    }

    init(_ component: PluginManifest.Component, _ host: LibraryHost, _ settings: PluginSettings) {
        made = Once {
            let instance = try LibraryInstance(component, host, settings)
            let functions = try instance.functions(MUSE_SAMPLER, muse_sampler.self) {
                $0.begin != nil && $0.adjust != nil && $0.end != nil
            }
            return Made(instance: instance, functions: functions)
        }
    }

    mutating func adjust(_ logits: inout [Float], at step: Step) throws {
        if row == nil { row = Row(try made.get()) }
        try row?.adjust(&logits, step.tokens)
    }

    /// The library's state for one tune, from the first step to the last reference. Used by one thread at a time.
    private final class Row: @unchecked Sendable {
        private let instance: LibraryInstance
        private let functions: muse_sampler
        private let memory: UnsafeMutableRawPointer?
        private var check = ScoreCheck()

        init(_ made: Made) {
            instance = made.instance
            functions = made.functions
            memory = functions.begin(instance.pointer)
        }

        deinit { functions.end(instance.pointer, memory) }

        func adjust(_ logits: inout [Float], _ tokens: [TokenID]) throws {
            check.note(logits)
            try instance.host.calling("'\(instance.type)' cannot go on") { error in
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
