#include "kernels/vmath.h"

#include <stdbool.h>

typedef slm_reg function(slm_reg x);

static slm_reg exp_reg(slm_reg x) { return slm_reg_exp(x); }
static slm_reg log_reg(slm_reg x) { return slm_reg_log(x); }
static slm_reg erf_reg(slm_reg x) { return slm_reg_erf(x); }

typedef void vector_function(slm_real *y, const slm_real *x, size_t n);

/* y = f(x) by whole registers; returns how many elements these are. */
SLM_INLINE size_t map(slm_real *y, const slm_real *x, size_t n, function *f) {
    size_t i = 0;
    for (; i + SLM_REG_LANES <= n; i += SLM_REG_LANES) slm_reg_store(y + i, f(slm_reg_load(x + i)));
    return i;
}

/* The last elements go through the same code, as one register more, so that their bits do not
 * depend on where the array ends. */
static void map_rest(slm_real *y, const slm_real *x, size_t n, vector_function *again) {
    slm_real lane[SLM_REG_LANES];
    if (n == 0) return;
    for (size_t j = 0; j < SLM_REG_LANES; j++) lane[j] = j < n ? x[j] : 0;
    again(lane, lane, SLM_REG_LANES);
    for (size_t j = 0; j < n; j++) y[j] = lane[j];
}

/* One loop calls these functions for a register at a time. tanh, sigmoid and relu, which networks
 * run for every row that they are trained and tested on, have the loop for themselves. */
static void map_called(slm_real *y, const slm_real *x, size_t n, function *f,
                       vector_function *again) {
    const size_t done = map(y, x, n, f);
    map_rest(y + done, x + done, n - done, again);
}

void slm_vexp(slm_real *y, const slm_real *x, size_t n) { map_called(y, x, n, exp_reg, slm_vexp); }
void slm_vlog(slm_real *y, const slm_real *x, size_t n) { map_called(y, x, n, log_reg, slm_vlog); }
void slm_verf(slm_real *y, const slm_real *x, size_t n) { map_called(y, x, n, erf_reg, slm_verf); }

void slm_vtanh(slm_real *y, const slm_real *x, size_t n) {
    const size_t done = map(y, x, n, slm_reg_tanh);
    map_rest(y + done, x + done, n - done, slm_vtanh);
}

void slm_vsigmoid(slm_real *y, const slm_real *x, size_t n) {
    const size_t done = map(y, x, n, slm_reg_sigmoid);
    map_rest(y + done, x + done, n - done, slm_vsigmoid);
}

void slm_vrelu(slm_real *y, const slm_real *x, size_t n) {
    const size_t done = map(y, x, n, slm_reg_relu);
    map_rest(y + done, x + done, n - done, slm_vrelu);
}

static slm_real one(vector_function *f, slm_real x) {
    f(&x, &x, 1);
    return x;
}

slm_real slm_exp1(slm_real x) { return one(slm_vexp, x); }
slm_real slm_log1(slm_real x) { return one(slm_vlog, x); }
slm_real slm_tanh1(slm_real x) { return one(slm_vtanh, x); }
slm_real slm_sigmoid1(slm_real x) { return one(slm_vsigmoid, x); }
slm_real slm_erf1(slm_real x) { return one(slm_verf, x); }
