#include "kernels/bias.h"

#include "kernels/vec4.h"
#include "kernels/vmath.h"

enum { BLOCK = 512 }; /* reals that are still at hand when the curve follows the sum */

static void add_rows(slm_real *y, const slm_real *z, const slm_real *bias, size_t m, size_t n) {
    for (size_t i = 0; i < m; i++, y += n, z += n) {
        size_t j = 0;
        for (; j + SLM_REG_LANES <= n; j += SLM_REG_LANES)
            slm_reg_store(y + j, slm_reg_load(z + j) + slm_reg_load(bias + j));
        SLM_ROLLED for (; j < n; j++) y[j] = z[j] + bias[j];
    }
}

static void relu(slm_real *h, const slm_real *y, size_t n) {
    const slm_reg zero = slm_reg_splat(0);
    size_t j = 0;
    for (; j + SLM_REG_LANES <= n; j += SLM_REG_LANES) {
        const slm_reg x = slm_reg_load(y + j);
        slm_reg_store(h + j, slm_reg_select(slm_reg_le(x, zero), zero, x));
    }
    SLM_ROLLED for (; j < n; j++) h[j] = y[j] <= 0 ? 0 : y[j];
}

void slm_bias_forward(slm_curve f, slm_real *h, slm_real *y, const slm_real *z,
                      const slm_real *bias, size_t m, size_t n) {
    static void (*const curve[])(slm_real *, const slm_real *, size_t) = {
        [SLM_CURVE_TANH] = slm_vtanh, [SLM_CURVE_SIGMOID] = slm_vsigmoid, [SLM_CURVE_RELU] = relu};
    const size_t rows = n < BLOCK ? BLOCK / n : 1;
    if (!y) y = h;
    for (size_t i = 0, at = 0; i < m; i += rows, at += rows * n) {
        const size_t count = m - i < rows ? m - i : rows;
        add_rows(y + at, z + at, bias, count, n);
        curve[f](h + at, y + at, count * n);
    }
}

/* As the blocks of tanh, sigmoid and relu have it; relu's x <= 0 is its h <= 0. */
SLM_INLINE slm_reg curve_gradient(slm_curve f, slm_reg dh, slm_reg h) {
    const slm_reg one = slm_reg_splat(1), zero = slm_reg_splat(0);
    if (f == SLM_CURVE_TANH) return dh * (one - h * h);
    if (f == SLM_CURVE_SIGMOID) return dh * (h * (one - h));
    return slm_reg_select(slm_reg_le(h, zero), zero, dh);
}

static SLM_NOINLINE slm_reg load_part(const slm_real *p, size_t count) {
    slm_real lane[SLM_REG_LANES] = {0};
    SLM_ROLLED for (size_t i = 0; i < count; i++) lane[i] = p[i];
    return slm_reg_load(lane);
}

static SLM_NOINLINE void store_part(slm_real *p, slm_reg x, size_t count) {
    slm_real lane[SLM_REG_LANES];
    slm_reg_store(lane, x);
    SLM_ROLLED for (size_t i = 0; i < count; i++) p[i] = lane[i];
}

/* `count` reals as a register; the other lanes are 0. */
SLM_INLINE slm_reg load(const slm_real *p, size_t count) {
    return count == SLM_REG_LANES ? slm_reg_load(p) : load_part(p, count);
}

SLM_INLINE void store(slm_real *p, slm_reg x, size_t count) {
    if (count == SLM_REG_LANES)
        slm_reg_store(p, x);
    else
        store_part(p, x, count);
}

/* Down a column of m rows that is a register or less wide. One loop for both widths and all
 * curves: a loop of its own for each would be many times the code, and the branches are always
 * foretold. */
static SLM_NOINLINE void backward_column(slm_curve f, slm_real *dz, slm_real *dy, slm_real *dbias,
                                         const slm_real *dh, const slm_real *h, size_t m, size_t n,
                                         size_t count) {
    slm_reg sum = {0};
    for (size_t at = 0; at < m * n; at += n) {
        const slm_reg d = curve_gradient(f, load(dh + at, count), load(h + at, count));
        sum = sum + d;
        store(dz + at, d, count);
        if (dy) store(dy + at, d, count);
    }
    store(dbias, sum, count);
}

void slm_bias_backward(slm_curve f, slm_real *dz, slm_real *dy, slm_real *dbias, const slm_real *dh,
                       const slm_real *h, size_t m, size_t n) {
    for (size_t j = 0; j < n; j += SLM_REG_LANES) {
        const size_t left = n - j;
        backward_column(f, dz + j, dy ? dy + j : dy, dbias + j, dh + j, h + j, m, n,
                        left < SLM_REG_LANES ? left : SLM_REG_LANES);
    }
}
