"""Writes networks.safetensors: complete networks trained for 20 steps by other libraries.

    python3 Tests/Generators/reference/networks.py

Needs PyTorch, transformers and safetensors. The Transformers are transformers' GPT-2, Llama and Qwen3, which normalises
queries and keys; the recurrent networks are torch.nn's LSTM and GRU; the optimizer is torch.optim.AdamW. For each network, the file has the initial weights, the
gradients of the first step and the final weights (NETWORK.start.NAME, .gradient.NAME, .end.NAME, with muse's names
and layout), and the loss of each step (NETWORK.losses). The batches are batch.N.M: sequence M of batch N; step i uses
batch i modulo their number. Everything is computed in 64 bits.
"""

import pathlib

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from transformers import GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM, Qwen3Config, Qwen3ForCausalLM

VOCABULARY = 11
ROWS = VOCABULARY + 4  # The start symbol, and three more that are not used here.
CHANNELS, HIDDEN, LAYERS, HEADS, KEY_HEADS, CONTEXT = 16, 24, 2, 4, 2, 32
STATE, EMBEDDING = 12, 8
STEPS, RATE, DECAY = 20, 0.005, 0.1

random = torch.Generator().manual_seed(12)
kept = {}
batches = [[torch.randint(0, VOCABULARY, (n,), generator=random) for n in lengths]
           for lengths in [[20, 3, 9], [1, 14, 14, 2], [7]]]
for i, batch in enumerate(batches):
    for j, sequence in enumerate(batch):
        kept[f"batch.{i}.{j}"] = sequence.to(torch.int32)


def shake(module):
    """Weights that are 32-bit floats and nowhere 0 or 1."""
    with torch.no_grad():
        for name, weight in module.named_parameters():
            start = 1.0 if "norm" in name or "ln_" in name else 0.0
            start = start if name.endswith("weight") else 0.0
            scale = 0.3 if weight.dim() > 1 else 0.1
            weight.copy_(start + torch.randn(weight.shape, generator=random) * scale)
    return module.double()


def gpt2(module):
    """Logits of a sequence's input, and the weights under our names."""
    def names(get):
        at = lambda name: get(module.get_parameter("transformer." + name))
        yield "embedding.weight", at("wte.weight")
        yield "positions.weight", at("wpe.weight")
        for i in range(LAYERS):
            for theirs, ours in [("ln_1", "attention_norm"), ("ln_2", "feed_forward_norm")]:
                for part in ["weight", "bias"]:
                    yield f"layers.{i}.{ours}.{part}", at(f"h.{i}.{theirs}.{part}")
            for theirs, ours in [("attn.c_attn", "attention.qkv"), ("attn.c_proj", "attention.output"),
                                 ("mlp.c_fc", "feed_forward.input"), ("mlp.c_proj", "feed_forward.output")]:
                yield f"layers.{i}.{ours}.weight", at(f"h.{i}.{theirs}.weight").T
                yield f"layers.{i}.{ours}.bias", at(f"h.{i}.{theirs}.bias")
        yield "norm.weight", at("ln_f.weight")
        yield "norm.bias", at("ln_f.bias")
    return lambda ids: module(ids[None]).logits[0, :, :VOCABULARY], names, module.parameters


def llama(module):
    """Llama or Qwen3."""
    def names(get):
        at = lambda name: get(module.get_parameter(name))
        yield "embedding.weight", at("model.embed_tokens.weight")
        for i in range(LAYERS):
            own = f"model.layers.{i}."
            yield f"layers.{i}.attention_norm.weight", at(own + "input_layernorm.weight")
            yield f"layers.{i}.attention.qkv.weight", torch.cat([at(f"{own}self_attn.{p}_proj.weight") for p in "qkv"])
            if hasattr(module.model.layers[i].self_attn, "q_norm"):
                yield f"layers.{i}.attention.query_norm.weight", at(own + "self_attn.q_norm.weight")
                yield f"layers.{i}.attention.key_norm.weight", at(own + "self_attn.k_norm.weight")
            yield f"layers.{i}.attention.output.weight", at(own + "self_attn.o_proj.weight")
            yield f"layers.{i}.feed_forward_norm.weight", at(own + "post_attention_layernorm.weight")
            yield f"layers.{i}.feed_forward.input.weight", torch.cat(
                [at(f"{own}mlp.{p}_proj.weight") for p in ["gate", "up"]])
            yield f"layers.{i}.feed_forward.output.weight", at(own + "mlp.down_proj.weight")
        yield "norm.weight", at("model.norm.weight")
        yield "output.weight", at("lm_head.weight")[:VOCABULARY]
    return lambda ids: module(ids[None]).logits[0, :, :VOCABULARY], names, module.parameters


