import CMusePlugin
import MuseProtocols

/// The functions of a library's sampler or generator for the steps of tunes, which both kinds have alike.
struct LibraryFunctions: @unchecked Sendable {
    let instance: LibraryInstance
    /// nil if the component gets only tokens.
    let context: LibraryContext?
    fileprivate let begin: @convention(c) (UnsafePointer<muse_instance>?) -> UnsafeMutableRawPointer?
    fileprivate let end: @convention(c) (UnsafePointer<muse_instance>?, UnsafeMutableRawPointer?) -> Void
    fileprivate let step:
        @convention(c) (
            UnsafePointer<muse_instance>?, UnsafeMutableRawPointer?, UnsafeMutablePointer<Float>?, Int,
            UnsafePointer<Int32>?, Int, UnsafeMutablePointer<CChar>?
        ) -> Bool

    /// - Throws: `PluginError` if the library lacks the functions.
    init(_ instance: LibraryInstance) throws {
        self.instance = instance
        context = try LibraryContext(instance)
        if instance.kind == .sampler {
            let functions = try instance.functions(MUSE_SAMPLER, muse_sampler.self) {
                $0.begin != nil && $0.adjust != nil && $0.end != nil
            }
            (begin, end, step) = (functions.begin, functions.end, functions.adjust)
        } else {
            let functions = try instance.functions(MUSE_GENERATOR, muse_generator.self) {
                $0.begin != nil && $0.scores != nil && $0.end != nil
            }
            (begin, end, step) = (functions.begin, functions.end, functions.scores)
        }
    }
}

/// The library's state for one tune. Ended with the last reference. Used by one thread at a time.
final class LibraryTune: @unchecked Sendable {
    private let functions: LibraryFunctions
    private let host: LibraryHost
    private let instance: UnsafePointer<muse_instance>?
    private let memory: UnsafeMutableRawPointer?
    private var known = RowContext()

    init(_ functions: LibraryFunctions) {
        self.functions = functions
        host = functions.instance.host
        instance = UnsafePointer(functions.instance.pointer)
        memory = functions.begin(instance)
    }

    deinit { functions.end(instance, memory) }

    /// Adjusts or computes the scores of a step.
    ///
    /// - Parameters:
    ///   - tokens: all tokens of the tune so far.
    ///   - words: the new items of a `ContextWriter`.
    /// - Throws: `PluginError`.
    func step(_ scores: UnsafeMutableBufferPointer<Float>, _ tokens: [TokenID], _ words: [Int32]) throws {
        if let context = functions.context {
            known.update(words)
            try context.step(memory, known)
        }
        try tokens.withUnsafeBufferPointer { tokens in
            try host.calling("'\(functions.instance.type)' failed") { error in
                functions.step(
                    instance, memory, scores.baseAddress, scores.count, tokens.baseAddress, tokens.count, error)
            }
        }
    }
}
