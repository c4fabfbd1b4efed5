/* pow, exp, log, sqrt, abs, clip */
#include "kernels/scalar_math.h"
#include "kernels/vmath.h"
#include "ops/unary.h"

#include <math.h>

static slm_status pow_shape(slm_node *n, slm_shape *out, slm_need *need, slm_error *err) {
    if (isnan(n->attr[0].number))
        return slm_fail_value(err, "pow", "exponent", n->attr[0].number, "a number");
    return slm_unary_shape(n, out, need, err);
}

/* y = x^p. In double in either build: rounding p log x in float would cost the digits that exp
 * brings out. */
static void pow_forward(const slm_node *n, const slm_run *run) {
    (void)run;
    const double p = n->attr[0].number;
    SLM_UNARY_FORWARD(y[j] = (slm_real)slm_pow64((double)x[j], p))
}

/* y = x^p, so dy/dx = p x^(p-1):  dx = dy * p * x^(p-1). For p = 0 y is constant, also at x = 0. */
static void pow_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    (void)i, (void)run;
    const double p = n->attr[0].number;
    SLM_UNARY_BACKWARD(dx[j] = p == 0 ? 0 : dy[j] * (slm_real)(p * slm_pow64((double)x[j], p - 1)))
}

const slm_op slm_op_pow = {
    .name = "pow",
    .summary = "Raises every element to the same power.",
    SLM_INPUTS({"x", .derivative = "dx += dy * p * x^(p-1)"}),
    SLM_ATTRS({"exponent", SLM_ATTR_REAL, .says = "p, any number", .required = true}),
    .formula = "y = x^p",
    .shape = pow_shape,
    .forward = pow_forward,
    .backward = pow_backward,
};

/* y = e^x */
static void exp_forward(const slm_node *n, const slm_run *run) {
    (void)run;
    slm_vexp(n->out->data, n->in[0]->data, n->out->count);
}

/* y = e^x, so dy/dx = y:  dx = dy * y */
static void exp_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    (void)i, (void)run;
    SLM_UNARY_BACKWARD(dx[j] = dy[j] * y[j])
}

const slm_op slm_op_exp = {
    .name = "exp",
    .summary = "The exponential of every element.",
    SLM_INPUTS({"x", .derivative = "dx += dy * y"}),
    .formula = "y = exp(x)",
    .shape = slm_unary_shape,
    .forward = exp_forward,
    .backward = exp_backward,
};

/* y = log x, the natural logarithm */
static void log_forward(const slm_node *n, const slm_run *run) {
    (void)run;
    slm_vlog(n->out->data, n->in[0]->data, n->out->count);
}

/* y = log x, so dy/dx = 1 / x:  dx = dy / x */
static void log_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    (void)i, (void)run;
    SLM_UNARY_BACKWARD(dx[j] = dy[j] / x[j])
}

const slm_op slm_op_log = {
    .name = "log",
    .summary = "The natural logarithm of every element.",
    SLM_INPUTS({"x", .derivative = "dx += dy / x"}),
    .formula = "y = log(x)",
    .shape = slm_unary_shape,
    .forward = log_forward,
    .backward = log_backward,
};

static slm_real root(slm_real x) {
#ifdef SLM_DOUBLE
    return sqrt(x);
#else
    return sqrtf(x);
#endif
}

/* y = sqrt x */
static void sqrt_forward(const slm_node *n, const slm_run *run) {
    (void)run;
    SLM_UNARY_FORWARD(y[j] = root(x[j]))
}

/* y = x^(1/2), so dy/dx = 1 / (2 y):  dx = dy / (2 y) */
static void sqrt_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    (void)i, (void)run;
    SLM_UNARY_BACKWARD(dx[j] = dy[j] / (2 * y[j]))
}

const slm_op slm_op_sqrt = {
    .name = "sqrt",
    .summary = "The square root of every element.",
    SLM_INPUTS({"x", .derivative = "dx += dy / (2 * y)"}),
    .formula = "y = sqrt(x)",
    .shape = slm_unary_shape,
    .forward = sqrt_forward,
    .backward = sqrt_backward,
};

/* y = |x| */
static void abs_forward(const slm_node *n, const slm_run *run) {
    (void)run;
    SLM_UNARY_FORWARD(y[j] = x[j] < 0 ? -x[j] : x[j] + 0)
}

/* y = |x|, so dy/dx = sign x, and 0 at the kink, as in PyTorch:  dx = dy * sign x */
static void abs_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    (void)i, (void)run;
    SLM_UNARY_BACKWARD(dx[j] = x[j] > 0 ? dy[j] : x[j] < 0 ? -dy[j] : 0)
}

const slm_op slm_op_abs = {
    .name = "abs",
    .summary = "The absolute value of every element.",
    SLM_INPUTS({"x", .derivative = "dx += dy * sign(x)"}),
    .formula = "y = |x|",
    .shape = slm_unary_shape,
    .forward = abs_forward,
    .backward = abs_backward,
};

enum { LOW, HIGH };

static slm_status clip_shape(slm_node *n, slm_shape *out, slm_need *need, slm_error *err) {
    const double low = n->attr[LOW].number, high = n->attr[HIGH].number;
    if (!(low <= high))
        return slm_fail_relation(err, "clip", "low", low, "high", high, "low must be at most high");
    return slm_unary_shape(n, out, need, err);
}

/* y = x, but no less than low and no more than high; NaN stays NaN */
static void clip_forward(const slm_node *n, const slm_run *run) {
    (void)run;
    const slm_real low = (slm_real)n->attr[LOW].number, high = (slm_real)n->attr[HIGH].number;
    SLM_UNARY_FORWARD(y[j] = x[j] < low ? low : x[j] > high ? high : x[j])
}

/* y = x between the bounds, and a constant beyond them, so dy/dx is 1 or 0; at a bound 1, as in
 * PyTorch:  dx = dy * [x = y] */
static void clip_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    (void)i, (void)run;
    SLM_UNARY_BACKWARD(dx[j] = x[j] == y[j] ? dy[j] : 0)
}

const slm_op slm_op_clip = {
    .name = "clip",
    .summary = "Limits every element to a range.",
    SLM_INPUTS({"x", .derivative = "dx += dy * [x = y]"}),
    SLM_ATTRS(
        {"low", SLM_ATTR_REAL, .says = "the least value, -inf for none", .fallback = -HUGE_VAL},
        {"high", SLM_ATTR_REAL, .says = "the largest value, inf for none", .fallback = HUGE_VAL}),
    .formula = "y = max(low, min(x, high))",
    .shape = clip_shape,
    .forward = clip_forward,
    .backward = clip_backward,
};
