/* Norms of one array, and what is done with a norm: scaling, and asking whether all is finite. */
#ifndef SLM_KERNELS_NORMS_H
#define SLM_KERNELS_NORMS_H

#include "base/real.h"

#include <stdbool.h>
#include <stddef.h>

void slm_scale(slm_real *x, size_t n, slm_real factor);

/* No infinity and no NaN among them. */
bool slm_all_finite(const slm_real *x, size_t n);

/* In double, 8 running sums: the same order everywhere. */
double slm_sum_squares(const slm_real *x, size_t n);
double slm_sum_squared_differences(const slm_real *a, const slm_real *b, size_t n);

#endif
