// Matrix products for decoding: a few rows times all weights. The order of summation does not depend on the number of
// rows, so that a tune does not depend on the others in its batch.
#include "kernel.h"

// For each input, the outputs of a block are adjacent. For two-byte weights, see pack_place.
void muse_pack(float *restrict packed, const float *restrict w, size_t outputs, size_t inputs) {
    for (size_t block = 0; block * MUSE_BLOCK < outputs; block++)
        for (size_t i = 0; i < inputs; i++)
            for (size_t o = 0; o < MUSE_BLOCK; o++) {
                size_t row = block * MUSE_BLOCK + o;
                packed[(block * inputs + i) * MUSE_BLOCK + o] = row < outputs ? w[row * inputs + i] : 0;
            }
}

// Outputs j and 8 + j share 32 bits. A shift converts the lower halves to floats and a mask the upper halves, which is
// half the work of widening adjacent values.
INLINE size_t pack_place(size_t o) { return o < MUSE_BLOCK / 2 ? 2 * o : 2 * o - MUSE_BLOCK + 1; }

void muse_pack_bf16(uint16_t *restrict packed, const float *restrict w, size_t outputs, size_t inputs) {
    for (size_t block = 0; block * MUSE_BLOCK < outputs; block++)
        for (size_t i = 0; i < inputs; i++)
            for (size_t o = 0; o < MUSE_BLOCK; o++) {
                size_t row = block * MUSE_BLOCK + o;
                packed[(block * inputs + i) * MUSE_BLOCK + pack_place(o)] =
                    row < outputs ? bf16_bits(w[row * inputs + i]) : 0;
            }
}

// All outputs of a block: one vector of 512 bits, two of 256 or four of 128.
typedef float lanes __attribute__((vector_size(64), aligned(4)));
typedef uint32_t pairs __attribute__((vector_size(32), aligned(2)));
typedef float half_lanes __attribute__((vector_size(32)));

#define LOAD_F32(into, w) into = *(const lanes *)(w);
#define LOAD_BF16(into, w)                                                                                             \
    {                                                                                                                  \
        pairs both = *(const pairs *)(w);                                                                              \
        half_lanes low = (half_lanes)(both << 16), high = (half_lanes)(both & 0xFFFF0000u);                            \
        into = __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);               \
    }

// Multiplies `count` rows by `blocks` adjacent blocks. Callers pass constant shapes, so that the sums stay in
// registers. Inputs are added in order, so that the result of a row is the same for every tile shape. The weights are
// read sequentially and prefetched `ahead` bytes early, because the hardware prefetcher alone is too slow.
#define TILE(name, type, load)                                                                                         \
    INLINE void name(                                                                                                  \
        float *restrict y, size_t y_stride, const float *restrict x, size_t x_stride, const type *restrict packed,     \
        const float *restrict bias, size_t outputs, size_t inputs, size_t block, const size_t count,                   \
        const size_t blocks) {                                                                                         \
        const size_t ahead = count == 1 ? 512 : 1024;                                                                  \
        lanes sums[6][4];                                                                                              \
        _Pragma("clang loop unroll(full)") for (size_t r = 0; r < count; r++)                                          \
            _Pragma("clang loop unroll(full)") for (size_t b = 0; b < blocks; b++) sums[r][b] = (lanes){0};            \
        const type *w = packed + block * inputs * MUSE_BLOCK;                                                          \
        for (size_t i = 0; i < inputs; i++)                                                                            \
            _Pragma("clang loop unroll(full)") for (size_t b = 0; b < blocks; b++) {                                   \
                lanes weights;                                                                                         \
                load(weights, w + (b * inputs + i) * MUSE_BLOCK);                                                      \
                __builtin_prefetch((const char *)(w + (b * inputs + i) * MUSE_BLOCK) + ahead);                         \
                _Pragma("clang loop unroll(full)") for (size_t r = 0; r < count; r++)                                  \
                    sums[r][b] += x[r * x_stride + i] * weights;                                                       \
            }                                                                                                          \
        _Pragma("clang loop unroll(full)") for (size_t r = 0; r < count; r++)                                          \
            _Pragma("clang loop unroll(full)") for (size_t b = 0; b < blocks; b++) {                                   \
                size_t at = (block + b) * MUSE_BLOCK;                                                                  \
                float *out = y + r * y_stride + at;                                                                    \
                if (at + MUSE_BLOCK <= outputs)                                                                        \
                    *(lanes *)out = bias ? sums[r][b] + *(const lanes *)(bias + at) : sums[r][b];                      \
                else                                                                                                   \
                    for (size_t o = 0; at + o < outputs; o++) out[o] = sums[r][b][o] + (bias ? bias[at + o] : 0);      \
            }                                                                                                          \
    }

TILE(tile_f32, float, LOAD_F32)
TILE(tile_bf16, uint16_t, LOAD_BF16)

// Up to six rows share one read of the weights, which fills sixteen 256-bit registers. With fewer rows, a tile covers
// several blocks, to have enough independent sums. All tiles of rows use a block while it is in the cache.
#define ROWS 6
#define AT(r) y + (r) * y_stride, y_stride, x + (r) * x_stride, x_stride, packed, bias, outputs, inputs, block
#define FEW(tile, count, blocks)                                                                                       \
    for (; block + blocks <= last_block; block += blocks) tile(AT(0), count, blocks);                                  \
    for (; block < last_block; block++) tile(AT(0), count, 1);                                                         \
    return;
#define PRODUCT(tile)                                                                                                  \
    const size_t last_block = (outputs + MUSE_BLOCK - 1) / MUSE_BLOCK, tiles = (rows + ROWS - 1) / ROWS;               \
    size_t block = 0;                                                                                                  \
    switch (rows) {                                                                                                    \
    case 0: return;                                                                                                    \
    case 1: FEW(tile, 1, 4)                                                                                            \
    case 2: FEW(tile, 2, 2)                                                                                            \
    case 3: FEW(tile, 3, 1)                                                                                            \
    }                                                                                                                  \
    for (; block < last_block; block++)                                                                                \
        for (size_t t = 0; t < tiles; t++) {                                                                           \
            size_t first = rows * t / tiles;                                                                           \
            switch (rows * (t + 1) / tiles - first) {                                                                  \
            case 3: tile(AT(first), 3, 1); break;                                                                      \
            case 4: tile(AT(first), 4, 1); break;                                                                      \
            case 5: tile(AT(first), 5, 1); break;                                                                      \
            case 6: tile(AT(first), 6, 1); break;                                                                      \
            }                                                                                                          \
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

KERNEL void muse_gelu_rows(float *y, size_t stride, size_t rows, size_t n) {
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < n; c++) {
            float v = y[r * stride + c];
            y[r * stride + c] = v * sigmoid(2.0f * 0.7978845608f * (v + 0.044715f * v * v * v));
        }
}

KERNEL void muse_swiglu_rows(
    float *restrict gate, const float *restrict up, size_t stride, size_t rows, size_t n) {
    for (size_t r = 0; r < rows; r++)
        for (size_t c = r * stride; c < r * stride + n; c++) gate[c] = gate[c] * sigmoid(gate[c]) * up[c];
}
