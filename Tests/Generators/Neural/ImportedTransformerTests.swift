import Foundation
import MuseGenerators
import MuseProtocols
import MuseStorage
import Testing

/// Imports models that transformers saved, written by reference/imports.py.
@Suite struct ImportedTransformerTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../reference/imports").standardized.path

    /// Imports a model, with the start symbol if it has to be specified.
    private func imported(_ name: String, tokens: Int = 20) throws -> ImportedTransformer {
        let starts = ["gpt2-untied": 3, "llama-biases": 0]
        return try ImportedTransformer(
            HuggingFaceModel("\(Self.folder)/\(name)"), vocabularySize: tokens, start: starts[name])
    }

    /// Makes the generator from the settings in a recipe.
    private func generator(_ imported: ImportedTransformer) throws -> any Generator {
        let lines = imported.settings.split(separator: "\n").map { $0.components(separatedBy: ": ") }
        #expect(lines.first == ["type", "transformer"])
        return try toy("transformer", lines.dropFirst().map { ($0[0], $0[1]) })
    }

    @Test(arguments: ["gpt2", "gpt2-untied", "llama", "llama-biases"])
    func logProbabilitiesAreThoseOfTransformers(name: String) throws {
        let imported = try imported(name)
        let model = try generator(imported).load(imported.model, reading: nil)
        let bytes = try FileReader.bytes("\(Self.folder)/\(name)/expected.safetensors")
        let expected = try SafetensorsFile(decoding: bytes).tensors
        var compared = 0
        for i in 0..<3 {
            let sequence = try #require(expected.first { $0.name == "sequence.\(i)" }).values(as: TokenID.self)
            let theirs = try #require(expected.first { $0.name == "log_probabilities.\(i)" }).floats()
            for (ours, theirs) in try zip(model.logProbabilities(of: sequence), theirs) {
                #expect(abs(ours - Double(theirs)) < 1e-4)
                compared += 1
            }
        }
        #expect(compared == 1 + 7 + 32)
    }

    @Test func numbersKeepTheirPrecision() throws {
        for (name, kind) in [("gpt2", StoredTensor.Kind.f32), ("gpt2-untied", .bf16)] {
            let tensors = try imported(name).model.tensors
            #expect(try #require(tensors.first { $0.name == "layers.0.attention.qkv.weight" }).kind == kind)
        }
    }

    @Test func settingsAreTheConfigs() throws {
        #expect(
            try imported("llama").settings == """
                type: transformer
                layers: 2
                channels: 24
                heads: 4
                key_heads: 2
                hidden: 32
                feed_forward: swiglu
                norm: rms
                norm_epsilon: 1e-05
                qk_norm: false
                positions: rotary
                bar_places: false
                biases: false
                tied: false
                context: 32

                """)
        #expect(
            try imported("gpt2-untied").settings == """
                type: transformer
                layers: 1
                channels: 16
                heads: 2
                key_heads: 2
                hidden: 64
                feed_forward: gelu
                norm: layer
                norm_epsilon: 1e-05
                qk_norm: false
                positions: learned
                bar_places: false
                biases: true
                tied: false
                context: 32

                """)
    }

    /// Imports a copy of a model with a changed config or tensors, and returns the message without the folder.
    private func refusal(
        of name: String, tokens: Int = 20, start: Int? = nil, config change: [String: JSON] = [:],
        tensors edit: (inout [StoredTensor]) -> Void = { _ in }
    ) throws -> String {
        let temporary = NSTemporaryDirectory() + "muse-imports-" + UUID().uuidString
        try createDirectories(temporary)
        defer { try? FileManager.default.removeItem(atPath: temporary) }
        guard case .object(var config) = try JSON(parsing: FileReader.bytes("\(Self.folder)/\(name)/config.json"))
        else {
            return "no config"
        }
        config.merge(change) { $1 }
        try AtomicFile.write(JSON.object(config).bytes(), to: "\(temporary)/config.json")
        var tensors = try SafetensorsFile(decoding: FileReader.bytes("\(Self.folder)/\(name)/model.safetensors"))
            .tensors
        edit(&tensors)
        try AtomicFile.write(SafetensorsFile(tensors).encoded(), to: "\(temporary)/model.safetensors")
        do {
            _ = try ImportedTransformer(HuggingFaceModel(temporary), vocabularySize: tokens, start: start)
            return "none"
        } catch {
            return "\(error)".replacingOccurrences(of: temporary + "/", with: "")
        }
    }

    @Test(
        arguments: [
            (
                "gpt2", "model_type", .string("bert"),
                "'model_type' is 'bert'; the supported types are 'gpt2' and 'llama'"
            ),
            ("gpt2", "model_type", .null, "'model_type' is missing; the supported types are 'gpt2' and 'llama'"),
            (
                "gpt2", "activation_function", .string("gelu"),
                "'activation_function' is 'gelu', which muse does not support; supported: 'gelu_new', "
                    + "'gelu_pytorch_tanh'"
            ),
            (
                "gpt2", "scale_attn_weights", .bool(false),
                "'scale_attn_weights' is false, which muse does not support; supported: true"
            ),
            ("gpt2", "n_layer", .int(65), "'n_layer' is 65; muse's `layers` is a whole number from 1 to 64"),
            ("gpt2", "n_layer", .string("two"), "'n_layer' is 'two'; muse's `layers` is a whole number from 1 to 64"),
            ("gpt2", "n_embd", .null, "'n_embd' is missing"),
            ("gpt2", "n_head", .int(4), "'n_embd' is 18, which is not divisible by 'n_head', 4"),
            (
                "gpt2", "layer_norm_epsilon", .int(1),
                "'layer_norm_epsilon' is 1; muse's `norm_epsilon` is a number from 1e-12 to 0.01"
            ),
            ("gpt2", "vocab_size", .null, "'vocab_size' is missing or not a whole number"),
            (
                "llama", "rope_theta", .double(500_000),
                "'rope_theta' is 500000; muse only supports 10000"
            ),
            (
                "llama", "rope_parameters", .object(["rope_theta": .int(20_000), "rope_type": .string("default")]),
                "'rope_parameters.rope_theta' is 20000; muse only supports 10000"
            ),
            (
                "llama", "rope_scaling", .object(["type": .string("linear"), "factor": .int(2)]),
                "'rope_scaling.type' is 'linear'; muse only supports 'default'"
            ),
            (
                "llama", "head_dim", .int(16),
                "'head_dim' is 16; it must be 'hidden_size' / 'num_attention_heads', 6"
            ),
            (
                "llama", "mlp_bias", .bool(true),
                "'attention_bias' and 'mlp_bias' differ; muse has biases in all linear layers or in none"
            ),
            (
                "llama", "num_key_value_heads", .int(3),
                "'num_key_value_heads' is 3, which does not divide 'num_attention_heads', 4"
            ),
        ] as [(String, String, JSON, String)])
    func aConfigThatAsksForWhatWeDoNotHaveIsRefused(_ name: String, _ key: String, _ value: JSON, _ message: String)
        throws
    {
        #expect(try refusal(of: name, config: [key: value]) == "config.json: " + message)
    }

    @Test func allProblemsAreToldAtOnce() throws {
        let told = try refusal(of: "llama", config: ["hidden_act": .string("gelu"), "num_hidden_layers": .int(0)])
        #expect(told.split(separator: "\n").count == 2, "\(told)")
    }

    @Test func tensorsThatDoNotFitAreNamed() throws {
        #expect(
            try refusal(of: "gpt2") { $0.removeAll { $0.name == "transformer.h.1.ln_2.bias" } }
                == "model.safetensors: tensor 'transformer.h.1.ln_2.bias' is missing")
        #expect(
            try refusal(of: "gpt2", config: ["n_inner": .int(24)]).split(separator: "\n").first
                == """
                model.safetensors: tensor 'transformer.h.0.mlp.c_fc.weight' has shape [18, 28]; config.json implies \
                [18, 24]
                """)
        #expect(
            try refusal(of: "llama") {
                $0.append(StoredTensor(name: "model.layers.0.self_attn.q_norm.weight", shape: [1], floats: [1]))
            }
                == "model.safetensors: tensor 'model.layers.0.self_attn.q_norm.weight' has no counterpart in muse's "
                + "Transformer")
        #expect(
            try refusal(of: "llama") { tensors in
                tensors[0] = StoredTensor(
                    name: tensors[0].name, shape: tensors[0].shape,
                    floats: [Float](repeating: .nan, count: tensors[0].shape.reduce(1, *)))
            } == "model.safetensors: 'lm_head.weight' contains values that are not finite")
        // One layer too many, so that a dozen tensors are missing.
        let many = try refusal(of: "gpt2", config: ["n_layer": .int(3)]).split(separator: "\n")
        #expect(many.count == 11)
        #expect(many.last == "model.safetensors: 2 more problems")
    }

    @Test func namesWithoutPrefixAndStoredMasksAreTakenToo() throws {
        let said = try refusal(of: "gpt2") { tensors in
            tensors = tensors.map {
                StoredTensor(
                    name: $0.name.replacingOccurrences(of: "transformer.", with: ""), kind: $0.kind, shape: $0.shape,
                    bytes: $0.bytes)
            }
            tensors.append(StoredTensor(name: "h.0.attn.bias", kind: .bool, shape: [1, 1, 1, 2], bytes: [1, 0]))
        }
        #expect(said == "none")
    }

    @Test func theStartSymbolIsNeverGuessed() throws {
        #expect(
            try refusal(of: "gpt2", tokens: 428) == """
                config.json: 'vocab_size' is 21; the recipe's tokenizer needs 428, or 429 with an additional start \
                symbol
                """)
        #expect(
            try refusal(of: "gpt2-untied") == """
                config.json: the model has no token besides those of the recipe's tokenizer: choose one of them as the \
                start symbol with --start; its 'bos_token_id' is 3
                """)
        #expect(
            try refusal(of: "llama-biases") == """
                config.json: 'bos_token_id' is 0, but the additional token is the last one, 20: choose the start \
                symbol with --start
                """)
        #expect(
            try refusal(of: "gpt2", start: 21)
                == "config.json: the start symbol cannot be token 21: the tokens are 0 to 20")
        // GPT2Config's default, which is meaningless for 21 tokens.
        #expect(try refusal(of: "gpt2", config: ["bos_token_id": .int(50256)]) == "none")
    }
}
