// Sums, copies and conversions of vectors and rows.
#include "kernel.h"

KERNEL void muse_add(float *restrict y, const float *restrict x, size_t n) {
    for (size_t i = 0; i < n; i++) y[i] += x[i];
}

KERNEL double muse_sum_of_squares(const float *x, size_t n) {
    REASSOCIATE
    // Short runs are summed in float and added in double, which is accurate and still vectorised.
    double sum = 0;
    for (size_t start = 0; start < n; start += 1024) {
        size_t end = start + 1024 < n ? start + 1024 : n;
        float part = 0;
        for (size_t i = start; i < end; i++) part += x[i] * x[i];
        sum += part;
    }
    return sum;
}

KERNEL void muse_fill_rows(float *restrict y, const float *restrict row, size_t rows, size_t columns) {
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < columns; c++) y[r * columns + c] = row[c];
}

KERNEL void muse_sum_rows(float *restrict sums, const float *restrict x, size_t rows, size_t columns) {
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < columns; c++) sums[c] += x[r * columns + c];
}

KERNEL void muse_transpose(
    float *restrict y, size_t y_stride, const float *restrict x, size_t x_stride, size_t rows, size_t columns) {
    // Tiles that fit the first-level cache in both directions.
    for (size_t r0 = 0; r0 < rows; r0 += 16)
        for (size_t c0 = 0; c0 < columns; c0 += 16) {
            size_t r1 = r0 + 16 < rows ? r0 + 16 : rows, c1 = c0 + 16 < columns ? c0 + 16 : columns;
            for (size_t c = c0; c < c1; c++)
                for (size_t r = r0; r < r1; r++) y[c * y_stride + r] = x[r * x_stride + c];
        }
}

KERNEL void muse_to_bf16(uint16_t *restrict y, const float *restrict x, size_t n) {
    for (size_t i = 0; i < n; i++) y[i] = bf16_bits(x[i]);
}

KERNEL void muse_round_to_bf16(float *y, const float *x, size_t n) {
    for (size_t i = 0; i < n; i++) y[i] = bf16_value(bf16_bits(x[i]));
}

KERNEL void muse_multiply(float *restrict y, const float *restrict x, size_t n) {
    for (size_t i = 0; i < n; i++) y[i] *= x[i];
}

KERNEL void muse_dropout(float *restrict y, const float *restrict x, size_t n, float p, uint64_t seed, int add) {
    float factor = 1.0f / (1.0f - p);
    uint32_t threshold = (uint32_t)(p * 0x1p24f);
    for (size_t i = 0; i < n; i++) {
        float value = (random_bits(seed, i) >> 8) < threshold ? 0.0f : x[i] * factor;
        y[i] = add ? y[i] + value : value;
    }
}

KERNEL void muse_gather(
    float *restrict y, const float *restrict table, const int32_t *restrict ids, size_t rows, size_t n, float factor,
    int add) {
    for (size_t r = 0; r < rows; r++) {
        const float *row = table + (ids[r] < 0 ? 0 : (size_t)ids[r]) * n;
        float own = ids[r] < 0 ? 0 : factor;
        if (add)
            for (size_t c = 0; c < n; c++) y[r * n + c] += own * row[c];
        else
            for (size_t c = 0; c < n; c++) y[r * n + c] = own * row[c];
    }
}

KERNEL void muse_scatter(
    float *restrict d_table, const float *restrict dy, const int32_t *restrict ids, size_t rows, size_t n,
    float factor) {
    for (size_t r = 0; r < rows; r++) {
        if (ids[r] < 0) continue;
        float *row = d_table + (size_t)ids[r] * n;
        for (size_t c = 0; c < n; c++) row[c] += factor * dy[r * n + c];
    }
}

KERNEL void muse_sum(float *restrict y, const float *restrict a, const float *restrict b, size_t n) {
    for (size_t i = 0; i < n; i++) y[i] = a[i] + b[i];
}
