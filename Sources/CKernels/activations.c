// GELU and SwiGLU.
#include "kernel.h"

KERNEL void muse_gelu(float *restrict y, float *restrict d, const float *restrict x, size_t n) {
    const float a = 0.7978845608f, b = 0.044715f;
    for (size_t i = 0; i < n; i++) {
        float v = x[i];
        float t = fast_tanh(a * (v + b * v * v * v));
        y[i] = 0.5f * v * (1.0f + t);
        d[i] = 0.5f * (1.0f + t) + 0.5f * v * (1.0f - t * t) * a * (1.0f + 3.0f * b * v * v);
    }
}

KERNEL void muse_swiglu(float *restrict y, const float *restrict x, size_t rows, size_t n) {
    for (size_t r = 0; r < rows; r++) {
        const float *gate = x + 2 * r * n, *up = gate + n;
        INDEPENDENT
        for (size_t c = 0; c < n; c++) y[r * n + c] = gate[c] * sigmoid(gate[c]) * up[c];
    }
}

KERNEL void muse_swiglu_backward(
    float *restrict dx, const float *restrict dy, const float *restrict x, size_t rows, size_t n, int add) {
    for (size_t r = 0; r < rows; r++) {
        const float *gate = x + 2 * r * n, *up = gate + n, *d = dy + r * n;
        float *d_gate = dx + 2 * r * n, *d_up = d_gate + n;
        INDEPENDENT
        for (size_t c = 0; c < n; c++) {
            float s = sigmoid(gate[c]);
            float g = d[c] * up[c] * s * (1.0f + gate[c] * (1.0f - s)), u = d[c] * gate[c] * s;
            d_gate[c] = add ? d_gate[c] + g : g;
            d_up[c] = add ? d_up[c] + u : u;
        }
    }
}
