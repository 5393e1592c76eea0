import CMusePlugin
import MuseProtocols

/// A sampler in a library.
final class LibrarySampler: HostedSampler, @unchecked Sendable {
    private let host: LibraryHost
    private let instance: UnsafeMutablePointer<muse_instance>
    private let functions: UnsafePointer<muse_sampler>
    private let adjust:
        @convention(c) (
            UnsafePointer<muse_instance>?, UnsafeMutableRawPointer?, UnsafeMutablePointer<Float>?, Int,
            UnsafePointer<Int32>?, Int, UnsafeMutablePointer<CChar>?
        ) -> Bool

    init(_ instance: UnsafeMutablePointer<muse_instance>, _ host: LibraryHost) throws {
        guard
            let functions = instance.pointee.extension(instance, MUSE_SAMPLER)?.assumingMemoryBound(
                to: muse_sampler.self),
            functions.pointee.begin != nil, functions.pointee.end != nil, let adjust = functions.pointee.adjust
        else {
            instance.pointee.destroy(instance)
            throw host.failure("a sampler of it has no extension \(MUSE_SAMPLER), or one with empty places")
        }
        self.instance = instance
        self.host = host
        self.functions = functions
        self.adjust = adjust
    }

    deinit { instance.pointee.destroy(instance) }

    func begin() throws -> any HostedRow { Row(self) }

    func adjust(_ logits: inout [[Float]], of rows: [any HostedRow], tokens: [[TokenID]]) throws {
        for (i, row) in rows.enumerated() {
            guard let row = row as? Row else { preconditionFailure("a row of another sampler") }
            try host.calling("cannot go on") { error in
                logits[i].withUnsafeMutableBufferPointer { logits in
                    tokens[i].withUnsafeBufferPointer { tokens in
                        adjust(
                            instance, row.memory, logits.baseAddress, logits.count, tokens.baseAddress, tokens.count,
                            error)
                    }
                }
            }
        }
    }

    /// What the library remembers of a tune.
    private final class Row: HostedRow, @unchecked Sendable {
        let memory: UnsafeMutableRawPointer?
        private let sampler: LibrarySampler

        init(_ sampler: LibrarySampler) {
            self.sampler = sampler
            memory = sampler.functions.pointee.begin(sampler.instance)
        }

        deinit { sampler.functions.pointee.end(sampler.instance, memory) }
    }
}
