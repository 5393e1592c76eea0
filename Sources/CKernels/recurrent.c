// Gates of recurrent cells. Each row is a sequence and holds the features of one gate after another.
#include "kernel.h"

KERNEL void muse_lstm(
    float *restrict gates, float *restrict cell, float *restrict hidden, const float *restrict cell_before,
    size_t features, size_t rows) {
    for (size_t r = 0; r < rows; r++) {
        float *i = gates + 4 * r * features, *forget = i + features, *g = forget + features, *o = g + features;
        INDEPENDENT
        for (size_t f = 0; f < features; f++) {
            i[f] = sigmoid(i[f]);
            forget[f] = sigmoid(forget[f]);
            g[f] = fast_tanh(g[f]);
            o[f] = sigmoid(o[f]);
            float before = cell_before ? cell_before[r * features + f] : 0;
            float c = forget[f] * before + i[f] * g[f];
            cell[r * features + f] = c;
            hidden[r * features + f] = o[f] * fast_tanh(c);
        }
    }
}

KERNEL void muse_lstm_backward(
    float *restrict gates, float *restrict d_cell, const float *restrict d_hidden, const float *restrict cell,
    const float *restrict cell_before, size_t features, size_t rows) {
    for (size_t r = 0; r < rows; r++) {
        float *gi = gates + 4 * r * features, *gf = gi + features, *gg = gf + features, *go = gg + features;
        INDEPENDENT
        for (size_t f = 0; f < features; f++) {
            float i = gi[f], forget = gf[f], g = gg[f], o = go[f];
            float t = fast_tanh(cell[r * features + f]);
            float before = cell_before ? cell_before[r * features + f] : 0;
            float dh = d_hidden[r * features + f];
            float dc = d_cell[r * features + f] + dh * o * (1.0f - t * t);
            gi[f] = dc * g * i * (1.0f - i);
            gf[f] = dc * before * forget * (1.0f - forget);
            gg[f] = dc * i * (1.0f - g * g);
            go[f] = dh * t * o * (1.0f - o);
            d_cell[r * features + f] = dc * forget;
        }
    }
}

INLINE void gru_row(
    float *restrict r, const float *restrict recurrent, float *restrict hidden, const float *restrict hidden_before,
    size_t features) {
    float *z = r + features, *n = z + features;
    INDEPENDENT
    for (size_t f = 0; f < features; f++) {
        r[f] = sigmoid(r[f]);
        z[f] = sigmoid(z[f]);
        n[f] = fast_tanh(n[f] + r[f] * recurrent[f]);
        float before = hidden_before ? hidden_before[f] : 0;
        hidden[f] = (1.0f - z[f]) * n[f] + z[f] * before;
    }
}

KERNEL void muse_gru_row(
    float *restrict gates, const float *restrict recurrent, float *restrict hidden,
    const float *restrict hidden_before, size_t features) {
    gru_row(gates, recurrent, hidden, hidden_before, features);
}

KERNEL void muse_gru(
    float *restrict gates, float *restrict state, const float *restrict d, float *restrict hidden,
    const float *restrict hidden_before, size_t features, size_t rows) {
    for (size_t r = 0; r < rows; r++) {
        float *own = gates + 3 * r * features, *other = state + 3 * r * features, *recurrent = other + 2 * features;
        const float *before = hidden_before ? hidden_before + r * features : NULL;
        if (before) {
            for (size_t i = 0; i < 2 * features; i++) own[i] += other[i];
            for (size_t f = 0; f < features; f++) recurrent[f] += d[f];
        } else {
            for (size_t f = 0; f < features; f++) recurrent[f] = d[f];
        }
        gru_row(own, recurrent, hidden + r * features, before, features);
    }
}

KERNEL void muse_gru_backward(
    float *restrict gates, float *restrict state, float *restrict d_before, const float *restrict d_hidden,
    const float *restrict hidden_before, size_t features, size_t rows) {
    for (size_t row = 0; row < rows; row++) {
        float *gr = gates + 3 * row * features, *gz = gr + features, *gn = gz + features;
        float *sr = state + 3 * row * features, *sz = sr + features, *sn = sz + features;
        INDEPENDENT
        for (size_t f = 0; f < features; f++) {
            float r = gr[f], z = gz[f], n = gn[f];
            float before = hidden_before ? hidden_before[row * features + f] : 0;
            float dh = d_hidden[row * features + f];
            float dn = dh * (1.0f - z) * (1.0f - n * n);
            gn[f] = dn;
            gr[f] = sr[f] = dn * sn[f] * r * (1.0f - r);
            gz[f] = sz[f] = dh * (before - n) * z * (1.0f - z);
            sn[f] = dn * r;
            if (d_before) d_before[row * features + f] += dh * z;
        }
    }
}
