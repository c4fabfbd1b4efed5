/* add, sub, mul, div, maximum, minimum, neg */
#include "ops/binary.h"
#include "ops/unary.h"

/* y = a + b */
static void add_rows(const slm_binary_rows *at) { SLM_BINARY_FORWARD(a + b) }

static void add_forward(const slm_node *n, const slm_run *run) {
    (void)run;
    slm_binary_forward(n, add_rows);
}

/* y = a + b, so dy/da = dy/db = 1:  da = dy,  db = dy */
static void add_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    (void)run;
    slm_binary_pass(n, i, dx);
}

const slm_op slm_op_add = {
    .name = "add",
    .summary = "Adds two tensors element by element; smaller shapes are stretched.",
    SLM_INPUTS({"a", .derivative = "da += unbroadcast(dy)"},
               {"b", .derivative = "db += unbroadcast(dy)"}),
    .formula = "y = a + b",
    .plan_bytes = sizeof(slm_binary_plan),
    .shape = slm_binary_shape,
    .forward = add_forward,
    .backward = add_backward,
};

/* y = a - b */
static void sub_rows(const slm_binary_rows *at) { SLM_BINARY_FORWARD(a - b) }

static void sub_forward(const slm_node *n, const slm_run *run) {
    (void)run;
    slm_binary_forward(n, sub_rows);
}

/* y = a - b, so dy/da = 1 as for add, and dy/db = -1:  db = -dy */
static void sub_grad_b(const slm_binary_rows *at) { SLM_BINARY_GRAD_REALS(-dy) }

static void sub_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    if (i == 0)
        slm_binary_pass(n, i, dx);
    else
        slm_binary_backward(n, i, dx, run, sub_grad_b, 0);
}

const slm_op slm_op_sub = {
    .name = "sub",
    .summary = "Subtracts the second tensor from the first, element by element.",
    SLM_INPUTS({"a", .derivative = "da += unbroadcast(dy)"},
               {"b", .derivative = "db += unbroadcast(-dy)"}),
    .formula = "y = a - b",
    .plan_bytes = sizeof(slm_binary_plan),
    .shape = slm_binary_shape,
    .forward = sub_forward,
    .backward = sub_backward,
};

/* y = a * b */
static void mul_rows(const slm_binary_rows *at) { SLM_BINARY_FORWARD(a * b) }

static void mul_forward(const slm_node *n, const slm_run *run) {
    (void)run;
    slm_binary_forward(n, mul_rows);
}

/* y = a * b, so dy/da = b:  da = dy * b,  and likewise db = dy * a */
static void mul_grad(const slm_binary_rows *at) { SLM_BINARY_GRAD(dy * b) }

static void mul_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    slm_binary_backward(n, i, dx, run, mul_grad, i);
}

const slm_op slm_op_mul = {
    .name = "mul",
    .summary = "Multiplies two tensors element by element.",
    SLM_INPUTS({"a", .derivative = "da += unbroadcast(dy * b)"},
               {"b", .derivative = "db += unbroadcast(dy * a)"}),
    .formula = "y = a * b",
    .plan_bytes = sizeof(slm_binary_plan),
    .shape = slm_binary_shape,
    .forward = mul_forward,
    .backward = mul_backward,
};

/* y = a / b */
static void div_rows(const slm_binary_rows *at) { SLM_BINARY_FORWARD_REALS(a / b) }

static void div_forward(const slm_node *n, const slm_run *run) {
    (void)run;
    slm_binary_forward(n, div_rows);
}

/* y = a / b, so dy/da = 1 / b:  da = dy / b */
static void div_grad_a(const slm_binary_rows *at) { SLM_BINARY_GRAD_REALS(dy / b) }

/* y = a / b, so dy/db = -a / b^2:  db = -dy * a / b^2. Divided twice: b^2 could overflow where the
 * quotient does not. */
static void div_grad_b(const slm_binary_rows *at) { SLM_BINARY_GRAD_REALS(-dy * (a / b / b)) }

