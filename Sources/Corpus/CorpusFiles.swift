package import MuseMusic
package import MuseProtocols
import MuseStorage

/// The bytes of corpus files, each read once however often they are asked for: the check of a recipe looks at headers,
/// fitting hashes and parses, rules and attributes compare. Shared by the recipes of a sweep.
package final class CorpusFiles: Sendable {
    private struct Content {
        let bytes: [UInt8]
        var hash: String?
        /// nil before they are asked for.
        var headers: Headers?
    }

    private struct Headers {
        /// nil where the importer cannot tell them.
        let scores: [Score]?
    }

    private let contents = Monitor<[String: Content]>([:])

    private let read: @Sendable (_ path: String) throws -> [UInt8]

    package init(read: @escaping @Sendable (_ path: String) throws -> [UInt8] = { try FileReader.bytes($0) }) {
        self.read = read
    }

    /// - Throws: `RecipeErrors` with the place that names the file, where it cannot be read.
    package func bytes(_ file: CorpusSettings.File) throws -> [UInt8] {
        do {
            return try contents.change { contents in Result { try content(file, &contents).bytes } }.get()
        } catch let error as RecipeError {
            throw RecipeErrors([error])
        }
    }

    /// SHA-256 of each file, in hex.
    ///
    /// - Throws: `RecipeErrors` with the place in the recipe of each file that cannot be read.
    package func hashes(of files: [CorpusSettings.File]) throws -> [String] {
        var errors: [RecipeError] = []
        var hashes: [String] = []
        for file in files {
            do {
                hashes.append(try contents.change { contents in Result { try hash(file, &contents) } }.get())
            } catch let error as RecipeError {
                errors.append(error)
            }
        }
        if !errors.isEmpty { throw RecipeErrors(errors) }
        return hashes
    }

    /// What the file's importer tells of its tunes without reading the music; nil where it cannot.
    ///
    /// - Throws: `RecipeErrors`, as `bytes` does.
    package func headers(_ file: CorpusSettings.File, _ importer: any Importer) throws -> [Score]? {
        if let known = contents.read({ $0[file.path]?.headers }) { return known.scores }
        let headers = Headers(scores: importer.headers(try bytes(file), name: file.path))
        contents.change { $0[file.path]?.headers = headers }
        return headers.scores
    }

    private func content(_ file: CorpusSettings.File, _ contents: inout [String: Content]) throws -> Content {
        if let known = contents[file.path] { return known }
        do {
            let content = Content(bytes: try read(file.path))
            contents[file.path] = content
            return content
        } catch {
            throw RecipeError(.conflict("cannot read: \(error)"), path: "corpus.files", at: file.mark)
        }
    }

    private func hash(_ file: CorpusSettings.File, _ contents: inout [String: Content]) throws -> String {
        let content = try content(file, &contents)
        if let known = content.hash { return known }
        let hash = SHA256.hex(of: content.bytes)
        contents[file.path]?.hash = hash
        return hash
    }
}
