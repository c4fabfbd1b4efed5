/* Random shapes and walks over them, and the same walk element by element as its definition. */
#ifndef SLM_TESTS_RANDOM_PLANS_H
#define SLM_TESTS_RANDOM_PLANS_H

#include "base/rng.h"
#include "kernels/walk.h"

enum { PLAN_ELEMENTS = 4096 };

/* Rank 0 to 8, extents 0 to 5 (a 0 is rare), at most PLAN_ELEMENTS elements; one in eight has a
 * long last axis. */
static inline slm_shape random_shape(slm_rng *rng) {
    slm_shape s = {.rank = (int)slm_rng_below(rng, SLM_MAX_RANK + 1)};
    size_t count = 1;
    for (int i = s.rank - 1; i >= 0; i--) {
        size_t most = i == s.rank - 1 && slm_rng_below(rng, 8) == 0 ? 70 : 5;
        s.dim[i] = slm_rng_below(rng, 40) == 0 ? 0 : 1 + slm_rng_below(rng, most);
        if (count * s.dim[i] > PLAN_ELEMENTS) s.dim[i] = 1;
        if (s.dim[i]) count *= s.dim[i];
    }
    return s;
}

static inline size_t shape_count(const slm_shape *s) { return slm_shape_product(s, 0, s->rank); }

/* The same shape with some axes stretched from 1. */
static inline slm_shape random_stretched(slm_rng *rng, const slm_shape *full) {
    slm_shape s = *full;
    for (int i = 0; i < s.rank; i++)
        if (slm_rng_below(rng, 2)) s.dim[i] = 1;
    return s;
}

/* Where element `at` of the full array lies in an operand with these strides. */
static inline ptrdiff_t offset_of(const slm_shape *full, const ptrdiff_t *stride, size_t at) {
    ptrdiff_t offset = 0;
    for (int i = full->rank - 1; i >= 0; i--) {
        offset += (ptrdiff_t)(at % full->dim[i]) * stride[i];
        at /= full->dim[i];
    }
    return offset;
}

#endif
