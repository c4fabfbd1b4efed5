/* reshape, permute, broadcast_to, slice: the values of x in another arrangement */
#include "kernels/reduce.h"
#include "ops/op.h"

#include <string.h>

enum { INPUT = 0 };

/* --- reshape --- */

/* Names the shape that was asked for: the free extent as -1. */
static slm_status reshape_error(const slm_tensor *x, slm_shape wanted, int free_axis,
                                slm_error *err) {
    if (free_axis >= 0) wanted.dim[free_axis] = SIZE_MAX;
    return SLM_FAIL(err, SLM_E_RESHAPE, SLM_DIMS("a", &x->shape), SLM_UINT("m", x->count),
                    SLM_DIMS("b", &wanted));
}

/* One extent may be -1: whatever makes the element counts agree. */
static slm_status reshape_shape(slm_node *n, slm_shape *out, slm_need *need, slm_error *err) {
    (void)need;
    const slm_tensor *x = n->in[INPUT];
    const slm_attr *shape = &n->attr[0];
    int free_axis = -1;
    size_t known;
    out->rank = shape->count;
    for (int i = 0; i < shape->count; i++) {
        if (shape->item[i] < -1 || (shape->item[i] == -1 && free_axis >= 0))
            return slm_fail_value(err, "reshape", "shape", (double)shape->item[i],
                                  "0 or more, or -1 once");
        if (shape->item[i] == -1) free_axis = i;
        out->dim[i] = shape->item[i] == -1 ? 1 : slm_shape_extent(shape->item[i]);
    }
    slm_status s = slm_shape_elements(out, &known, "reshape", "the result", err);
    if (s) return s;
    /* Beside a 0 any extent would do: no one is the right one, and NumPy refuses, too. */
    bool open = free_axis >= 0 && known == 0;
    if (free_axis >= 0 && known) {
        out->dim[free_axis] = x->count / known;
        known *= out->dim[free_axis];
    }
    return known == x->count && !open ? SLM_OK : reshape_error(x, *out, free_axis, err);
}

/* y = x in the same memory order */
static void reshape_forward(const slm_node *n, const slm_run *run) {
    (void)run;
    memcpy(n->out->data, n->in[INPUT]->data, n->out->count * sizeof(slm_real));
}

/* y = x, so dx = dy in x's shape */
static void reshape_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    (void)i, (void)run;
    memcpy(dx, n->out->grad, n->out->count * sizeof(slm_real));
}

const slm_op slm_op_reshape = {
    .name = "reshape",
    .summary = "The same values in the same order, in another shape.",
    SLM_INPUTS({"x", .derivative = "dx += reshape(dy)"}),
    SLM_ATTRS({"shape", SLM_ATTR_INTS, .says = "the new extents; one may be -1"}),
    .formula = "y = reshape(x)",
    .shape = reshape_shape,
    .forward = reshape_forward,
    .backward = reshape_backward,
};

/* --- permute --- */

static slm_status permute_shape(slm_node *n, slm_shape *out, slm_need *need, slm_error *err) {
    (void)need;
    const slm_shape *in = &n->in[INPUT]->shape;
    const slm_attr *axes = &n->attr[0];
    bool used[SLM_MAX_RANK] = {false};
    if (axes->count && axes->count != in->rank)
        return SLM_FAIL(err, SLM_E_PERMUTE, SLM_INT("count", axes->count), SLM_DIMS("a", in));
    ptrdiff_t own[SLM_MAX_RANK], stride[SLM_MAX_RANK];
    slm_shape_strides(own, in, in);
    out->rank = in->rank;
    for (int i = 0; i < in->rank; i++) {
        int axis = in->rank - 1 - i;
        if (axes->count) {
            slm_status s = slm_shape_axis(&axis, axes->item[i], in, "permute", err);
            if (s) return s;
        }
        if (used[axis])
            return SLM_FAIL(err, SLM_E_AXIS_TWICE, SLM_TEXT("op", "permute"), SLM_INT("axis", axis),
                            SLM_DIMS("shape", in));
        used[axis] = true;
        out->dim[i] = in->dim[axis];
        stride[i] = own[axis];
    }
    slm_walk_make(n->plan, out, stride, NULL);
    return SLM_OK;
}

/* y[i, j, ...] = x[the same indices, reordered] */
static void permute_forward(const slm_node *n, const slm_run *run) {
    (void)run;
    slm_walk_gather(n->plan, n->out->data, n->in[INPUT]->data);
}

/* Every element of y is one of x, so its gradient goes back to where it came from. */
static void permute_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    (void)i, (void)run;
    slm_walk_scatter(n->plan, dx, n->out->grad);
}

const slm_op slm_op_permute = {
    .name = "permute",
    .summary = "Puts the axes into another order; for a matrix, the transpose.",
    SLM_INPUTS({"x", .derivative = "dx += unpermute(dy)"}),
    SLM_ATTRS({"axes", SLM_ATTR_INTS, .says = "the old axes in their new order; none: reversed"}),
    .formula = "y = permute(x)",
    .plan_bytes = sizeof(slm_walk_plan),
    .shape = permute_shape,
    .forward = permute_forward,
    .backward = permute_backward,
};

/* --- broadcast_to --- */

