#include "bench.h"

const bench_network bench_networks[] = {
    {.name = "w1_batch10",
     .batch = 10,
     .layers = 3,
     .width = {2, 16, 16, 1},
     .activation = SLM_TANH,
     .optimizer = SLM_SGD,
     .lr = 0.1,
     .counted = 2000},
    {.name = "w1_batch256",
     .batch = 256,
     .layers = 3,
     .width = {2, 16, 16, 1},
     .activation = SLM_TANH,
     .optimizer = SLM_SGD,
     .lr = 0.1,
     .counted = 100},
    {.name = "w2",
     .batch = 64,
     .layers = 2,
     .width = {784, 128, 10},
     .activation = SLM_RELU,
     .classes = true,
     .optimizer = SLM_ADAM,
     .lr = 0.001,
     .counted = 5},
};
const size_t bench_network_count = sizeof bench_networks / sizeof bench_networks[0];

/* The upper bits of a linear congruential generator (Numerical Recipes), from -1 to 1. */
static double next(uint32_t *state) {
    *state = *state * 1664525u + 1013904223u;
    return (double)(*state >> 8) / (1 << 23) - 1;
}

void bench_fill(const bench_network *network, slm_real *x, slm_real *target, int32_t *classes) {
    const size_t inputs = network->width[0], outputs = network->width[network->layers];
    uint32_t state = 1;
    for (size_t r = 0; r < network->batch; r++, x += inputs) {
        for (size_t j = 0; j < inputs; j++) x[j] = (slm_real)next(&state);
        if (classes) classes[r] = (int32_t)(state >> 16) % (int32_t)outputs;
        for (size_t j = 0; target && j < outputs; j++) *target++ = x[0] * x[inputs - 1] > 0;
    }
}
