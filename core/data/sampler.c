#include "data/sampler.h"

static const uint64_t NO_EPOCH = UINT64_MAX;

slm_sampler slm_sampler_start(uint64_t key, size_t rows, uint32_t *order) {
    return (slm_sampler){.key = key, .rows = rows, .order = order, .epoch = NO_EPOCH};
}

/* Fisher and Yates, from the end down (Knuth, volume 2, 3.4.2, algorithm P). */
static void shuffle(slm_sampler *s, uint64_t epoch) {
    slm_rng rng = slm_rng_seeded(slm_rng_at(s->key, epoch));
    for (size_t i = 0; i < s->rows; i++) s->order[i] = (uint32_t)i;
    for (size_t i = s->rows; i > 1; i--) {
        size_t j = slm_rng_below(&rng, i);
        uint32_t row = s->order[i - 1];
        s->order[i - 1] = s->order[j];
        s->order[j] = row;
    }
    s->epoch = epoch;
}

const uint32_t *slm_sampler_rows(slm_sampler *sampler, uint64_t position, size_t *count) {
    /* A division is slow beside the rest of it; of no epoch the first position is out of reach. */
    uint64_t first = sampler->epoch * sampler->rows;
    if (position - first >= sampler->rows) {
        shuffle(sampler, position / sampler->rows);
        first = sampler->epoch * sampler->rows;
    }
    const size_t at = (size_t)(position - first);
    *count = sampler->rows - at;
    return sampler->order + at;
}
