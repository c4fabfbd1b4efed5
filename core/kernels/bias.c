#include "kernels/bias.h"

#include "kernels/vec4.h"
#include "kernels/vmath.h"

#include <string.h>

enum { BLOCK = 512 }; /* reals that are still at hand for the second loop over them */

static size_t rows_of_block(size_t n) { return n < BLOCK ? BLOCK / n : 1; }

/* y = z + bias in each of m rows; y_row is n, or 0: all rows of z are added to one. */
static void add_rows(slm_real *y, size_t y_row, const slm_real *z, const slm_real *bias, size_t m,
                     size_t n) {
    for (size_t i = 0; i < m; i++, y += y_row, z += n) {
        size_t j = 0;
        for (; j + SLM_REG_LANES <= n; j += SLM_REG_LANES)
            slm_reg_store(y + j, slm_reg_load(z + j) + slm_reg_load(bias + j));
        SLM_ROLLED for (; j < n; j++) y[j] = z[j] + bias[j];
    }
}

/* 0 where x <= 0, else y. */
static void relu_of(slm_real *to, const slm_real *x, const slm_real *y, size_t n) {
    const slm_reg zero = slm_reg_splat(0);
    size_t j = 0;
    for (; j + SLM_REG_LANES <= n; j += SLM_REG_LANES)
        slm_reg_store(to + j, slm_reg_select(slm_reg_le(slm_reg_load(x + j), zero), zero,
                                             slm_reg_load(y + j)));
    SLM_ROLLED for (; j < n; j++) to[j] = x[j] <= 0 ? 0 : y[j];
}

static void relu(slm_real *h, const slm_real *y, size_t n) { relu_of(h, y, y, n); }

void slm_bias_forward(slm_curve f, slm_real *h, slm_real *y, const slm_real *z,
                      const slm_real *bias, size_t m, size_t n) {
    static void (*const curve[])(slm_real *, const slm_real *, size_t) = {
        [SLM_CURVE_TANH] = slm_vtanh, [SLM_CURVE_SIGMOID] = slm_vsigmoid, [SLM_CURVE_RELU] = relu};
    const size_t rows = rows_of_block(n);
    if (!y) y = h;
    for (size_t i = 0, at = 0; i < m; i += rows, at += rows * n) {
        const size_t count = m - i < rows ? m - i : rows;
        add_rows(y + at, n, z + at, bias, count, n);
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

void slm_bias_backward(slm_curve f, slm_real *dz, slm_real *dy, slm_real *dbias, const slm_real *dh,
                       const slm_real *h, size_t m, size_t n) {
    static void (*const gradient[])(slm_real *, const slm_real *, const slm_real *,
                                    size_t) = {[SLM_CURVE_TANH] = tanh_gradient,
                                               [SLM_CURVE_SIGMOID] = sigmoid_gradient,
                                               [SLM_CURVE_RELU] = relu_of};
    const size_t rows = rows_of_block(n);
    memset(dbias, 0, n * sizeof *dbias);
    for (size_t i = 0, at = 0; i < m; i += rows, at += rows * n) {
        const size_t count = m - i < rows ? m - i : rows;
        gradient[f](dz + at, h + at, dh + at, count * n);
        add_rows(dbias, 0, dz + at, dbias, count, n);
        if (dy) memcpy(dy + at, dz + at, count * n * sizeof *dz);
    }
}
