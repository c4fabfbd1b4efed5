/* Comparing bit for bit: NaN equals NaN, and 0 is not -0. */
#ifndef SLM_TESTS_BITS_H
#define SLM_TESTS_BITS_H

#include "slm.h"

#include <string.h>

static inline bool same_reals(const slm_real *a, const slm_real *b, size_t n) {
    for (size_t j = 0; j < n; j++)
        if (memcmp(&a[j], &b[j], sizeof *a) && !(isnan(a[j]) && isnan(b[j]))) return false;
    return true;
}

/* The same values and the same gradient? */
static inline bool same_tensors(slm_ctx *slm, slm_tensor *a, slm_ctx *other, slm_tensor *b) {
    if (slm_count(a) != slm_count(b) || slm_requires_grad(a) != slm_requires_grad(b)) return false;
    if (slm_is_index(a))
        return !memcmp(slm_index_data(a), slm_index_data(b), slm_count(a) * sizeof(int32_t));
    if (!same_reals(slm_data(a), slm_data(b), slm_count(a))) return false;
    return !slm_requires_grad(a) || same_reals(slm_grad(slm, a), slm_grad(other, b), slm_count(a));
}

/* Are the tapes of two contexts the same, tensor by tensor, parameters included? */
static inline bool same_tapes(slm_ctx *slm, slm_ctx *other) {
    if (slm_tape_count(slm) != slm_tape_count(other)) return false;
    if (slm_parameter_count(slm) != slm_parameter_count(other)) return false;
    for (size_t i = 0; i < slm_tape_count(slm); i++)
        if (!same_tensors(slm, slm_tape_at(slm, i), other, slm_tape_at(other, i))) return false;
    for (size_t i = 0; i < slm_parameter_count(slm); i++)
        if (!same_tensors(slm, slm_parameter_at(slm, i), other, slm_parameter_at(other, i)))
            return false;
    return true;
}

/* Backward with an upstream gradient that differs from element to element. */
static inline slm_status varied_backward(slm_ctx *slm, slm_tensor *root) {
    static slm_real upstream[4096];
    for (size_t j = 0; j < slm_count(root) && j < 4096; j++)
        upstream[j] = SLM_REAL(0.5) + SLM_REAL(0.25) * (slm_real)(j % 7);
    return slm_backward(slm, root, upstream);
}

#endif
