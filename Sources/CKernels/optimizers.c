// Weight updates.
#include "kernel.h"

KERNEL void muse_adamw(
    float *restrict w, float *restrict m, float *restrict v, float *restrict g, size_t n, muse_adamw_settings s) {
    for (size_t i = 0; i < n; i++) {
        float d = g[i] * s.factor;
        g[i] = 0;
        m[i] = s.beta1 * m[i] + (1.0f - s.beta1) * d;
        v[i] = s.beta2 * v[i] + (1.0f - s.beta2) * d * d;
        float root = __builtin_elementwise_sqrt(v[i]);
        w[i] = w[i] * s.decay - s.step_size * m[i] / (root * s.correction + s.epsilon);
    }
}

KERNEL void muse_round_stochastically(float *restrict w, size_t n, uint64_t seed, size_t place) {
    for (size_t i = 0; i < n; i++) {
        union {
            float f;
            uint32_t i;
        } bits = {.f = w[i]};
        // The lower 16 bits are the distance to the neighbour nearer 0, and therefore the probability of a carry.
        uint32_t rounded = (bits.i + (random_bits(seed, place + i) & 0xFFFFu)) & 0xFFFF0000u;
        // An infinity or NaN has no neighbours.
        bits.i = (bits.i & 0x7F800000u) == 0x7F800000u ? bits.i : rounded;
        w[i] = bits.f;
    }
}

KERNEL void muse_sgd(
    float *restrict w, float *restrict m, float *restrict g, size_t n, float factor, float rate, float momentum,
    float decay) {
    for (size_t i = 0; i < n; i++) {
        float d = g[i] * factor + decay * w[i];
        g[i] = 0;
        m[i] = momentum * m[i] + d;
        w[i] -= rate * m[i];
    }
}

KERNEL void muse_nesterov(
    float *restrict y, float *restrict m, float *restrict g, size_t n, float factor, float momentum) {
    for (size_t i = 0; i < n; i++) {
        float d = g[i] * factor;
        g[i] = 0;
        m[i] = momentum * m[i] + d;
        y[i] = d + momentum * m[i];
    }
}

KERNEL void muse_combine(float *y, const float *x, size_t n, float a, float b) {
    for (size_t i = 0; i < n; i++) y[i] = a * y[i] + b * x[i];
}
