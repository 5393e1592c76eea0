// Vector kernels. Each is compiled for several instruction sets; the best one is chosen when the program starts.
// Matrices are row-major, and sizes count elements. If add is 1, the result is added to the output; if 0, it replaces
// the output.
#pragma once

#include <sched.h>
#include <stddef.h>
#include <stdint.h>

// Vectors.
void muse_add(float *restrict y, const float *restrict x, size_t n);
void muse_sum(float *restrict y, const float *restrict a, const float *restrict b, size_t n);
double muse_sum_of_squares(const float *x, size_t n);
void muse_fill_rows(float *restrict y, const float *restrict row, size_t rows, size_t columns);
void muse_sum_rows(float *restrict sums, const float *restrict x, size_t rows, size_t columns);
void muse_transpose(
    float *restrict y, size_t y_stride, const float *restrict x, size_t x_stride, size_t rows, size_t columns);
void muse_to_bf16(uint16_t *restrict y, const float *restrict x, size_t n);
void muse_round_to_bf16(float *y, const float *x, size_t n);

// Dropout: sets elements to 0 with probability p and scales the others by 1 / (1 - p). The mask depends on seed and
// index.
void muse_dropout(float *restrict y, const float *restrict x, size_t n, float p, uint64_t seed, int add);

// GELU, tanh approximation; d receives the derivative.
void muse_gelu(float *restrict y, float *restrict d, const float *restrict x, size_t n);
// y *= x
void muse_multiply(float *restrict y, const float *restrict x, size_t n);
// y = silu(gate) * up. Each row of x holds gate, then up: x is rows x 2n, y is rows x n.
void muse_swiglu(float *restrict y, const float *restrict x, size_t rows, size_t n);
void muse_swiglu_backward(
    float *restrict dx, const float *restrict dy, const float *restrict x, size_t rows, size_t n, int add);

// Layer norm (with a bias) or root-mean-square norm (bias and mean null) of x, or of x + residual, which is stored in
// sum.
void muse_norm(
    float *restrict y, float *restrict sum, float *restrict mean, float *restrict scale, const float *restrict x,
    const float *restrict residual, const float *restrict gain, const float *restrict bias, size_t rows, size_t n,
    float epsilon);
// dx: the gradient of the normalised input.
void muse_norm_backward(
    float *restrict dx, float *restrict d_gain, float *restrict d_bias, const float *restrict dy,
    const float *restrict x, const float *restrict mean, const float *restrict scale, const float *restrict gain,
    size_t rows, size_t n, int add);
// Root-mean-square norm of each head of each row of x, in place; heads of d columns start at x, rows are stride apart.
// normed, rows x heads x d, and scale, rows x heads, are kept for the gradient, or both null.
void muse_norm_heads(
    float *restrict x, size_t stride, float *restrict normed, float *restrict scale, const float *restrict gain,
    size_t rows, size_t heads, size_t d, float epsilon);
// dx: the gradient of the output, which becomes that of the input.
void muse_norm_heads_backward(
    float *restrict dx, size_t stride, float *restrict d_gain, const float *restrict normed,
    const float *restrict scale, const float *restrict gain, size_t rows, size_t heads, size_t d);

// Lookup of rows and its gradient. A negative id gives a row of 0, or adds nothing.
void muse_gather(
    float *restrict y, const float *restrict table, const int32_t *restrict ids, size_t rows, size_t n, float factor,
    int add);
void muse_scatter(
    float *restrict d_table, const float *restrict dy, const int32_t *restrict ids, size_t rows, size_t n,
    float factor);

// Rotates pairs (i, i + half) of each head of each row by the angles of its position; sign -1 inverts the rotation.
void muse_rotate(
    float *restrict x, size_t stride, const float *restrict cosines, const float *restrict sines,
    const int32_t *restrict positions, size_t rows, size_t heads, size_t half, float sign);

// Softmax of scale * s over the keys that each row attends to. Row r is query first_query + r, and column c is key
// first_key + c. A query attends to its own key and to up to window - 1 keys before it. Other columns become 0.
void muse_causal_softmax(
    float *restrict s, size_t stride, size_t rows, size_t columns, int64_t first_query, int64_t first_key,
    int64_t window, float scale);
// dp becomes the gradient of s: scale * p * (dp - sum(dp * p)).
void muse_causal_softmax_backward(
    float *restrict dp, const float *restrict p, size_t stride, size_t rows, size_t columns, float scale);

