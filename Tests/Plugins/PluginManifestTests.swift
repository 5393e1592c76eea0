import Foundation
import MusePlugins
import MuseProtocols
import Testing

@Suite struct PluginManifestTests {
    private static let manifest = """
        muse_plugin: 1
        id: org.example.mine
        version: 0.2.0
        summary: samplers of mine
        command: [python3, mine.py]
        timeout: 2.5
        memory: 512
        components:
          - kind: sampler
            type: mine
            summary: makes it cooler
            source: Nobody 2026
            settings:
              - {name: value, kind: number, min: 0.1, max: 4, default: 0.5, unit: nats, meaning: how cool}
              - {name: places, kind: integer, min: 1, required: true, meaning: how far}
              - {name: mode, kind: choice, choices: [low, high], default: low, meaning: which way}
              - {name: names, kind: texts, default: [a, b], meaning: whom}
              - {name: loud, kind: boolean, default: false, meaning: whether it shouts}

        """

    @Test func aManifestDeclaresComponentsAsMusesOwnAre() throws {
        let manifest = try PluginFolder(["plugin.yaml": Self.manifest]).manifest()
        #expect(manifest.id == "org.example.mine" && manifest.version == "0.2.0")
        #expect(
            manifest.route == .process(["python3", "mine.py"]) && manifest.timeout == 2.5 && manifest.memory == 512)
        let schema = try #require(manifest.components.first).schema
        #expect(schema.name == "mine" && schema.summary == "makes it cooler" && schema.source == "Nobody 2026")
        #expect(
            schema.settings == [
                SettingInfo(
                    name: "value", kind: .number(0.1...4), defaultText: "0.5", isRequired: false, unit: "nats",
                    meaning: "how cool"),
                SettingInfo(
                    name: "places", kind: .integer(1...Int.max), defaultText: nil, isRequired: true, unit: nil,
                    meaning: "how far"),
                SettingInfo(
                    name: "mode", kind: .choice(["low", "high"]), defaultText: "low", isRequired: false, unit: nil,
                    meaning: "which way"),
                SettingInfo(
                    name: "names", kind: .list(of: .text), defaultText: "[a, b]", isRequired: false, unit: nil,
                    meaning: "whom"),
                SettingInfo(
                    name: "loud", kind: .boolean, defaultText: "false", isRequired: false, unit: nil,
                    meaning: "whether it shouts"),
            ])
    }

    @Test(
        arguments: [
            (
                "muse_plugin: 1", "muse_plugin: 3",
                "plugin.yaml:1:14: error: muse_plugin: expected a whole number from 1 to 2, found '3'"
            ),
            ("id: org.example.mine\n", "", "plugin.yaml:1:1: error: 'id' is missing"),
            (
                "version:", "vresion:",
                "plugin.yaml:3:1: error: vresion: no setting of plugin is called 'vresion'; did you mean 'version'?"
            ),
            (
                "command: [python3, mine.py]\n", "",
                "plugin.yaml:1:1: error: expected one of 'library' and 'command'"
            ),
            (
                "command:", "library: a.so\ncommand:",
                "plugin.yaml:1:1: error: expected one of 'library' and 'command'"
            ),
            (
                "kind: sampler", "kind: smapler",
                "plugin.yaml:9:11: error: components[0].kind: no choice is called 'smapler'; did you mean 'sampler'?"
            ),
            (
                "type: mine", "type: My-Own",
                "components[0].type: invalid name 'My-Own': use a-z, 0-9 and _, starting with a letter"
            ),
            (
                "kind: number, min: 0.1", "kind: nubmer, min: 0.1",
                "components[0].settings[0].kind: no choice is called 'nubmer'; did you mean 'number'?"
            ),
            (
                "default: 0.5", "default: 7",
                "components[0].settings[0].default: expected a number from 0.1 to 4, found '7'"
            ),
            ("max: 4", "max: 0", "components[0].settings[0].max: is below 'min'"),
            ("min: 1,", "min: 1.5,", "components[0].settings[1].min: expected a whole number"),
            ("choices: [low, high], ", "", "components[0].settings[2]: 'choices' is missing"),
            ("components:", "parts:", "'components' is missing"),
            (
                "type: mine", "capabilities: [continue]\n    type: mine",
                "components[0].capabilities: only generators and tokenizers have this key"
            ),
            (
                "kind: sampler", "kind: tokenizer\n    capabilities: [guidance]",
                "components[0].capabilities: a plug-in's tokenizer cannot declare 'guidance'; it can declare fill"
            ),
            (
                "kind: sampler", "kind: tokenizer\n    capabilities: [fill]",
                "plugin.yaml:1:14: error: muse_plugin: 'mine' uses version 2 of the interface: write 'muse_plugin: 2'"
            ),
            (
                "kind: sampler", "kind: generator\n    capabilities: [continue, likelyhood]",
                "components[0].capabilities[1]: no choice is called 'likelyhood'; did you mean 'likelihood'?"
            ),
            (
                "kind: sampler", "kind: generator\n    capabilities: [guidance]",
                "plugin.yaml:1:14: error: muse_plugin: 'mine' uses version 2 of the interface: write 'muse_plugin: 2'"
            ),
            (
                "kind: sampler", "kind: generator\n    capabilities: [fill]",
                "components[0].capabilities: a plug-in's generator cannot declare 'fill'; it can declare continue, conditions, "
                    + "guidance"
            ),
            (
                "kind: sampler", "kind: rule\n    unit: x\n    needs: [clock]",
                "components[0].needs: a rule cannot need 'clock'; it can need corpus, candidates"
            ),
        ] as [(String, String, String)])
    func mistakesAreShownWhereTheyStand(text: String, mistake: String, message: String) throws {
        let parts = Self.manifest.components(separatedBy: text)
        let wrong = parts[0] + mistake + parts.dropFirst().joined(separator: text)
        let mistakes = try PluginFolder(["plugin.yaml": wrong]).mistakes()
        #expect(mistakes.contains(message), "\(mistakes)")
    }

    @Test(
        arguments: [
            ("generator", "", [.continue, .conditions, .likelihood]),
            ("generator", "\n    capabilities: [likelihood]", [.likelihood]),
            ("generator", "\n    capabilities: []", []),
            ("sampler", "", []),
        ] as [(String, String, Set<Capability>)])
    func aGeneratorHasTheCapabilitiesThatItDeclares(kind: String, line: String, capabilities: Set<Capability>) throws {
        let text = Self.manifest.replacingOccurrences(of: "kind: sampler", with: "kind: \(kind)" + line)
        let manifest = try PluginFolder(["plugin.yaml": text]).manifest()
        #expect(manifest.components.first?.schema.capabilities == capabilities)
        guard kind == "generator" else { return }
        let registries = try Plugins([manifest]).added(to: .empty)
        #expect(try registries.generators.makeWithDefaults("mine").capabilities == capabilities)
    }

    @Test func allMistakesAreToldAtOnce() throws {
        let mistakes = try PluginFolder(["plugin.yaml": "muse_plugin: x\nid: a\ncomponents: 3\n"]).mistakes()
        #expect(mistakes.split(separator: "\n").count { $0.contains("error:") } == 3, "\(mistakes)")
    }

    @Test func nothingElseThanAMappingIsAManifest() throws {
        #expect(try PluginFolder(["plugin.yaml": "- a\n"]).mistakes().contains("expected a mapping"))
        #expect(try PluginFolder(["plugin.yaml": ""]).mistakes().contains("is missing"))
        #expect(throws: (any Error).self) { try PluginFolder().manifest() }
    }

    @Test func theDigestChangesWithEachFile() throws {
        let folder = try PluginFolder(["plugin.yaml": Self.manifest, "mine.py": "a", "more/b.py": "b"])
        let manifest = try folder.manifest()
        let before = try manifest.digest()
        try folder.write(".git/x", "hidden")
        try folder.write("__pycache__/mine.pyc", "left behind")
        try folder.write("tests.yaml", "# no effect on a run")
        #expect(try manifest.digest() == before)
        try folder.write("more/b.py", "c")
        #expect(try manifest.digest() != before)
    }

    /// The digest of a file that has not changed for a while is kept; here that of the system's shell.
    @Test func digestsOfUnchangedFilesAreKept() throws {
        let folder = try PluginFolder(.python, .sampler)
        try FileManager.default.createSymbolicLink(atPath: "\(folder.path)/old", withDestinationPath: "/bin/sh")
        let uncached = try folder.manifest().digest()
        let cache = try PluginFolder()
        func digest() throws -> String {
            var manifest = try folder.manifest()
            manifest.cache = cache.path
            return try manifest.digest()
        }
        #expect(try digest() == uncached)
        #expect(try digest() == uncached)
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(cache.path)/digests")
        #expect(names.count == 1)
        let kept = try String(contentsOfFile: "\(cache.path)/digests/\(names[0])", encoding: .utf8)
        // The plug-in's own files have just been written.
        #expect(kept.components(separatedBy: "sha256").count == 2 && !kept.contains("mine.py"), "\(kept)")
        // The kept digest is used, and a damaged file is not.
        let start = try #require(kept.range(of: "\"sha256\":\"")?.upperBound)
        var forged = kept
        forged.replaceSubrange(start..<kept.index(start, offsetBy: 4), with: "zzzz")
        try cache.write("digests/\(names[0])", forged)
        #expect(try digest() != uncached)
        try cache.write("digests/\(names[0])", "no JSON")
        #expect(try digest() == uncached)
        // A change of the file shows.
        try FileManager.default.removeItem(atPath: "\(folder.path)/old")
        try folder.write("old", "another")
        #expect(try digest() != uncached)
    }
}
