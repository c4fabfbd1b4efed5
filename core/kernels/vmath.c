#include "kernels/vmath.h"

#include <stdbool.h>

/* One loop for every function, one register a round: two are about a tenth faster in V8, for twice
 * the code of each function, and a training step runs tanh and sigmoid elsewhere (bias.c). The last
 * elements go through the same code from a buffer, so that their bits do not depend on where the
 * array ends. */
SLM_INLINE void map(slm_real *y, const slm_real *x, size_t n, slm_reg (*f)(slm_reg)) {
    for (size_t i = 0; i < n; i += SLM_REG_LANES) {
        slm_real lane[SLM_REG_LANES];
        const size_t left = n - i;
        const bool whole = left >= SLM_REG_LANES;
        for (size_t j = 0; !whole && j < SLM_REG_LANES; j++) lane[j] = j < left ? x[i + j] : 0;
        slm_reg_store(whole ? y + i : lane, f(slm_reg_load(whole ? x + i : lane)));
        for (size_t j = 0; !whole && j < left; j++) y[i + j] = lane[j];
    }
}

void slm_vexp(slm_real *y, const slm_real *x, size_t n) { map(y, x, n, slm_reg_exp); }
void slm_vlog(slm_real *y, const slm_real *x, size_t n) { map(y, x, n, slm_reg_log); }
void slm_vtanh(slm_real *y, const slm_real *x, size_t n) { map(y, x, n, slm_reg_tanh); }
void slm_vsigmoid(slm_real *y, const slm_real *x, size_t n) { map(y, x, n, slm_reg_sigmoid); }
void slm_verf(slm_real *y, const slm_real *x, size_t n) { map(y, x, n, slm_reg_erf); }

static slm_real one(void (*f)(slm_real *, const slm_real *, size_t), slm_real x) {
    f(&x, &x, 1);
    return x;
}

slm_real slm_exp1(slm_real x) { return one(slm_vexp, x); }
slm_real slm_log1(slm_real x) { return one(slm_vlog, x); }
slm_real slm_tanh1(slm_real x) { return one(slm_vtanh, x); }
slm_real slm_sigmoid1(slm_real x) { return one(slm_vsigmoid, x); }
slm_real slm_erf1(slm_real x) { return one(slm_verf, x); }
