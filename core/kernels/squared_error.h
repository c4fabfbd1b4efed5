/* The mean squared error in one pass, and its gradients in one. Each number has the bits that the
 * separate loops give: slm_sub, slm_mul of the difference with itself, slm_mean of all. */
#ifndef SLM_KERNELS_SQUARED_ERROR_H
#define SLM_KERNELS_SQUARED_ERROR_H

#include "base/real.h"

#include <stddef.h>

/* d = p - t,  square = d d;  returns the mean of the squares. */
slm_real slm_squared_error(slm_real *d, slm_real *square, const slm_real *p, const slm_real *t,
                           size_t n);

/* dsquare = dy / n,  dd = dsquare d + d dsquare,  dp = dd. dp may be dd. */
void slm_squared_error_backward(slm_real *dsquare, slm_real *dd, slm_real *dp, slm_real dy,
                                const slm_real *d, size_t n);

#endif
