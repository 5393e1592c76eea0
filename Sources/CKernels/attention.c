// Attention for decoding: the queries of one position over all cached keys and values, which are 16-bit floats. For
// long tunes, reading the cache dominates the time.
#include "kernel.h"

// Rounds to the nearest 16-bit float, ties to even. Overflow gives the largest finite value instead of infinity, so
// that one extreme key cannot turn a tune into NaN. NaN stays NaN.
INLINE uint16_t f16_bits(float x) {
    union {
        float f;
        uint32_t i;
    } bits = {.f = x}, small;
    uint32_t sign = bits.i >> 16 & 0x8000, size = bits.i & 0x7FFFFFFF;
    // Subnormal numbers are equally spaced. Adding 0.5, whose last bit has that spacing, rounds to one of
    // them.
    small.i = size;
    small.f += 0.5f;
    uint32_t normal = (size - 0x38000000 + 0xFFF + (size >> 13 & 1)) >> 13;
    uint32_t rounded = size < 0x38800000 ? small.i - 0x3F000000 : normal;
    rounded = rounded > 0x7BFF ? 0x7BFF : rounded;
    return (uint16_t)(sign | (size > 0x7F800000 ? 0x7E00 : rounded));
}

KERNEL void muse_keep_key(uint16_t *restrict keys, const float *restrict key, size_t d, size_t position) {
    uint16_t *at = keys + position / MUSE_KEYS * MUSE_KEYS * d + position % MUSE_KEYS;
    for (size_t c = 0; c < d; c++) at[c * MUSE_KEYS] = f16_bits(key[c]);
}

KERNEL void muse_to_f16(uint16_t *restrict y, const float *restrict x, size_t n) {
    for (size_t i = 0; i < n; i++) y[i] = f16_bits(x[i]);
}

typedef float lanes __attribute__((vector_size(64), aligned(4)));
typedef uint16_t halves __attribute__((vector_size(32), aligned(2)));
typedef uint32_t words __attribute__((vector_size(64)));
#if defined(__x86_64__) || defined(__aarch64__)
typedef _Float16 native_halves __attribute__((vector_size(32), aligned(2)));
#define WIDEN_NATIVE(into, x) into = __builtin_convertvector(*(const native_halves *)(x), lanes);
#endif

// The exponent biases differ by 112. Multiplying by 2^112 is also correct for subnormal numbers.
#define WIDEN_PORTABLE(into, x)                                                                                        \
    {                                                                                                                  \
        words bits = __builtin_convertvector(*(const halves *)(x), words);                                             \
        lanes size = (lanes)((bits & 0x7FFF) << 13) * 0x1p112f;                                                        \
        into = (lanes)((words)size | (bits & 0x8000) << 16);                                                           \
    }

// The number of bytes to prefetch ahead (see decoding.c), into the second-level cache, which is large enough.
#define AHEAD 2048
#define ASK_AHEAD(from)                                                                                                \
    __builtin_prefetch((const char *)(from) + AHEAD, 0, 2);                                                            \
    __builtin_prefetch((const char *)(from) + AHEAD + 64, 0, 2);

