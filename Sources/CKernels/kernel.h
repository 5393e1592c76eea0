// Definitions shared by the kernels.
#pragma once

#include "include/kernels.h"

#if defined(__x86_64__) && defined(__linux__)
#define KERNEL __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define KERNEL
#endif

#define INLINE static inline __attribute__((always_inline))

// Allows the compiler to reorder sums, without which it cannot vectorise them.
#define REASSOCIATE _Pragma("clang fp reassociate(on) contract(fast)")

// Tells the compiler that the iterations of the following loop are independent. Its own check compares the whole ranges
// of pointers over an outer loop too, and those of interleaved rows overlap.
#define INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")

// e^x to a relative error of 2e-7; 0 below -87, the largest finite result above 88. Cephes' polynomial.
INLINE float fast_exp(float x) {
    x = x < -87.0f ? -87.0f : x;
    x = x > 88.0f ? 88.0f : x;
    float n = __builtin_elementwise_floor(x * 1.44269504f + 0.5f);
    float r = x - n * 0.693359375f + n * 2.12194440e-4f;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * r * r + r + 1.0f;
    union {
        int32_t i;
        float f;
    } scale = {.i = ((int32_t)n + 127) << 23};
    return p * scale.f;
}

INLINE float sigmoid(float x) { return 1.0f / (1.0f + fast_exp(-x)); }

INLINE float fast_tanh(float x) {
    // The quotient loses precision near 0, where the series is used.
    float e = fast_exp(2.0f * x);
    float far = 1.0f - 2.0f / (e + 1.0f);
    float s = x * x;
    float near = x * (1.0f + s * (-0.33333333f + s * (0.13333333f - s * 0.053968254f)));
    return s < 0.01f ? near : far;
}

// Hashes an index to random bits, like MurmurHash3's finalizer but with both halves of the seed. 32 bits are enough for
// a decision, and vector units can multiply them.
INLINE uint32_t random_bits(uint64_t seed, uint64_t place) {
    uint32_t x = (uint32_t)place * 0x9E3779B9u ^ (uint32_t)seed;
    x ^= x >> 16;
    x *= 0x85EBCA6Bu;
    x ^= x >> 13;
    x += (uint32_t)(seed >> 32);
    x *= 0xC2B2AE35u;
    x ^= x >> 16;
    x *= 0x27D4EB2Fu;
    x ^= x >> 15;
    return x;
}

INLINE uint16_t bf16_bits(float x) {
    union {
        float f;
        uint32_t i;
    } bits = {.f = x};
    // Rounds to nearest, ties to even; NaN stays NaN.
    uint32_t rounded = (bits.i + 0x7FFF + ((bits.i >> 16) & 1)) >> 16;
    return (uint16_t)(x != x ? 0x7FC0 : rounded);
}

INLINE float bf16_value(uint16_t x) {
    union {
        uint32_t i;
        float f;
    } bits = {.i = (uint32_t)x << 16};
    return bits.f;
}
