import MuseProtocols
import MuseStorage

/// A sampler in a library.
struct LibrarySampler: Sampler {
    private let shared: Once<LibraryShared>
    private var row: Row?

    init(_ component: PluginManifest.Component, _ host: LibraryHost, _ settings: PluginSettings) {
        shared = Once { try LibraryShared(LibraryInstance(component, host, settings)) }
    }

    mutating func adjust(_ logits: inout [Float], at step: Step) throws {
        if row == nil {
            let tune = PluginTune(context: step.tune)
            row = Row(try shared.get().functions(for: tune), tune)
        }
        try row?.adjust(&logits, step.tokens)
    }

    /// One tune. Copies share the library's state, and are used one at a time.
    private struct Row: @unchecked Sendable {
        private let instance: LibraryInstance
        private let tune: LibraryTune
        /// nil if the library gets only tokens.
        private let context: ContextWriter?
        private var check = ScoreCheck()

        init(_ functions: LibraryFunctions, _ tune: PluginTune) {
            instance = functions.instance
            self.tune = LibraryTune(functions)
            context = instance.needs.isEmpty ? nil : ContextWriter(instance.needs, tune)
        }

        mutating func adjust(_ logits: inout [Float], _ tokens: [TokenID]) throws {
            check.note(logits)
            var words: [Int32] = []
            try context?.append(tokens, to: &words)
            try logits.withUnsafeMutableBufferPointer { try tune.step($0, tokens, words) }
            if let breach = check.breach(logits) { throw instance.host.failure("'\(instance.type)' \(breach)") }
        }
    }
}

/// An instance that several tunes share.
struct LibraryShared: Sendable {
    private let functions: LibraryFunctions
    private let context: ContextMessage

    /// - Throws: `PluginError`.
    init(_ instance: LibraryInstance) throws {
        functions = try LibraryFunctions(instance)
        context = ContextMessage(instance.needs)
    }

    /// The functions, after the instance has got the vocabulary and the plan.
    ///
    /// - Throws: `PluginError`.
    func functions(for tune: PluginTune) throws -> LibraryFunctions {
        try context.send(tune.context) { try functions.context?.begin(.object($0)) }
        return functions
    }
}
