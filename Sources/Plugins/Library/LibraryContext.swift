import CMusePlugin
import MuseProtocols
import MuseStorage

/// Tells an instance in a library what it needs to know beside tokens.
struct LibraryContext {
    private let instance: LibraryInstance
    private let functions: muse_context

    /// nil if the component needs nothing, and the library has no such extension.
    ///
    /// - Throws: `PluginError` if the extension is missing although the manifest has `needs`.
    init?(_ instance: LibraryInstance) throws {
        let isNeeded = !instance.needs.isEmpty
        guard isNeeded || instance.has(MUSE_CONTEXT) else { return nil }
        self.instance = instance
        functions = try instance.functions(MUSE_CONTEXT, muse_context.self) { $0.begin != nil && $0.step != nil }
    }

    /// Tells the vocabulary and the plan.
    ///
    /// - Parameter parameters: those of a `ContextMessage`.
    /// - Throws: `PluginError`.
    func begin(_ parameters: JSON) throws {
        let memory = CMemory()
        let vocabulary = parameters["vocabulary"]
        let kinds = vocabulary?["kinds"]?.arrayValue ?? []
        let tokens = zip(vocabulary?["tokens"]?.arrayValue ?? [], kinds).map { name, kind in
            let kind = kind.stringValue.flatMap { TokenKind(rawValue: $0) } ?? .other
            let number = TokenKind.allCases.firstIndex(of: kind) ?? 0
            return muse_token(
                name: memory.text(name.stringValue ?? ""), kind: muse_token_kind(rawValue: UInt32(number)))
        }
        let plan = memory.text(try parameters["plan"].map { String(decoding: try $0.bytes(), as: UTF8.self) })
        try instance.host.calling("'\(instance.type)' failed") { error in
            tokens.withUnsafeBufferPointer { functions.begin(instance.pointer, $0.baseAddress, $0.count, plan, error) }
        }
        withExtendedLifetime(memory) {}
    }

    /// Tells what is known at a step.
    ///
    /// - Throws: `PluginError`.
    func step(_ row: UnsafeMutableRawPointer?, _ known: RowContext) throws {
        try instance.host.calling("'\(instance.type)' failed") { error in
            known.withStep { step in withUnsafePointer(to: step) { functions.step(instance.pointer, row, $0, error) } }
        }
    }
}
