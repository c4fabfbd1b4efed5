/* The mean squared error in one pass, and its gradients in one. Each number has the bits that the
 * separate loops give: slm_sub, slm_mul of the difference with itself, slm_mean of all. */
#ifndef SLM_KERNELS_SQUARED_ERROR_H
#define SLM_KERNELS_SQUARED_ERROR_H

#include "base/real.h"

#include <stddef.h>

/* d = p - t,  square = d d;  returns the mean of the squares. */
slm_real slm_squared_error(slm_real *restrict d, slm_real *restrict square, const slm_real *p,
                           const slm_real *t, size_t n);

/* dsquare = dy / n,  dd = dsquare d + d dsquare,  dp = dd. */
void slm_squared_error_backward(slm_real *restrict dsquare, slm_real *restrict dd,
                                slm_real *restrict dp, slm_real dy, const slm_real *d, size_t n);

#endif
