// Matrix products of 16-bit integers for decoding. Sums of integers are exact and floats are added chunk by chunk, so
// the result of a row is the same on every processor, for every tile and for every number of threads.
#include "kernel.h"
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define EXACT _Pragma("clang fp contract(off) reassociate(off)")

// The nearest integer, ties to even, of values below 2^15 in size: 1.5 * 2^23 shifts it into the last bits.
INLINE int16_t nearest(float x) {
    EXACT
    union {
        float f;
        int32_t i;
    } bits = {.f = x + 12582912.0f};
    return (int16_t)bits.i;
}

// The largest absolute value. A NaN is larger than all numbers, so that it reaches the scale and then the results.
INLINE float largest(const float *x, size_t n) {
    uint32_t most = 0;
    for (size_t i = 0; i < n; i++) {
        union {
            float f;
            uint32_t i;
        } bits = {.f = x[i]};
        uint32_t size = bits.i & 0x7FFFFFFF;
        most = size > most ? size : most;
    }
    union {
        uint32_t i;
        float f;
    } result = {.i = most};
    return result.f;
}

// Steps of two inputs, of which there is a multiple of four.
INLINE size_t steps_of(size_t inputs) { return (inputs + 7) / 8 * 4; }

// The place of a weight in a matrix that is packed with this many steps per block.
INLINE size_t place_of(size_t output, size_t input, size_t steps) {
    return (output / MUSE_BLOCK * steps + input / 2) * 2 * MUSE_BLOCK + output % MUSE_BLOCK * 2 + input % 2;
}

KERNEL void muse_pack_output_i16(
    int16_t *restrict packed, float *restrict scale, const float *restrict w, size_t output, size_t inputs) {
    const size_t steps = steps_of(inputs);
    const float most = largest(w, inputs), factor = most == 0 ? 0 : MUSE_MAX_WEIGHT / most;
    int16_t *out = packed + place_of(output, 0, steps);
    *scale = most / MUSE_MAX_WEIGHT;
    for (size_t i = 0; i < inputs; i++) out[place_of(0, i, steps)] = nearest(w[i] * factor);
    for (size_t i = inputs; i < 2 * steps; i++) out[place_of(0, i, steps)] = 0;
}

KERNEL void muse_pack_input_i16(
    int16_t *restrict packed, float *restrict scale, const float *restrict w, size_t outputs, size_t input,
    size_t capacity) {
    const size_t steps = steps_of(capacity);
    const float most = largest(w, outputs), factor = most == 0 ? 0 : MUSE_MAX_WEIGHT / most;
    *scale = most / MUSE_MAX_WEIGHT;
    for (size_t first = 0; first < outputs; first += MUSE_BLOCK) {
        const size_t count = outputs - first < MUSE_BLOCK ? outputs - first : MUSE_BLOCK;
        int16_t *out = packed + place_of(first, input, steps);
        for (size_t o = 0; o < count; o++) out[2 * o] = nearest(w[first + o] * factor);
    }
}

KERNEL void muse_to_i16(
    int16_t *restrict y, size_t y_stride, float *restrict scales, size_t scales_stride, const float *restrict x,
    size_t x_stride, size_t rows, size_t n) {
    const size_t padded = 2 * steps_of(n);
    for (size_t r = 0; r < rows; r++) {
        int16_t *out = y + r * y_stride;
        for (size_t first = 0; first < n; first += MUSE_CHUNK) {
            const float *in = x + r * x_stride + first;
            const size_t count = n - first < MUSE_CHUNK ? n - first : MUSE_CHUNK;
            const float most = largest(in, count), factor = most == 0 ? 0 : MUSE_MAX_INPUT / most;
            scales[r * scales_stride + first / MUSE_CHUNK] = most / MUSE_MAX_INPUT;
            for (size_t i = 0; i < count; i++) out[first + i] = nearest(in[i] * factor);
        }
        for (size_t i = n; i < padded; i++) out[i] = 0;
    }
}

// All outputs of a block: one vector of 512 bits, two of 256 or four of 128.
typedef float lanes __attribute__((vector_size(64), aligned(4)));
typedef int32_t integers __attribute__((vector_size(64), aligned(2)));

typedef int32_t pair_bits __attribute__((aligned(2), may_alias));

#define UNROLL(i, n) _Pragma("clang loop unroll(full)") for (size_t i = 0; i < (n); i++)

#define ARGUMENTS                                                                                                      \
    float *restrict y, size_t y_stride, const int16_t *restrict x, size_t x_stride, const float *restrict x_scales,    \
        size_t scales_stride, const int16_t *restrict packed, const float *restrict scales,                            \
        const float *restrict bias, size_t rows, size_t outputs, size_t inputs, size_t capacity

