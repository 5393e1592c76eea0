"""Writes imports/: models as transformers saves them, and log-probabilities that transformers computes with them.

    python3 Tests/Generators/reference/imports.py

Needs PyTorch, transformers and safetensors. Each small model with random weights is a folder with config.json,
model.safetensors and expected.safetensors: sequences, and the log-probability of each of their tokens among all tokens
except the start symbol, computed in 64 bits.
"""

import json
import pathlib
import shutil

import torch
from safetensors.torch import save_file
from transformers import GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM

VOCABULARY = 20  # The tokens of the tokenizer.
LENGTHS = [1, 7, 32]
FOLDER = pathlib.Path(__file__).with_name("imports")

random = torch.Generator().manual_seed(12)


def shake(model):
    """Sets weights that are nowhere 0 or 1, so that a bias or gain in the wrong place is detected."""
    with torch.no_grad():
        for name, weight in model.named_parameters():
            start = 1.0 if ("norm" in name or "ln_" in name) and name.endswith("weight") else 0.0
            weight.copy_(start + torch.randn(weight.shape, generator=random) * (0.3 if weight.dim() > 1 else 0.1))
    return model


def write(name, model, start, tokens, dtype=torch.float32):
    """`tokens`: the model's number of each token of the tokenizer; `start`: that of the start symbol."""
    folder = FOLDER / name
    shake(model).to(dtype).save_pretrained(folder)
    for extra in folder.iterdir():
        if extra.name not in ["config.json", "model.safetensors"]:
            extra.unlink()
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config, indent=1, sort_keys=True) + "\n")
    # Loads the model again, because a model converted to 16 bits keeps its rotary angles in 16 bits.
    model = type(model).from_pretrained(folder, dtype=torch.float64).eval()
    kept = {}
    tokens = torch.tensor(tokens)
    for i, length in enumerate(LENGTHS):
        sequence = torch.randint(0, len(tokens), (length,), generator=random)
        inputs = torch.cat([torch.tensor([start]), tokens[sequence][:-1]])
        with torch.no_grad():
            scores = model(inputs[None]).logits[0][:, tokens].log_softmax(-1)
        kept[f"sequence.{i}"] = sequence.to(torch.int32)
        kept[f"log_probabilities.{i}"] = scores.gather(1, sequence[:, None])[:, 0].float()
    save_file(kept, folder / "expected.safetensors")


shutil.rmtree(FOLDER, ignore_errors=True)
ours = list(range(VOCABULARY))

write("gpt2", GPT2LMHeadModel(GPT2Config(
    vocab_size=VOCABULARY + 1, n_positions=32, n_embd=18, n_layer=2, n_head=3, n_inner=28, bos_token_id=VOCABULARY,
    eos_token_id=0)), VOCABULARY, ours)
# As many tokens as the tokenizer, untied, and bfloat16.
write("gpt2-untied", GPT2LMHeadModel(GPT2Config(
    vocab_size=VOCABULARY, n_positions=32, n_embd=16, n_layer=1, n_head=2, tie_word_embeddings=False, bos_token_id=3,
    eos_token_id=0)), 3, ours, torch.bfloat16)
write("llama", LlamaForCausalLM(LlamaConfig(
    vocab_size=VOCABULARY + 1, hidden_size=24, intermediate_size=32, num_hidden_layers=2, num_attention_heads=4,
    num_key_value_heads=2, max_position_embeddings=32, rms_norm_eps=1e-5, bos_token_id=VOCABULARY, eos_token_id=0)),
    VOCABULARY, ours)
# The start symbol first; tied, with biases, another epsilon, and 16-bit floats.
write("llama-biases", LlamaForCausalLM(LlamaConfig(
    vocab_size=VOCABULARY + 1, hidden_size=16, intermediate_size=24, num_hidden_layers=1, num_attention_heads=2,
    max_position_embeddings=32, rms_norm_eps=1e-2, attention_bias=True, mlp_bias=True, tie_word_embeddings=True,
    bos_token_id=0, eos_token_id=1)), 0, [i + 1 for i in ours], torch.float16)
