// Matrix products with float or bfloat16 factors and float sums.
//
// Loops and packing follow Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM TOMS 34(3),
// 2008: a tile of C stays in registers while it walks along k, a panel of 32 columns of B is contiguous, and a block of
// A fits into the second-level cache. Panels of B suffice for all: a processor with AVX-512 multiplies a tile of 14 x
// 32, others two of 6 x 16.
#include "products.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// c (rows x 32, rows c_stride apart) = first + the product over "depth" units, where first is null for 0. Row r of A at
// depth k is a[r * a_row + k * a_depth].
typedef void tile(
    float *c, size_t c_stride, const float *first, size_t first_stride, const unit *a, size_t a_row, size_t a_depth,
    const unit *b, size_t depth);

#define TILE_BODY(rows, lanes, vectors, WIDEN, FMA)                                                                    \
    for (size_t part = 0; part < PANEL; part += vectors * sizeof(lanes) / 4) {                                         \
        _Pragma("clang loop unroll(full)") for (size_t r = 0; r < rows; r++) {                                         \
            __builtin_prefetch(c + r * c_stride + part, 1);                                                            \
            __builtin_prefetch(c + r * c_stride + part + 16, 1);                                                       \
        }                                                                                                              \
        lanes sums[rows][vectors] = {0};                                                                               \
        const unit *own_a = a, *own_b = b + part;                                                                      \
        for (size_t k = 0; k < depth; k++) {                                                                           \
            lanes own[vectors];                                                                                        \
            __builtin_memcpy(own, own_b, sizeof own);                                                                  \
            _Pragma("clang loop unroll(full)") for (size_t r = 0; r < rows; r++) {                                     \
                lanes wide = WIDEN(own_a[r * a_row]);                                                                  \
                _Pragma("clang loop unroll(full)") for (size_t v = 0; v < vectors; v++) FMA(sums[r][v], wide, own[v]); \
            }                                                                                                          \
            own_a += a_depth;                                                                                          \
            own_b += PANEL;                                                                                            \
        }                                                                                                              \
        _Pragma("clang loop unroll(full)") for (size_t r = 0; r < rows; r++)                                           \
            _Pragma("clang loop unroll(full)") for (size_t v = 0; v < vectors; v++) {                                  \
            float *target = c + r * c_stride + part + v * sizeof(lanes) / 4;                                           \
            if (first) {                                                                                               \
                lanes before;                                                                                          \
                __builtin_memcpy(                                                                                      \
                    &before, first + r * first_stride + part + v * sizeof(lanes) / 4, sizeof before);                  \
                sums[r][v] += before;                                                                                  \
            }                                                                                                          \
            __builtin_memcpy(target, &sums[r][v], sizeof(lanes));                                                      \
        }                                                                                                              \
    }

#define TILE(name, rows, target, lanes, vectors, WIDEN, FMA)                                                           \
    target static void name##_##rows(                                                                                  \
        float *c, size_t c_stride, const float *first, size_t first_stride, const unit *restrict a, size_t a_row,      \
        size_t a_depth, const unit *restrict b, size_t depth) {                                                        \
        TILE_BODY(rows, lanes, vectors, WIDEN, FMA)                                                                    \
    }
#define TILES_6(...) TILES_6_(__VA_ARGS__)
#define TILES_6_(name, ...)                                                                                            \
    TILE(name, 1, __VA_ARGS__)                                                                                         \
    TILE(name, 2, __VA_ARGS__)                                                                                         \
    TILE(name, 3, __VA_ARGS__)                                                                                         \
    TILE(name, 4, __VA_ARGS__)                                                                                         \
    TILE(name, 5, __VA_ARGS__)                                                                                         \
    TILE(name, 6, __VA_ARGS__)
#define TILES_14(name, ...)                                                                                            \
    TILES_6(name, __VA_ARGS__)                                                                                         \
    TILE(name, 7, __VA_ARGS__)                                                                                         \
    TILE(name, 8, __VA_ARGS__)                                                                                         \
    TILE(name, 9, __VA_ARGS__)                                                                                         \
    TILE(name, 10, __VA_ARGS__)                                                                                        \
    TILE(name, 11, __VA_ARGS__)                                                                                        \
    TILE(name, 12, __VA_ARGS__)                                                                                        \
    TILE(name, 13, __VA_ARGS__)                                                                                        \
    TILE(name, 14, __VA_ARGS__)
#define TABLE_6(name) name##_1, name##_2, name##_3, name##_4, name##_5, name##_6
#define TABLE_14(name)                                                                                                 \
    TABLE_6(name), name##_7, name##_8, name##_9, name##_10, name##_11, name##_12, name##_13, name##_14

typedef float four __attribute__((vector_size(16)));
INLINE float unit_value(unit x) {
    float value;
    __builtin_memcpy(&value, &x, 4);
    return value;
}
#define WIDEN_4(x) ((four){unit_value(x), unit_value(x), unit_value(x), unit_value(x)})
#define MULTIPLY_ADD(sum, a, b) sum += (a) * (b)

typedef struct {
    tile *const *tiles;
    size_t height;
} tile_set;

TILES_6(portable, , four, 4, WIDEN_4, MULTIPLY_ADD)
static tile *const portable_tiles[] = {TABLE_6(portable)};

