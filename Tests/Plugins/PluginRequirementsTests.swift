import MusePlugins
import MuseProtocols
import Testing

@Suite struct PluginRequirementsTests {
    private static func manifest(_ requires: String, start: String = "command: [python3, x.py]") -> String {
        """
        muse_plugin: 1
        id: mine
        version: 1.0.0
        \(start)
        requires: \(requires)
        components: [{kind: sampler, type: mine, summary: does nothing}]

        """
    }

    @Test func aManifestDeclaresWhatThePluginNeeds() throws {
        let text = Self.manifest("{muse: \">=0.1\", python: \">=3.10, <4\", packages: [numpy, \"torch>=2\"]}")
        let requirements = try PluginFolder(["plugin.yaml": text]).manifest().requirements
        #expect(requirements.muse == VersionRequirement(">=0.1"))
        #expect(requirements.python == VersionRequirement(">=3.10, <4"))
        #expect(requirements.packages == ["numpy", "torch>=2"])
    }

    @Test(
        arguments: [
            (
                "{python: 3.10}", "command: [python3, x.py]",
                "plugin.yaml:5:20: error: requires.python: expected versions compared with >=, >, ==, < or <= "
                    + "such as >=3.10, found '3.10'"
            ),
            (
                "{pyton: \">=3.10\"}", "command: [python3, x.py]",
                "plugin.yaml:5:12: error: requires.pyton: no setting of requires is called 'pyton'; "
                    + "did you mean 'python'?"
            ),
            (
                "{packages: numpy}", "library: x.so",
                "plugin.yaml:5:11: error: requires: only plug-ins with 'command' can require packages"
            ),
        ])
    func mistakesAreReportedWithTheirPlaces(requires: String, start: String, message: String) throws {
        let mistakes = try PluginFolder(["plugin.yaml": Self.manifest(requires, start: start)]).mistakes()
        #expect(mistakes.contains(message), "\(mistakes)")
    }

    @Test func anotherVersionOfMuseIsRefusedAtItsPlace() throws {
        let folder = try PluginFolder(["plugin.yaml": Self.manifest("{muse: \">=0.3\"}")])
        let requirements = try folder.manifest().requirements
        try requirements.check(museVersion: "0.3.1")
        let error = #expect(throws: RecipeErrors.self) { try requirements.check(museVersion: "0.2.9") }
        let text = error?.description ?? ""
        #expect(text.contains("plugin.yaml:5:18: error: requires.muse: the plug-in needs muse >=0.3, this is 0.2.9"))
    }

    @Test func packagesThatAreNotInstalledAreNamed() throws {
        let folder = try PluginFolder(["plugin.yaml": Self.manifest("{packages: [numpy]}")])
        let cache = try PluginFolder()
        var manifest = try folder.manifest()
        manifest.cache = cache.path
        let error = #expect(throws: PluginError.self) { try manifest.checkIsBuilt() }
        #expect(
            error?.message == "its Python packages (numpy) are not installed; install them with 'muse plugins build "
                + "\(folder.path)'")
    }
}
