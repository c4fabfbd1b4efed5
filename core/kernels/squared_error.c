#include "kernels/squared_error.h"

#include "kernels/reduce.h"

slm_real slm_squared_error(slm_real *restrict d, slm_real *restrict square, const slm_real *p,
                           const slm_real *t, size_t n) {
    for (size_t j = 0; j < n; j++) {
        const slm_real apart = p[j] - t[j];
        d[j] = apart;
        square[j] = apart * apart;
    }
    return (0 + slm_sum_row(square, n)) / (slm_real)n; /* +0: where all are -0, as a sum from 0 */
}

void slm_squared_error_backward(slm_real *restrict dsquare, slm_real *restrict dd,
                                slm_real *restrict dp, slm_real dy, const slm_real *d, size_t n) {
    const slm_real share = dy / (slm_real)n;
    for (size_t j = 0; j < n; j++) {
        const slm_real part = share * d[j];
        dsquare[j] = share;
        dp[j] = dd[j] = part + part;
    }
}
