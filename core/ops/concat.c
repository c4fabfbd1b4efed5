#include "ops/op.h"

#include <string.h>

typedef struct {
    size_t
        outer; /* product of the extents before the axis: how many blocks each part is cut into */
    size_t block; /* elements of one block of y */
} concat_plan;

static slm_status concat_shape(slm_node *n, slm_shape *out, slm_need *need, slm_error *err) {
    (void)need;
    const slm_shape *first = &n->in[0]->shape;
    int axis;
    slm_status s = slm_shape_axis(&axis, n->attr[0].integer, first, "concat", err);
    if (s) return s;
    *out = *first;
    for (int i = 1; i < n->count; i++) {
        slm_shape part = n->in[i]->shape;
        size_t extent = part.rank > axis ? part.dim[axis] : 0;
        if (part.rank == first->rank) part.dim[axis] = first->dim[axis];
        if (!slm_shape_equal(&part, first))
            return SLM_FAIL(err, SLM_E_CONCAT, SLM_DIMS("a", first),
                            SLM_DIMS("b", &n->in[i]->shape), SLM_INT("axis", axis));
        if (!slm_size_add(out->dim[axis], extent, &out->dim[axis]))
            return SLM_FAIL(err, SLM_E_SIZE, SLM_TEXT("op", "concat"),
                            SLM_TEXT("what", "the result"));
    }
    concat_plan *plan = n->plan;
    plan->outer = slm_shape_product(out, 0, axis);
    plan->block = 0;
    for (int i = 0; plan->outer && i < n->count; i++) plan->block += n->in[i]->count / plan->outer;
    if (!plan->block) plan->outer = 0; /* nothing to copy, however many times */
    return SLM_OK;
}

/* y = the parts one after the other along the axis */
static void concat_forward(const slm_node *n, const slm_run *run) {
    (void)run;
    const concat_plan *plan = n->plan;
    slm_real *y = n->out->data;
    for (int i = 0; plan->outer && i < n->count; i++) {
        size_t own = n->in[i]->count / plan->outer;
        for (size_t k = 0; k < plan->outer; k++)
            memcpy(y + k * plan->block, n->in[i]->data + k * own, own * sizeof *y);
        y += own;
    }
}

/* Each part gets the piece of dy that it became. */
static void concat_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    (void)run;
    const concat_plan *plan = n->plan;
    const slm_real *dy = n->out->grad;
    if (!plan->outer) return;
    for (int before = 0; before < i; before++) dy += n->in[before]->count / plan->outer;
    size_t own = n->in[i]->count / plan->outer;
    for (size_t k = 0; k < plan->outer; k++)
        memcpy(dx + k * own, dy + k * plan->block, own * sizeof *dx);
}

const slm_op slm_op_concat = {
    .name = "concat",
    .summary = "Joins tensors along one axis.",
    .variadic = true,
    SLM_INPUTS({"part", .derivative = "dx_k += dy[k]"}),
    SLM_ATTRS({"axis", SLM_ATTR_INT, .says = "along which axis"}),
    .formula = "y = [x_1, x_2, ...]",
    .plan_bytes = sizeof(concat_plan),
    .shape = concat_shape,
    .forward = concat_forward,
    .backward = concat_backward,
};