#if defined(__x86_64__)
#define V3 __attribute__((target("arch=x86-64-v3")))
#define V4 __attribute__((target("arch=x86-64-v4")))
#define V4_BF16 __attribute__((target("arch=x86-64-v4,avx512bf16")))
#define WIDEN_8(x) _mm256_set1_ps(unit_value(x))
#define WIDEN_16(x) _mm512_set1_ps(unit_value(x))
#define DOT_BF16(sum, a, b) sum = _mm512_dpbf16_ps(sum, (__m512bh)(a), (__m512bh)(b))
TILES_6(v3, V3, __m256, 2, WIDEN_8, MULTIPLY_ADD)
TILES_14(v4, V4, __m512, 2, WIDEN_16, MULTIPLY_ADD)
TILES_14(v4_bf16, V4_BF16, __m512, 2, WIDEN_16, DOT_BF16)
static tile *const v3_tiles[] = {TABLE_6(v3)};
static tile *const v4_tiles[] = {TABLE_14(v4)};
static tile *const v4_bf16_tiles[] = {TABLE_14(v4_bf16)};

static tile_set tiles_for(muse_factor_type type) {
    if (type == MUSE_BF16) return (tile_set){v4_bf16_tiles, 14};
    if (__builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq")) return (tile_set){v4_tiles, 14};
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return (tile_set){v3_tiles, 6};
    return (tile_set){portable_tiles, 6};
}
#else
static tile_set tiles_for(muse_factor_type type) {
    (void)type;
    return (tile_set){portable_tiles, 6};
}
#endif

// The target of a product, and what it is added to: c itself, a bias for every row, or null.
typedef struct {
    float *c;
    size_t stride;
    const float *first;
    size_t first_stride;
} target;

INLINE target target_at(target whole, size_t row, size_t column) {
    return (target){
        whole.c + row * whole.stride + column, whole.stride,
        whole.first ? whole.first + row * whole.first_stride + column : NULL, whole.first_stride};
}

// Multiplies rows of A by a panel of B.
static void multiply_rows(
    tile_set set, target to, size_t rows, size_t width, const unit *a, size_t a_row, size_t a_depth, const unit *b,
    size_t depth) {
    // Tiles of nearly equal heights: small ones would wait for the latency of their few sums.
    size_t count = (rows + set.height - 1) / set.height;
    for (size_t t = 0; t < count; t++) {
        size_t start = rows * t / count, height = rows * (t + 1) / count - start;
        tile *multiply = set.tiles[height - 1];
        target own = target_at(to, start, 0);
        if (width == PANEL) {
            multiply(
                own.c, own.stride, own.first, own.first_stride, a + start * a_row, a_row, a_depth, b, depth);
            continue;
        }
        float whole[14 * PANEL];
        multiply(whole, PANEL, NULL, 0, a + start * a_row, a_row, a_depth, b, depth);
        for (size_t r = 0; r < height; r++)
            for (size_t i = 0; i < width; i++)
                own.c[r * own.stride + i] =
                    (own.first ? own.first[r * own.first_stride + i] : 0) + whole[r * PANEL + i];
    }
}

void muse_product(
    float *c, size_t c_stride, const float *first, size_t first_stride, muse_factor a, muse_factor b,
    muse_panels panels, size_t m, size_t n, size_t k, muse_factor_type type, unit *restrict scratch) {
    tile_set set = tiles_for(type);
    size_t depth = units_of(k, type);
    unit *block_a = scratch, *block_b = scratch + ROWS * ROW_STRIDE;
    target to = {c, c_stride, first, first_stride};
    // Whether rows of A are read where they are; see ROW_STRIDE.
    int in_place = type == MUSE_F32 && !a.transposed && a.stride % 1024 != 0;
    for (size_t start = 0; start < depth; start += DEPTH) {
        depth_range range = {start, depth - start < DEPTH ? depth : start + DEPTH, k};
        size_t units = range.end - start, panel_stride = PANEL * (panels.values ? panels.depth : units);
        const unit *own_b = panels.values ? panels.values + start * PANEL : block_b;
        if (!panels.values) muse_pack_range(block_b, panel_stride, b, n, range, type);
        if (start > 0) to = (target){c, c_stride, c, c_stride};
        for (size_t i = 0; i < m; i += ROWS) {
            size_t rows = m - i < ROWS ? m - i : ROWS;
            muse_factor own = {a.values + i * (a.transposed ? 1 : a.stride), a.stride, 0};
            const unit *own_a = in_place ? (const unit *)own.values + start : block_a;
            size_t row_stride = in_place ? a.stride : ROW_STRIDE;
            if (a.transposed)
                muse_pack_range(block_a, units * PANEL, own, rows, range, type);
            else if (!in_place)
                muse_convert_rows(block_a, ROW_STRIDE, own.values, a.stride, rows, range, type);
            for (size_t j = 0; j < n; j += PANEL) {
                size_t width = n - j < PANEL ? n - j : PANEL;
                const unit *panel = own_b + j / PANEL * panel_stride;
                if (!a.transposed) {
                    multiply_rows(set, target_at(to, i, j), rows, width, own_a, row_stride, 1, panel, units);
                    continue;
                }
                for (size_t r = 0; r < rows; r += PANEL)
                    multiply_rows(
                        set, target_at(to, i + r, j), rows - r < PANEL ? rows - r : PANEL, width, block_a + r * units,
                        1, PANEL, panel, units);
            }
        }
    }
}

size_t muse_product_scratch_size(size_t n) {
    return ROWS * ROW_STRIDE + (n + PANEL - 1) / PANEL * PANEL * DEPTH;
}
