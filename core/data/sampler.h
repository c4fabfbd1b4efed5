/* Which rows a step sees. Each epoch is a permutation of all rows, made from a key and the epoch's
 * number alone: where the sampler stands is one number, and going back costs nothing but shuffling
 * again. A batch may begin in one epoch and end in the next, so that all have the same size. */
#ifndef SLM_DATA_SAMPLER_H
#define SLM_DATA_SAMPLER_H

#include "base/rng.h"

typedef struct {
    uint64_t key;
    uint64_t position; /* rows given out since the start */
    size_t rows;       /* 1 or more */
    uint32_t *order;   /* (rows), the caller's memory */
    uint64_t epoch;    /* whose permutation `order` holds; UINT64_MAX: none */
} slm_sampler;

slm_sampler slm_sampler_start(uint64_t key, size_t rows, uint32_t *order);

/* The rows from a position to the end of its epoch, and how many; does not move. Valid until the
 * next call. */
const uint32_t *slm_sampler_rows(slm_sampler *sampler, uint64_t position, size_t *count);

#endif
