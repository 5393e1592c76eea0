import Foundation
import MusePlugins
import MuseStorage
import Testing

/// The declared protocol, its JSON Schema and its reference.
@Suite struct ProtocolTests {
    @Test func theMethodsAreThoseOfThePythonLibrary() throws {
        let files = Template.files("mine", .sampler, in: .python)
        let library = String(decoding: try #require(files.first { $0.name == "muse_plugin.py" }).bytes, as: UTF8.self)
        let server = try #require(library.components(separatedBy: "class Server:").last)
        let functions = server.matches(of: /def (\w+)\(self, params\):/).map { String($0.1) }
        // These have parameters of requests too, but answer none.
        let helpers: Set = ["corpus", "answer_step", "words"]
        let declared = PluginProtocol.messages.map { $0.method.replacingOccurrences(of: "/", with: "_") }
        #expect(Set(functions).subtracting(helpers) == Set(declared))
        #expect(Set(declared).count == declared.count)
    }

    @Test func theSchemaRejectsMessagesThatAreNotDeclared() throws {
        let checker = SchemaChecker(schema: ProtocolSchema().json)
        func mistakes(_ text: String, as definition: String) throws -> [String] {
            try checker.mistakes(in: JSON(parsing: Array(text.utf8)), as: definition)
        }
        #expect(try mistakes(#"{"value": 3, "satisfaction": 0.5}"#, as: "rule.measure.result") == [])
        #expect(
            try mistakes(#"{"value": 3, "satisfaction": 1.5, "more": 0}"#, as: "rule.measure.result") == [
                "rule.measure.result: unknown 'more'", "rule.measure.result.satisfaction: above double(1.0)",
            ])
        #expect(
            try mistakes(#"{"value": 3}"#, as: "rule.measure.result") == ["rule.measure.result: has no 'satisfaction'"])
        #expect(
            try mistakes(#"{"cannot": "fit"}"#, as: "rule.measure.result").contains(
                "rule.measure.result: unknown 'cannot'"))
        #expect(try mistakes(#"{"cannot": "is in 4/4"}"#, as: "tokenizer.encode.result") == [])
        // Version 1 has the model in the message, version 2 in a file; neither has both tunes and a path of version 2.
        #expect(try mistakes(#"{"model": "bQ=="}"#, as: "generator.fit.result") == [])
        #expect(try mistakes("{}", as: "generator.fit.result") == [])
        let mixed = #"""
            {"jsonrpc": "2.0", "id": 1, "method": "generator/fit",
             "params": {"instance": 0, "vocabulary": 3, "seed": 1, "training": [], "path": "/tmp/m"}}
            """#
        #expect(try mistakes(mixed, as: "generator.fit.request") != [])
        #expect(
            try mistakes(#"{"onset": 0, "duration": 0, "pitch": "C4"}"#, as: "note") == ["note.duration: below int(1)"])
    }

    /// All references of the schema lead to a definition.
    @Test func theSchemaIsComplete() throws {
        let schema = ProtocolSchema().json
        let text = String(decoding: try schema.bytes(), as: UTF8.self)
        let references = text.matches(of: /"\$ref":"#\/\$defs\/([^"]+)"/).map { String($0.1) }
        #expect(references.count > 30)
        for reference in references { #expect(schema["$defs"]?[reference] != nil, "\(reference)") }
        #expect(schema["$schema"] == .string("https://json-schema.org/draft/2020-12/schema"))
    }

    /// All links within the page lead to a heading.
    @Test func theReferenceIsComplete() throws {
        let page = ProtocolPage().markdown
        let anchors = page.split(separator: "\n").filter { $0.hasPrefix("#") }.map { heading in
            heading.drop { $0 == "#" || $0 == " " }.lowercased().filter { $0 != "/" && $0 != "`" }
                .replacingOccurrences(of: " ", with: "-")
        }
        let links = page.matches(of: /\]\(#([^)]+)\)/)
        #expect(links.count > PluginProtocol.messages.count)
        for link in links { #expect(anchors.contains(String(link.1)), "\(link.1)") }
        for message in PluginProtocol.messages { #expect(page.contains("### `\(message.method)`\n")) }
    }
}
