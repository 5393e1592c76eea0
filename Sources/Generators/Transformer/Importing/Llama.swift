import MuseNeural
import MuseStorage

/// Llama as stored by transformers' `LlamaForCausalLM`. Its rotary embeddings pair the two halves of a head, as
/// `Tape.rotate` does, so the rows of queries and keys need no permutation.
///
/// Source: Touvron et al., "LLaMA", arXiv:2302.13971. Names and defaults are those of transformers' LlamaConfig.
enum Llama: HuggingFaceArchitecture {
    static let modelType = "llama"
    static let prefix = "model."

    static func shape(_ config: inout HuggingFaceConfig) -> TransformerShape {
        config.require("hidden_act", in: [.string("silu"), .string("swish")])
        checkPositions(&config)
        let channels = config.size("hidden_size", as: Transformer.channels)
        let heads = config.size("num_attention_heads", as: Transformer.heads)
        let keyHeads = config.size("num_key_value_heads", as: Transformer.keyHeads, else: heads)
        if heads > 0, channels % heads != 0 || channels / heads % 2 != 0 {
            config.reject(
                "'hidden_size' is \(channels); it must be a multiple of twice 'num_attention_heads', \(heads)")
        } else if heads > 0, let size = config.integer("head_dim"), size != channels / heads {
            config.reject(
                "'head_dim' is \(size); it must be 'hidden_size' / 'num_attention_heads', \(channels / heads)")
        }
        if keyHeads > 0, heads % keyHeads != 0 {
            config.reject("'num_key_value_heads' is \(keyHeads), which does not divide 'num_attention_heads', \(heads)")
        }
        let hasBiases = config.flag("attention_bias", else: false)
        if config.flag("mlp_bias", else: false) != hasBiases {
            config.reject("'attention_bias' and 'mlp_bias' differ; muse has biases in all linear layers or in none")
        }
        return TransformerShape(
            vocabularySize: 0, layers: config.size("num_hidden_layers", as: Transformer.layers), channels: channels,
            heads: heads, keyHeads: keyHeads, hidden: config.size("intermediate_size", as: Transformer.hidden),
            feedForward: .swiglu, norm: .rms,
            normEpsilon: config.number("rms_norm_eps", as: Transformer.normEpsilon, else: 1e-6), positions: .rotary,
            hasBiases: hasBiases, isTied: config.flag("tie_word_embeddings", else: false),
            context: config.size("max_position_embeddings", as: Transformer.context), dropout: 0)
    }

    /// Rejects rotary positions with another base or with scaling. Newer versions store both in `rope_parameters`.
    private static func checkPositions(_ config: inout HuggingFaceConfig) {
        let base = TransformerNetwork.rotaryBase
        config.require("rope_theta", number: base)
        for group in ["rope_parameters", "rope_scaling"] {
            config.require("rope_theta", number: base, of: group)
            for key in ["rope_type", "type"] {
                if let found = config.member(key, of: group), found != .string("default") {
                    config.reject(
                        "'\(group).\(key)' is \(HuggingFaceConfig.text(found)); muse only supports 'default'")
                }
            }
        }
    }

    static func sources(_ shape: TransformerShape) -> [String: WeightSource] {
        var sources = [
            "embedding.weight": WeightSource("embed_tokens.weight"), "norm.weight": WeightSource("norm.weight"),
            "output.weight": WeightSource("lm_head.weight"),
        ]
        let keys = shape.keyHeads * shape.headSize
        for i in 0..<shape.layers {
            let (ours, theirs) = ("layers.\(i).", "layers.\(i).")
            sources[ours + "attention_norm.weight"] = WeightSource(theirs + "input_layernorm.weight")
            sources[ours + "feed_forward_norm.weight"] = WeightSource(theirs + "post_attention_layernorm.weight")
            for part in ["weight", "bias"] {
                sources[ours + "attention.qkv." + part] = WeightSource([
                    .init(name: theirs + "self_attn.q_proj." + part, rows: shape.channels),
                    .init(name: theirs + "self_attn.k_proj." + part, rows: keys),
                    .init(name: theirs + "self_attn.v_proj." + part, rows: keys),
                ])
                sources[ours + "attention.output." + part] = WeightSource(theirs + "self_attn.o_proj." + part)
                sources[ours + "feed_forward.input." + part] = WeightSource([
                    .init(name: theirs + "mlp.gate_proj." + part, rows: shape.hidden),
                    .init(name: theirs + "mlp.up_proj." + part, rows: shape.hidden),
                ])
                sources[ours + "feed_forward.output." + part] = WeightSource(theirs + "mlp.down_proj." + part)
            }
        }
        return sources
    }

    static func isIgnored(_ name: String) -> Bool { name.hasSuffix("rotary_emb.inv_freq") }
}
