import MuseProtocols

/// What a plug-in needs to run, from `requires` in its manifest.
package struct PluginRequirements: Sendable {
    /// The versions of muse that it supports; nil for all.
    package let muse: VersionRequirement?
    /// The versions of `python3` that it supports; nil for all.
    package let python: VersionRequirement?
    /// Python packages for pip, such as `numpy>=2`; installed in an environment of the plug-in's own.
    package let packages: [String]
    /// The position of `muse` in the manifest.
    private let mark: SourceMark

    private static let muse = Setting<VersionRequirement>("muse", default: nil, "versions of muse")
    private static let python = Setting<VersionRequirement>("python", default: nil, "versions of python3")
    private static let packages = Setting<[String]>(
        "packages", default: nil, "Python packages for pip, such as numpy>=2")
    static let group = SettingGroup("requires", [muse, python, packages], "what the plug-in needs to run")

    /// - Parameter settings: the settings of the manifest.
    /// - Throws: `RecipeError` or `RecipeErrors` for an invalid value.
    init(_ settings: Settings) throws {
        let requires = settings[Self.group]
        muse = try requires?.optional(Self.muse)
        python = try requires?.optional(Self.python)
        packages = try requires?.optional(Self.packages) ?? []
        mark = requires?.node[Self.muse.info.name]?.mark ?? settings.node.mark
    }

    /// - Throws: `RecipeErrors` if the plug-in does not support this version of muse.
    package func check(museVersion: String) throws {
        guard let muse, !muse.includes(museVersion) else { return }
        let message = "the plug-in needs muse \(muse.settingText), this is \(museVersion)"
        throw RecipeErrors([RecipeError(.conflict(message), path: "requires.muse", at: mark)])
    }
}
