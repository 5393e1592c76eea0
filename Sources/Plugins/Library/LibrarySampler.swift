import MuseProtocols
import MuseStorage

/// A sampler in a library.
struct LibrarySampler: Sampler {
    private let shared: Once<LibraryShared>
    private let component: PluginManifest.Component
    private var row: Row?

    init(_ component: PluginManifest.Component, _ host: LibraryHost, _ settings: PluginSettings) {
        self.component = component
        shared = Once { try LibraryShared(LibraryInstance(component, host, settings)) }
    }

    mutating func adjust(_ logits: inout [Float], at step: Step) throws {
        if row == nil {
            let tune = PluginTune(context: step.tune)
            row = Row(try shared.get().functions(for: tune), ContextWriter(component.needs, tune))
        }
        try row?.adjust(&logits, step.tokens)
    }

    /// The library's state for one tune, used by one thread at a time.
    private final class Row: @unchecked Sendable {
        private let instance: LibraryInstance
        private let tune: LibraryTune
        private let context: ContextWriter
        private var check = ScoreCheck()

        init(_ functions: LibraryFunctions, _ context: ContextWriter) {
            instance = functions.instance
            tune = LibraryTune(functions)
            self.context = context
        }

        func adjust(_ logits: inout [Float], _ tokens: [TokenID]) throws {
            check.note(logits)
            var words: [Int32] = []
            try context.append(tokens, to: &words)
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

    /// The functions, after the instance has been told what it needs for the tune.
    ///
    /// - Throws: `PluginError`.
    func functions(for tune: PluginTune) throws -> LibraryFunctions {
        try context.tell(tune.context) { try functions.context?.begin(.object($0)) }
        return functions
    }
}
