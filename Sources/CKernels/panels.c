// Packing and conversion of the factors of matrix products.
#include "products.h"

#include <string.h>

INLINE unit pair(float first, float second) { return bf16_bits(first) | (unit)bf16_bits(second) << 16; }

INLINE unit single(float x, muse_factor_type type) {
    float value = type == MUSE_ROUNDED ? bf16_value(bf16_bits(x)) : x;
    unit bits;
    __builtin_memcpy(&bits, &value, sizeof bits);
    return bits;
}

// The two rows of x that belong to one row of units are the same row for floats.
INLINE void pack_row(
    unit *restrict packed, const float *restrict first, const float *restrict second, size_t width,
    muse_factor_type type) {
    if (type != MUSE_BF16)
        for (size_t c = 0; c < width; c++) packed[c] = single(first[c], type);
    else if (second)
        for (size_t c = 0; c < width; c++) packed[c] = pair(first[c], second[c]);
    else
        for (size_t c = 0; c < width; c++) packed[c] = pair(first[c], 0);
}

// The distance of prefetching, in rows.
#define AHEAD 8

KERNEL static void pack_straight(
    unit *restrict packed, size_t panel_stride, const float *restrict x, size_t stride, size_t columns, depth_range k,
    muse_factor_type type) {
    // Walks along the rows of x, because each strip of them may lie in other pages.
    for (size_t u = k.start; u < k.end; u++) {
        const float *first = x + (type == MUSE_BF16 ? 2 * u : u) * stride;
        const float *second = 2 * u + 1 < k.values ? first + stride : NULL;
        unit *out = packed + (u - k.start) * PANEL;
        size_t c = 0;
        for (; c + PANEL <= columns; c += PANEL, out += panel_stride) {
            // The strips of distant rows are too short for the processor's own prefetching.
            for (size_t i = 0; i < PANEL; i += 16) {
                __builtin_prefetch(first + c + i + AHEAD * stride);
                if (type == MUSE_BF16) __builtin_prefetch(first + c + i + (AHEAD + 1) * stride);
            }
            pack_row(out, first + c, second ? second + c : NULL, PANEL, type);
        }
        if (c == columns) continue;
        pack_row(out, first + c, second ? second + c : NULL, columns - c, type);
        memset(out + (columns - c), 0, (PANEL - (columns - c)) * sizeof(unit));
    }
}

INLINE void convert_row(unit *restrict y, const float *restrict x, depth_range k, muse_factor_type type) {
    if (type != MUSE_BF16) {
        for (size_t u = k.start; u < k.end; u++) y[u - k.start] = single(x[u], type);
        return;
    }
    size_t start = 2 * k.start, end = 2 * k.end < k.values ? 2 * k.end : k.values;
    if (end < 2 * k.end) y[k.end - k.start - 1] = 0;
    uint16_t *halves = (uint16_t *)y;
    for (size_t i = start; i < end; i++) halves[i - start] = bf16_bits(x[i]);
}

KERNEL void muse_convert_rows(
    unit *restrict y, size_t y_stride, const float *restrict x, size_t x_stride, size_t rows, depth_range k,
    muse_factor_type type) {
    for (size_t r = 0; r < rows; r++) convert_row(y + r * y_stride, x + r * x_stride, k, type);
}

// Transposes 16 x 16 units: each step exchanges one bit of the row number with the same bit of the lane number.
typedef unit sixteen __attribute__((vector_size(64)));
#define FIRST(i, bit) ((i) & (bit) ? (i) - (bit) + 16 : (i))
#define SECOND(i, bit) ((i) & (bit) ? (i) + 16 : (i) + (bit))
#define SHUFFLE(a, b, PICK, bit)                                                                                       \
    __builtin_shufflevector(                                                                                           \
        a, b, PICK(0, bit), PICK(1, bit), PICK(2, bit), PICK(3, bit), PICK(4, bit), PICK(5, bit), PICK(6, bit),        \
        PICK(7, bit), PICK(8, bit), PICK(9, bit), PICK(10, bit), PICK(11, bit), PICK(12, bit), PICK(13, bit),          \
        PICK(14, bit), PICK(15, bit))
#define EXCHANGE(x, bit)                                                                                               \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < 16; i++) {                                                  \
        if (i & bit) continue;                                                                                         \
        sixteen a = x[i], b = x[i + bit];                                                                              \
        x[i] = SHUFFLE(a, b, FIRST, bit);                                                                              \
        x[i + bit] = SHUFFLE(a, b, SECOND, bit);                                                                       \
    }

KERNEL static void pack_transposed(
    unit *restrict packed, size_t panel_stride, const float *restrict x, size_t stride, size_t columns, depth_range k,
    muse_factor_type type) {
    size_t values_per_unit = type == MUSE_BF16 ? 2 : 1;
    sixteen block[16];
    for (size_t c = 0; c < columns; c += 16) {
        unit *out = packed + c / PANEL * panel_stride + c % PANEL;
        size_t width = columns - c < 16 ? columns - c : 16;
        for (size_t u = k.start; u < k.end; u += 16, out += 16 * PANEL) {
            size_t height = k.end - u < 16 ? k.end - u : 16;
            const float *corner = x + c * stride + values_per_unit * u;
            if (width < 16 || height < 16) memset(block, 0, sizeof block);
            // The common case has constant bounds.
            depth_range whole = {0, 16, 32}, own = {0, height, k.values - values_per_unit * u};
            int is_whole = height == 16 && own.values >= 16 * values_per_unit;
            for (size_t i = 0; i < width; i++)
                if (is_whole)
                    convert_row((unit *)&block[i], corner + i * stride, whole, type);
                else
                    convert_row((unit *)&block[i], corner + i * stride, own, type);
            EXCHANGE(block, 8)
            EXCHANGE(block, 4)
            EXCHANGE(block, 2)
            EXCHANGE(block, 1)
            for (size_t i = 0; i < height; i++) __builtin_memcpy(out + i * PANEL, &block[i], sizeof block[i]);
        }
        if (c % PANEL == 0 && columns - c <= 16)
            for (size_t u = 0; u < k.end - k.start; u++)
                memset(packed + c / PANEL * panel_stride + u * PANEL + 16, 0, 16 * sizeof(unit));
    }
}

void muse_pack_range(
    unit *restrict packed, size_t panel_stride, muse_factor x, size_t columns, depth_range k, muse_factor_type type) {
    (x.transposed ? pack_transposed : pack_straight)(packed, panel_stride, x.values, x.stride, columns, k, type);
}

size_t muse_panels_size(size_t columns, size_t depth, muse_factor_type type) {
    return (columns + PANEL - 1) / PANEL * PANEL * units_of(depth, type);
}

muse_panels muse_pack_panels(
    unit *restrict memory, muse_factor b, size_t columns, size_t depth, muse_factor_type type) {
    size_t units = units_of(depth, type);
    muse_pack_range(memory, units * PANEL, b, columns, (depth_range){0, units, depth}, type);
    return (muse_panels){memory, units};
}
