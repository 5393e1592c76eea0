// Relative positions: products of queries with the embeddings of distances, and their scores.
#include "kernel.h"

KERNEL void muse_add_by_distance(
    float *restrict s, size_t stride, const float *restrict r, size_t count, size_t rows, size_t columns,
    size_t first) {
    for (size_t i = 0; i < rows; i++) {
        float *scores = s + i * stride;
        const float *own = r + i * count;
        size_t query = first + i, end = query + 1 < columns ? query + 1 : columns;
        for (size_t c = query + 1 > count ? query + 1 - count : 0; c < end; c++) scores[c] += own[query - c];
    }
}

KERNEL void muse_gather_by_distance(
    float *restrict dr, size_t count, const float *restrict ds, size_t stride, size_t rows, size_t columns,
    size_t first) {
    for (size_t i = 0; i < rows; i++) {
        float *own = dr + i * count;
        const float *scores = ds + i * stride;
        size_t query = first + i, end = query + 1 < columns ? query + 1 : columns;
        for (size_t d = 0; d < count; d++) own[d] = 0;
        for (size_t c = query + 1 > count ? query + 1 - count : 0; c < end; c++) own[query - c] = scores[c];
    }
}

KERNEL void muse_distance_scores(
    float *restrict y, const float *restrict q, const float *restrict table, size_t d, size_t count) {
    REASSOCIATE
    for (size_t i = 0; i < count; i++) {
        const float *row = table + (count - 1 - i) * d;
        float dot = 0;
        for (size_t c = 0; c < d; c++) dot += q[c] * row[c];
        y[i] = dot;
    }
}
