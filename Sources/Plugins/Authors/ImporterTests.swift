import MuseMusic
import MuseProtocols

/// Tests of importers: a file in, tunes out.
enum ImporterTests: ComponentTests {
    private static let text = Setting<String>("text", default: nil, "the contents of the file")
    private static let file = Setting<String>("file", default: nil, "a file, relative to the plug-in's folder")
    private static let expect = Setting<String>("expect", default: nil, "its tunes in ABC")

    static var keys: [any AnySetting] { [text, file, expect, AuthorCase.cannot] }
    static var outcomeKeys: [String] { [expect.info.name, AuthorCase.cannot.info.name] }

    static func findings(
        _ name: String, _ component: PluginManifest.Component, _ registries: Registries
    ) -> [Finding] {
        ImporterContract.findings { try registries.importers.makeWithDefaults(name) }
    }

    static func check(_ one: AuthorCase, _ registries: Registries) throws {
        let importer = try one.make(registries.importers)
        let (bytes, name) = try input(one)
        let read = try one.outcome { () -> [Score] in
            let imported = try importer.read(bytes, name: name)
            if let error = imported.diagnostics.first(where: { $0.severity == .error }) {
                throw ImportRefusal(reason: error.message)
            }
            return imported.tunes.map(\.score)
        }
        if let read { try one.compare(one.tunes(expect, registries), read, registries) }
    }

    /// There is no file that every importer reads, so the first case is typical.
    static func typicalCall(
        _ name: String, _ component: PluginManifest.Component, _ registries: Registries, _ cases: [AuthorCase]
    ) throws -> TypicalCall? {
        guard let first = cases.first else { return nil }
        let importer = try first.make(registries.importers)
        let (bytes, name) = try input(first)
        return TypicalCall("reading the file of the first case", 1000, "1000 such files") {
            _ = try importer.read(bytes, name: name)
        }
    }

    private static func input(_ one: AuthorCase) throws -> (bytes: [UInt8], name: String) {
        switch (try one.settings.optional(text), try one.settings.optional(file)) {
        case (let text?, nil): (Array(text.utf8), "text")
        case (nil, let name?): (try one.file(file), name)
        default: throw one.settings.conflict("expected one of 'text' and 'file'", about: text)
        }
    }
}

/// An importer's refusal to read a file.
struct ImportRefusal: Error {
    let reason: String
}
