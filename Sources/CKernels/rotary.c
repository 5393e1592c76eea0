// Rotary position embeddings.
#include "kernel.h"

KERNEL void muse_rotate(
    float *restrict x, size_t stride, const float *restrict cosines, const float *restrict sines,
    const int32_t *restrict positions, size_t rows, size_t heads, size_t half, float sign) {
    for (size_t r = 0; r < rows; r++) {
        const float *cosine = cosines + (size_t)positions[r] * half, *sine = sines + (size_t)positions[r] * half;
        for (size_t h = 0; h < heads; h++) {
            float *low = x + r * stride + h * 2 * half, *high = low + half;
            INDEPENDENT
            for (size_t i = 0; i < half; i++) {
                float a = low[i], b = high[i], s = sign * sine[i];
                low[i] = a * cosine[i] - b * s;
                high[i] = b * cosine[i] + a * s;
            }
        }
    }
}
