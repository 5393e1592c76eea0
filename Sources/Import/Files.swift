package import MuseProtocols

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// No file beyond this is read, so that a device without an end does not fill the memory.
private let largestFile = 1 << 30

/// The bytes of a file.
///
/// - Throws: `FileError` where it is missing, a folder, not readable or larger than 1 GiB.
package func readFile(_ path: String) throws(FileError) -> [UInt8] {
    func failure() -> FileError { FileError(path: path, reason: String(cString: strerror(errno))) }
    let tooLarge = FileError(path: path, reason: "larger than 1 GiB")
    guard !path.isEmpty, !path.utf8.contains(0) else { throw FileError(path: path, reason: "not the name of a file") }

    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw failure() }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw failure() }
    if status.st_mode & S_IFMT == S_IFDIR { throw FileError(path: path, reason: "is a folder, not a file") }
    let expected = max(0, Int(status.st_size))
    guard expected <= largestFile else { throw tooLarge }

    var bytes = [UInt8](repeating: 0, count: max(expected + 1, 1 << 16))
    var count = 0
    while true {
        // One byte of room beyond the expected size: the end is seen without growing.
        if count == bytes.count { bytes += [UInt8](repeating: 0, count: bytes.count) }
        let got = bytes.withUnsafeMutableBytes { buffer in
            read(file, buffer.baseAddress?.advanced(by: count), buffer.count - count)
        }
        if got < 0 {
            if errno == EINTR { continue }
            throw failure()
        }
        if got == 0 { break }
        count += got
        guard count <= largestFile else { throw tooLarge }
    }
    bytes.removeLast(bytes.count - count)
    return bytes
}

/// The importer for a file, chosen by the end of its name.
///
/// - Throws: `FileError` where no importer of the registry answers to it; the reason names those that exist.
package func importer(
    forPath path: String, in registry: Registry<any Importer> = .builtIn
) throws(FileError) -> any Importer {
    let name = path.split(separator: "/").last ?? ""
    let ending = name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() } ?? ""
    var known: [String] = []
    for entry in registry.entries {
        guard let importer = try? entry.make(defaultSettings(for: entry.schema)) else { continue }
        if importer.fileExtensions.contains(ending) { return importer }
        known += importer.fileExtensions.map { ".\($0)" }
    }
    let found = ending.isEmpty ? "the name has no ending" : "nothing here reads '.\(printable(ending))'"
    throw FileError(path: path, reason: "\(found); known: \(known.joined(separator: ", "))")
}

/// Settings that say nothing: every default holds.
private func defaultSettings(for schema: Schema) throws -> Settings {
    let mark = SourceMark(source: SourceFile(name: schema.name, text: ""), line: 1, column: 1)
    return try Settings(Node(.map([]), at: mark), for: schema, path: "")
}

/// The tunes of a file.
///
/// - Throws: `FileError`.
package func readTunes(
    _ path: String, with registry: Registry<any Importer> = .builtIn
) throws(FileError) -> Imported {
    let importer = try importer(forPath: path, in: registry)
    return importer.read(try readFile(path), name: path)
}
