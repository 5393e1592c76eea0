/// The files of a new plug-in, by kind of component and language.
package enum Template {
    package enum Language: String, CaseIterable, Sendable { case python, c, swift, rust }

    /// The manifest and the cases of a kind, the same in all languages, and its code in each. NAME stands for the
    /// plug-in's name, and the line ROUTE for its `command` or `library`.
    private typealias Row = (
        manifest: [UInt8], cases: [UInt8], python: [UInt8], c: [UInt8], swift: [UInt8], rust: [UInt8]
    )

    private static func row(of kind: PluginManifest.Component.Kind) -> Row {
        typealias Resources = PackageResources
        return switch kind {
        case .tokenizer:
            (
                Resources.tokenizer_yaml, Resources.tests_tokenizer_yaml, Resources.python_tokenizer_py,
                Resources.c_tokenizer_c, Resources.swift_tokenizer_txt, Resources.rust_tokenizer_rs
            )
        case .generator:
            (
                Resources.generator_yaml, Resources.tests_generator_yaml, Resources.python_generator_py,
                Resources.c_generator_c, Resources.swift_generator_txt, Resources.rust_generator_rs
            )
        case .sampler:
            (
                Resources.sampler_yaml, Resources.tests_sampler_yaml, Resources.python_sampler_py,
                Resources.c_sampler_c, Resources.swift_sampler_txt, Resources.rust_sampler_rs
            )
        case .constraint:
            (
                Resources.constraint_yaml, Resources.tests_constraint_yaml, Resources.python_constraint_py,
                Resources.c_constraint_c, Resources.swift_constraint_txt, Resources.rust_constraint_rs
            )
        case .rule:
            (
                Resources.rule_yaml, Resources.tests_rule_yaml, Resources.python_rule_py,
                Resources.c_rule_c, Resources.swift_rule_txt, Resources.rust_rule_rs
            )
        case .importer:
            (
                Resources.importer_yaml, Resources.tests_importer_yaml, Resources.python_importer_py,
                Resources.c_importer_c, Resources.swift_importer_txt, Resources.rust_importer_rs
            )
        case .exporter:
            (
                Resources.exporter_yaml, Resources.tests_exporter_yaml, Resources.python_exporter_py,
                Resources.c_exporter_c, Resources.swift_exporter_txt, Resources.rust_exporter_rs
            )
        }
    }

    /// The files of a new plug-in with one component.
    package static func files(
        _ name: String, _ kind: PluginManifest.Component.Kind, in language: Language
    ) -> [(name: String, bytes: [UInt8])] {
        let row = row(of: kind)
        let route = language == .python ? "command: [python3, \(name).py]" : "library: \(name).so"
        let manifest = (PluginManifest.fileName, row.manifest.replacing("ROUTE", with: route))
        let capitalized = kind.rawValue.prefix(1).uppercased() + kind.rawValue.dropFirst()
        let others: [(String, [UInt8])] =
            switch language {
            case .python: [("\(name).py", row.python)]
            case .c: [("\(name).c", row.c), ("Makefile", PackageResources.c_Makefile)]
            case .rust: [("\(name).rs", row.rust), ("Makefile", PackageResources.rust_Makefile)]
            case .swift:
                [
                    ("Sources/\(name)/\(capitalized).swift", row.swift),
                    ("Package.swift", PackageResources.swift_Package_txt),
                    ("Makefile", PackageResources.swift_Makefile),
                ]
            }
        return ([manifest, (AuthorCases.fileName, row.cases)] + others).map {
            ($0.0, $0.1.replacing("NAME", with: name))
        } + library(of: language, name)
    }

    /// The files that implement the interface in a language, copied as they are.
    private static func library(of language: Language, _ name: String) -> [(name: String, bytes: [UInt8])] {
        switch language {
        case .python: [("muse_plugin.py", PackageResources.muse_plugin_py)]
        case .rust: [("muse_plugin.rs", PackageResources.muse_plugin_rs)]
        case .c:
            [
                ("muse_plugin.h", PackageResources.muse_plugin_h),
                ("muse_component.h", PackageResources.muse_component_h),
            ]
        case .swift:
            [
                ("Sources/\(name)/MusePlugin.swift", PackageResources.swift_MusePlugin_txt),
                ("Sources/Entry/entry.c", PackageResources.swift_entry_c),
                ("Sources/Entry/include/entry.h", PackageResources.swift_entry_h),
                ("Sources/Entry/include/muse_plugin.h", PackageResources.muse_plugin_h),
            ]
        }
    }
}

extension [UInt8] {
    /// The text with each occurrence of a word replaced.
    fileprivate func replacing(_ word: String, with other: String) -> [UInt8] {
        let text = String(decoding: self, as: UTF8.self)
        return Array(text.split(separator: word, omittingEmptySubsequences: false).joined(separator: other).utf8)
    }
}
