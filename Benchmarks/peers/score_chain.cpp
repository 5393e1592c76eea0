// Applies llama.cpp's samplers to the scores of Benchmarks/Sources/ScoreChain.swift, for each line on standard input,
// and prints the milliseconds for 10 000 steps. Built by Benchmarks/setup.
#include "llama.h"

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <vector>

int main() {
    const size_t size = 512, steps = 10000, rows = 64;
    std::vector<std::vector<float>> scores(rows, std::vector<float>(size));
    uint64_t state = 1;
    for (auto &row : scores) {
        for (float &score : row) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            score = -10 * (float)(state >> 40) / (float)(1 << 24);
        }
    }
    llama_sampler *chain[] = {
        llama_sampler_init_temp(0.9f), llama_sampler_init_top_k(40), llama_sampler_init_top_p(0.95f, 1),
        llama_sampler_init_min_p(0.05f, 1),
    };
    std::vector<llama_token_data> tokens(size);
    char line[16];
    while (fgets(line, sizeof line, stdin)) {
        auto start = std::chrono::steady_clock::now();
        for (size_t step = 0; step < steps; step++) {
            for (size_t i = 0; i < size; i++) tokens[i] = {(llama_token)i, scores[step % rows][i], 0};
            llama_token_data_array array = {tokens.data(), size, -1, false};
            for (llama_sampler *sampler : chain) llama_sampler_apply(sampler, &array);
        }
        printf("%.6f\n", std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
        fflush(stdout);
    }
    return 0;
}
