import Foundation
import Testing

/// `muse import-weights`, and a run with its result.
@Suite struct ImportWeightsTests {
    private static let recipe = """
        muse: 1
        seed: 3
        tokenizer: {type: abc}
        generator: {type: transformer, pretrained: model}
        constraints: [{type: bars, count: 4}]
        generate: {count: 2, condition: {meter: 6/8, key: G}}
        export: [{type: abc, path: jigs.abc}]
        """

    /// Writes an untrained GPT-2 as transformers saves it: `[in, out]` matrices of small numbers.
    private func write(_ folder: Folder, tokens: Int, heads: Int = 2, activation: String = "gelu_new") throws {
        let (channels, context) = (16, 512)
        var shapes = [
            "transformer.wte.weight": [tokens, channels], "transformer.wpe.weight": [context, channels],
            "transformer.ln_f.weight": [channels], "transformer.ln_f.bias": [channels],
        ]
        for (name, inputs, outputs) in [
            ("attn.c_attn", 16, 48), ("attn.c_proj", 16, 16), ("mlp.c_fc", 16, 64), ("mlp.c_proj", 64, 16),
        ] {
            shapes["transformer.h.0.\(name).weight"] = [inputs, outputs]
            shapes["transformer.h.0.\(name).bias"] = [outputs]
        }
        for name in ["ln_1", "ln_2"] {
            shapes["transformer.h.0.\(name).weight"] = [channels]
            shapes["transformer.h.0.\(name).bias"] = [channels]
        }
        var header: [String: Any] = [:]
        var data = Data()
        for (name, shape) in shapes.sorted(by: { $0.key < $1.key }) {
            let count = shape.reduce(1, *)
            header[name] = ["dtype": "F32", "shape": shape, "data_offsets": [data.count, data.count + 4 * count]]
            let values = (0..<count).map { Float($0 * 7919 % 101) / 500 - 0.1 }
            data.append(values.withUnsafeBytes { Data($0) })
        }
        let text = try JSONSerialization.data(withJSONObject: header)
        var length = UInt64(text.count).littleEndian
        try folder.write("gpt2/model.safetensors", Data(bytes: &length, count: 8) + text + data)
        try folder.write(
            "gpt2/config.json",
            """
            {"model_type": "gpt2", "n_layer": 1, "n_embd": 16, "n_head": \(heads), "n_positions": \(context), "n_inner": null,
            "activation_function": "\(activation)", "layer_norm_epsilon": 1e-05, "vocab_size": \(tokens)}
            """)
    }

    private func tokenCount(_ folder: Folder) throws -> Int {
        let fit = try folder.muse(
            "fit", "recipe.yaml", "--set", "generator={type: markov, order: 1}", "--set", "corpus.files=[tunes.abc]",
            "--out", "markov", "--quiet")
        #expect(fit.code == 0, "\(fit.errors)")
        let object = try JSONSerialization.jsonObject(with: folder.bytes("markov/model/model.json"))
        return try #require((object as? [String: Any])?["vocabulary"] as? [String]).count
    }

    @Test func anImportedModelGeneratesTunes() throws {
        let folder = try Folder(["tunes.abc": tunebook, "recipe.yaml": Self.recipe])
        try write(folder, tokens: try tokenCount(folder) + 1)
        let result = try folder.muse("import-weights", "gpt2", "recipe.yaml", "model")
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.output == "model\n")
        #expect(result.errors == "")
        #expect(try folder.files("model") == ["model.json", "weights.safetensors"])
        let run = try folder.muse("run", "recipe.yaml", "--out", "a", "--quiet")
        #expect(run.code == 0, "\(run.errors)")
        #expect(try folder.text("a/jigs.abc").split(separator: "\n").count { $0.hasPrefix("X:") } == 2)
        // The file instead of the folder gives the same bytes.
        let again = try folder.muse("import-weights", "gpt2/model.safetensors", "recipe.yaml", "again")
        #expect(again.code == 0, "\(again.errors)")
        #expect(try folder.contents("model") == folder.contents("again"))
    }

    @Test func incompatibleModelsAreReportedAndNothingIsWritten() throws {
        let folder = try Folder(["tunes.abc": tunebook, "recipe.yaml": Self.recipe])
        let tokens = try tokenCount(folder)
        func refused(_ source: String, code: Int32 = 65, saying message: String) throws {
            let result = try folder.muse("import-weights", source, "recipe.yaml", "out")
            #expect(result.code == code)
            #expect(result.output == "")
            #expect(result.errors == message, "\(result.errors)")
            #expect(!(try folder.files().contains { $0.hasPrefix("out") }))
        }
        try refused(
            "gpt2", code: 74, saying: "error: gpt2/config.json: No such file or directory\n")
        try write(folder, tokens: tokens, heads: 3, activation: "relu6")
        try refused(
            "gpt2",
            saying: """
                error: gpt2/config.json: 'activation_function' is 'relu6', which muse does not support; supported: \
                'gelu_new', 'gelu_pytorch_tanh'
                error: gpt2/config.json: 'n_embd' is 16, which is not divisible by 'n_head', 3

                """)
        try write(folder, tokens: tokens)
        try refused(
            "gpt2",
            saying: """
                error: gpt2/config.json: the model has no token besides those of the recipe's tokenizer: choose one of \
                them as the start symbol with --start

                """)
        let started = try folder.muse("import-weights", "gpt2", "recipe.yaml", "model", "--start", "0")
        #expect(started.code == 0, "\(started.errors)")
        try refused(
            "model/weights.safetensors", code: 74, saying: "error: model/config.json: No such file or directory\n")
        try folder.write("gpt2/model.safetensors", "not a model")
        try refused(
            "gpt2",
            saying:
                "error: gpt2/model.safetensors: the header should have 8029109312199880558 bytes, but only 3 follow\n")
        try folder.write("bare.yaml", "muse: 1\n")
        let bare = try folder.muse("import-weights", "gpt2", "bare.yaml", "out")
        #expect(bare.code == 65)
        #expect(bare.errors.contains("'tokenizer' is missing"), "\(bare.errors)")
    }
}
