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

// `count` rows against `blocks` neighbouring blocks: the sums stay in registers, each input is taken in turn, so a row's
// result is the same in every shape of tile. The shapes are constants where a tile is used.
typedef float lanes __attribute__((vector_size(32), aligned(4)));
typedef uint16_t half_lanes __attribute__((vector_size(16), aligned(2)));
typedef uint32_t wide_lanes __attribute__((vector_size(32), aligned(4)));

#define LOAD_F32(w) (*(const lanes *)(w))
#define LOAD_BF16(w) ((lanes)(__builtin_convertvector(*(const half_lanes *)(w), wide_lanes) << 16))

#define TILE(name, type, load)                                                                                         \
    INLINE void name(                                                                                                  \
        float *restrict y, size_t y_stride, const float *restrict x, size_t x_stride, const type *restrict packed,     \
        const float *restrict bias, size_t outputs, size_t inputs, size_t block, const size_t count,                   \
        const size_t blocks) {                                                                                         \
        lanes sums[4][8] = {{{0}}};                                                                                    \
        const type *w = packed + block * inputs * MUSE_BLOCK;                                                          \
        for (size_t i = 0; i < inputs; i++)                                                                            \
            _Pragma("clang loop unroll(full)") for (size_t b = 0; b < blocks; b++) {                                   \
                const type *at = w + (b * inputs + i) * MUSE_BLOCK;                                                    \
                lanes low = load(at), high = load(at + 8);                                                             \
                _Pragma("clang loop unroll(full)") for (size_t r = 0; r < count; r++) {                                \
                    float factor = x[r * x_stride + i];                                                                \
                    sums[r][2 * b] += factor * low;                                                                    \
                    sums[r][2 * b + 1] += factor * high;                                                               \
                }                                                                                                      \
            }                                                                                                          \
        for (size_t r = 0; r < count; r++)                                                                             \
            for (size_t o = 0; o < blocks * MUSE_BLOCK && block * MUSE_BLOCK + o < outputs; o++) {                     \
                size_t at = block * MUSE_BLOCK + o;                                                                    \
                y[r * y_stride + at] = sums[r][o / 8][o % 8] + (bias ? bias[at] : 0);                                  \
            }                                                                                                          \
    }

TILE(tile_f32, float, LOAD_F32)
TILE(tile_bf16, uint16_t, LOAD_BF16)

// Four rows at a time share what is read of the weights; single ones take several blocks to keep the sums busy.
#define PRODUCT(tile)                                                                                                  \
    const size_t last_block = (outputs + MUSE_BLOCK - 1) / MUSE_BLOCK;                                                 \
    size_t r = 0;                                                                                                      \
    for (; r + 4 <= rows; r += 4)                                                                                      \
        for (size_t block = 0; block < last_block; block++)                                                            \
            tile(y + r * y_stride, y_stride, x + r * x_stride, x_stride, packed, bias, outputs, inputs, block, 4, 1);  \
    for (; r < rows; r++) {                                                                                            \
        size_t block = 0;                                                                                              \
        for (; block + 4 <= last_block; block += 4)                                                                    \
            tile(y + r * y_stride, y_stride, x + r * x_stride, x_stride, packed, bias, outputs, inputs, block, 1, 4);  \
        for (; block < last_block; block++)                                                                            \
            tile(y + r * y_stride, y_stride, x + r * x_stride, x_stride, packed, bias, outputs, inputs, block, 1, 1);  \
    }

KERNEL void muse_packed_product(
    float *restrict y, size_t y_stride, const float *restrict x, size_t x_stride, const float *restrict packed,
    const float *restrict bias, size_t rows, size_t outputs, size_t inputs) {
#pragma clang fp contract(fast)
    PRODUCT(tile_f32)
}

KERNEL void muse_packed_product_bf16(
    float *restrict y, size_t y_stride, const float *restrict x, size_t x_stride, const uint16_t *restrict packed,
    const float *restrict bias, size_t rows, size_t outputs, size_t inputs) {
#pragma clang fp contract(fast)
    PRODUCT(tile_bf16)
}

KERNEL void muse_attend(
    float *restrict y, const float *restrict q, const uint16_t *restrict keys, const uint16_t *restrict values,
    const float *restrict addends, size_t group, size_t d, size_t count, float scale, float *restrict scratch) {
    REASSOCIATE
    for (size_t g = 0; g < group; g++) {
        const float *query = q + g * d;
        float *out = y + g * d;
        float most = -3.0e38f, sum = 0;
        for (size_t i = 0; i < count; i++) {
            const uint16_t *key = keys + i * d;
            float dot = 0;
            for (size_t c = 0; c < d; c++) dot += query[c] * bf16_value(key[c]);
            scratch[i] = (addends ? dot + addends[g * count + i] : dot) * scale;
            most = scratch[i] > most ? scratch[i] : most;
        }
        for (size_t i = 0; i < count; i++) {
            scratch[i] = fast_exp(scratch[i] - most);
            sum += scratch[i];
        }
        float inverse = 1.0f / sum;
        for (size_t c = 0; c < d; c++) out[c] = 0;
        for (size_t i = 0; i < count; i++) {
            const uint16_t *value = values + i * d;
            float share = scratch[i] * inverse;
            for (size_t c = 0; c < d; c++) out[c] += share * bf16_value(value[c]);
        }
    }
}
