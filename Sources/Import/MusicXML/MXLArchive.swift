import CZip
import MuseMusic

/// Finds the score in a compressed MusicXML file (`.mxl`), a zip archive.
///
/// Source: MusicXML 4.0, "Compressed .MXL files": the first rootfile of META-INF/container.xml is the score.
struct MXLArchive {
    struct Mistake: Error { let message: String }

    /// The score as stored in the archive.
    struct Entry {
        let bytes: [UInt8]
        /// A defect of the archive that did not prevent reading it.
        let warning: String?
    }

    /// The largest size of an unpacked score: more than ten times that of long orchestral movements.
    private static let largestScore = 64 << 20
    private static let largestContainer = 1 << 16
    private static let largestEntryCount = 10_000

    private let archive: OpaquePointer

    static func isArchive(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) }

    /// Unpacks the score.
    static func score(_ bytes: [UInt8]) throws(Mistake) -> Entry {
        // A typed throw cannot leave the closure.
        let result: Result<Entry, Mistake> = bytes.withUnsafeBytes { buffer in
            var error = zip_error_t()
            zip_error_init(&error)
            defer { zip_error_fini(&error) }
            guard let source = zip_source_buffer_create(buffer.baseAddress, UInt64(buffer.count), 0, &error) else {
                return .failure(Mistake(message: "not enough memory to unpack the file"))
            }
            guard let archive = zip_open_from_source(source, ZIP_RDONLY, &error) else {
                let reason = zip_error_strerror(&error).map { String(cString: $0) } ?? ""
                zip_source_free(source)
                return .failure(Mistake(message: "not a readable zip archive: \(reason)"))
            }
            defer { zip_discard(archive) }
            do throws(Mistake) { return .success(try MXLArchive(archive: archive).score()) } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func score() throws(Mistake) -> Entry {
        guard zip_get_num_entries(archive, 0) <= Self.largestEntryCount else {
            throw Mistake(message: "the archive has more than \(Self.largestEntryCount) entries")
        }
        var warning: String?
        var path: String?
        let container = zip_name_locate(archive, "META-INF/container.xml", 0)
        if container >= 0 {
            let bytes = try contents(UInt64(container), limit: Self.largestContainer)
            do throws(Mistake) { path = try Container.rootFile(bytes) } catch { warning = error.message }
        } else {
            warning = "the archive has no META-INF/container.xml"
        }
        if let path {
            let index = zip_name_locate(archive, path, 0)
            guard index >= 0 else {
                throw Mistake(message: "META-INF/container.xml names '\(path)', which is not in the archive")
            }
            return Entry(bytes: try contents(UInt64(index), limit: Self.largestScore), warning: nil)
        }
        guard let (index, name) = firstScore() else {
            throw Mistake(
                message: (warning ?? "META-INF/container.xml names no score") + ", and no other file is a score")
        }
        let reason = warning ?? "META-INF/container.xml names no score"
        return Entry(
            bytes: try contents(index, limit: Self.largestScore), warning: "\(reason); '\(name)' is read instead")
    }

    /// Returns the first entry whose name ends as that of a score.
    private func firstScore() -> (UInt64, String)? {
        for i in 0..<UInt64(max(0, zip_get_num_entries(archive, 0))) {
            guard let name = zip_get_name(archive, i, 0).map({ String(cString: $0) }) else { continue }
            let lower = name.lowercased()
            if !lower.hasPrefix("meta-inf/"), lower.hasSuffix(".xml") || lower.hasSuffix(".musicxml") {
                return (i, name)
            }
        }
        return nil
    }

    /// Unpacks an entry. Its size in the directory is not trusted.
    private func contents(_ index: UInt64, limit: Int) throws(Mistake) -> [UInt8] {
        let name = zip_get_name(archive, index, 0).map { String(cString: $0) } ?? ""
        guard let file = zip_fopen_index(archive, index, 0) else {
            throw Mistake(message: "'\(name)' in the archive cannot be unpacked: \(reason(zip_get_error(archive)))")
        }
        defer { zip_fclose(file) }
        var result: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = zip_fread(file, &chunk, UInt64(chunk.count))
            if count == 0 { return result }
            guard count > 0 else {
                throw Mistake(message: "'\(name)' in the archive is damaged: \(reason(zip_file_get_error(file)))")
            }
            result.append(contentsOf: chunk[..<Int(count)])
            guard result.count <= limit else {
                throw Mistake(message: "'\(name)' in the archive unpacks to more than \(limit >> 10) KB")
            }
        }
    }

    private func reason(_ error: UnsafeMutablePointer<zip_error_t>?) -> String {
        guard let error, let text = zip_error_strerror(error) else { return "unknown error" }
        return String(cString: text)
    }
}

/// Finds the path of the score in META-INF/container.xml.
private final class Container: XMLDocumentReader {
    private var path: String?

    static func rootFile(_ bytes: [UInt8]) throws(MXLArchive.Mistake) -> String? {
        let container = Container()
        if let mistake = XMLParser.parse(bytes, container) {
            throw MXLArchive.Mistake(
                message: "META-INF/container.xml, line \(mistake.place.line): \(mistake.message)")
        }
        return container.path
    }

    func open(_ element: XMLElement, depth: Int) -> XMLContent {
        if path == nil, element.name == "rootfile" { path = element["full-path"] }
        return .delivered
    }

    func read(_ element: XMLElement) {}
    func close(depth: Int) {}
}