static void div_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    slm_binary_backward(n, i, dx, run, i == 0 ? div_grad_a : div_grad_b, 0);
}

const slm_op slm_op_div = {
    .name = "div",
    .summary = "Divides the first tensor by the second, element by element.",
    SLM_INPUTS({"a", .derivative = "da += unbroadcast(dy / b)"},
               {"b", .derivative = "db += unbroadcast(-dy * a / b^2)"}),
    .formula = "y = a / b",
    .plan_bytes = sizeof(slm_binary_plan),
    .shape = slm_binary_shape,
    .forward = div_forward,
    .backward = div_backward,
};

/* y = max(a, b); NaN in either gives NaN, as in NumPy */
static void maximum_rows(const slm_binary_rows *at) {
    SLM_BINARY_FORWARD_REALS(a > b || a != a ? a : b)
}

static void maximum_forward(const slm_node *n, const slm_run *run) {
    (void)run;
    slm_binary_forward(n, maximum_rows);
}

/* y = max(a, b), so dy/da is 1 where a wins and 0 where b does; at a tie each gets half, and beside
 * a NaN, which neither wins, both get all, as in PyTorch. */
static void maximum_grad(const slm_binary_rows *at) {
    SLM_BINARY_GRAD_REALS(a == b ? dy / 2 : a < b ? 0 : dy)
}

static void maximum_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    slm_binary_backward(n, i, dx, run, maximum_grad, i);
}

const slm_op slm_op_maximum = {
    .name = "maximum",
    .summary = "Takes the larger of two tensors, element by element.",
    SLM_INPUTS({"a", .derivative = "da += unbroadcast(dy * ([a > b] + [a = b] / 2))"},
               {"b", .derivative = "db += unbroadcast(dy * ([b > a] + [a = b] / 2))"}),
    .formula = "y = max(a, b)",
    .plan_bytes = sizeof(slm_binary_plan),
    .shape = slm_binary_shape,
    .forward = maximum_forward,
    .backward = maximum_backward,
};

/* y = min(a, b); NaN in either gives NaN, as in NumPy */
static void minimum_rows(const slm_binary_rows *at) {
    SLM_BINARY_FORWARD_REALS(a < b || a != a ? a : b)
}

static void minimum_forward(const slm_node *n, const slm_run *run) {
    (void)run;
    slm_binary_forward(n, minimum_rows);
}

/* y = min(a, b), so as for max with the comparison turned round */
static void minimum_grad(const slm_binary_rows *at) {
    SLM_BINARY_GRAD_REALS(a == b ? dy / 2 : b < a ? 0 : dy)
}

static void minimum_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    slm_binary_backward(n, i, dx, run, minimum_grad, i);
}

const slm_op slm_op_minimum = {
    .name = "minimum",
    .summary = "Takes the smaller of two tensors, element by element.",
    SLM_INPUTS({"a", .derivative = "da += unbroadcast(dy * ([a < b] + [a = b] / 2))"},
               {"b", .derivative = "db += unbroadcast(dy * ([b < a] + [a = b] / 2))"}),
    .formula = "y = min(a, b)",
    .plan_bytes = sizeof(slm_binary_plan),
    .shape = slm_binary_shape,
    .forward = minimum_forward,
    .backward = minimum_backward,
};

/* y = -x */
static void neg_forward(const slm_node *n, const slm_run *run) {
    (void)run;
    SLM_UNARY_FORWARD(y[j] = -x[j])
}

/* y = -x, so dy/dx = -1:  dx = -dy */
static void neg_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    (void)i, (void)run;
    SLM_UNARY_BACKWARD(dx[j] = -dy[j])
}

const slm_op slm_op_neg = {
    .name = "neg",
    .summary = "Changes the sign of every element.",
    SLM_INPUTS({"x", .derivative = "dx += -dy"}),
    .formula = "y = -x",
    .shape = slm_unary_shape,
    .forward = neg_forward,
    .backward = neg_backward,
};
