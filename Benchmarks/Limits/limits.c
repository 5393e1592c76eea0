#include "include/limits.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#if defined(__x86_64__) && defined(__linux__)
#define CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CLONES
#endif

typedef uint64_t words __attribute__((vector_size(64), aligned(8)));

CLONES uint64_t limit_read(const void *memory, size_t bytes) {
    const words *at = memory;
    words sums[4] = {{0}, {0}, {0}, {0}};
    for (size_t i = 0; i < bytes / 64; i += 4)
        for (size_t k = 0; k < 4; k++) sums[k] += at[i + k];
    uint64_t sum = 0;
    for (size_t i = 0; i < 8; i++) sum += (sums[0][i] + sums[1][i]) + (sums[2][i] + sums[3][i]);
    return sum;
}

#if defined(__x86_64__)
#define KEEP(x) "+v"(x)
#else
#define KEEP(x) "+w"(x)
#endif

// Twelve independent sums hide the latency.
#define SUMS 12
#define MULTIPLY(vector, zero, set, dot, add, lanes)                                                                   \
    vector sums[SUMS], x = set(3), y = set((int)rounds);                                                               \
    for (size_t k = 0; k < SUMS; k++) sums[k] = zero();                                                                \
    for (size_t i = 0; i < rounds; i++) {                                                                              \
        for (size_t k = 0; k < SUMS; k++) sums[k] = dot(sums[k], x, y);                                                \
        /* Keeps the compiler from computing all rounds at once. */                                                    \
        __asm__ volatile("" : KEEP(x), KEEP(y));                                                                       \
    }                                                                                                                  \
    for (size_t k = 1; k < SUMS; k++) sums[0] = add(sums[0], sums[k]);                                                 \
    *sum = ((const int32_t *)&sums[0])[0];                                                                             \
    return rounds * SUMS * lanes;

// As the portable kernel of decoding: each lane holds a pair of 16-bit integers.
typedef int32_t integers __attribute__((vector_size(16)));
static integers zero(void) { return (integers){0}; }
static integers set(int x) { return (integers){x, x, x, x}; }
static integers add(integers a, integers b) { return a + b; }
static integers dot(integers sum, integers x, integers y) { return sum + (x << 16 >> 16) * y + (x >> 16) * y; }
static uint64_t multiply_portable(size_t rounds, int32_t *sum) {
    MULTIPLY(integers, zero, set, dot, add, 8)
}

#if defined(__x86_64__)
#define DOT_AVX2(sum, x, y) _mm256_add_epi32(sum, _mm256_madd_epi16(x, y))
__attribute__((target("arch=x86-64-v4,avx512vnni"))) static uint64_t multiply_avx512(size_t rounds, int32_t *sum) {
    MULTIPLY(__m512i, _mm512_setzero_si512, _mm512_set1_epi32, _mm512_dpwssd_epi32, _mm512_add_epi32, 32)
}
__attribute__((target("arch=x86-64-v3,avxvnni"))) static uint64_t multiply_avx_vnni(size_t rounds, int32_t *sum) {
    MULTIPLY(__m256i, _mm256_setzero_si256, _mm256_set1_epi32, _mm256_dpwssd_avx_epi32, _mm256_add_epi32, 16)
}
__attribute__((target("arch=x86-64-v3"))) static uint64_t multiply_avx2(size_t rounds, int32_t *sum) {
    MULTIPLY(__m256i, _mm256_setzero_si256, _mm256_set1_epi32, DOT_AVX2, _mm256_add_epi32, 16)
}
#endif

uint64_t limit_multiply(size_t rounds, int32_t *sum) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512vnni")) return multiply_avx512(rounds, sum);
    if (__builtin_cpu_supports("avxvnni")) return multiply_avx_vnni(rounds, sum);
    if (__builtin_cpu_supports("avx2")) return multiply_avx2(rounds, sum);
#endif
    return multiply_portable(rounds, sum);
}
