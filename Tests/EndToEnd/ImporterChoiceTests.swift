import Foundation
import Testing

/// Importers and exporters that are chosen, with settings, although a file extension would select others.
@Suite struct ImporterChoiceTests {
    /// An importer for `.tiny` files: one tune of eighths, whose pitch is a setting.
    private static func plugin(_ name: String) -> [String: String] {
        [
            "\(name)/plugin.yaml": """
            muse_plugin: 1
            id: \(name)
            version: 0.1.0
            command: [python3, \(name).py]
            components:
              - kind: importer
                type: \(name)
                summary: reads a number of bars
                endings: [tiny]
                settings: [{name: pitch, kind: text, default: C4, meaning: pitch of all notes}]

            """,
            "\(name)/\(name).py": """
            from muse_plugin import Cannot, Importer, serve

            class Tiny(Importer):
                type = "\(name)"

                def __init__(self, pitch):
                    self.pitch = pitch

                def read(self, data, name):
                    if not data.strip().isdigit(): raise Cannot("is not a number")
                    bars = int(data)
                    notes = [{"onset": 240 * i, "duration": 240, "pitch": self.pitch} for i in range(8 * bars)]
                    return [({"ticks_per_quarter": 480, "header": {"titles": ["\(name)"]}, "meters": [[0, "4/4"]],
                        "keys": [[0, "C major"]], "barlines": [{"onset": 1920 * (i + 1)} for i in range(bars)],
                        "parts": [{"notes": notes}]}, [])]

            serve(Tiny)
            """,
        ]
    }

    private static let recipe = """
        corpus: {files: [a.tiny, b.tiny]}
        tokenizer: {type: abc}
        generator: {type: markov, order: 2}
        export: [{type: abc, path: o.abc}]

        """

    private func folder() throws -> Folder {
        let library = "\(#filePath.components(separatedBy: "/Tests/")[0])/Plugins/python/muse_plugin.py"
        let python = try String(contentsOfFile: library, encoding: .utf8)
        var files = ["a.tiny": "2\n", "b.tiny": "3\n", "r.yaml": Self.recipe]
        for name in ["first", "second"] {
            files.merge(Self.plugin(name)) { $1 }
            files["\(name)/muse_plugin.py"] = python
        }
        return try Folder(files)
    }

    private func muse(_ folder: Folder, _ arguments: String) throws -> MuseBinary.Result {
        try folder.shell("MUSE_PLUGIN_PATH=. \"$MUSE\" \(arguments)")
    }

    private static let warning =
        "the importers 'first' and 'second' have the file extension '.tiny'; 'first' is used; to choose, "

    @Test func oneWarningTellsWhichImporterIsUsed() throws {
        let folder = try folder()
        let converted = try muse(folder, "convert a.tiny a.abc")
        #expect(
            converted.code == 0 && converted.errors.contains(Self.warning + "use --importer\n"), "\(converted.errors)")
        #expect(try folder.text("a.abc").contains("T:first"))
        let checked = try muse(folder, "check r.yaml")
        #expect(checked.code == 0, "\(checked.errors)")
        let count = checked.errors.components(separatedBy: Self.warning + "set `corpus.importer`").count - 1
        #expect(count == 1, "\(checked.errors)")
    }

    @Test func commandsReadWithTheChosenImporter() throws {
        let folder = try folder()
        let notes = try muse(folder, "notes a.tiny --importer '{type: second, pitch: E4}'")
        #expect(notes.code == 0 && !notes.errors.contains(Self.warning), "\(notes.errors)")
        #expect(notes.lines.dropFirst().first == "0 1/2 64", "\(notes.output)")
        let converted = try muse(folder, "convert a.tiny a.abc --importer second")
        #expect(try converted.code == 0 && folder.text("a.abc").contains("T:second"), "\(converted.errors)")
        let tokens = try muse(folder, "tokenize abc a.tiny --importer '{type: second, pitch: E4}'")
        #expect(tokens.code == 0 && !tokens.errors.contains(Self.warning), "\(tokens.errors)")
        #expect(try tokens.output != muse(folder, "tokenize abc a.tiny").output)
        let report = try muse(folder, "evaluate a.tiny --importer second")
        #expect(report.code == 0 && !report.errors.contains(Self.warning), "\(report.errors)")
    }

    @Test(
        arguments: [
            ("convert a.tiny a.abc --importer secnd", "no importer is called 'secnd'; did you mean 'second'?"),
            (
                "convert a.tiny a.abc --importer '{type: second, pich: E4}'",
                "importer.pich: no setting of second is called 'pich'; did you mean 'pitch'?"
            ),
            ("convert a.tiny a.abc --exporter midy", "no exporter is called 'midy'; did you mean 'midi'?"),
            (
                "check r.yaml --set corpus.importer=abc",
                "corpus.importer: 'abc' reads .abc files, and the corpus has none"
            ),
        ])
    func mistakesInAChoiceAreReported(arguments: String, message: String) throws {
        let run = try muse(folder(), arguments)
        #expect(run.code == 65 && run.errors.contains(message), "\(run.code) \(run.errors)")
    }

    @Test func aRecipeChoosesItsImporterWithSettings() throws {
        let folder = try folder()
        let run = try muse(
            folder, "run r.yaml --out o --set sampler=greedy --set 'corpus.importer={type: second, pitch: G4}'")
        #expect(run.code == 0 && !run.errors.contains(Self.warning), "\(run.errors)")
        let notes = try muse(folder, "notes o/o.abc")
        #expect(Set(notes.lines.filter { !$0.hasPrefix("#") }.compactMap { $0.split(separator: " ").last }) == ["67"])
        let lock = try folder.text("o/recipe.lock.yaml")
        #expect(lock.contains("type: second") && lock.contains("second@0.1.0="), "\(lock)")
        #expect(try folder.muse("run", "o/recipe.lock.yaml", "--out", "p").code == 0)
        #expect(try folder.bytes("o/o.abc") == folder.bytes("p/o.abc"))
    }

    @Test func anExporterIsChosenForAnyFile() throws {
        let folder = try folder()
        let converted = try muse(folder, "convert a.tiny a.txt --importer first --exporter abc")
        #expect(try converted.code == 0 && folder.text("a.txt").contains("T:first"), "\(converted.errors)")
    }
}
