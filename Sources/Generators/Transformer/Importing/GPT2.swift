import MuseNeural
import MuseStorage

/// GPT-2 as stored by transformers' `GPT2LMHeadModel`. Its linear layers are `Conv1D`s with weights `[I, O]`.
///
/// Source: Radford et al., "Language Models are Unsupervised Multitask Learners", 2019. Names and defaults are those of
/// transformers' GPT2Config.
enum GPT2: HuggingFaceArchitecture {
    static let modelType = "gpt2"
    static let prefix = "transformer."

    static func shape(_ config: inout HuggingFaceConfig) -> TransformerShape {
        // Both names mean the tanh approximation, which `Tape.gelu` also computes.
        config.require("activation_function", in: [.string("gelu_new"), .string("gelu_pytorch_tanh")])
        config.require("scale_attn_weights", in: [.bool(true)])
        config.require("scale_attn_by_inverse_layer_idx", in: [.bool(false)])
        config.require("add_cross_attention", in: [.bool(false)])
        let channels = config.size("n_embd", as: Transformer.channels)
        let heads = config.size("n_head", as: Transformer.heads)
        if heads > 0, channels % heads != 0 {
            config.reject("'n_embd' is \(channels), which is not divisible by 'n_head', \(heads)")
        }
        return TransformerShape(
            vocabularySize: 0, layers: config.size("n_layer", as: Transformer.layers), channels: channels,
            heads: heads, keyHeads: heads,
            hidden: config.size("n_inner", as: Transformer.hidden, else: 4 * channels), feedForward: .gelu,
            norm: .layer, normEpsilon: config.number("layer_norm_epsilon", as: Transformer.normEpsilon, else: 1e-5),
            positions: .learned, hasBiases: true, isTied: config.flag("tie_word_embeddings", else: true),
            context: config.size("n_positions", as: Transformer.context), dropout: 0)
    }

    static func sources(_ shape: TransformerShape) -> [String: WeightSource] {
        var sources = [
            "embedding.weight": WeightSource("wte.weight"), "positions.weight": WeightSource("wpe.weight"),
            "norm.weight": WeightSource("ln_f.weight"), "norm.bias": WeightSource("ln_f.bias"),
            "output.weight": WeightSource("lm_head.weight"),
        ]
        let maps = [
            ("attention.qkv", "attn.c_attn"), ("attention.output", "attn.c_proj"), ("feed_forward.input", "mlp.c_fc"),
            ("feed_forward.output", "mlp.c_proj"),
        ]
        for i in 0..<shape.layers {
            for (ours, theirs) in maps {
                sources["layers.\(i).\(ours).weight"] = WeightSource("h.\(i).\(theirs).weight", isTransposed: true)
                sources["layers.\(i).\(ours).bias"] = WeightSource("h.\(i).\(theirs).bias")
            }
            for (ours, theirs) in [("attention_norm", "ln_1"), ("feed_forward_norm", "ln_2")] {
                for part in ["weight", "bias"] {
                    sources["layers.\(i).\(ours).\(part)"] = WeightSource("h.\(i).\(theirs).\(part)")
                }
            }
        }
        return sources
    }

    /// Whether a tensor is a causal mask, which older versions store.
    static func isIgnored(_ name: String) -> Bool {
        name.hasSuffix(".attn.bias") || name.hasSuffix(".attn.masked_bias")
    }
}