// Multiplies `count` rows by `blocks` adjacent blocks. Callers pass constant shapes, so that the sums stay in
// registers. With few rows, each sum is divided into `ways` independent ones, which hides the latency.
#define TILE(name, attributes, DOT)                                                                                    \
    attributes INLINE void name(                                                                                       \
        float *restrict y, size_t y_stride, const int16_t *restrict x, size_t x_stride,                                \
        const float *restrict x_scales, size_t scales_stride, const int16_t *restrict packed,                          \
        const float *restrict scales, const float *restrict bias, size_t outputs, size_t steps, size_t all_steps,      \
        size_t block, const size_t count, const size_t blocks, const size_t ways) {                                    \
        EXACT lanes sums[MAX_ROWS][MAX_BLOCKS];                                                                        \
        UNROLL(r, count) UNROLL(b, blocks) sums[r][b] = (lanes){0};                                                    \
        const int16_t *w = packed + block * all_steps * 2 * MUSE_BLOCK;                                                \
        for (size_t first = 0, chunk = 0; first < steps; first += MUSE_CHUNK / 2, chunk++) {                           \
            const size_t last = steps - first < MUSE_CHUNK / 2 ? steps : first + MUSE_CHUNK / 2;                       \
            integers dots[MAX_ROWS][MAX_BLOCKS][4];                                                                    \
            UNROLL(r, count) UNROLL(b, blocks) UNROLL(u, ways) dots[r][b][u] = (integers){0};                          \
            for (size_t i = first; i < last; i += ways)                                                                \
                UNROLL(u, ways) {                                                                                      \
                    integers weights[MAX_BLOCKS];                                                                      \
                    UNROLL(b, blocks) weights[b] = *(const integers *)(w + (b * all_steps + i + u) * 2 * MUSE_BLOCK);  \
                    UNROLL(r, count) {                                                                                 \
                        const int16_t *pair = x + r * x_stride + 2 * (i + u);                                          \
                        UNROLL(b, blocks) DOT(dots[r][b][u], weights[b], pair)                                         \
                    }                                                                                                  \
                }                                                                                                      \
            UNROLL(r, count) UNROLL(b, blocks) {                                                                       \
                integers dot = dots[r][b][0];                                                                          \
                for (size_t u = 1; u < ways; u++) dot += dots[r][b][u];                                                \
                sums[r][b] += __builtin_convertvector(dot, lanes) * x_scales[r * scales_stride + chunk];               \
            }                                                                                                          \
        }                                                                                                              \
        UNROLL(r, count) UNROLL(b, blocks) {                                                                           \
            const size_t at = (block + b) * MUSE_BLOCK;                                                                \
            float *out = y + r * y_stride + at;                                                                        \
            const lanes result = scales ? sums[r][b] * *(const lanes *)(scales + at) : sums[r][b];                     \
            if (at + MUSE_BLOCK <= outputs)                                                                            \
                *(lanes *)out = bias ? result + *(const lanes *)(bias + at) : result;                                  \
            else                                                                                                       \
                for (size_t o = 0; at + o < outputs; o++) out[o] = bias ? result[o] + bias[at + o] : result[o];        \
        }                                                                                                              \
    }

// Rows that share a read of the weights form a tile. All tiles use a block while it is in the cache.
#define AT(r)                                                                                                          \
    y + (r) * y_stride, y_stride, x + (r) * x_stride, x_stride, x_scales + (r) * scales_stride, scales_stride, packed, \
        scales, bias, outputs, steps, all_steps, block
#define CASE(tile, rows, blocks, ways)                                                                                 \
    case rows: tile(AT(first), rows, blocks, ways); break;
#define TILES(tile, blocks)                                                                                            \
    for (; block + blocks <= last_block; block += blocks)                                                              \
        for (size_t t = 0; t < tiles; t++) {                                                                           \
            const size_t first = rows * t / tiles;                                                                     \
            switch (rows * (t + 1) / tiles - first) {                                                                  \
                CASE(tile, 1, blocks, 4)                                                                               \
                CASE(tile, 2, blocks, 2)                                                                               \
                MORE_CASES(tile, blocks)                                                                               \
            }                                                                                                          \
        }
#define PRODUCT(tile)                                                                                                  \
    const size_t last_block = (outputs + MUSE_BLOCK - 1) / MUSE_BLOCK, steps = steps_of(inputs);                       \
    const size_t all_steps = steps_of(capacity), tiles = (rows + MAX_ROWS - 1) / MAX_ROWS;                             \
    size_t block = 0;                                                                                                  \
    if (MAX_BLOCKS == 2) TILES(tile, 2)                                                                                \
    TILES(tile, 1)

