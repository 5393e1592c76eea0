// Definitions shared by packing and multiplication of factors.
#pragma once

#include "kernel.h"

#define PANEL MUSE_PANEL
// Units of k in a block. A tile of C is loaded and stored once for each block.
#define DEPTH 512
// Rows of a block of A, a multiple of PANEL.
#define ROWS 160
// Distance of the rows of a block of A, in units: rows whose distance is a multiple of 4096 bytes would compete for a
// few cache sets.
#define ROW_STRIDE (DEPTH + 16)

// A float, or two bfloat16 values of adjacent k with the first in the lower half.
typedef uint32_t unit;

// A range of units of k, and the number of values of k of the whole factor.
typedef struct {
    size_t start, end, values;
} depth_range;

INLINE size_t units_of(size_t values, muse_factor_type type) { return type == MUSE_BF16 ? (values + 1) / 2 : values; }

// Packs columns of x into panels: x[k][c] is x.values[k * x.stride + c], or x.values[c * x.stride + k] if transposed.
// Columns beyond the last, and the missing half of a last unit, become 0.
void muse_pack_range(
    unit *restrict packed, size_t panel_stride, muse_factor x, size_t columns, depth_range k, muse_factor_type type);

// Converts rows of x, with k along the rows.
void muse_convert_rows(
    unit *restrict y, size_t y_stride, const float *restrict x, size_t x_stride, size_t rows, depth_range k,
    muse_factor_type type);
