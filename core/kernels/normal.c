#include "kernels/normal.h"

#include "kernels/scalar_math.h"

static const double TWO_PI = 6.283185307179586;

/* The uniform numbers are multiples of 2^-24 below 1; 1 - u is never 0, where ln has no value. */
double slm_normal(slm_rng *rng) {
    double u = 1 - slm_rng_uniform(rng), v = slm_rng_uniform(rng);
    return (double)(float)(sqrt(-2 * slm_log64(u)) * slm_cos64(TWO_PI * v));
}

void slm_normal_fill(slm_rng *rng, slm_real *x, size_t n, double mean, double deviation) {
    for (size_t j = 0; j < n; j++) x[j] = (slm_real)(float)(mean + deviation * slm_normal(rng));
}

void slm_uniform_fill(slm_rng *rng, slm_real *x, size_t n, double low, double high) {
    for (size_t j = 0; j < n; j++)
        x[j] = (slm_real)(float)(low + (high - low) * slm_rng_uniform(rng));
}
