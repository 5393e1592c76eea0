// Policies: softmax over the allowed tokens, KL divergence and policy gradient.
#include "kernel.h"

KERNEL void muse_policy_rows(
    float *restrict y, float *restrict totals, float *restrict entropy, const float *restrict x,
    const uint8_t *restrict allowed, size_t rows, size_t n, size_t x_stride) {
    REASSOCIATE
    for (size_t r = 0; r < rows; r++) {
        const float *row = x + r * x_stride;
        const uint8_t *may = allowed + r * n;
        float *log_share = y + r * n;
        float most = -3.0e38f, sum = 0, weighted = 0;
        for (size_t c = 0; c < n; c++) most = may[c] && row[c] > most ? row[c] : most;
        for (size_t c = 0; c < n; c++) sum += may[c] ? fast_exp(row[c] - most) : 0;
        float total = most + __builtin_logf(sum);
        for (size_t c = 0; c < n; c++) {
            float log = row[c] - total;
            // Lower than any real log-probability; its exponential is 0.
            log_share[c] = may[c] ? log : -1.0e4f;
            weighted += may[c] ? fast_exp(log) * log : 0;
        }
        totals[r] = total;
        entropy[r] = -weighted;
    }
}

KERNEL void muse_policy_divergence(
    float *restrict divergence, const float *restrict log_share, const float *restrict prior, size_t rows, size_t n) {
    REASSOCIATE
    for (size_t r = 0; r < rows; r++) {
        const float *own = log_share + r * n, *other = prior + r * n;
        float sum = 0;
        for (size_t c = 0; c < n; c++) sum += own[c] > -5.0e3f ? fast_exp(own[c]) * (own[c] - other[c]) : 0;
        divergence[r] = sum;
    }
}

KERNEL void muse_policy_gradient(
    float *restrict dx, size_t dx_stride, const float *restrict log_share, const float *restrict prior,
    const float *restrict divergence, const int32_t *restrict targets, const float *restrict weights, float spread,
    float kl_weight, size_t rows, size_t n) {
    for (size_t r = 0; r < rows; r++) {
        float *d = dx + r * dx_stride;
        const float *own = log_share + r * n, *other = prior + r * n;
        if (targets[r] < 0) {
            for (size_t c = 0; c < dx_stride; c++) d[c] = 0;
            continue;
        }
        float weight = weights[r], mean = divergence[r];
        for (size_t c = 0; c < n; c++) {
            float share = own[c] > -5.0e3f ? fast_exp(own[c]) : 0;
            d[c] = share * (kl_weight * (own[c] - other[c] - mean) - spread * weight);
        }
        for (size_t c = n; c < dx_stride; c++) d[c] = 0;
        d[targets[r]] += weight;
    }
}
