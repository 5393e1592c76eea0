// Gates of recurrent cells; rows are features.
#include "kernel.h"

KERNEL void muse_lstm(
    float *restrict gates, float *restrict cell, float *restrict hidden, const float *restrict cell_before,
    size_t features, size_t batch, size_t stride) {
    for (size_t f = 0; f < features; f++) {
        float *i = gates + f * stride, *forget = i + features * stride, *g = forget + features * stride,
              *o = g + features * stride;
        for (size_t b = 0; b < batch; b++) {
            i[b] = sigmoid(i[b]);
            forget[b] = sigmoid(forget[b]);
            g[b] = fast_tanh(g[b]);
            o[b] = sigmoid(o[b]);
            float before = cell_before ? cell_before[f * stride + b] : 0;
            float c = forget[b] * before + i[b] * g[b];
            cell[f * stride + b] = c;
            hidden[f * stride + b] = o[b] * fast_tanh(c);
        }
    }
}

KERNEL void muse_lstm_backward(
    float *restrict gates, float *restrict d_cell, const float *restrict d_hidden, const float *restrict cell,
    const float *restrict cell_before, size_t features, size_t batch, size_t stride, size_t d_cell_stride) {
    for (size_t f = 0; f < features; f++) {
        float *gi = gates + f * stride, *gf = gi + features * stride, *gg = gf + features * stride,
              *go = gg + features * stride;
        for (size_t b = 0; b < batch; b++) {
            float i = gi[b], forget = gf[b], g = gg[b], o = go[b];
            float t = fast_tanh(cell[f * stride + b]);
            float before = cell_before ? cell_before[f * stride + b] : 0;
            float dh = d_hidden[f * stride + b];
            float dc = d_cell[f * d_cell_stride + b] + dh * o * (1.0f - t * t);
            gi[b] = dc * g * i * (1.0f - i);
            gf[b] = dc * before * forget * (1.0f - forget);
            gg[b] = dc * i * (1.0f - g * g);
            go[b] = dh * t * o * (1.0f - o);
            d_cell[f * d_cell_stride + b] = dc * forget;
        }
    }
}

KERNEL void muse_gru(
    float *restrict gates, const float *restrict recurrent, float *restrict hidden,
    const float *restrict hidden_before, size_t features, size_t batch, size_t stride, size_t recurrent_stride) {
    for (size_t f = 0; f < features; f++) {
        float *r = gates + f * stride, *z = r + features * stride, *n = z + features * stride;
        for (size_t b = 0; b < batch; b++) {
            r[b] = sigmoid(r[b]);
            z[b] = sigmoid(z[b]);
            n[b] = fast_tanh(n[b] + r[b] * recurrent[f * recurrent_stride + b]);
            float before = hidden_before ? hidden_before[f * stride + b] : 0;
            hidden[f * stride + b] = (1.0f - z[b]) * n[b] + z[b] * before;
        }
    }
}

KERNEL void muse_gru_backward(
    float *restrict gates, float *restrict recurrent, float *restrict d_before, const float *restrict d_hidden,
    const float *restrict hidden_before, size_t features, size_t batch, size_t stride, size_t recurrent_stride,
    size_t d_before_stride) {
    for (size_t f = 0; f < features; f++) {
        float *gr = gates + f * stride, *gz = gr + features * stride, *gn = gz + features * stride;
        for (size_t b = 0; b < batch; b++) {
            float r = gr[b], z = gz[b], n = gn[b], u = recurrent[f * recurrent_stride + b];
            float before = hidden_before ? hidden_before[f * stride + b] : 0;
            float dh = d_hidden[f * stride + b];
            float dn = dh * (1.0f - z) * (1.0f - n * n);
            gn[b] = dn;
            recurrent[f * recurrent_stride + b] = dn * r;
            gr[b] = dn * u * r * (1.0f - r);
            gz[b] = dh * (before - n) * z * (1.0f - z);
            d_before[f * d_before_stride + b] = dh * z;
        }
    }
}
