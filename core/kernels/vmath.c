#include "kernels/vmath.h"

#include <stdbool.h>

typedef slm_reg function(slm_reg x);

static slm_reg exp_reg(slm_reg x) { return slm_reg_exp(x); }
static slm_reg log_reg(slm_reg x) { return slm_reg_log(x); }
static slm_reg erf_reg(slm_reg x) { return slm_reg_erf(x); }

/* The last elements go through the same code from a buffer, so that their bits do not depend on
 * where the array ends. */
SLM_INLINE void map(slm_real *y, const slm_real *x, size_t n, function *f) {
    for (size_t i = 0; i < n; i += SLM_REG_LANES) {
        slm_real lane[SLM_REG_LANES];
        const size_t left = n - i;
        const bool whole = left >= SLM_REG_LANES;
        for (size_t j = 0; !whole && j < SLM_REG_LANES; j++) lane[j] = j < left ? x[i + j] : 0;
        slm_reg_store(whole ? y + i : lane, f(slm_reg_load(whole ? x + i : lane)));
        for (size_t j = 0; !whole && j < left; j++) y[i + j] = lane[j];
    }
}

/* One loop calls these functions for a register at a time. tanh and sigmoid, which networks run for
 * every row that they are trained and tested on, have the loop for themselves. */
static void map_called(slm_real *y, const slm_real *x, size_t n, function *f) { map(y, x, n, f); }

void slm_vexp(slm_real *y, const slm_real *x, size_t n) { map_called(y, x, n, exp_reg); }
void slm_vlog(slm_real *y, const slm_real *x, size_t n) { map_called(y, x, n, log_reg); }
void slm_vtanh(slm_real *y, const slm_real *x, size_t n) { map(y, x, n, slm_reg_tanh); }
void slm_vsigmoid(slm_real *y, const slm_real *x, size_t n) { map(y, x, n, slm_reg_sigmoid); }
void slm_verf(slm_real *y, const slm_real *x, size_t n) { map_called(y, x, n, erf_reg); }

static slm_real one(void (*f)(slm_real *, const slm_real *, size_t), slm_real x) {
    f(&x, &x, 1);
    return x;
}

slm_real slm_exp1(slm_real x) { return one(slm_vexp, x); }
slm_real slm_log1(slm_real x) { return one(slm_vlog, x); }
slm_real slm_tanh1(slm_real x) { return one(slm_vtanh, x); }
slm_real slm_sigmoid1(slm_real x) { return one(slm_vsigmoid, x); }
slm_real slm_erf1(slm_real x) { return one(slm_verf, x); }
