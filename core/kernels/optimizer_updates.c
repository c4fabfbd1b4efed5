#include "kernels/optimizer_updates.h"

#include "kernels/vec.h"

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
