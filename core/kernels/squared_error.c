#include "kernels/squared_error.h"

#include "kernels/reduce.h"
#include "kernels/vec.h"

slm_real slm_squared_error(slm_real *d, slm_real *square, const slm_real *p, const slm_real *t,
                           size_t n) {
    size_t j = 0;
    for (; j + SLM_REG_LANES <= n; j += SLM_REG_LANES) {
        const slm_reg apart = slm_reg_load(p + j) - slm_reg_load(t + j);
        slm_reg_store(d + j, apart);
        slm_reg_store(square + j, apart * apart);
    }
    for (; j < n; j++) {
        d[j] = p[j] - t[j];
        square[j] = d[j] * d[j];
    }
    return (0 + slm_sum_row(square, n)) / (slm_real)n; /* +0: where all are -0, as a sum from 0 */
}

void slm_squared_error_backward(slm_real *dsquare, slm_real *dd, slm_real *dp, slm_real dy,
                                const slm_real *d, size_t n) {
    const slm_real share = dy / (slm_real)n;
    const slm_reg shares = slm_reg_splat(share);
    size_t j = 0;
    for (; j + SLM_REG_LANES <= n; j += SLM_REG_LANES) {
        const slm_reg apart = slm_reg_load(d + j), both = shares * apart + apart * shares;
        slm_reg_store(dsquare + j, shares);
        slm_reg_store(dd + j, both);
        slm_reg_store(dp + j, both);
    }
    for (; j < n; j++) {
        dsquare[j] = share;
        dp[j] = dd[j] = share * d[j] + d[j] * share;
    }
}
