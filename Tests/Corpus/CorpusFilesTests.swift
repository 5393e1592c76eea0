import MuseCorpus
import MuseProtocols
import Testing

/// A format with one tune per line: MIDI note numbers, one byte each; `!` is an error.
private struct LineImporter: Importer {
    static let schema = Schema("line", "reads a tune a line")
    let fileExtensions = ["line"]

    init(_ settings: Settings) throws {}

    func read(_ bytes: [UInt8], name: String) -> Imported {
        let source = SourceFile(name: name, text: String(decoding: bytes, as: UTF8.self))
        return Imported(
            tunes: bytes.split(separator: 0x0A).enumerated().map { i, line in
                let mark = SourceMark(source: source, line: i + 1, column: 1)
                let isWrong = line.contains(0x21)
                return Imported.Tune(
                    score: tune(line.map(Int.init)), diagnostics: isWrong ? [Diagnostic(.error, "bang", at: mark)] : [],
                    mark: mark)
            })
    }
}

@Suite struct CorpusFilesTests {
    private struct Missing: Error, CustomStringConvertible { let description = "no such file" }

    private func corpus(_ paths: [String], _ contents: [String: String]) throws -> Corpus {
        let importers = Registry<any Importer>("importer", [.init(LineImporter.schema) { try LineImporter($0) }])
        return try Corpus(
            CorpusSettings(files: paths.map { .init(path: $0) }, validation: 0), importers: importers,
            random: RandomSource(seed: 1),
            files: CorpusFiles { path in
                guard let text = contents[path] else { throw Missing() }
                return Array(text.utf8)
            })
    }

    private func message(_ paths: [String], _ contents: [String: String]) -> [String] {
        do {
            _ = try corpus(paths, contents)
            return []
        } catch let errors as RecipeErrors {
            return errors.errors.map { "\($0.path): \($0.message)" }
        } catch { return ["\(error)"] }
    }

    @Test func filesAreReadInOrderAndHashed() throws {
        let result = try corpus(["b.line", "dir/a.LINE"], ["b.line": "abc\nxyz!\n", "dir/a.LINE": "qqs"])
        #expect(result.training.map(\.place) == ["b.line:1", "dir/a.LINE:1"])
        #expect(result.report.files == 2)
        #expect(result.report.tunesRead == 3)
        #expect(result.report.skipped.map(\.reason) == ["bang"])
    }

    @Test func unreadableFilesAreErrors() {
        #expect(message(["a.line"], [:]) == ["corpus.files: cannot read: no such file"])
        #expect(
            message(["a.txt", "b.line", "line"], ["b.line": "a"]) == [
                "corpus.files: no importer reads 'a.txt'; known extensions: line",
                "corpus.files: no importer reads 'line'; known extensions: line",
            ])
        #expect(message(["a.line"], ["a.line": ""]) == ["corpus.files: the files contain no tune"])
        #expect(
            message(["a.line"], ["a.line": "!\n!!"]) == [
                "corpus.files: none of the 2 tunes can be used; the first, a.line:1: bang"
            ])
    }

    @Test func eachFileIsReadOnceAndHashed() throws {
        let reads = Monitor(0)
        let files = CorpusFiles { _ in
            reads.change { $0 += 1 }
            return Array("qqs".utf8)
        }
        let file = CorpusSettings.File(path: "a.line")
        #expect(try files.bytes(file) == Array("qqs".utf8))
        // printf 'qqs' | sha256sum
        let hash = "5fbfddd20fb5274da9ee92a7152403c54d66ce8b9ba2dd5eabea84e20fc43830"
        #expect(try files.hashes(of: [file, file]) == [hash, hash])
        #expect(reads.read { $0 } == 1)
    }
}
