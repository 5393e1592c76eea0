// Applies a sampler of llama.cpp to scores. Compiled and run by llama_cpp.py.
//
// Reads cases: the sampler's name and numbers, the tokens before, and the scores of each step. After each step, writes
// the scores and, for Mirostat, the token that llama.cpp sampled. All lists start with their length.
#include "llama.h"

#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

struct llama_sampler *llama_sampler_init_dry_testing(float, float, int32_t, int32_t,
                                                     const std::vector<std::vector<llama_token>> &);

static std::vector<float> numbers() {
    int count = 0;
    if (scanf("%d", &count) != 1) return {};
    std::vector<float> result(count);
    for (float &x : result) {
        if (scanf("%f", &x) != 1) return {};
    }
    return result;
}

static llama_sampler *made(const std::string &name, const std::vector<float> &x) {
    if (name == "temperature") return llama_sampler_init_temp(x[0]);
    if (name == "dynamic_temperature") return llama_sampler_init_temp_ext(x[0], x[1], x[2]);
    if (name == "top_k") return llama_sampler_init_top_k((int32_t)x[0]);
    if (name == "top_p") return llama_sampler_init_top_p(x[0], 1);
    if (name == "min_p") return llama_sampler_init_min_p(x[0], 1);
    if (name == "typical") return llama_sampler_init_typical(x[0], 1);
    if (name == "top_n_sigma") return llama_sampler_init_top_n_sigma(x[0]);
    if (name == "xtc") return llama_sampler_init_xtc(x[0], x[1], 1, 1);
    if (name == "mirostat") return llama_sampler_init_mirostat_v2(1, x[0], x[1]);
    if (name == "frequency_penalty") return llama_sampler_init_penalties((int32_t)x[2], (int32_t)x[1], 1, x[0], 0);
    if (name == "presence_penalty") return llama_sampler_init_penalties((int32_t)x[2], (int32_t)x[1], 1, 0, x[0]);
    if (name == "dry") return llama_sampler_init_dry_testing(x[0], x[1], (int32_t)x[2], (int32_t)x[3], {});
    return nullptr;
}

int main() {
    char name[64];
    while (scanf("%63s", name) == 1) {
        llama_sampler *sampler = made(name, numbers());
        if (!sampler) return 1;
        for (float token : numbers()) llama_sampler_accept(sampler, (llama_token)token);
        int steps = 0;
        if (scanf("%d", &steps) != 1) return 1;
        for (int step = 0; step < steps; step++) {
            // As after a grammar, excluded tokens are left out, except that the real grammar only marks them with -inf.
            std::vector<llama_token_data> tokens;
            std::vector<float> scores = numbers();
            for (size_t i = 0; i < scores.size(); i++) {
                if (scores[i] > -INFINITY) tokens.push_back({(llama_token)i, scores[i], 0});
            }
            llama_token_data_array array = {tokens.data(), tokens.size(), -1, false};
            llama_sampler_apply(sampler, &array);
            std::vector<float> after(scores.size(), -INFINITY);
            for (size_t i = 0; i < array.size; i++) after[array.data[i].id] = array.data[i].logit;
            for (float score : after) printf("%.9g ", score);
            printf("%d\n", array.selected >= 0 ? array.data[array.selected].id : -1);
        }
        llama_sampler_free(sampler);
    }
    return 0;
}
