import CMusePlugin
import MuseProtocols

/// An exporter in a library.
struct LibraryExporter: Exporter {
    let fileExtensions: [String]
    let holdsManyTunes: Bool
    private let type: String
    private let host: LibraryHost
    private let instance: Hosted<LibraryInstance<muse_exporter>>

    init(_ component: PluginManifest.Component, _ host: LibraryHost, _ settings: PluginSettings) {
        fileExtensions = component.endings
        holdsManyTunes = component.holdsManyTunes
        type = component.schema.name
        self.host = host
        instance = Hosted { [type] in
            try LibraryInstance("exporter", type, MUSE_EXPORTER, host, settings) { $0.write != nil }
        }
    }

    /// What the library has put so far.
    private final class Bytes {
        var all: [UInt8] = []
    }

    func write(_ scores: [Score], provenance: Provenance?) throws -> [UInt8] {
        let instance = try instance.get()
        let text = try JSON.array(scores.map(\.json)).bytes() + [0]
        let line = Array((provenance?.line ?? "").utf8CString)
        let bytes = Bytes()
        try host.calling("'\(type)' cannot write") { error in
            text.withUnsafeBytes { text in
                instance.functions.write(
                    instance.pointer, text.assumingMemoryBound(to: CChar.self).baseAddress, text.count - 1, line,
                    { to, start, count in
                        guard let to, let start else { return }
                        let bytes = Unmanaged<Bytes>.fromOpaque(to).takeUnretainedValue()
                        start.withMemoryRebound(to: UInt8.self, capacity: count) {
                            bytes.all.append(contentsOf: UnsafeBufferPointer(start: $0, count: count))
                        }
                    }, Unmanaged.passUnretained(bytes).toOpaque(), error)
            }
        }
        return bytes.all
    }
}
