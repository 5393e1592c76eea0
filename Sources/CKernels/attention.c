// Attention for decoding: the weights of values, given the products of queries and keys.
#include "kernel.h"

KERNEL void muse_attention_weights(
    float *restrict scores, size_t stride, const float *restrict addends, const float *restrict value_scales,
    size_t rows, size_t count, float scale) {
    REASSOCIATE
    for (size_t r = 0; r < rows; r++) {
        float *row = scores + r * stride, most = -3.0e38f, sum = 0;
        if (addends)
            for (size_t i = 0; i < count; i++) row[i] += addends[r * count + i];
        for (size_t i = 0; i < count; i++) most = __builtin_elementwise_max(most, row[i]);
        for (size_t i = 0; i < count; i++) {
            float weight = fast_exp((row[i] - most) * scale);
            sum += weight;
            row[i] = weight * value_scales[i];
        }
        float inverse = 1.0f / sum;
        for (size_t i = 0; i < count; i++) row[i] *= inverse;
    }
}