class Recurrent(torch.nn.Module):
    def __init__(self, cell, tied):
        super().__init__()
        self.table = torch.nn.Embedding(ROWS, EMBEDDING)
        self.cells = cell(EMBEDDING, STATE, LAYERS)
        self.bridge = torch.nn.Linear(STATE, EMBEDDING, bias=False) if tied else None
        self.output = None if tied else torch.nn.Linear(STATE, VOCABULARY, bias=False)
        self.bias = torch.nn.Parameter(torch.zeros(VOCABULARY))

    def forward(self, ids):
        state = self.cells(self.table(ids))[0]
        if self.bridge is not None:
            return F.linear(self.bridge(state), self.table.weight[:VOCABULARY], self.bias)
        return self.output(state) + self.bias


def recurrent(module):
    """Where both of PyTorch's biases do the same, the second one is 0 and stays."""
    gru = isinstance(module.cells, torch.nn.GRU)
    free = torch.zeros(module.cells.bias_hh_l0.shape).double()
    if gru:
        free[2 * STATE :] = 1
    for i in range(LAYERS):
        bias = getattr(module.cells, f"bias_hh_l{i}")
        bias.data *= free
        bias.register_hook(lambda gradient: gradient * free)

    def names(get):
        yield "embedding.weight", get(module.table.weight)
        for i in range(LAYERS):
            yield f"layers.{i}.weight_ih", get(getattr(module.cells, f"weight_ih_l{i}"))
            yield f"layers.{i}.weight_hh", get(getattr(module.cells, f"weight_hh_l{i}"))
            yield f"layers.{i}.bias", get(getattr(module.cells, f"bias_ih_l{i}"))
            if gru:
                yield f"layers.{i}.bias_hn", get(getattr(module.cells, f"bias_hh_l{i}"))[2 * STATE :]
        if module.bridge is not None:
            yield "bridge.weight", get(module.bridge.weight)
        else:
            yield "output.weight", get(module.output.weight)
        yield "output.bias", get(module.bias)
    return module, names, module.parameters


def train(network, logits, names, parameters):
    def keep(part, get):
        for name, tensor in names(get):
            kept[f"{network}.{part}.{name}"] = tensor.detach().float().contiguous().clone()

    keep("start", lambda p: p)
    places = logits.__closure__[0].cell_contents.transformer.wpe.weight if network == "gpt2" else None
    groups = [
        {"params": [p for p in parameters() if p.dim() > 1 and p is not places], "weight_decay": DECAY},
        {"params": [p for p in parameters() if p.dim() == 1 or p is places], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=RATE, betas=(0.9, 0.95), eps=1e-8)
    losses = []
    for step in range(STEPS):
        batch = batches[step % len(batches)]
        start = torch.tensor([VOCABULARY])
        sum_of_losses = sum(F.cross_entropy(logits(torch.cat([start, s[:-1]])), s, reduction="sum") for s in batch)
        loss = sum_of_losses / sum(len(s) for s in batch)
        optimizer.zero_grad()
        loss.backward()
        if step == 0:
            keep("gradient", lambda p: p.grad)
        optimizer.step()
        losses.append(loss.detach())
    kept[network + ".losses"] = torch.stack(losses).float()
    keep("end", lambda p: p)
    print(network, losses[0].item(), losses[-1].item())


train("gpt2", *gpt2(shake(GPT2LMHeadModel(GPT2Config(
    vocab_size=ROWS, n_positions=CONTEXT, n_embd=CHANNELS, n_layer=LAYERS, n_head=HEADS, n_inner=HIDDEN,
    activation_function="gelu_new", resid_pdrop=0, embd_pdrop=0, attn_pdrop=0, layer_norm_epsilon=1e-5)))))
train("llama", *llama(shake(LlamaForCausalLM(LlamaConfig(
    vocab_size=ROWS, hidden_size=CHANNELS, intermediate_size=HIDDEN, num_hidden_layers=LAYERS,
    num_attention_heads=HEADS, num_key_value_heads=KEY_HEADS, max_position_embeddings=CONTEXT, rms_norm_eps=1e-5,
    hidden_act="silu", tie_word_embeddings=False, attention_dropout=0)))))
train("lstm", *recurrent(shake(Recurrent(torch.nn.LSTM, tied=True))))
train("gru", *recurrent(shake(Recurrent(torch.nn.GRU, tied=False))))
train("qwen3", *llama(shake(Qwen3ForCausalLM(Qwen3Config(
    vocab_size=ROWS, hidden_size=CHANNELS, intermediate_size=HIDDEN, num_hidden_layers=LAYERS, head_dim=CHANNELS // HEADS,
    num_attention_heads=HEADS, num_key_value_heads=KEY_HEADS, max_position_embeddings=CONTEXT, rms_norm_eps=1e-5,
    rope_theta=10_000.0, hidden_act="silu", tie_word_embeddings=False, attention_dropout=0)))))

save_file(dict(sorted(kept.items())), pathlib.Path(__file__).with_name("networks.safetensors"))
