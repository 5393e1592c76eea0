import Foundation
import MuseImport
import MuseMusic
import MuseProtocols
import MuseTokenizers
import Testing

/// Compares with the tokens that reference/event_tokens.py took from MidiTok.
@Suite struct EventReferenceTests {
    struct Reference: Decodable {
        /// MIDI files in base 64.
        let files: [String: String]
        let cases: [Case]
    }

    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        let tokenizer: String
        /// Pairs of a name and a value as written in a recipe.
        let settings: [[String]]
        /// SHA-256 of the names joined by line feeds.
        let vocabulary: String
        /// The sequences of each file, as names separated by spaces.
        let tunes: [String: [String]]

        var testDescription: String { tokenizer + settings.map { " \($0[0]): \($0[1])" }.joined() }
    }

    static let reference: Reference? = {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("reference/event_tokens.json")
        return try? JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
    }()

    static func score(_ name: String) throws -> Score {
        let data = try #require(reference?.files[name].flatMap { Data(base64Encoded: $0) })
        return try #require(MIDIImporter().read(Array(data), name: "\(name).mid").tunes.first).score
    }

    @Test func theReferenceCoversAllSchemes() throws {
        let cases = try #require(Self.reference).cases
        #expect(Set(cases.map(\.tokenizer)).count == 8)
        #expect(cases.allSatisfy { !$0.tunes.isEmpty })
    }

    @Test(arguments: reference?.cases ?? []) func tokensEqualMidiTok(_ reference: Case) throws {
        let settings = reference.settings.map { ($0[0], $0[1]) } + [("miditok_compatible", "true")]
        let tokenizer = try eventTokenizer(reference.tokenizer, settings)
        #expect(tokenizer.vocabulary.hash == reference.vocabulary)
        for (file, expected) in reference.tunes.sorted(by: { $0.key < $1.key }) {
            let encoding = try tokenizer.encode(Self.score(file))
            let lines = tokenizer.lines(of: encoding.tokens).map { line in
                line.map { tokenizer.vocabulary[$0] }.joined(separator: " ")
            }
            for (line, text) in zip(lines, expected) where line != text {
                let (own, other) = (line.split(separator: " "), text.split(separator: " "))
                let place = zip(own, other).prefix { $0 == $1 }.count
                Issue.record(
                    "\(file), token \(place): \(own.dropFirst(max(0, place - 4)).prefix(8)) for \(other.dropFirst(max(0, place - 4)).prefix(8))"
                )
            }
            #expect(lines.count == expected.count, "\(file)")
        }
    }

    /// Without compatibility, all music of the reference has the same tokens again after it is decoded.
    @Test(arguments: reference?.cases ?? []) func decodedMusicHasTheSameTokens(_ reference: Case) throws {
        let tokenizer = try eventTokenizer(reference.tokenizer, reference.settings.map { ($0[0], $0[1]) })
        for file in (Self.reference?.files ?? [:]).keys.sorted() {
            let tokens = try tokenizer.encode(Self.score(file)).tokens
            let again = try tokenizer.encode(tokenizer.decode(tokens)).tokens
            guard again != tokens else { continue }
            let place = zip(tokens, again).prefix { $0 == $1 }.count
            func text(_ tokens: [TokenID]) -> String {
                tokens[max(0, place - 8)..<min(tokens.count, place + 8)].map { tokenizer.vocabulary[$0] }
                    .joined(separator: " ")
            }
            Issue.record("\(file), token \(place):\n\(text(tokens))\n\(text(again))")
        }
    }
}
