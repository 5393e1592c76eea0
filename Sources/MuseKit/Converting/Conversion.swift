import MuseExport
import MuseProcesses
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
        public let tunes: ArraySlice<TunePlace>
    }

    /// What a tune loses in the format it is written in.
    public struct Loss: Sendable {
        public let tune: TunePlace
        /// `MIDI`.
        public let formatName: String
        /// Noun phrases, as `Exporter.losses` returns them.
        public let contents: [String]
    }

    public let outputs: [Output]
    private let exporter: any Exporter
    private let contents: Contents
    /// The folder that has to exist; nil if all folders are created.
    private let fixedFolder: String?
    private let inputs: Set<String>

    /// What the outputs are made of.
    private enum Contents {
        case scores([ArraySlice<FileTune>])
        case bookTunes([ArraySlice<any BookTune>])
        case exports([SpooledExport], Spool)
    }

    init(_ tunes: [FileTune], to target: OutputTarget, inputs paths: [String]) throws {
        let outputs = try target.outputs(tunes.indices.map { tunes[$0].label })
        let contents = Contents.scores(Self.divided(tunes, into: outputs))
        try self.init(outputs, contents, target, inputs: paths + tunes.indices.map { tunes[$0].path })
    }

    /// - Parameter bookTunes: the tunes, encoded by the target's exporter.
    init(
        _ tunes: [TunePlace], _ bookTunes: [any BookTune], to target: OutputTarget, inputs paths: [String]
    ) throws {
        let outputs = try target.outputs(tunes)
        try self.init(outputs, .bookTunes(Self.divided(bookTunes, into: outputs)), target, inputs: paths)
    }

    /// - Parameter exports: those of the tunes, in the same order. Each is made of the tunes of an output.
    init(
        _ tunes: [TunePlace], _ exports: [SpooledExport], in spool: Spool, to target: OutputTarget,
        inputs paths: [String]
    ) throws {
        let outputs = try target.outputs(tunes)
        precondition(exports.count == outputs.count, "\(exports.count) exports, \(outputs.count) outputs")
        try self.init(outputs, .exports(exports, spool), target, inputs: paths)
        // An exporter may write further files besides the outputs.
        for (output, export) in zip(outputs, exports) {
            for file in (try? export.files.get()) ?? [] where file.suffix != nil {
                try check(ExportedFile.path(file.suffix, besides: output.path))
            }
        }
    }

    /// The items of each output.
    private static func divided<Item>(_ items: [Item], into outputs: [Output]) -> [ArraySlice<Item>] {
        var rest = items[...]
        return outputs.map { output in
            defer { rest = rest.dropFirst(output.tunes.count) }
            return rest.prefix(output.tunes.count)
        }
    }

    private init(_ outputs: [Output], _ contents: Contents, _ target: OutputTarget, inputs paths: [String]) throws {
        self.outputs = outputs
        self.contents = contents
        exporter = target.exporter
        fixedFolder = target.isFolder ? nil : target.pattern.fixedFolder
        inputs = Set(Set(paths).subtracting(["-", ""]).map { Files.identity($0) })
        for output in outputs { try check(output.path) }
        // A mistyped folder is an error, of which one message is enough.
        if let fixedFolder, !fixedFolder.isEmpty, !Files.exists(fixedFolder) {
            throw FileError(path: fixedFolder, reason: "No such file or directory")
        }
    }

    /// What the tunes lose, in their order; tunes that lose nothing are left out.
    public var losses: [Loss] {
        outputs.indices.flatMap { i in
            let losses =
                switch contents {
                case .scores(let scores): exporter.losses(of: scores[i].map(\.score))
                case .bookTunes(let tunes): exporter.losses(of: Array(tunes[i]))
                case .exports(let exports, _): exports[i].losses
                }
            return zip(outputs[i].tunes, losses).compactMap { tune, losses in
                losses.isEmpty ? nil : Loss(tune: tune, formatName: exporter.formatName, contents: losses)
            }
        }
    }

    /// Returns the bytes of the only file.
    ///
    /// - Parameter isCancelled: polled on any thread.
    /// - Throws: `ExportError`; `MuseError.use` if the exporter writes several files; `CancellationError`.
    public func bytes(isCancelled: @escaping @Sendable () -> Bool = { false }) throws -> [UInt8] {
        let files = try outputs.indices.flatMap { try self.files($0, isCancelled) }
        guard files.count == 1 else { throw MuseError.use("the exporter writes several files; name a file for them") }
        return try files[0].bytes()
    }

    /// Writes all files, each atomically and as soon as it is exported.
    ///
    /// - Parameters:
    ///   - isCancelled: polled on any thread.
    ///   - onFailure: called with the error of each file that cannot be exported, such as an `ExportError`; the others
    ///     are written.
    /// - Returns: the paths of the files written.
    /// - Throws: `MuseError.use` if a further file of the exporter would replace an input, which is kept; the
    ///   `FileError` of the first file that cannot be written; an error for a program that the exporter needs and that
    ///   is missing; `CancellationError`.
    @discardableResult
    public func write(
        isCancelled: @escaping @Sendable () -> Bool = { false }, onFailure: (any Error) throws -> Void
    ) throws -> [String] {
        var last: String?
        for output in outputs {
            let folder = parentFolder(of: output.path)
            if folder != last { try create(folder) }
            last = folder
        }
        let results = try concurrentMap(Array(outputs.indices)) { i -> Result<[String], any Error> in
            if isCancelled() { throw CancellationError() }
            switch Result(catching: { try self.files(i, isCancelled) }) {
            // It would be the same for all files.
            case .failure(let error) where error is CancellationError || error.isAboutMissingProgram: throw error
            case .failure(let error): return .failure(error)
            case .success(let files):
                for file in files {
                    try check(file.path)
                    try AtomicFile.write(file.bytes(), to: file.path)
                }
                return .success(files.map(\.path))
            }
        }
        for case .failure(let error) in results { try onFailure(error) }
        return results.flatMap { (try? $0.get()) ?? [] }
    }

    private struct File: Sendable {
        let path: String
        let bytes: @Sendable () throws -> [UInt8]
    }

    /// Returns the files of an output.
    private func files(_ i: Int, _ isCancelled: @escaping @Sendable () -> Bool) throws -> [File] {
        let output = outputs[i]
        do {
            switch contents {
            case .scores(let scores):
                let files = try exporter.files(
                    scores[i].indices.map { scores[i][$0].score }, provenance: nil, isCancelled: isCancelled)
                return files.map { file in File(path: file.path(besides: output.path)) { file.bytes } }
            case .bookTunes(let tunes):
                let bytes = try exporter.write(Array(tunes[i]))
                return [File(path: output.path) { bytes }]
            case .exports(let exports, let spool):
                return try exports[i].files.get().map { file in
                    File(path: ExportedFile.path(file.suffix, besides: output.path)) {
                        try spool.bytes(file.position)
                    }
                }
            }
        } catch let error as ExportError {
            let place = output.tunes.count == 1 ? output.tunes.first?.place : nil
            throw ExportError("\(place ?? output.path): \(error.description)")
        }
    }

    private func check(_ path: String) throws {
        guard !inputs.isEmpty, Files.exists(path), inputs.contains(Files.identity(path)) else { return }
        throw MuseError.use("'\(printable(path))' is an input and would be overwritten; choose another output")
    }

    /// Creates a folder of files if it has placeholders, or if the output is a folder.
    private func create(_ folder: String) throws {
        if !folder.isEmpty, folder != fixedFolder { try createDirectories(folder) }
    }
}

extension Error {
    /// Whether something that an exporter runs is not installed.
    fileprivate var isAboutMissingProgram: Bool { self is MissingProgramError || self is MissingSoundFontError }
}
