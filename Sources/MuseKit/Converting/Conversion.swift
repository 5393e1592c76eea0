import MuseProtocols
import MuseRecipe
import MuseStorage

/// Tunes and the files that they are written to.
///
/// Everything that can be refused is refused before the first file is written.
public struct Conversion: Sendable {
    /// A file and its tunes.
    public struct Output: Sendable {
        /// `-` for standard output.
        public let path: String
        public let tunes: ArraySlice<FileTune>
    }

    /// What a tune loses in the format it is written in.
    public struct Loss: Sendable {
        public let tune: FileTune
        /// `MIDI`.
        public let formatName: String
        /// Noun phrases, as `Exporter.losses` returns them.
        public let contents: [String]
    }

    public let outputs: [Output]
    private let exporter: any Exporter
    /// The folder that has to exist; nil if all folders are created.
    private let fixedFolder: String?
    private let inputs: Set<String>

    init(_ tunes: [FileTune], to target: OutputTarget, inputs paths: [String]) throws {
        exporter = target.exporter
        fixedFolder = target.isFolder ? nil : target.pattern.fixedFolder
        inputs = Set(Set(paths + tunes.map(\.path)).subtracting(["-", ""]).map { Files.identity($0) })
        outputs = try OutputPlan(
            tunes[...], target.pattern, splitPattern: exporter.holdsManyTunes ? nil : target.splitPattern
        ).outputs()
        for output in outputs where output.tunes.count > 1 && !exporter.holdsManyTunes {
            throw MuseError.use(
                "'\(printable(output.path))' can hold only one of the \(output.tunes.count) tunes; "
                    + "put \(target.pattern.hasName ? "{name}-{n}" : "{n}") in the name to write one file per tune")
        }
        if !inputs.isEmpty { for output in outputs { try check(output.path) } }
        // A mistyped folder is an error, of which one message is enough.
        if let fixedFolder, !fixedFolder.isEmpty, !Files.exists(fixedFolder) {
            throw FileError(path: fixedFolder, reason: "No such file or directory")
        }
    }

    /// What the tunes lose, in their order; tunes that lose nothing are left out.
    public var losses: [Loss] {
        outputs.flatMap { output in
            zip(output.tunes, exporter.losses(of: output.tunes.map(\.score))).compactMap { tune, losses in
                losses.isEmpty ? nil : Loss(tune: tune, formatName: exporter.formatName, contents: losses)
            }
        }
    }

    /// Returns the bytes of the only file.
    ///
    /// - Throws: `ExportError`; `MuseError.use` if the exporter writes several files.
    public func bytes() throws -> [UInt8] {
        let files = try outputs.flatMap { try self.files($0) }
        guard files.count == 1 else { throw MuseError.use("the exporter writes several files; name a file for them") }
        return files[0].bytes
    }

    /// Writes all files, each under a temporary name that is then changed.
    ///
    /// - Parameter onFailure: called with the error of each file that the format cannot express (`ExportError`), after
    ///   which the others are written.
    /// - Returns: the paths of the files written.
    /// - Throws: `MuseError.use` if a file of the exporter would replace an input, before anything is written;
    ///   `FileError` of the first file that cannot be written.
    @discardableResult
    public func write(onFailure: (any Error) throws -> Void) throws -> [String] {
        let results = try concurrentMap(outputs) { output in Result { try self.files(output) } }
        let files: [(path: String, bytes: [UInt8])] = results.flatMap { (try? $0.get()) ?? [] }
        if !inputs.isEmpty { for file in files { try check(file.path) } }
        for case .failure(let error) in results { try onFailure(error) }
        for folder in Set(files.map { parentFolder(of: $0.path) }).sorted() { try create(folder) }
        _ = try concurrentMap(files) { try AtomicFile.write($0.bytes, to: $0.path) }
        return files.map(\.path)
    }

    private func files(_ output: Output) throws -> [(path: String, bytes: [UInt8])] {
        do {
            return try exporter.files(output.tunes.map { $0.score }, provenance: nil).map {
                ($0.path(besides: output.path), $0.bytes)
            }
        } catch let error as ExportError {
            let place = output.tunes.count == 1 ? output.tunes.first?.place : output.path
            throw ExportError("\(place ?? output.path): \(error.description)")
        }
    }

    private func check(_ path: String) throws {
        guard Files.exists(path), inputs.contains(Files.identity(path)) else { return }
        throw MuseError.use("'\(printable(path))' is an input and would be overwritten; choose another output")
    }

    /// Creates a folder of files if it has placeholders, or if the output is a folder.
    private func create(_ folder: String) throws {
        if !folder.isEmpty, folder != fixedFolder { try createDirectories(folder) }
    }
}
