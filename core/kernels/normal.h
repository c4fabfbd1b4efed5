/* Normal deviates: Box and Muller, "A note on the generation of random normal deviates", 1958.
 * From two uniform numbers u, v:  z = sqrt(-2 ln u) cos(2 pi v).
 *
 * Computed in double with the engine's own functions and then rounded to float, whatever slm_real
 * is: a seed means the same numbers on every machine and in either build. */
#ifndef SLM_KERNELS_NORMAL_H
#define SLM_KERNELS_NORMAL_H

#include "base/real.h"
#include "base/rng.h"

#include <stddef.h>

double slm_normal(slm_rng *rng); /* N(0, 1); draws two numbers; at most 5.8 in size */

/* x[0..n) = mean + deviation z */
void slm_normal_fill(slm_rng *rng, slm_real *x, size_t n, double mean, double deviation);
void slm_uniform_fill(slm_rng *rng, slm_real *x, size_t n, double low, double high);

#endif
