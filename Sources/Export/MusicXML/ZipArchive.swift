import CZip
import MusePlatform
import MuseProtocols

/// A zip archive in memory. The same files give the same bytes: all have the date 1980-01-01.
struct ZipArchive {
    private struct Entry {
        let name: String
        let bytes: [UInt8]
        let isCompressed: Bool
    }

    private var entries: [Entry] = []

    mutating func add(_ name: String, _ bytes: [UInt8], isCompressed: Bool = true) {
        entries.append(Entry(name: name, bytes: bytes, isCompressed: isCompressed))
    }

    /// Returns the bytes of the archive.
    ///
    /// - Throws: `ExportError` with libzip's reason.
    func finish() throws -> [UInt8] {
        var error = zip_error_t()
        zip_error_init(&error)
        defer { zip_error_fini(&error) }
        guard let target = zip_source_buffer_create(nil, 0, 0, &error) else { throw Self.failure(&error) }
        // Closing the archive would free the target, from which the bytes are read.
        zip_source_keep(target)
        defer { zip_source_free(target) }
        guard let archive = zip_open_from_source(target, ZIP_TRUNCATE, &error) else {
            zip_source_free(target)
            throw Self.failure(&error)
        }
        do {
            for entry in entries { try add(entry, to: archive) }
            guard zip_close(archive) == 0 else { throw Self.failure(zip_get_error(archive)) }
        } catch {
            zip_discard(archive)
            throw error
        }
        return try Self.bytes(of: target)
    }

    private func add(_ entry: Entry, to archive: OpaquePointer) throws {
        // libzip reads the bytes when the archive is closed, and then frees them.
        let copy = malloc(max(1, entry.bytes.count))
        entry.bytes.withUnsafeBytes { bytes in
            if let copy, let start = bytes.baseAddress { copy.copyMemory(from: start, byteCount: bytes.count) }
        }
        guard let copy, let source = zip_source_buffer(archive, copy, UInt64(entry.bytes.count), 1) else {
            free(copy)
            throw Self.failure(zip_get_error(archive))
        }
        let index = zip_file_add(archive, entry.name, source, UInt32(ZIP_FL_ENC_UTF_8))
        guard index >= 0 else {
            zip_source_free(source)
            throw Self.failure(zip_get_error(archive))
        }
        let method = entry.isCompressed ? ZIP_CM_DEFLATE : ZIP_CM_STORE
        guard zip_set_file_compression(archive, UInt64(index), method, 0) == 0,
            zip_file_set_dostime(archive, UInt64(index), 0, Self.date, 0) == 0
        else { throw Self.failure(zip_get_error(archive)) }
    }

    /// 1980-01-01, the first day of MS-DOS's calendar: month 1, day 1.
    private static let date: UInt16 = 1 << 5 | 1

    private static func bytes(of source: OpaquePointer) throws -> [UInt8] {
        guard zip_source_open(source) == 0 else { throw failure(zip_source_error(source)) }
        defer { zip_source_close(source) }
        guard zip_source_seek(source, 0, SEEK_END) == 0, case let size = zip_source_tell(source), size >= 0,
            zip_source_seek(source, 0, SEEK_SET) == 0
        else { throw failure(zip_source_error(source)) }
        var count: Int64 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(size)) { buffer, written in
            count = zip_source_read(source, buffer.baseAddress, UInt64(size))
            written = max(0, Int(count))
        }
        guard count == size else { throw failure(zip_source_error(source)) }
        return bytes
    }

    private static func failure(_ error: UnsafeMutablePointer<zip_error_t>?) -> ExportError {
        let reason = error.flatMap { zip_error_strerror($0) }.map { String(cString: $0) } ?? "unknown error"
        return ExportError("the archive cannot be written: \(reason)")
    }
}
