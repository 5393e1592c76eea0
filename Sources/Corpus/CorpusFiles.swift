package import MuseMusic
package import MuseProtocols
import MuseStorage

/// A cache of the bytes of corpus files. Each file is read once, although the check of a recipe, fitting, rules and
/// attributes all use it. The recipes of a sweep share the cache.
package final class CorpusFiles: Sendable {
    private struct Content {
        let bytes: [UInt8]
        var hash: String?
        /// The headers; nil until they are requested.
        var headers: Headers?
    }

    private struct Headers {
        /// The headers of the tunes; nil if the importer cannot read them separately.
        let scores: [Score]?
    }

    private let contents = Monitor<[String: Content]>([:])

    private let read: @Sendable (_ path: String) throws -> [UInt8]

    package init(read: @escaping @Sendable (_ path: String) throws -> [UInt8] = { try FileReader.bytes($0) }) {
        self.read = read
    }

    /// Returns the bytes of a file.
    ///
    /// - Throws: `RecipeErrors` with the file's place in the recipe if it cannot be read.
    package func bytes(_ file: CorpusSettings.File) throws -> [UInt8] {
        do {
            return try contents.change { contents in Result { try content(file, &contents).bytes } }.get()
        } catch let error as RecipeError {
            throw RecipeErrors([error])
        }
    }

    /// Returns the bytes of a file and its companions.
    ///
    /// - Throws: `RecipeErrors` with the file's place in the recipe if one cannot be read.
    func content(_ file: CorpusSettings.File) throws -> FileContent {
        FileContent(bytes: try bytes(file), companions: try file.companions.map { try bytes($0) })
    }

    /// Returns the bytes of a file and its companions, which are not kept.
    ///
    /// - Throws: `RecipeErrors` with the file's place in the recipe if one cannot be read.
    func passingContent(_ file: CorpusSettings.File) throws -> FileContent {
        try located(file) {
            FileContent(bytes: try read(file.path), companions: try file.companions.map { try read($0.path) })
        }
    }

    /// Returns what tells whether a file and its companions have changed, without reading them.
    ///
    /// - Throws: `RecipeErrors` with the file's place in the recipe if one is missing.
    func stamps(_ file: CorpusSettings.File) throws -> [FileStamp] {
        try located(file) { try ([file] + file.companions).map { try FileStamp($0.path) } }
    }

    /// Whether files together have more bytes than a limit. They are not read; those that cannot be found count
    /// nothing.
    package func exceed(_ limit: Int, _ files: [CorpusSettings.File]) -> Bool {
        var size = 0
        return files.contains {
            size += (try? FileStamp($0.path).size) ?? 0
            return size > limit
        }
    }

    private func located<Result>(_ file: CorpusSettings.File, _ body: () throws -> Result) throws -> Result {
        do { return try body() } catch { throw RecipeErrors([Self.error(file, error)]) }
    }

    private static func error(_ file: CorpusSettings.File, _ error: any Error) -> RecipeError {
        RecipeError(.conflict("cannot read: \(error)"), path: "corpus.files", at: file.mark)
    }

    /// Returns a SHA-256 hash of each file, in hexadecimal; see `FileContent.hash`.
    ///
    /// - Throws: `RecipeErrors` with the place in the recipe of each file that cannot be read.
    package func hashes(of files: [CorpusSettings.File]) throws -> [String] {
        var errors: [RecipeError] = []
        var hashes: [String] = []
        for file in files {
            do {
                hashes.append(try contents.change { contents in Result { try fullHash(file, &contents) } }.get())
            } catch let error as RecipeError {
                errors.append(error)
            }
        }
        if !errors.isEmpty { throw RecipeErrors(errors) }
        return hashes
    }

    /// Returns the headers of a file's tunes without reading the music; nil if the importer cannot.
    ///
    /// - Throws: `RecipeErrors` with the file's place in the recipe if it cannot be read.
    package func headers(_ file: CorpusSettings.File, _ importer: any Importer) throws -> [Score]? {
        if let cached = contents.read({ $0[file.path]?.headers }) { return cached.scores }
        let headers = Headers(scores: importer.headers(try bytes(file), name: file.path))
        contents.change { $0[file.path]?.headers = headers }
        return headers.scores
    }

    private func content(_ file: CorpusSettings.File, _ contents: inout [String: Content]) throws -> Content {
        if let cached = contents[file.path] { return cached }
        do {
            let content = Content(bytes: try read(file.path))
            contents[file.path] = content
            return content
        } catch {
            throw Self.error(file, error)
        }
    }

    private func fullHash(_ file: CorpusSettings.File, _ contents: inout [String: Content]) throws -> String {
        let own = try hash(file, &contents)
        guard let entry = file.entry else { return own }
        return entry.hash(ofFile: own, companions: try file.companions.map { try hash($0, &contents) })
    }

    private func hash(_ file: CorpusSettings.File, _ contents: inout [String: Content]) throws -> String {
        let content = try content(file, &contents)
        if let cached = content.hash { return cached }
        let hash = SHA256.hex(of: content.bytes)
        contents[file.path]?.hash = hash
        return hash
    }
}

extension CorpusSettings.File {
    /// The files with annotations of this one.
    var companions: [CorpusSettings.File] {
        (entry?.companions ?? []).map { CorpusSettings.File(path: $0.path, mark: mark) }
    }
}