// Relative positions. Row i of r (rows x count) holds the scores of query i for distances 0 to count - 1. Column c of s
// is key c, and row i is the query at position first + i. muse_add_by_distance adds to each score of s the score of its
// distance. muse_gather_by_distance sorts ds by distance into dr, with 0 where there is no key at a distance.
void muse_add_by_distance(
    float *restrict s, size_t stride, const float *restrict r, size_t count, size_t rows, size_t columns,
    size_t first);
void muse_gather_by_distance(
    float *restrict dr, size_t count, const float *restrict ds, size_t stride, size_t rows, size_t columns,
    size_t first);
// One query q times the embeddings of distances (table: count x d). y[i] belongs to key i; the last key is the query's
// own.
void muse_distance_scores(
    float *restrict y, const float *restrict q, const float *restrict table, size_t d, size_t count);

// y: log-softmax over the allowed columns, -10 000 in the others. totals: the log-sum-exp of each row. entropy: the
// entropy of each row. allowed: rows x n, 0 or 1, with at least one 1 in each row.
void muse_policy_rows(
    float *restrict y, float *restrict totals, float *restrict entropy, const float *restrict x,
    const uint8_t *restrict allowed, size_t rows, size_t n, size_t x_stride);
// KL divergence of each row of log_share from the same row of prior; both come from muse_policy_rows.
void muse_policy_divergence(
    float *restrict divergence, const float *restrict log_share, const float *restrict prior, size_t rows, size_t n);
// Gradient of sum_r weights[r] log_p[r][targets[r]] + kl_weight divergence[r] with respect to the logits; 0 in rows
// with a negative target. If spread is 0 instead of 1, the first term is weights[r] x[r][targets[r]], with the logit.
void muse_policy_gradient(
    float *restrict dx, size_t dx_stride, const float *restrict log_share, const float *restrict prior,
    const float *restrict divergence, const int32_t *restrict targets, const float *restrict weights, float spread,
    float kl_weight, size_t rows, size_t n);

// Cross-entropy of rows of logits. Rows with a negative target are excluded. logits are replaced by their gradients
// times factor; losses receives -ln p(target) of each row.
void muse_cross_entropy(
    float *restrict logits, float *restrict losses, const int32_t *restrict targets, size_t rows, size_t n,
    size_t stride, float factor);
// The same losses, without gradients.
void muse_log_loss(
    float *restrict losses, const float *restrict logits, const int32_t *restrict targets, size_t rows, size_t n,
    size_t stride);
void muse_log_softmax(float *restrict y, const float *restrict x, size_t rows, size_t n, size_t x_stride);

// LSTM gates in PyTorch's order (input, forget, cell, output). Each row is a sequence: gates has 4 "features" columns,
// the others "features". Gates are replaced by their activations. cell_before is null in the first step.
void muse_lstm(
    float *restrict gates, float *restrict cell, float *restrict hidden, const float *restrict cell_before,
    size_t features, size_t rows);
// gates are replaced by their gradients. d_cell holds the gradient of this step's cell on entry, and that of the
// previous step's cell on return.
void muse_lstm_backward(
    float *restrict gates, float *restrict d_cell, const float *restrict d_hidden, const float *restrict cell,
    const float *restrict cell_before, size_t features, size_t rows);
// GRU gates in PyTorch's order (reset, update, new). gates holds the input's part of each gate; state the previous
// hidden state's part, without the bias d of the new gate. gates is replaced by the activations, and the new gate's
// columns of state by state + d. In the first step, hidden_before is null, and state is not read.
void muse_gru(
    float *restrict gates, float *restrict state, const float *restrict d, float *restrict hidden,
    const float *restrict hidden_before, size_t features, size_t rows);
// One row, with both parts of the reset and update gates in gates, and state + d of the new gate in recurrent.
void muse_gru_row(
    float *restrict gates, const float *restrict recurrent, float *restrict hidden,
    const float *restrict hidden_before, size_t features);
// gates and state are replaced by the gradients of the two parts. The gradient that reaches the previous hidden state
// through the update gate is added to d_before, which is null in the first step.
void muse_gru_backward(
    float *restrict gates, float *restrict state, float *restrict d_before, const float *restrict d_hidden,
    const float *restrict hidden_before, size_t features, size_t rows);

// AdamW on a range of weights. factor scales the gradient, which is set to 0 afterwards; step_size and correction
// contain the bias corrections: w -= step_size * m / (sqrt(v) * correction + epsilon).
typedef struct {
    float factor, beta1, beta2, epsilon, step_size, correction, decay;
} muse_adamw_settings;
void muse_adamw(
    float *restrict w, float *restrict m, float *restrict v, float *restrict g, size_t n, muse_adamw_settings s);
