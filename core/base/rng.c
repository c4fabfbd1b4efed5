#include "base/rng.h"

static const uint64_t GOLDEN = 0x9E3779B97F4A7C15u; /* 2^64 / the golden ratio, odd */

static uint64_t mix(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

slm_rng slm_rng_seeded(uint64_t seed) { return (slm_rng){mix(seed + GOLDEN)}; }

uint64_t slm_rng_next(slm_rng *rng) { return mix(rng->state += GOLDEN); }

uint64_t slm_rng_at(uint64_t key, uint64_t position) { return mix(key + GOLDEN * (position + 1)); }

double slm_rng_uniform(slm_rng *rng) { return (double)(slm_rng_next(rng) >> 40) * 0x1p-24; }

/* Numbers above the largest multiple of `bound` are drawn again: a plain remainder would favour the
 * small results. */
size_t slm_rng_below(slm_rng *rng, size_t bound) {
    uint64_t limit = UINT64_MAX - UINT64_MAX % bound, z;
    do z = slm_rng_next(rng);
    while (z >= limit);
    return (size_t)(z % bound);
}
