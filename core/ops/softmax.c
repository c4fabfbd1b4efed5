/* softmax, log_softmax along one axis. x and y have one shape, seen as (outer, L, inner) with L the
 * extent of the axis: outer * inner lines of L numbers, `inner` apart. */
#include "kernels/reduce.h"
#include "kernels/vmath.h"
#include "ops/lines.h"

/* The axis, checked, and room for three lines. */
static slm_status softmax_shape(slm_node *n, slm_shape *out, slm_need *need, slm_error *err) {
    const slm_shape *in = &n->in[0]->shape;
    int axis;
    slm_status s = slm_shape_line_axis(&axis, n->attr[0].integer, in, n->op->name, err);
    if (s) return s;
    slm_lines *lines = n->plan;
    *lines = slm_lines_along(in, axis);
    /* At most three times the input, whose bytes were checked; an empty one has no lines. */
    need->scratch = n->in[0]->count ? 3 * lines->length : 0;
    *out = *in;
    return SLM_OK;
}

/* With m the largest x, no exponential overflows:
 *     softmax      y_i = e^(x_i - m) / sum_k e^(x_k - m), the same quotient as without m
 *     log_softmax  y_i = x_i - m - log sum_k e^(x_k - m) */
static void forward_lines(const slm_node *n, const slm_run *run, bool logarithm) {
    const slm_lines *l = n->plan;
    slm_real *room = run->scratch; /* (3, L) */
    for (size_t k = 0; l->length && k < slm_lines_count(l); k++) {
        size_t start = slm_line_start(l, k);
        /* x, y, e: (L) */
        slm_real *e = room + 2 * l->length; /* not before: without lines there is no room */
        const slm_real *x = slm_line_read(l, n->in[0]->data + start, room);
        slm_real *y = l->inner == 1 ? n->out->data + start : room + l->length;
        slm_real m = slm_max_row(x, l->length);
        for (size_t i = 0; i < l->length; i++) e[i] = x[i] - m;
        slm_vexp(e, e, l->length);
        slm_real sum = slm_sum_row(e, l->length);
        slm_real log_sum = logarithm ? slm_log1(sum) : 0;
        for (size_t i = 0; i < l->length; i++) y[i] = logarithm ? x[i] - m - log_sum : e[i] / sum;
        slm_line_write(l, n->out->data + start, y);
    }
}

/* softmax: dy_i/dx_j = y_i ([i = j] - y_j):             dx_j = y_j (dy_j - sum_i dy_i y_i)
 * log_softmax: dy_i/dx_j = [i = j] - p_j, p_j = e^y_j:  dx_j = dy_j - p_j sum_i dy_i */
static void backward_lines(const slm_node *n, slm_real *dx, const slm_run *run, bool logarithm) {
    const slm_lines *l = n->plan;
    slm_real *room = run->scratch; /* (3, L) */
    for (size_t k = 0; l->length && k < slm_lines_count(l); k++) {
        size_t start = slm_line_start(l, k);
        /* y, dy, d: (L) */
        const slm_real *y = slm_line_read(l, n->out->data + start, room);
        const slm_real *dy = slm_line_read(l, n->out->grad + start, room + l->length);
        slm_real *d = l->inner == 1 ? dx + start : room + 2 * l->length;
        for (size_t i = 0; !logarithm && i < l->length; i++) d[i] = dy[i] * y[i];
        slm_real sum = slm_sum_row(logarithm ? dy : d, l->length);
        if (logarithm) slm_vexp(d, y, l->length);
        for (size_t i = 0; i < l->length; i++)
            d[i] = logarithm ? dy[i] - d[i] * sum : y[i] * (dy[i] - sum);
        slm_line_write(l, dx + start, d);
    }
}

static void softmax_forward(const slm_node *n, const slm_run *run) { forward_lines(n, run, false); }

static void softmax_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    (void)i;
    backward_lines(n, dx, run, false);
}

const slm_op slm_op_softmax = {
    .name = "softmax",
    .summary = "Turns scores along one axis into positive shares that add up to 1.",
    SLM_INPUTS({"x", .derivative = "dx_i += y_i * (dy_i - sum_k (dy_k * y_k))"}),
    SLM_ATTRS({"axis", SLM_ATTR_INT, .says = "along which axis", .fallback = -1}),
    .formula = "y_i = exp(x_i) / sum_k exp(x_k)",
    .plan_bytes = sizeof(slm_lines),
    .shape = softmax_shape,
    .forward = softmax_forward,
    .backward = softmax_backward,
};

static void log_softmax_forward(const slm_node *n, const slm_run *run) {
    forward_lines(n, run, true);
}

static void log_softmax_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    (void)i;
    backward_lines(n, dx, run, true);
}

const slm_op slm_op_log_softmax = {
    .name = "log_softmax",
    .summary = "The logarithm of softmax, without losing what softmax rounds to 0.",
    SLM_INPUTS({"x", .derivative = "dx_i += dy_i - exp(y_i) * sum_k dy_k"}),
    SLM_ATTRS({"axis", SLM_ATTR_INT, .says = "along which axis", .fallback = -1}),
    .formula = "y_i = x_i - log(sum_k exp(x_k))",
    .plan_bytes = sizeof(slm_lines),
    .shape = softmax_shape,
    .forward = log_softmax_forward,
    .backward = log_softmax_backward,
};