// Stochastic rounding to bfloat16. The random bits depend on seed and index; place is the index of the first value.
void muse_round_stochastically(float *restrict w, size_t n, uint64_t seed, size_t place);
// m = momentum * m + factor * g + decay * w; w -= rate * m. The gradient is set to 0 afterwards.
void muse_sgd(
    float *restrict w, float *restrict m, float *restrict g, size_t n, float factor, float rate, float momentum,
    float decay);
// m = momentum * m + factor * g; y = factor * g + momentum * m. The gradient is set to 0 afterwards.
void muse_nesterov(
    float *restrict y, float *restrict m, float *restrict g, size_t n, float factor, float momentum);
// y = a * y + b * x; x may be y.
void muse_combine(float *y, const float *x, size_t n, float a, float b);

// y = x W' + b for few rows, with W in blocks of 16 outputs (see muse_pack). The result of a row does not depend on the
// number of rows.
#define MUSE_BLOCK 16
void muse_pack(float *restrict packed, const float *restrict w, size_t outputs, size_t inputs);
void muse_packed_product(
    float *restrict y, size_t y_stride, const float *restrict x, size_t x_stride, const float *restrict packed,
    const float *restrict bias, size_t rows, size_t outputs, size_t inputs);
// The same with weights in bfloat16.
void muse_pack_bf16(uint16_t *restrict packed, const float *restrict w, size_t outputs, size_t inputs);
void muse_packed_product_bf16(
    float *restrict y, size_t y_stride, const float *restrict x, size_t x_stride, const uint16_t *restrict packed,
    const float *restrict bias, size_t rows, size_t outputs, size_t inputs);

// y = x W' + b for few rows, in 16-bit integers. Weights are rounded to integers up to MUSE_MAX_WEIGHT with a scale per
// output, inputs to integers up to MUSE_MAX_INPUT with a scale per row and chunk of inputs; the products of a chunk
// cannot overflow 32 bits. Weights are in blocks of MUSE_BLOCK outputs: of each block, two inputs of all outputs are
// adjacent. Rows of inputs are rounded up to a multiple of 8, with zeros. Results are the same on every processor.
#define MUSE_CHUNK 32
#define MUSE_MAX_WEIGHT 8191.0f
#define MUSE_MAX_INPUT 8191.0f
// Packs the weights of one output, and stores its scale.
void muse_pack_output_i16(
    int16_t *restrict packed, float *restrict scale, const float *restrict w, size_t output, size_t inputs);
// Packs the weights of one input, rounded with a scale of their own, in a matrix with room for "capacity" inputs.
void muse_pack_input_i16(
    int16_t *restrict packed, float *restrict scale, const float *restrict w, size_t outputs, size_t input,
    size_t capacity);
// scales: one per chunk of a row. NaN and infinity in a chunk make its scale NaN or infinite.
void muse_to_i16(
    int16_t *restrict y, size_t y_stride, float *restrict scales, size_t scales_stride, const float *restrict x,
    size_t x_stride, size_t rows, size_t n);
// The instructions that a product uses, and whether the processor has them.
typedef enum {
    MUSE_PRODUCT_AVX512, MUSE_PRODUCT_AVX_VNNI, MUSE_PRODUCT_AVX2, MUSE_PRODUCT_PORTABLE
} muse_product_kernel;
int muse_has_product(muse_product_kernel kernel);
// Multiplies by the first inputs of a matrix with room for "capacity". scales: of whole blocks, or null for 1.
void muse_product_i16(
    muse_product_kernel kernel, float *restrict y, size_t y_stride, const int16_t *restrict x, size_t x_stride,
    const float *restrict x_scales, size_t scales_stride, const int16_t *restrict packed, const float *restrict scales,
    const float *restrict bias, size_t rows, size_t outputs, size_t inputs, size_t capacity);

// silu(gate) * up in place of gate.
void muse_swiglu_rows(float *restrict gate, const float *restrict up, size_t stride, size_t rows, size_t n);
// GELU in place, forward only: v sigmoid(2u) is v (1 + tanh(u)) / 2.
void muse_gelu_rows(float *y, size_t stride, size_t rows, size_t n);

// Pauses in a spin loop.
static inline void muse_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("isb");
#endif
}

// Yields the processor to another thread.
static inline void muse_yield(void) { sched_yield(); }

// Turns the scores of queries, rows x count, into weights of values: the softmax of (score + addend) * scale, times the
// scale of each value. addends: rows x count, or null.
void muse_attention_weights(
    float *restrict scores, size_t stride, const float *restrict addends, const float *restrict value_scales,
    size_t rows, size_t count, float scale);

// Whether the processor has instructions for bfloat16 products.
int muse_has_bf16(void);
