import Foundation
import Testing

/// Plug-ins that are installed, disabled and removed with the command.
@Suite struct PluginPackageTests {
    /// A folder with the plug-in `mine`, a sampler in Python, and a home without plug-ins.
    private func folder(_ language: String = "python") throws -> Folder {
        let folder = try Folder.withRecipe()
        let made = try folder.muse("plugins", "new", "mine", "--kind", "sampler", "--language", language)
        #expect(made.code == 0, "\(made.errors)")
        return folder
    }

    private func muse(_ folder: Folder, _ arguments: String) throws -> MuseBinary.Result {
        try folder.shell("HOME=\"$PWD/home\" \"$MUSE\" \(arguments)")
    }

    private static let place = "home/.local/share/muse/plugins"

    /// The installed files, without those that Python writes when the plug-in is tested.
    private func installed(_ folder: Folder) -> [String] {
        ((try? folder.files(Self.place)) ?? []).filter { !$0.contains(".cpython-") }
    }

    @Test func aFolderIsInstalledWithoutCaches() throws {
        let folder = try folder()
        try folder.write("mine/.git/config", "")
        try folder.write("mine/__pycache__/mine.pyc", "")
        let made = try muse(folder, "plugins install mine")
        #expect(made.code == 0 && made.output.hasSuffix("/\(Self.place)/mine\n"), "\(made.errors)")
        #expect(made.errors.contains("installed mine 0.1.0\n"), "\(made.errors)")
        #expect(installed(folder) == ["mine/mine.py", "mine/muse_plugin.py", "mine/plugin.yaml", "mine/tests.yaml"])
        // It has passed its tests.
        let run = try muse(folder, "run jig.yaml --out o --set 'sampler=[{type: mine}]'")
        #expect(run.code == 0 && !run.errors.contains("for the first time"), "\(run.errors)")
        let listed = try muse(folder, "plugins")
        #expect(listed.code == 0 && listed.output.contains("  passes its tests\n"), "\(listed.output)")
    }

    @Test(
        arguments: [
            "tar -cf a.tar mine && $M a.tar", "tar -czf a.tgz mine && $M a.tgz",
            "tar -czf a.tar.gz -C mine . && $M a.tar.gz",
            "tar -cJf a.tar.xz mine && $M a.tar.xz",
            "python3 -c \"import shutil; shutil.make_archive('a', 'zip', '.', 'mine')\" && $M a.zip",
            "cd mine && git init -q . && git add . && git -c user.name=a -c user.email=a@b commit -qm a && cd .. "
                + "&& $M \"file://$PWD/mine\"",
        ])
    func archivesAndRepositoriesAreInstalled(script: String) throws {
        let folder = try folder()
        let made = try folder.shell("export HOME=\"$PWD/home\"; M=\"$MUSE plugins install\"; \(script)")
        #expect(made.code == 0, "\(made.errors)")
        #expect(installed(folder) == ["mine/mine.py", "mine/muse_plugin.py", "mine/plugin.yaml", "mine/tests.yaml"])
    }

    @Test func compiledPluginsAreBuiltWhereTheyAreInstalled() throws {
        let folder = try folder("c")
        try folder.write("mine/mine.so", "not a library")
        let made = try muse(folder, "plugins install mine")
        #expect(made.code == 0 && made.errors.contains("plug-in: building 'mine'"), "\(made.errors)")
        let run = try muse(folder, "run jig.yaml --out o --set 'sampler=[{type: mine}]'")
        #expect(run.code == 0, "\(run.errors)")
        #expect(try folder.text("mine/mine.so") == "not a library")
    }

