#include "kernels/bias.h"

#include "kernels/vec4.h"
#include "kernels/vmath.h"

/* f is a constant wherever these are used. */
SLM_INLINE slm_reg curve(slm_curve f, slm_reg y) {
    if (f == SLM_CURVE_TANH) return slm_reg_tanh(y);
    if (f == SLM_CURVE_SIGMOID) return slm_reg_sigmoid(y);
    return slm_reg_select(slm_reg_le(y, slm_reg_splat(0)), slm_reg_splat(0), y);
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

/* Of the column that begins with `left` reals to go. One loop for a whole register and for less: a
 * loop of its own for each would double the code, and the branch is always foretold. */
SLM_INLINE size_t width(size_t left) { return left < SLM_REG_LANES ? left : SLM_REG_LANES; }

/* Down a column of m rows that is `count` reals wide. */
SLM_INLINE void forward_column(slm_curve f, slm_real *h, slm_real *y, const slm_real *z,
                               const slm_real *bias, size_t m, size_t n, size_t count) {
    const slm_reg b = load(bias, count);
    for (size_t at = 0; at < m * n; at += n) {
        const slm_reg sum = load(z + at, count) + b;
        if (y) store(y + at, sum, count);
        store(h + at, curve(f, sum), count);
    }
}

SLM_INLINE void backward_column(slm_curve f, slm_real *dz, slm_real *dy, slm_real *dbias,
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

SLM_INLINE void forward(slm_curve f, slm_real *h, slm_real *y, const slm_real *z,
                        const slm_real *bias, size_t m, size_t n) {
    for (size_t j = 0; j < n; j += SLM_REG_LANES)
        forward_column(f, h + j, y ? y + j : y, z + j, bias + j, m, n, width(n - j));
}

SLM_INLINE void backward(slm_curve f, slm_real *dz, slm_real *dy, slm_real *dbias,
                         const slm_real *dh, const slm_real *h, size_t m, size_t n) {
    for (size_t j = 0; j < n; j += SLM_REG_LANES)
        backward_column(f, dz + j, dy ? dy + j : dy, dbias + j, dh + j, h + j, m, n, width(n - j));
}

void slm_bias_forward(slm_curve f, slm_real *h, slm_real *y, const slm_real *z,
                      const slm_real *bias, size_t m, size_t n) {
    switch (f) {
    case SLM_CURVE_TANH:
        forward(SLM_CURVE_TANH, h, y, z, bias, m, n);
        break;
    case SLM_CURVE_SIGMOID:
        forward(SLM_CURVE_SIGMOID, h, y, z, bias, m, n);
        break;
    case SLM_CURVE_RELU:
        forward(SLM_CURVE_RELU, h, y, z, bias, m, n);
        break;
    }
}

void slm_bias_backward(slm_curve f, slm_real *dz, slm_real *dy, slm_real *dbias, const slm_real *dh,
                       const slm_real *h, size_t m, size_t n) {
    switch (f) {
    case SLM_CURVE_TANH:
        backward(SLM_CURVE_TANH, dz, dy, dbias, dh, h, m, n);
        break;
    case SLM_CURVE_SIGMOID:
        backward(SLM_CURVE_SIGMOID, dz, dy, dbias, dh, h, m, n);
        break;
    case SLM_CURVE_RELU:
        backward(SLM_CURVE_RELU, dz, dy, dbias, dh, h, m, n);
        break;
    }
}
