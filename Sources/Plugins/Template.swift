/// What a new plug-in begins as, in each language.
package enum Template {
    package enum Language: String, CaseIterable, Sendable { case python, c }

    /// The files of a sampler of this name, by their names.
    package static func sampler(_ name: String, in language: Language) -> [(name: String, bytes: [UInt8])] {
        func named(_ bytes: [UInt8]) -> [UInt8] {
            let text = String(decoding: bytes, as: UTF8.self)
            return Array(text.split(separator: "NAME", omittingEmptySubsequences: false).joined(separator: name).utf8)
        }
        switch language {
        case .python:
            return [
                ("plugin.yaml", named(PackageResources.python_plugin_yaml)),
                ("\(name).py", named(PackageResources.python_sampler_py)),
                ("muse_plugin.py", PackageResources.muse_plugin_py),
            ]
        case .c:
            return [
                ("plugin.yaml", named(PackageResources.c_plugin_yaml)),
                ("\(name).c", named(PackageResources.c_sampler_c)),
                ("Makefile", named(PackageResources.c_Makefile)), ("muse_plugin.h", PackageResources.muse_plugin_h),
            ]
        }
    }
}
