/* tanh, sigmoid, relu, gelu */
#include "kernels/vmath.h"
#include "ops/unary.h"

/* y = tanh x */
static void tanh_forward(const slm_node *n, const slm_run *run) {
    (void)run;
    slm_vtanh(n->out->data, n->in[0]->data, n->out->count);
}

/* y = tanh x, so dy/dx = 1 - y^2:  dx = dy * (1 - y^2) */
static void tanh_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    (void)i, (void)run;
    SLM_UNARY_BACKWARD(dx[j] = dy[j] * (1 - y[j] * y[j]))
}

const slm_op slm_op_tanh = {
    .name = "tanh",
    .summary = "Squeezes every element smoothly into -1 to 1.",
    SLM_INPUTS({"x", .derivative = "dx += dy * (1 - y^2)"}),
    .formula = "y = tanh(x)",
    .shape = slm_unary_shape,
    .forward = tanh_forward,
    .backward = tanh_backward,
};

/* y = 1 / (1 + e^-x) */
static void sigmoid_forward(const slm_node *n, const slm_run *run) {
    (void)run;
    slm_vsigmoid(n->out->data, n->in[0]->data, n->out->count);
}

/* y = 1 / (1 + e^-x), so dy/dx = y (1 - y):  dx = dy * y * (1 - y) */
static void sigmoid_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    (void)i, (void)run;
    SLM_UNARY_BACKWARD(dx[j] = dy[j] * (y[j] * (1 - y[j])))
}

const slm_op slm_op_sigmoid = {
    .name = "sigmoid",
    .summary = "Squeezes every element smoothly into 0 to 1.",
    SLM_INPUTS({"x", .derivative = "dx += dy * y * (1 - y)"}),
    .formula = "y = 1 / (1 + exp(-x))",
    .shape = slm_unary_shape,
    .forward = sigmoid_forward,
    .backward = sigmoid_backward,
};

/* y = max(x, 0); NaN stays NaN */
static void relu_forward(const slm_node *n, const slm_run *run) {
    (void)run;
    slm_vrelu(n->out->data, n->in[0]->data, n->out->count);
}

/* y = x where x > 0, else 0, so dy/dx is 1 or 0, and 0 at the kink, as in PyTorch:  dx = dy * [x >
 * 0] */
static void relu_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    (void)i, (void)run;
    SLM_UNARY_BACKWARD(dx[j] = x[j] <= 0 ? 0 : dy[j])
}

const slm_op slm_op_relu = {
    .name = "relu",
    .summary = "Keeps what is positive and turns the rest into 0.",
    SLM_INPUTS({"x", .derivative = "dx += dy * [x > 0]"}),
    .formula = "y = max(x, 0)",
    .shape = slm_unary_shape,
    .forward = relu_forward,
    .backward = relu_backward,
};

static const slm_real ROOT_HALF = SLM_REAL(0.70710678118654752);      /* 1 / sqrt 2 */
static const slm_real DENSITY_AT_0 = SLM_REAL(0.39894228040143268);   /* 1 / sqrt(2 pi) */
static const slm_real ROOT_2_OVER_PI = SLM_REAL(0.79788456080286536); /* sqrt(2 / pi) */
static const slm_real CUBIC =
    SLM_REAL(0.044715); /* Hendrycks and Gimpel, "Gaussian error linear units", 2016 */

static slm_status gelu_shape(slm_node *n, slm_shape *out, slm_need *need, slm_error *err) {
    need->scratch = n->in[0]->count;
    return slm_unary_shape(n, out, need, err);
}

/* What stands beside x/2 in gelu: erf(x / sqrt 2), or tanh(sqrt(2/pi) (x + c x^3)). */
static void gelu_gate(slm_real *gate, const slm_real *x, size_t n, bool tanh_form) {
    if (tanh_form) {
        for (size_t j = 0; j < n; j++)
            gate[j] = ROOT_2_OVER_PI * (x[j] + CUBIC * (x[j] * x[j] * x[j]));
        slm_vtanh(gate, gate, n);
    } else {
        for (size_t j = 0; j < n; j++) gate[j] = x[j] * ROOT_HALF;
        slm_verf(gate, gate, n);
    }
}

/* y = x/2 (1 + gate(x)) */
static void gelu_forward(const slm_node *n, const slm_run *run) {
    slm_real *gate = run->scratch;
    gelu_gate(gate, n->in[0]->data, n->out->count, n->attr[0].integer != 0);
    SLM_UNARY_FORWARD(y[j] = SLM_REAL(0.5) * x[j] * (1 + gate[j]))
}

/* y = x/2 (1 + g(x)), so dy/dx = (1 + g)/2 + x/2 g'(x).
 * erf form:  g' = 2/sqrt(2 pi) e^(-x^2/2).
 * tanh form: g' = (1 - g^2) sqrt(2/pi) (1 + 3 c x^2). */
static void gelu_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    (void)i;
    const slm_real *v = n->in[0]->data;
    slm_real *gate = run->scratch;
    bool tanh_form = n->attr[0].integer != 0;
    gelu_gate(gate, v, n->out->count, tanh_form);
    /* dx first holds x/2 g'(x). */
    if (tanh_form) {
        for (size_t j = 0; j < n->out->count; j++) {
            const slm_real slope = 1 - gate[j] * gate[j]; /* 0 where v^2 may be infinite */
            dx[j] = slope == 0 ? 0
                               : SLM_REAL(0.5) * v[j] * slope *
                                     (ROOT_2_OVER_PI * (1 + 3 * CUBIC * (v[j] * v[j])));
        }
    } else {
        for (size_t j = 0; j < n->out->count; j++) dx[j] = SLM_REAL(-0.5) * v[j] * v[j];
        slm_vexp(dx, dx, n->out->count);
        for (size_t j = 0; j < n->out->count; j++) dx[j] = v[j] * (DENSITY_AT_0 * dx[j]);
    }
    SLM_UNARY_BACKWARD(dx[j] = dy[j] * (SLM_REAL(0.5) * (1 + gate[j]) + dx[j]))
}

const slm_op slm_op_gelu = {
    .name = "gelu",
    .summary = "Weighs every element by the chance that a normal deviate lies below it.",
    SLM_INPUTS({"x", .derivative = "dx += dy * ((1 + g) / 2 + x * exp(-x^2 / 2) / sqrt(2 * pi))"}),
    SLM_ATTRS({"tanh_form", SLM_ATTR_BOOL, .says = "the tanh approximation instead of erf"}),
    .formula = "y = x / 2 * (1 + g), g = erf(x / sqrt(2))",
    .shape = gelu_shape,
    .forward = gelu_forward,
    .backward = gelu_backward,
};