    @Test func theSameVersionIsReplacedOnlyWithForce() throws {
        let folder = try folder()
        #expect(try muse(folder, "plugins install mine").code == 0)
        let again = try muse(folder, "plugins install mine")
        #expect(again.code == 64 && again.errors.contains("--force replaces it"), "\(again.errors)")
        let manifest = try folder.text("mine/plugin.yaml")
        try folder.write("mine/notes.txt", "new")
        #expect(try muse(folder, "plugins install mine --force").code == 0)
        #expect(installed(folder).contains("mine/notes.txt"))
        try folder.write("mine/plugin.yaml", manifest.replacingOccurrences(of: "0.1.0", with: "0.2.0"))
        let newer = try muse(folder, "plugins install mine")
        #expect(newer.errors.contains("installed mine 0.2.0, instead of 0.1.0\n"), "\(newer.errors)")
    }

    @Test func aDisabledPluginIsInstalledButNotFound() throws {
        let folder = try folder()
        #expect(try muse(folder, "plugins install mine").code == 0)
        #expect(try muse(folder, "plugins disable mine").code == 0)
        #expect(try !muse(folder, "list samplers").output.contains("mine"))
        let listed = try muse(folder, "plugins list")
        #expect(listed.code == 0 && listed.output.contains("\n  disabled\n"), "\(listed.output)")
        #expect(try muse(folder, "plugins enable mine").code == 0)
        #expect(try muse(folder, "list samplers").output.contains("mine"))
    }

    @Test func aRemovedPluginIsGone() throws {
        let folder = try folder()
        #expect(try muse(folder, "plugins install mine").code == 0)
        let wrong = try muse(folder, "plugins remove mime")
        #expect(wrong.code == 64 && wrong.errors.contains("did you mean 'mine'?"), "\(wrong.errors)")
        #expect(try muse(folder, "plugins remove mine").code == 0)
        #expect(installed(folder).isEmpty)
        let none = try muse(folder, "plugins remove mine")
        #expect(none.code == 64 && none.errors.contains("no plug-in 'mine' is installed"), "\(none.errors)")
    }

    @Test(
        arguments: [
            // Fails its tests.
            ("echo 'raise SystemExit(3)' > mine/mine.py", "mine", 65, "fails its tests"),
            ("echo 'id: 7' > mine/plugin.yaml", "mine", 65, "'muse_plugin' is missing"),
            ("rm mine/plugin.yaml", "mine", 65, "no plug-in in 'mine'"),
            ("sed -i 's/^id: .*/id: ..\\/up/' mine/plugin.yaml", "mine", 65, "the id '../up' is invalid"),
            ("printf 'all:\\n\\tfalse\\n' > mine/Makefile", "mine", 65, "make failed"),
            ("echo 'requires: {muse: \">=99\"}' >> mine/plugin.yaml", "mine", 65, "the plug-in needs muse >=99"),
            (
                "echo 'requires: {python: \">=99\"}' >> mine/plugin.yaml", "mine", 65,
                "needs Python >=99, but python3 is 3."
            ),
            ("tar -cPf a.tar mine/../tunes.abc", "a.tar", 65, "has a member outside its folder: 'mine/../tunes.abc'"),
            ("ln -s /etc/hostname mine/name; tar -cf a.tar mine", "a.tar", 65, "leaves the plug-in's folder"),
            ("echo x > a.zip", "a.zip", 65, "'a.zip' cannot be unpacked"),
            ("true", "tunes.abc", 64, "'tunes.abc' is not an archive"),
            ("true", "nowhere", 64, "there is no folder or archive 'nowhere'"),
            ("true", "file:///nowhere.git", 65, "'file:///nowhere.git' cannot be cloned"),
        ] as [(String, String, Int32, String)])
    func aFailureLeavesNothingBehind(preparation: String, source: String, code: Int32, message: String) throws {
        let folder = try folder()
        _ = try folder.shell(preparation)
        let made = try muse(folder, "plugins install \(source)")
        #expect(made.code == code && made.errors.contains(message), "\(made.code) \(made.errors)")
        #expect(installed(folder).isEmpty)
        #expect(!FileManager.default.fileExists(atPath: "\(folder.cache)/plugins/environments"))
    }
}
