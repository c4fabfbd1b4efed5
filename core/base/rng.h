/* The engine's own random numbers: SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom
 * number generators", 2014). Its state is a counter, so the k-th number of a stream can be had
 * without the ones before it: dropout uses that. */
#ifndef SLM_BASE_RNG_H
#define SLM_BASE_RNG_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint64_t state;
} slm_rng;

slm_rng slm_rng_seeded(uint64_t seed);
uint64_t slm_rng_next(slm_rng *rng);
uint64_t slm_rng_at(uint64_t key, uint64_t position); /* number `position` of the stream `key` */

double slm_rng_uniform(slm_rng *rng); /* [0, 1), a multiple of 2^-24: the same in both builds */
size_t slm_rng_below(slm_rng *rng, size_t bound); /* 0 to bound - 1, without bias; bound >= 1 */

#endif
