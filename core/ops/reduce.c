/* sum, mean, max, min over any axes */
#include "kernels/reduce.h"
#include "ops/op.h"

typedef struct {
    slm_walk_plan walk; /* the input, beside the output seen at the input's rank */
    size_t reduced;     /* how many elements meet in one */
} reduce_plan;

enum { AXES, KEEPDIMS };

/* Extents along the chosen axes become 1 (keepdims) or vanish; no axes chosen: all. */
static slm_status reduce_shape(slm_node *n, slm_shape *out, slm_need *need, slm_error *err) {
    const slm_shape *in = &n->in[0]->shape;
    const slm_attr *axes = &n->attr[AXES];
    bool chosen[SLM_MAX_RANK] = {false};
    for (int i = 0; i < axes->count; i++) {
        int axis;
        slm_status s = slm_shape_line_axis(&axis, axes->item[i], in, n->op->name, err);
        if (s) return s;
        if (chosen[axis])
            return SLM_FAIL(err, SLM_E_AXIS_TWICE, SLM_TEXT("op", n->op->name),
                            SLM_INT("axis", axis), SLM_DIMS("shape", in));
        chosen[axis] = true;
    }
    slm_shape kept = *in;
    reduce_plan *plan = n->plan;
    plan->reduced = 1;
    out->rank = 0;
    for (int i = 0; i < in->rank; i++) {
        bool reduce = chosen[i] || !axes->count;
        if (reduce) plan->reduced *= in->dim[i];
        if (reduce) kept.dim[i] = 1;
        if (!reduce || n->attr[KEEPDIMS].integer) out->dim[out->rank++] = kept.dim[i];
    }
    slm_walk_broadcast(&plan->walk, in, &kept, NULL);
    /* Backward of mean and max divides the gradient among the elements before it spreads it. */
    return slm_shape_elements(out, &need->scratch, n->op->name, "the result", err);
}

/* y = sum of x along the axes */
static void sum_forward(const slm_node *n, const slm_run *run) {
    (void)run;
    const reduce_plan *plan = n->plan;
    slm_reduce_sum(&plan->walk, n->out->data, n->out->count, n->in[0]->data);
}

/* y = x1 + x2 + ..., so dy/dxi = 1: every element gets the upstream gradient of its sum. */
static void sum_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    (void)i, (void)run;
    const reduce_plan *plan = n->plan;
    slm_walk_gather(&plan->walk, dx, n->out->grad);
}

#define REDUCE_ATTRS                                                                               \
    SLM_ATTRS({"axes", SLM_ATTR_INTS, .says = "the axes to reduce; none: all"},                    \
              {"keepdims", SLM_ATTR_BOOL, .says = "leave the reduced axes with extent 1"})

const slm_op slm_op_sum = {
    .name = "sum",
    .summary = "Adds up elements along axes.",
    SLM_INPUTS({"x", .derivative = "dx += broadcast(dy)"}),
    REDUCE_ATTRS,
    .formula = "y = sum_i x_i",
    .plan_bytes = sizeof(reduce_plan),
    .shape = reduce_shape,
    .forward = sum_forward,
    .backward = sum_backward,
};

/* y = (sum of x along the axes) / n; of nothing it is 0 / 0, NaN, as in NumPy */
static void mean_forward(const slm_node *n, const slm_run *run) {
    sum_forward(n, run);
    const slm_real count = (slm_real)((const reduce_plan *)n->plan)->reduced;
    for (size_t j = 0; j < n->out->count; j++) n->out->data[j] /= count;
}

/* y = (x1 + ... + xn) / n, so dy/dxi = 1 / n:  dx = broadcast(dy / n) */
static void mean_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    (void)i;
    const reduce_plan *plan = n->plan;
    for (size_t j = 0; j < n->out->count; j++)
        run->scratch[j] = n->out->grad[j] / (slm_real)plan->reduced;
    slm_walk_gather(&plan->walk, dx, run->scratch);
}

