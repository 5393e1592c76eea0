import Foundation
import Testing

/// Plug-ins that have to be compiled, or that need Python packages.
@Suite struct PluginBuildTests {
    private func folder(_ language: String) throws -> Folder {
        let folder = try Folder.withRecipe()
        let made = try folder.muse("plugins", "new", "mine", "--kind", "sampler", "--language", language)
        #expect(made.code == 0, "\(made.errors)")
        return folder
    }

    private static let run = "\"$MUSE\" run jig.yaml --out o --set plugins=[mine] --set 'sampler=[{type: mine}]'"

    @Test func pluginsOfTheRepositoryAreBuiltWhenTheyAreNeeded() throws {
        let folder = try folder("c")
        let building = "plug-in: building 'mine' in mine\n"
        let first = try folder.shell("MUSE_BUILD_PLUGINS=\"$PWD\" \(Self.run)")
        #expect(first.code == 0 && first.errors.contains(building), "\(first.errors)")
        let second = try folder.shell("MUSE_BUILD_PLUGINS=\"$PWD\" \(Self.run)")
        #expect(second.code == 0 && !second.errors.contains(building), "\(second.errors)")
        // A changed source is compiled again.
        let code = try folder.text("mine/mine.c")
        try folder.write(
            "mine/mine.c", code.replacingOccurrences(of: "scores[tokens[i]] -= ", with: "scores[tokens[i]] -= 2 * "))
        let changed = try folder.shell("touch -d '+2 seconds' mine/mine.c; MUSE_BUILD_PLUGINS=\"$PWD\" \(Self.run)")
        #expect(changed.code == 0 && changed.errors.contains(building), "\(changed.errors)")
    }

    @Test func otherPluginsAreNotBuilt() throws {
        let folder = try folder("c")
        let run = try folder.shell("MUSE_BUILD_PLUGINS=/usr \(Self.run)")
        #expect(run.code == 65 && run.errors.contains("build it with 'muse plugins build mine'"), "\(run.errors)")
        let built = try folder.muse("plugins", "build", "mine")
        #expect(built.code == 0, "\(built.errors)")
        #expect(try folder.shell(Self.run).code == 0)
    }

    @Test func aBuildThatFailsShowsItsOutput() throws {
        let folder = try folder("c")
        try folder.write("mine/mine.c", "int main(void) { return x; }\n")
        let run = try folder.shell("MUSE_BUILD_PLUGINS=\"$PWD\" \(Self.run)")
        #expect(run.code == 65 && run.errors.contains("make failed") && run.errors.contains("mine.c"), "\(run.errors)")
    }

    /// A script that makes a wheel of the package `quiet`, which the sampler imports.
    private static let wheel = """
        import sys, zipfile
        version = sys.argv[1]
        with zipfile.ZipFile(f"wheels/quiet-{version}-py3-none-any.whl", "w") as wheel:
            info = f"quiet-{version}.dist-info"
            wheel.writestr("quiet.py", "")
            wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\\nName: quiet\\nVersion: {version}\\n")
            wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
            wheel.writestr(f"{info}/RECORD", "")
        """

    @Test func pythonPackagesAreInstalledInAnEnvironmentOfThePlugin() throws {
        let folder = try folder("python")
        try folder.write("wheel.py", Self.wheel)
        try folder.write("wheels/README", "")
        let code = try folder.text("mine/mine.py")
        try folder.write("mine/mine.py", "import quiet\n" + code)
        let manifest = try folder.text("mine/plugin.yaml")
        try folder.write("mine/plugin.yaml", manifest + "requires: {packages: [quiet]}\n")
        let pip = "PIP_NO_INDEX=1 PIP_FIND_LINKS=\"$PWD/wheels\""
        let unmet = try folder.shell("python3 wheel.py 1.0; \(Self.run)")
        #expect(
            unmet.code == 65
                && unmet.errors.contains(
                    "its Python packages (quiet) are not installed; install them with 'muse plugins build mine'"),
            "\(unmet.errors)")
        let run = try folder.shell("MUSE_BUILD_PLUGINS=\"$PWD\" \(pip) \(Self.run)")
        #expect(run.code == 0, "\(run.errors)")
        // The packages are part of the digest: the lock of another environment does not fit.
        let locked = "\"$MUSE\" run o/recipe.lock.yaml --out p"
        #expect(try folder.shell(locked).code == 0)
        let other = try folder.shell(
            "rm -r \"$MUSE_CACHE/plugins/environments\"; python3 wheel.py 2.0; "
                + "\(pip) \"$MUSE\" plugins build mine && \(locked)")
        #expect(other.code == 65, "\(other.errors)")
        #expect(
            other.errors.contains("differs from the one in the run that wrote this lock (0.1.0)"), "\(other.errors)")
    }
}
