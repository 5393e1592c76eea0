import Foundation
import MuseProtocols
import MuseStorage
import MuseTokenizers
import Testing

/// Toy tokens as Hugging Face tokenizers 0.23.3 merges them (reference/subwords.py).
@Suite struct SubwordReferenceTests {
    private struct Reference {
        let sequences: [[TokenID]]
        let unseen: [[TokenID]]
        let cases: [(marks: String, type: String, file: JSON, ids: [[TokenID]])]
    }

    private static func reference() throws -> Reference {
        let folder = #filePath.components(separatedBy: "/Subwords/")[0]
        let json = JSONReader(try JSON(parsing: try FileReader.bytes("\(folder)/reference/subwords.json")))
        func tokens(_ json: JSONReader) throws -> [[TokenID]] {
            try json.items().map { try $0.items().map { TokenID(try $0.int(0...1000)) } }
        }
        return Reference(
            sequences: try tokens(json["sequences"]), unseen: try tokens(json["unseen"]),
            cases: try json["cases"].items().map { item in
                (
                    try item["marks"].value.stringValue ?? "", try item["type"].value.stringValue ?? "",
                    try item["file"].value, try tokens(item["ids"])
                )
            })
    }

    private func tokenizer(_ marks: String, _ type: String) throws -> SubwordTokenizer {
        try subwords(
            type, base: ["type": "toy", "starts_bars": "\(marks == "starts")"],
            [
                "vocabulary": "90", "max_length": type == "bpe" ? "256" : "16",
                "split": marks == "none" ? "none" : "bar",
            ])
    }

    @Test func mergesAreThoseOfHuggingFaceTokenizers() throws {
        let reference = try Self.reference()
        for entry in reference.cases where entry.type == "bpe" {
            let fitted = try tokenizer(entry.marks, entry.type).fitted(to: reference.sequences)
            #expect(try JSON(parsing: fitted.saved()) == entry.file, "\(entry.marks)")
            #expect(try fitted.encode(reference.sequences + reference.unseen) == entry.ids, "\(entry.marks)")
        }
    }

    @Test func tunesAreDividedAsByHuggingFaceTokenizers() throws {
        let reference = try Self.reference()
        #expect(reference.cases.count == 6)
        for entry in reference.cases {
            let loaded = try tokenizer(entry.marks, entry.type).loading(try entry.file.bytes())
            let tokenizer = try #require(loaded as? SubwordTokenizer)
            #expect(tokenizer.vocabulary.count == 90)
            #expect(
                try tokenizer.encode(reference.sequences + reference.unseen) == entry.ids,
                "\(entry.marks), \(entry.type)")
        }
    }

    /// Hugging Face's trainer, whose runs have at most 16 tokens too, chooses others. Both maximise probabilities, not
    /// the shortness of tunes, which is what can be compared.
    @Test func learnedUnigramsDivideTheCorpusIntoFewTokens() throws {
        let reference = try Self.reference()
        for entry in reference.cases where entry.type == "unigram" {
            let fitted = try tokenizer(entry.marks, entry.type).fitted(to: reference.sequences)
            #expect(fitted.vocabulary.count == 90)
            let own = try fitted.encode(reference.sequences).joined().count
            let peer = entry.ids.prefix(reference.sequences.count).joined().count
            #expect(Double(own) < 1.1 * Double(peer), "\(entry.marks): \(own), \(peer)")
        }
    }

    @Test func filesOfOtherSettingsAreRefused() throws {
        let cases = try Self.reference().cases
        let bars = try #require(cases.first { $0.marks == "ends" && $0.type == "bpe" })
        func message(_ tokenizer: SubwordTokenizer, _ file: [UInt8]) throws -> String {
            var message = ""
            do { _ = try tokenizer.loading(file) } catch let error as StorageError { message = error.reason }
            return message
        }
        let file = try bars.file.bytes()
        #expect(try message(tokenizer("none", "bpe"), file) == "it was made with another `base` or `split`")
        #expect(try message(tokenizer("ends", "unigram"), file) == "its model is BPE, not Unigram")
        #expect(try message(tokenizer("ends", "bpe"), Array("{".utf8)) == "not valid JSON")
        #expect(
            try message(tokenizer("ends", "bpe"), Array("{}".utf8))
                == "it is not a tokenizer.json of Hugging Face tokenizers")
        var text = String(decoding: file, as: UTF8.self)
        text = text.replacingOccurrences(of: "\":89", with: "\":90")
        #expect(
            try message(tokenizer("ends", "bpe"), Array(text.utf8))
                == "its vocabulary does not belong to 32 base tokens")
    }
}
