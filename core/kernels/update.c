#include "kernels/update.h"

void slm_update_sgd(slm_real *restrict w, const slm_real *restrict g, size_t n, slm_real lr,
                    slm_real decay) {
    for (size_t j = 0; j < n; j++) w[j] -= lr * (g[j] + decay * w[j]);
}

void slm_update_momentum(slm_real *restrict w, slm_real *restrict b, const slm_real *restrict g,
                         size_t n, slm_real lr, slm_real momentum, slm_real decay) {
    for (size_t j = 0; j < n; j++) {
        b[j] = momentum * b[j] + (g[j] + decay * w[j]);
        w[j] -= lr * b[j];
    }
}

static slm_real root(slm_real x) {
#ifdef SLM_DOUBLE
    return sqrt(x);
#else
    return sqrtf(x);
#endif
}

void slm_update_adam(slm_real *restrict w, slm_real *restrict m, slm_real *restrict v,
                     const slm_real *restrict g, size_t n, const slm_adam *adam) {
    const slm_adam a = *adam;
    for (size_t j = 0; j < n; j++) {
        slm_real gradient = g[j] + a.l2 * w[j];
        m[j] = a.beta1 * m[j] + a.fresh1 * gradient;
        v[j] = a.beta2 * v[j] + a.fresh2 * (gradient * gradient);
        w[j] = a.keep * w[j] - a.step * m[j] / (root(v[j]) * a.correction + a.eps);
    }
}

void slm_scale(slm_real *x, size_t n, slm_real factor) {
    for (size_t j = 0; j < n; j++) x[j] *= factor;
}

/* Whole rows of SUMS elements first: a compiler keeps their sums in registers. */
enum { SUMS = 8 };

static double sum_of(const double sum[SUMS]) {
    return ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]));
}

static double square(double x) { return x * x; }

double slm_sum_squares(const slm_real *x, size_t n) {
    double sum[SUMS] = {0};
    size_t j = 0;
    for (; j + SUMS <= n; j += SUMS)
        for (size_t k = 0; k < SUMS; k++) sum[k] += square((double)x[j + k]);
    for (size_t k = 0; j + k < n; k++) sum[k] += square((double)x[j + k]);
    return sum_of(sum);
}

double slm_sum_squared_differences(const slm_real *a, const slm_real *b, size_t n) {
    double sum[SUMS] = {0};
    size_t j = 0;
    for (; j + SUMS <= n; j += SUMS)
        for (size_t k = 0; k < SUMS; k++) sum[k] += square((double)a[j + k] - (double)b[j + k]);
    for (size_t k = 0; j + k < n; k++) sum[k] += square((double)a[j + k] - (double)b[j + k]);
    return sum_of(sum);
}
