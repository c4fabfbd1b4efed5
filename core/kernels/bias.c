#include "kernels/bias.h"

#include "kernels/reduce.h"
#include "kernels/vec4.h"
#include "kernels/vmath.h"

#include <string.h>

enum {
    BLOCK = 512,              /* reals that are still at hand for the second loop over them */
    WIDE = 4 * SLM_REG_LANES, /* columns at once, where there are so many */
};

static size_t rows_of_block(size_t n) { return n < BLOCK ? BLOCK / n : 1; }

/* Of some registers of columns, all rows: for each row anew, the loops over a short row and their
 * ends would take longer than the sums. `regs` is a constant in each caller. */
SLM_INLINE void add_columns(slm_real *y, const slm_real *z, const slm_real *bias, size_t m,
                            size_t n, size_t regs) {
    slm_reg b[4];
    SLM_UNROLL for (size_t r = 0; r < regs; r++) b[r] = slm_reg_load(bias + r * SLM_REG_LANES);
    for (; m > 0; m--, y += n, z += n)
        SLM_UNROLL for (size_t r = 0; r < regs; r++)
            slm_reg_store(y + r * SLM_REG_LANES, slm_reg_load(z + r * SLM_REG_LANES) + b[r]);
}

/* y = z + bias in each of m rows. */
static void add_rows(slm_real *y, const slm_real *z, const slm_real *bias, size_t m, size_t n) {
    size_t j = 0;
    for (; j + WIDE <= n; j += WIDE) add_columns(y + j, z + j, bias + j, m, n, 4);
    for (; j + SLM_REG_LANES <= n; j += SLM_REG_LANES) add_columns(y + j, z + j, bias + j, m, n, 1);
    for (; j < n; j++) SLM_ROLLED for (size_t i = j; i < m * n; i += n) y[i] = z[i] + bias[j];
}

void slm_bias_forward(slm_curve f, slm_real *h, slm_real *y, const slm_real *z,
                      const slm_real *bias, size_t m, size_t n) {
    static void (*const curve[])(slm_real *, const slm_real *,
                                 size_t) = {[SLM_CURVE_TANH] = slm_vtanh,
                                            [SLM_CURVE_SIGMOID] = slm_vsigmoid,
                                            [SLM_CURVE_RELU] = slm_vrelu};
    const size_t rows = rows_of_block(n);
    if (!y) y = h;
    for (size_t i = 0, at = 0; i < m; i += rows, at += rows * n) {
        const size_t count = m - i < rows ? m - i : rows;
        add_rows(y + at, z + at, bias, count, n);
        curve[f](h + at, y + at, count * n);
    }
}

/* As the blocks of tanh, sigmoid and relu have it, for reals or registers of them; relu's x <= 0
 * is its h <= 0. */
#define TANH_GRADIENT(dhj, hj)    ((dhj) * (SLM_REAL(1.0) - (hj) * (hj)))
#define SIGMOID_GRADIENT(dhj, hj) ((dhj) * ((hj) * (SLM_REAL(1.0) - (hj))))
#define EACH(GRADIENT)                                                                             \
    size_t j = 0;                                                                                  \
    for (; j + SLM_REG_LANES <= n; j += SLM_REG_LANES)                                             \
        slm_reg_store(dz + j, GRADIENT(slm_reg_load(dh + j), slm_reg_load(h + j)));                \
    SLM_ROLLED for (; j < n; j++) dz[j] = GRADIENT(dh[j], h[j]);

static void tanh_gradient(slm_real *dz, const slm_real *h, const slm_real *dh, size_t n) {
    EACH(TANH_GRADIENT)
}

static void sigmoid_gradient(slm_real *dz, const slm_real *h, const slm_real *dh, size_t n) {
    EACH(SIGMOID_GRADIENT)
}

/* 0 where h <= 0, else dh. */
static void relu_gradient(slm_real *dz, const slm_real *h, const slm_real *dh, size_t n) {
    const slm_reg zero = slm_reg_splat(0);
    size_t j = 0;
    for (; j + SLM_REG_LANES <= n; j += SLM_REG_LANES)
        slm_reg_store(dz + j, slm_reg_select(slm_reg_le(slm_reg_load(h + j), zero), zero,
                                             slm_reg_load(dh + j)));
    SLM_ROLLED for (; j < n; j++) dz[j] = h[j] <= 0 ? 0 : dh[j];
}

void slm_bias_backward(slm_curve f, slm_real *dz, slm_real *dy, slm_real *dbias, const slm_real *dh,
                       const slm_real *h, size_t m, size_t n) {
    static void (*const gradient[])(slm_real *, const slm_real *, const slm_real *,
                                    size_t) = {[SLM_CURVE_TANH] = tanh_gradient,
                                               [SLM_CURVE_SIGMOID] = sigmoid_gradient,
                                               [SLM_CURVE_RELU] = relu_gradient};
    const size_t rows = rows_of_block(n);
    for (size_t i = 0, at = 0; i < m; i += rows, at += rows * n) {
        const size_t count = m - i < rows ? m - i : rows;
        gradient[f](dz + at, h + at, dh + at, count * n);
        if (dy) memcpy(dy + at, dz + at, count * n * sizeof *dz);
    }
    slm_sum_columns(dbias, dz, m, n);
}
