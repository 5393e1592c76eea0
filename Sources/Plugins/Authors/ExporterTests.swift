import MuseProtocols

/// Tests of exporters: tunes in, a file out.
enum ExporterTests: ComponentTests {
    private static let tune = Setting<String>("tune", "tunes in ABC; one, unless the exporter has 'many'")
    private static let expect = Setting<String>("expect", default: nil, "the text of the file")
    private static let expectFile = Setting<String>("expect_file", default: nil, "a file with the same bytes")

    static var keys: [any AnySetting] { [tune, expect, expectFile] }
    static var outcomeKeys: [String] { [expect.info.name, expectFile.info.name] }

    static func findings(
        _ name: String, _ component: PluginManifest.Component, _ registries: Registries
    ) -> [Finding] {
        ExporterContract.findings { try registries.exporters.makeWithDefaults(name) }
    }

    static func check(_ one: AuthorCase, _ registries: Registries) throws {
        let scores =
            one.component.holdsManyTunes ? try one.tunes(tune, registries) : [try one.tune(tune, registries)]
        let written = try one.make(registries.exporters).write(scores, provenance: nil)
        let expected = try one.settings.optional(expect).map { Array($0.utf8) } ?? one.file(expectFile)
        if written == expected { return }
        try one.compare(text: String(decoding: expected, as: UTF8.self), String(decoding: written, as: UTF8.self))
        throw one.mismatch("a file of \(expected.count) bytes", "other bytes that are not text")
    }

    static func typicalCall(
        _ name: String, _ component: PluginManifest.Component, _ registries: Registries, _ cases: [AuthorCase]
    ) throws -> TypicalCall? {
        let exporter = try registries.exporters.makeWithDefaults(name)
        return .tune("writing") { _ = try exporter.write([ContractScores.typical], provenance: nil) }
    }
}