// The 32 registers of AVX-512 hold eight rows of two blocks, the 16 of AVX2 four rows of one block.
#if defined(__x86_64__)
#define AVX512 __attribute__((target("arch=x86-64-v4,avx512vnni")))
#define MAX_ROWS 8
#define MAX_BLOCKS 2
#define MORE_CASES(tile, blocks)                                                                                       \
    CASE(tile, 3, blocks, 2)                                                                                           \
    CASE(tile, 4, blocks, 2)                                                                                           \
    CASE(tile, 5, blocks, 1)                                                                                           \
    CASE(tile, 6, blocks, 1)                                                                                           \
    CASE(tile, 7, blocks, 1)                                                                                           \
    CASE(tile, 8, blocks, 1)
#define DOT_AVX512(sum, weights, pair)                                                                                 \
    sum = (integers)_mm512_dpwssd_epi32(                                                                               \
        (__m512i)(sum), (__m512i)(weights), _mm512_set1_epi32(*(const pair_bits *)(pair)));
TILE(tile_avx512, AVX512, DOT_AVX512)
AVX512 static void product_avx512(ARGUMENTS) { PRODUCT(tile_avx512) }
#undef MAX_ROWS
#undef MAX_BLOCKS
#undef MORE_CASES
#endif

#define MAX_ROWS 4
#define MAX_BLOCKS 1
#define MORE_CASES(tile, blocks)                                                                                       \
    CASE(tile, 3, blocks, 1)                                                                                           \
    CASE(tile, 4, blocks, 1)

#if defined(__x86_64__)
#define LOW(x) __builtin_shufflevector(x, x, 0, 1, 2, 3, 4, 5, 6, 7)
#define HIGH(x) __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15)
#define DOT_HALVES(sum, weights, pair, dot)                                                                            \
    {                                                                                                                  \
        typedef int32_t half __attribute__((vector_size(32)));                                                         \
        const __m256i both = _mm256_set1_epi32(*(const pair_bits *)(pair));                      \
        const half low = (half)dot((__m256i)LOW(sum), (__m256i)LOW(weights), both);                                    \
        const half high = (half)dot((__m256i)HIGH(sum), (__m256i)HIGH(weights), both);                                 \
        sum = __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);                \
    }
#define AVX2 __attribute__((target("arch=x86-64-v3")))
#define AVX2_DOT(sum, weights, both) _mm256_add_epi32(sum, _mm256_madd_epi16(weights, both))
#define DOT_AVX2(sum, weights, pair) DOT_HALVES(sum, weights, pair, AVX2_DOT)
TILE(tile_avx2, AVX2, DOT_AVX2)
AVX2 static void product_avx2(ARGUMENTS) { PRODUCT(tile_avx2) }

#define AVX_VNNI __attribute__((target("arch=x86-64-v3,avxvnni")))
#define DOT_AVX_VNNI(sum, weights, pair) DOT_HALVES(sum, weights, pair, _mm256_dpwssd_avx_epi32)
TILE(tile_avx_vnni, AVX_VNNI, DOT_AVX_VNNI)
AVX_VNNI static void product_avx_vnni(ARGUMENTS) { PRODUCT(tile_avx_vnni) }
#endif

// Each 32-bit lane of weights holds those of two inputs.
#define DOT_PORTABLE(sum, weights, pair) sum += ((weights) << 16 >> 16) * (pair)[0] + ((weights) >> 16) * (pair)[1];
TILE(tile_portable, , DOT_PORTABLE)
static void product_portable(ARGUMENTS) { PRODUCT(tile_portable) }

void muse_product_i16(muse_product_kernel kernel, ARGUMENTS) {
    void (*product)(ARGUMENTS) = product_portable;
#if defined(__x86_64__)
    switch (kernel) {
    case MUSE_PRODUCT_AVX512: product = product_avx512; break;
    case MUSE_PRODUCT_AVX_VNNI: product = product_avx_vnni; break;
    case MUSE_PRODUCT_AVX2: product = product_avx2; break;
    case MUSE_PRODUCT_PORTABLE: break;
    }
#endif
    product(y, y_stride, x, x_stride, x_scales, scales_stride, packed, scales, bias, rows, outputs, inputs, capacity);
}

int muse_has_product(muse_product_kernel kernel) {
    if (kernel == MUSE_PRODUCT_PORTABLE) return 1;
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (kernel == MUSE_PRODUCT_AVX512)
        return __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vnni");
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return 0;
    return kernel == MUSE_PRODUCT_AVX2 || __builtin_cpu_supports("avxvnni");
#else
    return 0;
#endif
}
