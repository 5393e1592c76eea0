import MuseGenerators
import MuseProtocols
import MuseStorage
import Testing

/// Stored models with inconsistent contents are refused.
@Suite struct MarkovStorageTests {
    private let saved: SavedModel

    init() throws { saved = try toy("markov", [("order", "3")]).fit(toyTunes(4), of: 10).saved() }

    private func error(_ saved: SavedModel) throws -> String? {
        do {
            _ = try toy("markov").load(saved, reading: nil)
            return nil
        } catch let error as StorageError {
            return error.description
        }
    }

    private func replacing(_ name: String, by tensor: StoredTensor?) -> SavedModel {
        var copy = saved
        copy.tensors = saved.tensors.filter { $0.name != name } + (tensor.map { [$0] } ?? [])
        return copy
    }

    private func integers(_ name: String) throws -> [Int32] { try saved.vector(name, .i32) }

    @Test func aModelThatWasNotTouchedLoads() throws { #expect(try error(saved) == nil) }

    @Test func missingTensorsAreNamed() throws {
        for tensor in saved.tensors {
            #expect(try error(replacing(tensor.name, by: nil)) == "tensor '\(tensor.name)' is missing")
        }
    }

    @Test func wrongKindsLengthsAndShapesAreNamed() throws {
        for tensor in saved.tensors {
            let count = tensor.shape[0]
            let wrong = [
                StoredTensor(name: tensor.name, kind: .u8, shape: [count], bytes: Array(tensor.bytes.prefix(count))),
                StoredTensor(name: tensor.name, kind: tensor.kind, shape: [1, count], bytes: tensor.bytes),
                StoredTensor(
                    name: tensor.name, kind: tensor.kind, shape: [count - 1], bytes: Array(tensor.bytes.dropLast(4))),
                StoredTensor(name: tensor.name, kind: tensor.kind, shape: [0], bytes: []),
            ]
            // The text may be shorter, as long as `tails` stay within it.
            for (i, tensor) in wrong.enumerated() where tensor.name != "text" || i != 2 {
                #expect(try error(replacing(tensor.name, by: tensor)) != nil, "\(tensor.name) \(i)")
            }
        }
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity, 0.1]) func whatIsNoLogarithmIsRefused(value: Float) throws {
        for name in ["chain_logs", "back_offs", "entry_logs"] {
            var values: [Float] = try saved.vector(name, .f32)
            values[values.count / 2] = value
            #expect(
                try error(replacing(name, by: StoredTensor(name: name, kind: .f32, values)))
                    == "tensor '\(name)' contains a value that is not a log-probability")
        }
    }

    @Test(arguments: ["symbols", "first_child", "first_entry", "entry_tokens"], [-1, 10, 1_000_000, Int32.max, .min])
    func indicesThatLeadNowhereAreRefused(name: String, value: Int32) throws {
        let values = try integers(name)
        // 10 is a valid symbol (the start) and a valid first child or entry. The symbols of the root and of the end are
        // not used.
        if value == 10 && name != "entry_tokens" { return }
        for i in [1, 2, values.count / 2, values.count - (name == "symbols" ? 2 : 1)] {
            var changed = values
            changed[i] = value
            let message = try error(replacing(name, by: StoredTensor(name: name, kind: .i32, changed)))
            #expect(message?.contains("'\(name)'") == true, "\(name)[\(i)]")
        }
    }

    @Test func placesInTheTextMustBeThereAndBelongToLeaves() throws {
        let tails = try integers("tails")
        let leaf = try #require(tails.firstIndex { $0 >= 0 })
        let end = Int32(try integers("text").count)
        for (node, tail) in [(leaf, -2), (leaf, 2), (leaf, end), (leaf, .max), (leaf, .min), (0, 5)] as [(Int, Int32)] {
            var changed = tails
            changed[node] = tail
            #expect(
                try error(replacing("tails", by: StoredTensor(name: "tails", kind: .i32, changed)))
                    == "tensor 'tails': context \(node) is not a leaf, or its tail is outside the text")
        }
    }

    @Test func descriptionsThatDoNotFitAreRefused() throws {
        for (key, value) in [
            ("order", nil), ("order", .int(0)), ("order", .int(17)), ("order", .string("3")),
            ("vocabulary_size", nil), ("vocabulary_size", .int(0)), ("vocabulary_size", .int(9)),
            ("vocabulary_size", .int(11)), ("vocabulary_size", .int(.max)), ("vocabulary_size", .int(.min)),
        ] as [(String, JSON?)] {
            var copy = saved
            copy.description[key] = value
            #expect(try error(copy) != nil, "\(key) \(String(describing: value))")
        }
    }

    @Test func whateverLoadsCanBeAsked() throws {
        var random = RandomSource(seed: 3)
        var loaded = 0
        for _ in 0..<2000 {
            let tensor = saved.tensors[random.below(saved.tensors.count)]
            var bytes = tensor.bytes
            bytes[random.below(bytes.count)] = UInt8(random.below(256))
            let changed = StoredTensor(name: tensor.name, kind: tensor.kind, shape: tensor.shape, bytes: bytes)
            guard let model = try? toy("markov").load(replacing(tensor.name, by: changed), reading: nil) else {
                continue
            }
            loaded += 1
            let tune = toyTunes(1, seed: 8)[0]
            let decoder = try model.decoder(for: DecodingRequest(rows: 1))
            var scores: [Float] = []
            for token in tune {
                try decoder.scores(into: &scores)
                decoder.accept([token])
                #expect(scores.allSatisfy { !$0.isNaN })
            }
            #expect(try model.logProbabilities(of: tune).count == tune.count)
        }
        #expect(loaded > 100)
    }
}
