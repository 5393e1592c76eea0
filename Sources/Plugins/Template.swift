/// The files of a new plug-in, by kind of component and language.
package enum Template {
    package enum Language: String, CaseIterable, Sendable { case python, c, swift }

    /// The languages with a template for this kind.
    package static func languages(of kind: PluginManifest.Component.Kind) -> [Language] {
        kind == .sampler ? Language.allCases : [.python]
    }

    /// The files of a new plug-in with one component; nil if there is no template.
    package static func files(
        _ name: String, _ kind: PluginManifest.Component.Kind, in language: Language
    ) -> [(name: String, bytes: [UInt8])]? {
        func python(_ manifest: [UInt8], _ code: [UInt8]) -> [(String, [UInt8])] {
            [
                (PluginManifest.fileName, named(name, manifest)), ("\(name).py", named(name, code)),
                (AuthorCases.fileName, named(name, tests(of: kind))),
                ("muse_plugin.py", PackageResources.muse_plugin_py),
            ]
        }
        switch (language, kind) {
        case (.python, .tokenizer):
            return python(PackageResources.python_tokenizer_yaml, PackageResources.python_tokenizer_py)
        case (.python, .generator):
            return python(PackageResources.python_generator_yaml, PackageResources.python_generator_py)
        case (.python, .sampler):
            return python(PackageResources.python_sampler_yaml, PackageResources.python_sampler_py)
        case (.python, .constraint):
            return python(PackageResources.python_constraint_yaml, PackageResources.python_constraint_py)
        case (.python, .rule): return python(PackageResources.python_rule_yaml, PackageResources.python_rule_py)
        case (.python, .importer):
            return python(PackageResources.python_importer_yaml, PackageResources.python_importer_py)
        case (.python, .exporter):
            return python(PackageResources.python_exporter_yaml, PackageResources.python_exporter_py)
        case (.c, .sampler):
            return [
                (PluginManifest.fileName, named(name, PackageResources.c_sampler_yaml)),
                ("\(name).c", named(name, PackageResources.c_sampler_c)),
                ("Makefile", named(name, PackageResources.c_Makefile)),
                ("muse_plugin.h", PackageResources.muse_plugin_h),
            ]
        case (.swift, .sampler):
            return [
                (PluginManifest.fileName, named(name, PackageResources.swift_sampler_yaml)),
                ("Package.swift", named(name, PackageResources.swift_Package_txt)),
                ("Makefile", named(name, PackageResources.swift_Makefile)),
                ("Sources/\(name)/Sampler.swift", named(name, PackageResources.swift_sampler_txt)),
                ("Sources/\(name)/MusePlugin.swift", PackageResources.swift_MusePlugin_txt),
                ("Sources/Entry/entry.c", PackageResources.swift_entry_c),
                ("Sources/Entry/include/entry.h", PackageResources.swift_entry_h),
                ("Sources/Entry/include/muse_plugin.h", PackageResources.muse_plugin_h),
            ]
        case (.c, _), (.swift, _): return nil
        }
    }

    /// The cases of a new plug-in; they are the same in all languages.
    private static func tests(of kind: PluginManifest.Component.Kind) -> [UInt8] {
        switch kind {
        case .tokenizer: PackageResources.tests_tokenizer_yaml
        case .generator: PackageResources.tests_generator_yaml
        case .sampler: PackageResources.tests_sampler_yaml
        case .constraint: PackageResources.tests_constraint_yaml
        case .rule: PackageResources.tests_rule_yaml
        case .importer: PackageResources.tests_importer_yaml
        case .exporter: PackageResources.tests_exporter_yaml
        }
    }

    private static func named(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
        let text = String(decoding: bytes, as: UTF8.self)
        return Array(text.split(separator: "NAME", omittingEmptySubsequences: false).joined(separator: name).utf8)
    }
}