const slm_op slm_op_mean = {
    .name = "mean",
    .summary = "Averages elements along axes.",
    SLM_INPUTS({"x", .derivative = "dx += broadcast(dy) / n"}),
    REDUCE_ATTRS,
    .formula = "y = (sum_i x_i) / n",
    .plan_bytes = sizeof(reduce_plan),
    .shape = reduce_shape,
    .forward = mean_forward,
    .backward = mean_backward,
};

static slm_status extreme_shape(slm_node *n, slm_shape *out, slm_need *need, slm_error *err,
                                const char *what) {
    slm_status s = reduce_shape(n, out, need, err);
    if (s) return s;
    if (((const reduce_plan *)n->plan)->reduced == 0 && need->scratch)
        return SLM_FAIL(err, SLM_E_EMPTY, SLM_TEXT("op", n->op->name),
                        SLM_DIMS("shape", &n->in[0]->shape), SLM_TEXT("what", what));
    return SLM_OK;
}

static slm_status max_shape(slm_node *n, slm_shape *out, slm_need *need, slm_error *err) {
    return extreme_shape(n, out, need, err, "maximum");
}

/* y = the largest x along the axes */
static void max_forward(const slm_node *n, const slm_run *run) {
    (void)run;
    const reduce_plan *plan = n->plan;
    slm_reduce_max(&plan->walk, n->out->data, n->out->count, n->in[0]->data);
}

static bool wins(slm_real x, slm_real y) { return x == y || (x != x && y != y); }

/* y = max x_i or min x_i, so dy/dx_i is 1 for the one that won and 0 for the rest; t elements that
 * share the extreme get 1 / t each, as in PyTorch's amax and amin. */
static void extreme_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    (void)i;
    const slm_walk_plan *p = &((const reduce_plan *)n->plan)->walk;
    const slm_real *x = n->in[0]->data, *y = n->out->data, *dy = n->out->grad;
    slm_real *ties = run->scratch;
    for (size_t j = 0; j < n->out->count; j++) ties[j] = 0;
    /* Once to count the ties, once to share. */
    for (int pass = 0; pass < 2; pass++)
        for (slm_walk w = slm_walk_begin(p); slm_walk_next(&w);)
            for (size_t j = 0; j < p->length; j++) {
                ptrdiff_t to = w.at[0] + p->inner[0] * (ptrdiff_t)j;
                bool won = wins(x[w.full + j], y[to]);
                if (pass == 0)
                    ties[to] += won;
                else
                    dx[w.full + j] = won ? dy[to] / ties[to] : 0;
            }
}

const slm_op slm_op_max = {
    .name = "max",
    .summary = "Takes the largest element along axes; equal ones share the gradient.",
    SLM_INPUTS({"x", .derivative = "dx += dy * [x = y] / ties"}),
    REDUCE_ATTRS,
    .formula = "y = max_i x_i",
    .plan_bytes = sizeof(reduce_plan),
    .shape = max_shape,
    .forward = max_forward,
    .backward = extreme_backward,
};

static slm_status min_shape(slm_node *n, slm_shape *out, slm_need *need, slm_error *err) {
    slm_status s = extreme_shape(n, out, need, err, "minimum");
    if (n->in[0]->count > need->scratch) need->scratch = n->in[0]->count;
    return s;
}

/* y = the smallest x along the axes: -max(-x) */
static void min_forward(const slm_node *n, const slm_run *run) {
    const reduce_plan *plan = n->plan;
    const slm_real *x = n->in[0]->data;
    for (size_t j = 0; j < n->in[0]->count; j++) run->scratch[j] = -x[j];
    slm_reduce_max(&plan->walk, n->out->data, n->out->count, run->scratch);
    for (size_t j = 0; j < n->out->count; j++) n->out->data[j] = -n->out->data[j];
}

const slm_op slm_op_min = {
    .name = "min",
    .summary = "Takes the smallest element along axes; equal ones share the gradient.",
    SLM_INPUTS({"x", .derivative = "dx += dy * [x = y] / ties"}),
    REDUCE_ATTRS,
    .formula = "y = min_i x_i",
    .plan_bytes = sizeof(reduce_plan),
    .shape = min_shape,
    .forward = min_forward,
    .backward = extreme_backward,
};
