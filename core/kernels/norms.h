/* Norms of one array, and what is done with a norm: scaling, and asking whether all is finite. */
#ifndef SLM_KERNELS_NORMS_H
#define SLM_KERNELS_NORMS_H

#include "base/real.h"

#include <stdbool.h>
#include <stddef.h>

void slm_scale(slm_real *x, size_t n, slm_real factor);

/* No infinity and no NaN among them. */
bool slm_all_finite(const slm_real *x, size_t n);

/* A sum of squares over any number of arrays, for a norm that is right wherever it is a double: the
 * squares are those of scale x. The scale is 1 unless they would overflow or vanish, else a power
 * of two. Begin with SLM_NO_SQUARES. */
typedef struct {
    double scale, sum;
} slm_squares;
#define SLM_NO_SQUARES ((slm_squares){1, 0})

slm_squares slm_squares_of(const slm_real *x, size_t n);
void slm_squares_join(slm_squares *to, const slm_squares *other); /* to += other */
double slm_squares_root(const slm_squares *s);                    /* the norm */

/* In double, 8 running sums: the same order everywhere. */
double slm_sum_squares(const slm_real *x, size_t n);
double slm_sum_squared_differences(const slm_real *a, const slm_real *b, size_t n);

#endif
