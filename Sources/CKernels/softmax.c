// Softmax of attention scores and logits, cross-entropy, log-softmax.
#include "kernel.h"

KERNEL void muse_causal_softmax(
    float *restrict s, size_t stride, size_t rows, size_t columns, int64_t first_query, int64_t first_key,
    int64_t window, float scale) {
    REASSOCIATE
    for (size_t r = 0; r < rows; r++) {
        float *row = s + r * stride;
        int64_t query = first_query + (int64_t)r - first_key;
        int64_t low = query - window + 1;
        size_t start = low > 0 ? (size_t)low : 0;
        size_t end = (size_t)(query + 1) < columns ? (size_t)(query + 1) : columns;
        float most = row[start];
        for (size_t c = start; c < end; c++) most = row[c] > most ? row[c] : most;
        float sum = 0;
        for (size_t c = start; c < end; c++) {
            float e = fast_exp(scale * (row[c] - most));
            row[c] = e;
            sum += e;
        }
        float inverse = 1.0f / sum;
        for (size_t c = start; c < end; c++) row[c] *= inverse;
        for (size_t c = 0; c < start; c++) row[c] = 0;
        for (size_t c = end; c < columns; c++) row[c] = 0;
    }
}

KERNEL void muse_causal_softmax_backward(
    float *restrict dp, const float *restrict p, size_t stride, size_t rows, size_t columns, float scale) {
    REASSOCIATE
    for (size_t r = 0; r < rows; r++) {
        float *d = dp + r * stride;
        const float *q = p + r * stride;
        float dot = 0;
        for (size_t c = 0; c < columns; c++) dot += d[c] * q[c];
        for (size_t c = 0; c < columns; c++) d[c] = scale * q[c] * (d[c] - dot);
    }
}

KERNEL void muse_cross_entropy(
    float *restrict logits, float *restrict losses, const int32_t *restrict targets, size_t rows, size_t n,
    size_t stride, float factor) {
    REASSOCIATE
    for (size_t r = 0; r < rows; r++) {
        float *row = logits + r * stride;
        if (targets[r] < 0) {
            for (size_t c = 0; c < stride; c++) row[c] = 0;
            losses[r] = 0;
            continue;
        }
        float most = row[0];
        for (size_t c = 0; c < n; c++) most = row[c] > most ? row[c] : most;
        float target = row[targets[r]] - most, sum = 0;
        for (size_t c = 0; c < n; c++) {
            row[c] = fast_exp(row[c] - most);
            sum += row[c];
        }
        losses[r] = __builtin_logf(sum) - target;
        float share = factor / sum;
        for (size_t c = 0; c < n; c++) row[c] *= share;
        for (size_t c = n; c < stride; c++) row[c] = 0;
        row[targets[r]] -= factor;
    }
}

KERNEL void muse_log_loss(
    float *restrict losses, const float *restrict logits, const int32_t *restrict targets, size_t rows, size_t n,
    size_t stride) {
    REASSOCIATE
    for (size_t r = 0; r < rows; r++) {
        const float *row = logits + r * stride;
        float most = row[0], sum = 0;
        for (size_t c = 0; c < n; c++) most = row[c] > most ? row[c] : most;
        for (size_t c = 0; c < n; c++) sum += fast_exp(row[c] - most);
        losses[r] = targets[r] < 0 ? 0 : __builtin_logf(sum) - (row[targets[r]] - most);
    }
}

KERNEL void muse_log_softmax(float *restrict y, const float *restrict x, size_t rows, size_t n, size_t x_stride) {
    REASSOCIATE
    for (size_t r = 0; r < rows; r++) {
        const float *row = x + r * x_stride;
        float most = row[0], sum = 0;
        for (size_t c = 0; c < n; c++) most = row[c] > most ? row[c] : most;
        for (size_t c = 0; c < n; c++) sum += fast_exp(row[c] - most);
        float total = most + __builtin_logf(sum);
        for (size_t c = 0; c < n; c++) y[r * n + c] = row[c] - total;
    }
}
