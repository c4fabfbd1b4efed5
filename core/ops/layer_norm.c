/* layer_norm. x and y are (..., D), seen as (R, D): R rows of D numbers. gamma and beta are (D). */
#include "kernels/reduce.h"
#include "ops/op.h"

#include <math.h>

enum { X, GAMMA, BETA };

static slm_status layer_norm_shape(slm_node *n, slm_shape *out, slm_need *need, slm_error *err) {
    const slm_tensor *x = n->in[X];
    double eps = n->attr[0].number;
    if (!(eps >= 0 && eps < (double)SLM_INFINITY))
        return slm_fail_value(err, "layer_norm", "eps", eps, "a number from 0");
    if (x->shape.rank == 0)
        return SLM_FAIL(err, SLM_E_RANK, SLM_TEXT("op", "layer_norm"), SLM_TEXT("what", "x"),
                        SLM_DIMS("shape", &x->shape), SLM_TEXT("rule", "1 or more"));
    size_t width = x->shape.dim[x->shape.rank - 1];
    const slm_shape row = {1, {width}};
    for (int i = GAMMA; i <= BETA; i++) {
        const slm_shape *s = &n->in[i]->shape;
        if (!slm_shape_equal(s, &row))
            return SLM_FAIL(err, SLM_E_SHAPE, SLM_TEXT("op", "layer_norm"),
                            SLM_TEXT("what", i == GAMMA ? "gamma" : "beta"), SLM_DIMS("a", s),
                            SLM_DIMS("b", &row));
    }
    *out = x->shape;
    need->saved_bytes = width ? 2 * (x->count / width) * sizeof(slm_real) : 0;
    need->scratch = x->count > 2 * width ? x->count : 2 * width;
    return SLM_OK;
}

/* saved (R, 2): per row the mean and 1 / sqrt(variance + eps) */
static slm_real *row_statistics(const slm_node *n, size_t row) {
    return (slm_real *)n->saved + 2 * row;
}

/* y = (x - mean) / sqrt(var + eps) * gamma + beta, with mean and variance (over n, not n - 1) of
 * each row */
static void layer_norm_forward(const slm_node *n, const slm_run *run) {
    size_t width = n->in[GAMMA]->count;                                    /* D */
    const slm_real *gamma = n->in[GAMMA]->data, *beta = n->in[BETA]->data; /* (D) */
    const slm_real *x = n->in[X]->data;                                    /* (R, D) */
    slm_real *y = n->out->data;                                            /* (R, D) */
    slm_real *square = run->scratch;                                       /* (D) */
    for (size_t at = 0, row = 0; at < n->out->count; at += width, row++) {
        slm_real mean = slm_sum_row(x + at, width) / (slm_real)width;
        for (size_t j = 0; j < width; j++) {
            slm_real d = x[at + j] - mean;
            square[j] = d * d;
        }
        slm_real variance = slm_sum_row(square, width) / (slm_real)width;
        slm_real inverse = (slm_real)(1 / sqrt((double)variance + n->attr[0].number));
        for (size_t j = 0; j < width; j++)
            y[at + j] = (x[at + j] - mean) * inverse * gamma[j] + beta[j];
        row_statistics(n, row)[0] = mean;
        row_statistics(n, row)[1] = inverse;
    }
}

/* y = h gamma + beta with h = (x - mean) r, r = 1 / sqrt(var + eps). With g = dy gamma, x moves y
 * directly, through the mean and through the variance:  dx = r (g - mean(g) - h mean(g h)) */
static void input_gradient(const slm_node *n, slm_real *dx, const slm_run *run) {
    size_t width = n->in[GAMMA]->count;                     /* D */
    const slm_real *gamma = n->in[GAMMA]->data;             /* (D) */
    const slm_real *x = n->in[X]->data, *dy = n->out->grad; /* (R, D) */
    slm_real *g = run->scratch, *gh = run->scratch + width; /* (D) */
    for (size_t at = 0, row = 0; at < n->out->count; at += width, row++) {
        slm_real mean = row_statistics(n, row)[0], r = row_statistics(n, row)[1];
        for (size_t j = 0; j < width; j++) {
            g[j] = dy[at + j] * gamma[j];
            gh[j] = g[j] * ((x[at + j] - mean) * r);
        }
        slm_real mean_g = slm_sum_row(g, width) / (slm_real)width;
        slm_real mean_gh = slm_sum_row(gh, width) / (slm_real)width;
        for (size_t j = 0; j < width; j++)
            dx[at + j] = r * (g[j] - mean_g - (x[at + j] - mean) * r * mean_gh);
    }
}

/* y = h gamma + beta, so dgamma = sum over rows of dy h, and dbeta = sum over rows of dy */
static void layer_norm_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    if (i == X) {
        input_gradient(n, dx, run);
        return;
    }
    size_t width = n->in[GAMMA]->count;                     /* D, the length of dx */
    const slm_real *x = n->in[X]->data, *dy = n->out->grad; /* (R, D) */
    const size_t rows = width ? n->out->count / width : 0;
    if (i == BETA) {
        slm_sum_columns(dx, dy, rows, width);
        return;
    }
    slm_real *dy_h = run->scratch; /* (R, D) */
    for (size_t at = 0, row = 0; row < rows; at += width, row++) {
        slm_real mean = row_statistics(n, row)[0], r = row_statistics(n, row)[1];
        for (size_t j = 0; j < width; j++) dy_h[at + j] = dy[at + j] * ((x[at + j] - mean) * r);
    }
    slm_sum_columns(dx, dy_h, rows, width);
}

const slm_op slm_op_layer_norm = {
    .name = "layer_norm",
    .summary = "Shifts and scales each row to mean 0 and variance 1, then by gamma and beta.",
    SLM_INPUTS(
        {"x", .derivative =
                  "dx_ri += s_r * (g_ri - mean_k g_rk - h_ri * mean_k (g_rk * h_rk)), g_ri = dy_ri "
                  "* gamma_i"},
        {"gamma", .derivative = "dgamma_i += sum_r (dy_ri * h_ri)"},
        {"beta", .derivative = "dbeta_i += sum_r dy_ri"}),
    SLM_ATTRS({"eps", SLM_ATTR_REAL, .says = "added to the variance, from 0", .fallback = 1e-5}),
    .formula = "y_ri = h_ri * gamma_i + beta_i, h_ri = (x_ri - m_r) * s_r, m_r = mean_k x_rk, s_r "
               "= 1 / sqrt(mean_k (x_rk - m_r)^2 + eps)",
    .shape = layer_norm_shape,
    .forward = layer_norm_forward,
    .backward = layer_norm_backward,
};
