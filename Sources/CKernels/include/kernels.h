// Vector kernels. Each is compiled for several processors and the best one is chosen when the program starts.
// Matrices are row by row; sizes count elements. "add" says whether a result is added to what is there (1) or
// replaces it (0).
#pragma once

#include <sched.h>
#include <stddef.h>
#include <stdint.h>

// Vectors.
void muse_add(float *restrict y, const float *restrict x, size_t n);
double muse_sum_of_squares(const float *x, size_t n);
void muse_fill_rows(float *restrict y, const float *restrict row, size_t rows, size_t columns);
void muse_sum_rows(float *restrict sums, const float *restrict x, size_t rows, size_t columns);
void muse_transpose(
    float *restrict y, size_t y_stride, const float *restrict x, size_t x_stride, size_t rows, size_t columns);
void muse_to_bf16(uint16_t *restrict y, const float *restrict x, size_t n);
void muse_round_to_bf16(float *y, const float *x, size_t n);

// Zeroes a share p of the elements, chosen by seed and place, and scales the others by 1 / (1 - p).
void muse_dropout(float *restrict y, const float *restrict x, size_t n, float p, uint64_t seed, int add);

// GELU, the tanh form; d gets its derivative.
void muse_gelu(float *restrict y, float *restrict d, const float *restrict x, size_t n);
void muse_multiply(float *restrict y, const float *restrict a, const float *restrict b, size_t n, int add);
// silu(gate) * up, where a row of x is gate, then up: x is rows x 2n, y is rows x n.
void muse_swiglu(float *restrict y, const float *restrict x, size_t rows, size_t n);
void muse_swiglu_backward(
    float *restrict dx, const float *restrict dy, const float *restrict x, size_t rows, size_t n, int add);

// Layer norm (bias given) and root-mean-square norm (bias and mean null) of x, or of x + residual, whose sum is kept.
void muse_norm(
    float *restrict y, float *restrict sum, float *restrict mean, float *restrict scale, const float *restrict x,
    const float *restrict residual, const float *restrict gain, const float *restrict bias, size_t rows, size_t n,
    float epsilon);
// dx: gradient of the normed input, with d_sum, the gradient that reaches the sum by other ways, added if given.
void muse_norm_backward(
    float *restrict dx, float *restrict d_gain, float *restrict d_bias, const float *restrict dy,
    const float *restrict d_sum, const float *restrict x, const float *restrict mean, const float *restrict scale,
    const float *restrict gain, size_t rows, size_t n);

// Rows of a table, and their gradient.
void muse_gather(
    float *restrict y, const float *restrict table, const int32_t *restrict ids, size_t rows, size_t n, float factor,
    int add);
void muse_scatter(
    float *restrict d_table, const float *restrict dy, const int32_t *restrict ids, size_t rows, size_t n,
    float factor);

// Turns pairs (i, i + half) of each head of each row by the angles of its position; sign -1 turns back.
void muse_rotate(
    float *restrict x, size_t stride, const float *restrict cosines, const float *restrict sines,
    const int32_t *restrict positions, size_t rows, size_t heads, size_t half, float sign);

// Soft-max of scale * s over the keys that a row may see: row r is query first_query + r, column c is key
// first_key + c; a query sees itself and up to window - 1 keys before it. Others become 0.
void muse_causal_softmax(
    float *restrict s, size_t stride, size_t rows, size_t columns, int64_t first_query, int64_t first_key,
    int64_t window, float scale);
// dp becomes the gradient of s: scale * p * (dp - sum(dp * p)).
void muse_causal_softmax_backward(
    float *restrict dp, const float *restrict p, size_t stride, size_t rows, size_t columns, float scale);

// Relative positions. r: rows x count, row i for query i and distances 0 to count - 1; column c of s is key c, and row i
// stands at key first + i. s += r at each pair's distance; dr becomes ds by distance, 0 where no key is so far away.
void muse_add_by_distance(
    float *restrict s, size_t stride, const float *restrict r, size_t count, size_t rows, size_t columns,
    size_t first);
void muse_gather_by_distance(
    float *restrict dr, size_t count, const float *restrict ds, size_t stride, size_t rows, size_t columns,
    size_t first);
// One query q against a table of distances, count x d: y[i] is for key i of count, the last of which is the query's own.
void muse_distance_scores(
    float *restrict y, const float *restrict q, const float *restrict table, size_t d, size_t count);

// Logarithms of the shares of what is allowed (allowed: rows x n, 0 or 1; at least one a row), -10 000 for the rest; the
// logarithm of each row's sum of exponentials, and its entropy.
void muse_policy_rows(
    float *restrict y, float *restrict totals, float *restrict entropy, const float *restrict x,
    const uint8_t *restrict allowed, size_t rows, size_t n, size_t x_stride);
// Kullback-Leibler divergence of each row of muse_policy_rows from the same row of another.
void muse_policy_divergence(
    float *restrict divergence, const float *restrict log_share, const float *restrict prior, size_t rows, size_t n);