static slm_status broadcast_to_shape(slm_node *n, slm_shape *out, slm_need *need, slm_error *err) {
    (void)need;
    const slm_shape *in = &n->in[INPUT]->shape;
    const slm_attr *shape = &n->attr[0];
    out->rank = shape->count;
    for (int i = 0; i < shape->count; i++) {
        if (shape->item[i] < 0)
            return slm_fail_value(err, "broadcast_to", "shape", (double)shape->item[i],
                                  "0 or more");
        out->dim[i] = slm_shape_extent(shape->item[i]);
    }
    size_t count;
    slm_status s = slm_shape_elements(out, &count, "broadcast_to", "the result", err);
    if (!s) s = slm_shape_broadcast_to(in, out, "broadcast_to", err);
    if (s) return s;
    slm_walk_broadcast(n->plan, out, in, NULL);
    return SLM_OK;
}

/* y = x repeated along its axes of extent 1 */
static void broadcast_to_forward(const slm_node *n, const slm_run *run) {
    (void)run;
    slm_walk_gather(n->plan, n->out->data, n->in[INPUT]->data);
}

/* One x became many y, so its gradient is the sum of theirs:  dx = sum of dy over the stretched
 * axes */
static void broadcast_to_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    (void)i, (void)run;
    slm_reduce_sum(n->plan, dx, n->in[INPUT]->count, n->out->grad);
}

const slm_op slm_op_broadcast_to = {
    .name = "broadcast_to",
    .summary = "Stretches axes of extent 1 to a larger shape.",
    SLM_INPUTS({"x", .derivative = "dx += sum_copies dy"}),
    SLM_ATTRS({"shape", SLM_ATTR_INTS, .says = "the shape to stretch to"}),
    .formula = "y = broadcast(x)",
    .plan_bytes = sizeof(slm_walk_plan),
    .shape = broadcast_to_shape,
    .forward = broadcast_to_forward,
    .backward = broadcast_to_backward,
};

/* --- slice --- */

typedef struct {
    slm_walk_plan walk;
    size_t start; /* where the first element lies in x */
} slice_plan;

enum { AXIS, START, STOP, STEP };

/* A start or stop as NumPy reads it: negative ones count from the end, and both are clipped to what
 * the step can reach. */
static int64_t clip_end(int64_t at, int64_t extent, int64_t step) {
    int64_t low = step > 0 ? 0 : -1, high = step > 0 ? extent : extent - 1;
    if (at < 0) at = at < -extent ? low : at + extent;
    return at < low ? low : at > high ? high : at;
}

static slm_status slice_shape(slm_node *n, slm_shape *out, slm_need *need, slm_error *err) {
    (void)need;
    const slm_shape *in = &n->in[INPUT]->shape;
    int axis;
    slm_status s = slm_shape_axis(&axis, n->attr[AXIS].integer, in, "slice", err);
    if (s) return s;
    int64_t step = n->attr[STEP].integer, extent = (int64_t)in->dim[axis];
    if (step == 0 || step == INT64_MIN)
        return slm_fail_value(err, "slice", "step", (double)step, "any whole number but 0");
    int64_t start = clip_end(n->attr[START].integer, extent, step);
    int64_t stop = clip_end(n->attr[STOP].integer, extent, step);
    int64_t span = step > 0 ? stop - start : start - stop, stride = step > 0 ? step : -step;
    *out = *in;
    out->dim[axis] = span > 0 ? (size_t)((span - 1) / stride + 1) : 0;

    ptrdiff_t strides[SLM_MAX_RANK];
    slm_shape_strides(strides, in, in);
    slice_plan *plan = n->plan;
    plan->start = out->dim[axis] ? (size_t)(start * strides[axis]) : 0;
    /* A step beyond the extent takes one element; its product with the stride need not fit. */
    if (out->dim[axis] > 1) strides[axis] *= (ptrdiff_t)step;
    slm_walk_make(&plan->walk, out, strides, NULL);
    return SLM_OK;
}

/* y = x[start:stop:step] along one axis */
static void slice_forward(const slm_node *n, const slm_run *run) {
    (void)run;
    const slice_plan *plan = n->plan;
    slm_walk_gather(&plan->walk, n->out->data, n->in[INPUT]->data + plan->start);
}

/* What was cut away did not reach y: its gradient is 0. */
static void slice_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    (void)i, (void)run;
    const slice_plan *plan = n->plan;
    memset(dx, 0, n->in[INPUT]->count * sizeof *dx);
    slm_walk_scatter(&plan->walk, dx + plan->start, n->out->grad);
}

const slm_op slm_op_slice = {
    .name = "slice",
    .summary = "Cuts a range, with a step, out of one axis.",
    SLM_INPUTS({"x", .derivative = "dx[start:stop:step] += dy"}),
    SLM_ATTRS({"axis", SLM_ATTR_INT, .says = "which axis"},
              {"start", SLM_ATTR_INT, .says = "first index; negative counts from the end"},
              {"stop", SLM_ATTR_INT, .says = "index after the last", .fallback = 0x1p63},
              {"step", SLM_ATTR_INT, .says = "any whole number but 0", .fallback = 1}),
    .formula = "y = x[start:stop:step]",
    .plan_bytes = sizeof(slice_plan),
    .shape = slice_shape,
    .forward = slice_forward,
    .backward = slice_backward,
};
