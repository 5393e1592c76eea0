// Layer norm and root-mean-square norm, with the residual added in the same pass; the norm of heads, in place.
#include "kernel.h"

KERNEL void muse_norm(
    float *restrict y, float *restrict sum, float *restrict mean, float *restrict scale, const float *restrict x,
    const float *restrict residual, const float *restrict gain, const float *restrict bias, size_t rows, size_t n,
    float epsilon) {
    REASSOCIATE
    for (size_t r = 0; r < rows; r++) {
        const float *in = x + r * n;
        float *out = y + r * n;
        if (residual) {
            const float *other = residual + r * n;
            float *kept = sum + r * n;
            for (size_t c = 0; c < n; c++) kept[c] = in[c] + other[c];
            in = kept;
        }
        float m = 0, square = 0;
        if (mean) {
            for (size_t c = 0; c < n; c++) m += in[c];
            m /= (float)n;
            mean[r] = m;
        }
        for (size_t c = 0; c < n; c++) square += (in[c] - m) * (in[c] - m);
        float s = 1.0f / __builtin_elementwise_sqrt(square / (float)n + epsilon);
        scale[r] = s;
        if (bias)
            for (size_t c = 0; c < n; c++) out[c] = (in[c] - m) * s * gain[c] + bias[c];
        else
            for (size_t c = 0; c < n; c++) out[c] = (in[c] - m) * s * gain[c];
    }
}

KERNEL void muse_norm_backward(
    float *restrict dx, float *restrict d_gain, float *restrict d_bias, const float *restrict dy,
    const float *restrict x, const float *restrict mean, const float *restrict scale, const float *restrict gain,
    size_t rows, size_t n, int add) {
    REASSOCIATE
    for (size_t r = 0; r < rows; r++) {
        const float *in = x + r * n, *d = dy + r * n;
        float *out = dx + r * n;
        float m = mean ? mean[r] : 0, s = scale[r], sum = 0, product = 0;
        for (size_t c = 0; c < n; c++) {
            float normed = (in[c] - m) * s, g = d[c] * gain[c];
            sum += g;
            product += g * normed;
            d_gain[c] += d[c] * normed;
        }
        if (d_bias)
            for (size_t c = 0; c < n; c++) d_bias[c] += d[c];
        sum = mean ? sum / (float)n : 0;
        product /= (float)n;
        if (add)
            for (size_t c = 0; c < n; c++) out[c] += s * (d[c] * gain[c] - sum - (in[c] - m) * s * product);
        else
            for (size_t c = 0; c < n; c++) out[c] = s * (d[c] * gain[c] - sum - (in[c] - m) * s * product);
    }
}

KERNEL void muse_norm_heads(
    float *restrict x, size_t stride, float *restrict normed, float *restrict scale, const float *restrict gain,
    size_t rows, size_t heads, size_t d, float epsilon) {
    REASSOCIATE
    for (size_t r = 0; r < rows; r++)
        for (size_t h = 0; h < heads; h++) {
            float *head = x + r * stride + h * d, square = 0;
            for (size_t c = 0; c < d; c++) square += head[c] * head[c];
            float s = 1.0f / __builtin_elementwise_sqrt(square / (float)d + epsilon);
            if (normed) {
                float *kept = normed + (r * heads + h) * d;
                scale[r * heads + h] = s;
                for (size_t c = 0; c < d; c++) kept[c] = head[c] * s;
            }
            for (size_t c = 0; c < d; c++) head[c] = head[c] * s * gain[c];
        }
}

KERNEL void muse_norm_heads_backward(
    float *restrict dx, size_t stride, float *restrict d_gain, const float *restrict normed,
    const float *restrict scale, const float *restrict gain, size_t rows, size_t heads, size_t d) {
    REASSOCIATE
    for (size_t r = 0; r < rows; r++)
        for (size_t h = 0; h < heads; h++) {
            float *head = dx + r * stride + h * d, s = scale[r * heads + h], product = 0;
            const float *n = normed + (r * heads + h) * d;
            for (size_t c = 0; c < d; c++) {
                product += head[c] * gain[c] * n[c];
                d_gain[c] += head[c] * n[c];
            }
            product /= (float)d;
            for (size_t c = 0; c < d; c++) head[c] = s * (head[c] * gain[c] - n[c] * product);
        }
}
