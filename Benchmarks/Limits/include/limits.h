// What the processor can do at most, for the limits that Benchmarks/run prints.
#pragma once

#include <stddef.h>
#include <stdint.h>

// Reads `bytes` bytes, a multiple of 256, and returns their sum as 64-bit integers.
uint64_t limit_read(const void *memory, size_t bytes);

// Multiplies and adds pairs of 16-bit integers in registers, with the instructions that decoding uses, and returns the
// number of multiplications. The sum is stored so that the work is not removed.
uint64_t limit_multiply(size_t rounds, int32_t *sum);
