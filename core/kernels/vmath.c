#include "kernels/vmath.h"

/* One loop for every function: two registers a round, which WebAssembly rewards (up to a quarter
 * faster than one; native does not care, and with four some are slower again). The last elements go
 * through the same code from a buffer, so that their bits do not depend on where the array ends. */
SLM_INLINE void map(slm_real *y, const slm_real *x, size_t n, slm_reg (*f)(slm_reg)) {
    enum { BLOCK = 2 * SLM_REG_LANES };
    for (size_t i = 0; i < n; i += BLOCK) {
        slm_real lane[BLOCK];
        const slm_real *from = x + i;
        slm_real *to = y + i;
        const size_t left = n - i;
        if (left < BLOCK) {
            for (size_t j = 0; j < BLOCK; j++) lane[j] = j < left ? from[j] : 0;
            from = to = lane;
        }
        slm_reg a = f(slm_reg_load(from)), b = f(slm_reg_load(from + SLM_REG_LANES));
        slm_reg_store(to, a);
        slm_reg_store(to + SLM_REG_LANES, b);
        if (left < BLOCK)
            for (size_t j = 0; j < left; j++) y[i + j] = lane[j];
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
