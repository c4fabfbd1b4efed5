#include "kernels/walk.h"
#include "ops/op.h"

enum { X, MASK };

static slm_status masked_fill_shape(slm_node *n, slm_shape *out, slm_need *need, slm_error *err) {
    (void)need;
    const slm_shape *x = &n->in[X]->shape, *mask = &n->in[MASK]->shape;
    slm_status s = slm_shape_broadcast_to(mask, x, "masked_fill", err);
    if (s) return s;
    slm_walk_broadcast(n->plan, x, mask, NULL);
    *out = *x;
    return SLM_OK;
}

/* y = x where the mask is 0, `masked` elsewhere */
static void fill(const slm_node *n, slm_real *y, const slm_real *x, slm_real masked) {
    const slm_walk_plan *p = n->plan;
    for (slm_walk w = slm_walk_begin(p); slm_walk_next(&w);) {
        const slm_real *mask = n->in[MASK]->data + w.at[0];
        for (size_t j = 0; j < p->length; j++)
            y[w.full + j] = mask[p->inner[0] * (ptrdiff_t)j] != 0 ? masked : x[w.full + j];
    }
}

/* y = value where the mask is not 0, x elsewhere */
static void masked_fill_forward(const slm_node *n, const slm_run *run) {
    (void)run;
    fill(n, n->out->data, n->in[X]->data, (slm_real)n->attr[0].number);
}

/* What was covered did not reach y:  dx = 0 where the mask is not 0, dy elsewhere */
static void masked_fill_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    (void)i, (void)run;
    fill(n, dx, n->out->grad, 0);
}

const slm_op slm_op_masked_fill = {
    .name = "masked_fill",
    .summary = "Covers elements with a fixed value where a mask of 0 and 1 says so.",
    SLM_INPUTS({"x", .derivative = "dx += dy * [mask = 0]"}, {.name = "mask"}),
    SLM_ATTRS({"value", SLM_ATTR_REAL, .says = "what covers, often a very negative number",
               .required = true}),
    .formula = "y = mask ? value : x",
    .plan_bytes = sizeof(slm_walk_plan),
    .shape = masked_fill_shape,
    .forward = masked_fill_forward,
    .backward = masked_fill_backward,
};