#define ATTEND(widen)                                                                                                  \
    _Pragma("clang fp reassociate(on) contract(fast)") const size_t blocks = (count + MUSE_KEYS - 1) / MUSE_KEYS;      \
    const size_t value_size = (d + MUSE_KEYS - 1) / MUSE_KEYS * MUSE_KEYS;                                             \
    for (size_t g = 0; g < group; g++) {                                                                               \
        const float *query = q + g * d;                                                                                \
        float most = -3.0e38f, sum = 0;                                                                                \
        /* Four independent sums hide the latency. */                                                                  \
        for (size_t block = 0; block < blocks; block++) {                                                              \
            const uint16_t *key = keys + block * MUSE_KEYS * d;                                                        \
            lanes dots[4] = {{0}, {0}, {0}, {0}}, wide;                                                                \
            size_t c = 0;                                                                                              \
            for (; c + 4 <= d; c += 4, key += 4 * MUSE_KEYS) {                                                         \
                ASK_AHEAD(key)                                                                                         \
                _Pragma("clang loop unroll(full)") for (size_t k = 0; k < 4; k++) {                                    \
                    widen(wide, key + k * MUSE_KEYS);                                                                  \
                    dots[k] += query[c + k] * wide;                                                                    \
                }                                                                                                      \
            }                                                                                                          \
            for (; c < d; c++, key += MUSE_KEYS) {                                                                     \
                widen(wide, key);                                                                                      \
                dots[0] += query[c] * wide;                                                                            \
            }                                                                                                          \
            *(lanes *)(scratch + block * MUSE_KEYS) = ((dots[0] + dots[1]) + (dots[2] + dots[3])) * scale;             \
        }                                                                                                              \
        if (addends)                                                                                                   \
            for (size_t i = 0; i < count; i++) scratch[i] += addends[g * count + i] * scale;                           \
        for (size_t i = 0; i < count; i++) most = scratch[i] > most ? scratch[i] : most;                               \
        for (size_t i = 0; i < count; i++) {                                                                           \
            scratch[i] = fast_exp(scratch[i] - most);                                                                  \
            sum += scratch[i];                                                                                         \
        }                                                                                                              \
        float inverse = 1.0f / sum;                                                                                    \
        size_t c = 0;                                                                                                  \
        for (; c + 4 * MUSE_KEYS <= value_size; c += 4 * MUSE_KEYS) MIX(widen, 4)                                      \
        for (; c < value_size; c += MUSE_KEYS) MIX(widen, 1)                                                           \
    }

#define MIX(widen, width)                                                                                              \
    {                                                                                                                  \
        lanes sums[width], wide;                                                                                       \
        _Pragma("clang loop unroll(full)") for (size_t k = 0; k < width; k++) sums[k] = (lanes){0};                    \
        for (size_t i = 0; i < count; i++) {                                                                           \
            const uint16_t *value = values + i * value_size + c;                                                       \
            ASK_AHEAD(value)                                                                                           \
            _Pragma("clang loop unroll(full)") for (size_t k = 0; k < width; k++) {                                    \
                widen(wide, value + k * MUSE_KEYS);                                                                    \
                sums[k] += scratch[i] * wide;                                                                          \
            }                                                                                                          \
        }                                                                                                              \
        _Pragma("clang loop unroll(full)") for (size_t k = 0; k < width; k++) {                                        \
            sums[k] *= inverse;                                                                                        \
            for (size_t o = 0; o < MUSE_KEYS && c + k * MUSE_KEYS + o < d; o++)                                        \
                y[g * d + c + k * MUSE_KEYS + o] = sums[k][o];                                                         \
        }                                                                                                              \
    }

#define ARGUMENTS                                                                                                      \
    float *restrict y, const float *restrict q, const uint16_t *restrict keys, const uint16_t *restrict values,        \
        const float *restrict addends, size_t group, size_t d, size_t count, float scale, float *restrict scratch

void muse_attend_portable(ARGUMENTS) { ATTEND(WIDEN_PORTABLE) }

#if defined(__x86_64__)
__attribute__((target("arch=x86-64-v4"))) static void attend_v4(ARGUMENTS) { ATTEND(WIDEN_NATIVE) }
__attribute__((target("arch=x86-64-v3"))) static void attend_v3(ARGUMENTS) { ATTEND(WIDEN_NATIVE) }

void muse_attend(ARGUMENTS) {
    if (__builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq"))
        attend_v4(y, q, keys, values, addends, group, d, count, scale, scratch);
    else if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c"))
        attend_v3(y, q, keys, values, addends, group, d, count, scale, scratch);
    else
        muse_attend_portable(y, q, keys, values, addends, group, d, count, scale, scratch);
}
#elif defined(__aarch64__)
void muse_attend(ARGUMENTS) { ATTEND(WIDEN_NATIVE) }
#else
void muse_attend(ARGUMENTS) { muse_attend_portable(y, q, keys, values, addends, group, d, count, scale, scratch); }
#endif
