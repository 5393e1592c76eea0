import MusePlugins
import MuseProtocols
import MuseSamplers
import Testing

@Suite struct PluginSearchTests {
    private static func manifest(_ id: String, _ type: String) -> String {
        """
        muse_plugin: 1
        id: \(id)
        version: 1
        command: [python3, x.py]
        components: [{kind: sampler, type: \(type), summary: does nothing}]

        """
    }

    private static var builtIn: Registries {
        var builtIn = Registries.empty
        builtIn.samplers = .builtIn
        return builtIn
    }

    @Test func aFolderIsAPluginOrHoldsSome() throws {
        let folder = try PluginFolder([
            "b/plugin.yaml": Self.manifest("b", "b"), "a/plugin.yaml": Self.manifest("a", "a"), "c/other.yaml": "",
            ".d/plugin.yaml": "", "plugin.txt": "",
        ])
        let found = ["\(folder.path)/a", "\(folder.path)/b"]
        #expect(PluginSearch.folders(in: [folder.path]) == found)
        #expect(PluginSearch.folders(in: [folder.path + "/"]) == found)
        // Each plug-in once, in the order of the path.
        #expect(PluginSearch.folders(in: ["\(folder.path)/b", folder.path, "/not/there"]) == found.reversed())
    }

    @Test func componentsStandBesideMusesOwn() throws {
        let folder = try PluginFolder(["plugin.yaml": Self.manifest("a", "a")])
        let plugins = try Plugins([folder.manifest()])
        let registries = try plugins.added(to: Self.builtIn)
        #expect(registries.samplers.entries.map(\.schema.name).last == "a")
        #expect(registries.samplers["a"]?.plugin?.folder == folder.path && registries.samplers["top_k"]?.plugin == nil)
    }

    @Test func aDisabledPluginIsFoundOnlyOnRequest() throws {
        let folder = try PluginFolder(["a/plugin.yaml": Self.manifest("a", "a"), "a/.disabled": ""])
        #expect(PluginSearch.folders(in: [folder.path]).isEmpty)
        #expect(PluginSearch.folders(in: [folder.path], includingDisabled: true) == ["\(folder.path)/a"])
    }

    /// The samplers of plug-ins: an author, or nil for none, and the name of the sampler.
    private func samplers(_ plugins: (author: String?, type: String)...) throws -> Registry<any Sampler> {
        let folder = try PluginFolder()
        for (i, plugin) in plugins.enumerated() {
            let author = plugin.author.map { "author: \($0)\n" } ?? ""
            try folder.write("\(i)/plugin.yaml", author + Self.manifest("p\(i)", plugin.type))
        }
        let manifests = try PluginSearch.folders(in: [folder.path]).map { try PluginManifest(folder: $0) }
        return try Plugins(manifests).added(to: Self.builtIn).samplers
    }

    @Test func aShortNameMeansTheOnlyComponentThatHasIt() throws {
        let samplers = try samplers(("ann", "zeta"), ("bob", "mu"))
        #expect(samplers["ann/zeta"]?.plugin?.id == "p0" && samplers["zeta"]?.plugin?.id == "p0")
        #expect(samplers["bob/zeta"] == nil && samplers["mu"]?.schema.name == "bob/mu")
    }

    @Test func anAmbiguousShortNameIsAnErrorWhenItIsUsed() throws {
        let samplers = try samplers(("ann", "zeta"), ("bob", "zeta"))
        #expect(samplers["bob/zeta"]?.plugin?.id == "p1" && samplers["zeta"] == nil)
        let mark = SourceMark(source: SourceFile(name: "jig.yaml", text: ""), line: 1, column: 1)
        let error = #expect(throws: RecipeErrors.self) {
            try samplers.make(Node(.scalar("zeta", isPlain: true), at: mark), path: "sampler[0]")
        }
        #expect(
            error?.errors.first?.message
                == "several samplers are called 'zeta': 'ann/zeta', 'bob/zeta'; use a full name")
    }

    @Test func aBuiltInNameStaysThatOfTheBuiltInComponent() throws {
        let samplers = try samplers(("ann", "top_k"))
        #expect(samplers["ann/top_k"]?.plugin != nil)
        let builtIn = try #require(samplers["top_k"])
        #expect(builtIn.plugin == nil)
    }

    @Test(
        arguments: [
            (
                ("x", "one"), ("x", "two"),
                ["the plug-in 'x' is also at ", "a/plugin.yaml:2:5; remove one of them"]
            ),
            (("x", "one"), ("y", "one"), ["two samplers are called 'one'; the other is at ", "a/plugin.yaml:5:36"]),
            (("x", "top_k"), ("y", "one"), ["two samplers are called 'top_k'; one of them is built in"]),
        ] as [((String, String), (String, String), [String])])
    func clashesAreRefusedWithBothPlaces(first: (String, String), second: (String, String), parts: [String]) throws {
        let folder = try PluginFolder([
            "a/plugin.yaml": Self.manifest(first.0, first.1), "b/plugin.yaml": Self.manifest(second.0, second.1),
        ])
        let manifests = try PluginSearch.folders(in: [folder.path]).map { try PluginManifest(folder: $0) }
        let error = #expect(throws: RecipeErrors.self) { _ = try Plugins(manifests).added(to: Self.builtIn) }
        let description = error?.description ?? ""
        #expect(parts.allSatisfy(description.contains), "\(description)")
    }
}
