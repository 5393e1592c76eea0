// Products and attention of decoding, where a few rows meet all weights. Every row is summed in the same order however
// many rows there are, so that a tune does not depend on its neighbours.
#include "kernel.h"

void muse_pack(float *restrict packed, const float *restrict w, size_t outputs, size_t inputs) {
    for (size_t block = 0; block * MUSE_BLOCK < outputs; block++)
        for (size_t i = 0; i < inputs; i++)
            for (size_t o = 0; o < MUSE_BLOCK; o++) {
                size_t row = block * MUSE_BLOCK + o;
                packed[(block * inputs + i) * MUSE_BLOCK + o] = row < outputs ? w[row * inputs + i] : 0;
            }
}

void muse_pack_bf16(uint16_t *restrict packed, const float *restrict w, size_t outputs, size_t inputs) {
    for (size_t block = 0; block * MUSE_BLOCK < outputs; block++)
        for (size_t i = 0; i < inputs; i++)
            for (size_t o = 0; o < MUSE_BLOCK; o++) {
                size_t row = block * MUSE_BLOCK + o;
                packed[(block * inputs + i) * MUSE_BLOCK + o] = row < outputs ? bf16_bits(w[row * inputs + i]) : 0;
            }
}

// `count` rows against `blocks` neighbouring blocks: the sums stay in registers, each input is taken in turn.
#define TILE(name, type, value)                                                                                        \
    INLINE void name(                                                                                                  \
        float *restrict y, size_t y_stride, const float *restrict x, size_t x_stride, const type *restrict packed,     \
        const float *restrict bias, size_t outputs, size_t inputs, size_t block, const size_t count,                   \
        const size_t blocks) {                                                                                         \
        float sums[4][4][MUSE_BLOCK];                                                                                  \
        for (size_t r = 0; r < count; r++)                                                                             \
            for (size_t b = 0; b < blocks; b++)                                                                        \
                for (size_t o = 0; o < MUSE_BLOCK; o++) sums[r][b][o] = 0;                                             \
        for (size_t i = 0; i < inputs; i++)                                                                            \
            for (size_t b = 0; b < blocks; b++) {                                                                      \
                const type *w = packed + ((block + b) * inputs + i) * MUSE_BLOCK;                                      \
                for (size_t r = 0; r < count; r++) {                                                                   \
                    float factor = x[r * x_stride + i];                                                                \
                    for (size_t o = 0; o < MUSE_BLOCK; o++) sums[r][b][o] += factor * value(w[o]);                     \
                }                                                                                                      \
            }                                                                                                          \
        for (size_t r = 0; r < count; r++)                                                                             \
            for (size_t b = 0; b < blocks; b++)                                                                        \
                for (size_t o = 0; o < MUSE_BLOCK && (block + b) * MUSE_BLOCK + o < outputs; o++) {                    \
                    size_t at = (block + b) * MUSE_BLOCK + o;                                                          \
                    y[r * y_stride + at] = sums[r][b][o] + (bias ? bias[at] : 0);                                      \
                }                                                                                                      \
    }

INLINE float itself(float x) { return x; }
TILE(tile_f32, float, itself)
TILE(tile_bf16, uint16_t, bf16_value)

#define PRODUCT(tile)                                                                                                  \
    size_t block = first_block;                                                                                        \
    for (; block + 4 <= last_block; block += 4)                                                                        \
        for (size_t r = 0; r < rows; r++)                                                                              \
            tile(y + r * y_stride, y_stride, x + r * x_stride, x_stride, packed, bias, outputs, inputs, block, 1, 4);  \
    for (; block < last_block; block++)                                                                                \
        for (size_t r = 0; r < rows; r++)                                                                              \
            tile(y + r * y_stride, y_stride, x + r * x_stride, x_stride, packed, bias, outputs, inputs, block, 1, 1);

KERNEL void muse_packed_product(
    float *restrict y, size_t y_stride, const float *restrict x, size_t x_stride, const float *restrict packed,
    const float *restrict bias, size_t rows, size_t outputs, size_t inputs, size_t first_block, size_t last_block) {
#pragma clang fp contract(fast)
    PRODUCT(tile_f32)
}

KERNEL void muse_packed_product_bf16(
    float *restrict y, size_t y_stride, const float *restrict x, size_t x_stride, const uint16_t *restrict packed,
    const float *restrict bias, size_t rows, size_t outputs, size_t inputs, size_t first_block, size_t last_block) {
#pragma clang fp contract(fast)
    PRODUCT(tile_bf16)
}

KERNEL void muse_attend(
    float *restrict y, const float *restrict q, const uint16_t *restrict keys, const uint16_t *restrict values,
    size_t group, size_t d, size_t newest, size_t count, size_t capacity, float scale, float *restrict scratch) {
    REASSOCIATE
    // Oldest first, so that sums are taken in the order of time wherever the ring begins.
    size_t oldest = (newest + capacity + 1 - count) % capacity;
    for (size_t g = 0; g < group; g++) {
        const float *query = q + g * d;
        float *out = y + g * d;
        float most = -3.0e38f, sum = 0;
        for (size_t i = 0, at = oldest; i < count; i++, at = at + 1 == capacity ? 0 : at + 1) {
            const uint16_t *key = keys + at * d;
            float dot = 0;
            for (size_t c = 0; c < d; c++) dot += query[c] * bf16_value(key[c]);
            scratch[i] = dot * scale;
            most = scratch[i] > most ? scratch[i] : most;
        }
        for (size_t i = 0; i < count; i++) {
            scratch[i] = fast_exp(scratch[i] - most);
            sum += scratch[i];
        }
        float inverse = 1.0f / sum;
        for (size_t c = 0; c < d; c++) out[c] = 0;
        for (size_t i = 0, at = oldest; i < count; i++, at = at + 1 == capacity ? 0 : at + 1) {
            const uint16_t *value = values + at * d;
            float share = scratch[i] * inverse;
            for (size_t c = 0; c < d; c++) out[c] += share * bf16_value(value[c]);
        }
    }
}
