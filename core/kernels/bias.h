/* A bias and the activation behind it, block of rows by block, and both their gradients. Each
 * number has the bits that separate passes give: slm_add, the activation's own block, a column sum
 * (kernels/reduce.h). n is at least 1. */
#ifndef SLM_KERNELS_BIAS_H
#define SLM_KERNELS_BIAS_H

#include "base/real.h"

#include <stddef.h>

typedef enum { SLM_CURVE_TANH, SLM_CURVE_SIGMOID, SLM_CURVE_RELU } slm_curve;

/* y = z + bias in each of m rows of n;  h = f(y). y and h may be z, and y may be NULL. */
void slm_bias_forward(slm_curve f, slm_real *h, slm_real *y, const slm_real *z,
                      const slm_real *bias, size_t m, size_t n);

/* dz = dh f'(y), told by h = f(y);  dy = dz;  dbias = the sum of its rows, as slm_sum_columns has
 * it. dz may be dh, and dy may be NULL. n > 1: a single column would be summed as a row is. */
void slm_bias_backward(slm_curve f, slm_real *dz, slm_real *dy, slm_real *dbias, const slm_real *dh,
                       const slm_real *h, size_t m, size_t n);

#endif