// Gradient of sum_r weights[r] log_share[r][targets[r]] + klWeight divergence[r] by the scores; 0 where a target is below 0.
// With a spread of 0 instead of 1 the first term is weights[r] x[r][targets[r]], the score itself.
void muse_policy_gradient(
    float *restrict dx, size_t dx_stride, const float *restrict log_share, const float *restrict prior,
    const float *restrict divergence, const int32_t *restrict targets, const float *restrict weights, float spread,
    float klWeight, size_t rows, size_t n);

// Cross entropy of rows of logits. Rows with a target below 0 count nothing. logits become gradients, times factor.
// losses gets -ln p(target) of each row.
void muse_cross_entropy(
    float *restrict logits, float *restrict losses, const int32_t *restrict targets, size_t rows, size_t n,
    size_t stride, float factor);
// losses alone.
void muse_log_loss(
    float *restrict losses, const float *restrict logits, const int32_t *restrict targets, size_t rows, size_t n,
    size_t stride);
void muse_log_softmax(float *restrict y, const float *restrict x, size_t rows, size_t n, size_t x_stride);

// LSTM gates in PyTorch's order (input, forget, cell, output), feature by feature: gate f of column b stands at
// gates[f * stride + b], h features a gate, "batch" columns. Gates are replaced by their activations.
void muse_lstm(
    float *restrict gates, float *restrict cell, float *restrict hidden, const float *restrict cell_before,
    size_t features, size_t batch, size_t stride);
// gates become their gradients. d_cell: in, the gradient of this step's cell; out, that of the step's before.
void muse_lstm_backward(
    float *restrict gates, float *restrict d_cell, const float *restrict d_hidden, const float *restrict cell,
    const float *restrict cell_before, size_t features, size_t batch, size_t stride, size_t d_cell_stride);
// GRU gates in PyTorch's order (reset, update, new); recurrent holds the state's share of the new gate.
void muse_gru(
    float *restrict gates, const float *restrict recurrent, float *restrict hidden,
    const float *restrict hidden_before, size_t features, size_t batch, size_t stride, size_t recurrent_stride);
void muse_gru_backward(
    float *restrict gates, float *restrict recurrent, float *restrict d_before, const float *restrict d_hidden,
    const float *restrict hidden_before, size_t features, size_t batch, size_t stride, size_t recurrent_stride,
    size_t d_before_stride);

// AdamW on one run of weights. factor scales the gradient, which is set to 0 after it was used; step_size and
// correction hold the bias corrections: w -= step_size * m / (sqrt(v) * correction + epsilon).
typedef struct {
    float factor, beta1, beta2, epsilon, step_size, correction, decay;
} muse_adamw_settings;
void muse_adamw(
    float *restrict w, float *restrict m, float *restrict v, float *restrict g, size_t n, muse_adamw_settings s);
// Rounds to bfloat16 values, up with the probability of the distance to the lower neighbour; the random bits come from
// seed and place, that of the first number given.
void muse_round_stochastically(float *restrict w, size_t n, uint64_t seed, size_t place);
// m = momentum * m + factor * g + decay * w; w -= rate * m. The gradient is set to 0 after it was used.
void muse_sgd(
    float *restrict w, float *restrict m, float *restrict g, size_t n, float factor, float rate, float momentum,
    float decay);

// y = x W' + b for few rows: W in blocks of 16 outputs (see muse_pack). The result of a row does not depend on how
// many rows there are.
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

// GELU in place, forward alone: v sigmoid(2u) is v (1 + tanh(u)) / 2.
void muse_gelu_rows(float *y, size_t stride, size_t rows, size_t n);

// A breath while waiting for another processor.
static inline void muse_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("isb");
#endif
}

// Lets another thread have this processor.
static inline void muse_yield(void) { sched_yield(); }

// Keys and values of decoding are floats of 16 bits. Keys stand in blocks of so many positions, in which a channel's
// values are neighbours: block x d x MUSE_KEYS. Values stand position by position, d rounded up to a multiple of
// MUSE_KEYS apart.
#define MUSE_KEYS 16
// Puts a key in its place. "position" counts from the start of keys.
void muse_keep_key(uint16_t *restrict keys, const float *restrict key, size_t d, size_t position);
// To the nearest, ties to even; the largest finite one where x is larger.
void muse_to_f16(uint16_t *restrict y, const float *restrict x, size_t n);

// Attention of one position over the first "count" keys and values, for one key head that "group" queries share.
// q and y: group x d; scratch: count rounded up to a multiple of MUSE_KEYS. addends: group x count, added to the products
// of queries and keys before these are scaled; or null.
void muse_attend(
    float *restrict y, const float *restrict q, const uint16_t *restrict keys, const uint16_t *restrict values,
    const float *restrict addends, size_t group, size_t d, size_t count, float scale, float *restrict scratch);
// The same without instructions for such floats, for processors that have none.
void muse_attend_portable(
    float *restrict y, const float *restrict q, const uint16_t *restrict keys, const uint16_t *restrict values,
    const float *restrict addends, size_t group, size_t d, size_t count, float scale, float *restrict scratch);

// Whether the processor multiplies bfloat16 itself.
int muse_has_bf16(void);
