#include "ops/binary.h"

#include "kernels/reduce.h"

#include <string.h>

slm_status slm_binary_shape(slm_node *n, slm_shape *out, slm_need *need, slm_error *err) {
    const slm_shape *a = &n->in[0]->shape, *b = &n->in[1]->shape;
    slm_status s = slm_shape_broadcast(out, a, b, n->op->name, err);
    if (s) return s;
    ptrdiff_t sa[SLM_MAX_RANK], sb[SLM_MAX_RANK];
    slm_shape_strides(sa, a, out);
    slm_shape_strides(sb, b, out);
    slm_binary_plan *plan = n->plan;
    plan->walk = slm_walk_make(out, sa, sb);
    /* Backward forms the gradient of a stretched input at full size before it sums it back. */
    return slm_shape_elements(out, &need->scratch, n->op->name, "the result", err);
}

void slm_binary_forward(const slm_node *n, slm_binary_row *row) {
    const slm_walk_plan *p = &((const slm_binary_plan *)n->plan)->walk;
    for (slm_walk w = slm_walk_begin(p); slm_walk_more(&w); slm_walk_next(&w))
        row(n->out->data + w.full, n->in[0]->data + w.at[0], p->inner[0], n->in[1]->data + w.at[1],
            p->inner[1], p->length);
}

/* The gradient of an input that was used in many places is the sum over those places. */
static void unbroadcast(const slm_walk_plan *p, int i, slm_tensor *in, slm_real *dx,
                        const slm_real *full) {
    slm_walk_plan only = *p;
    only.inner[0] = p->inner[i];
    memcpy(only.stride[0], p->stride[i], sizeof only.stride[0]);
    slm_reduce_sum(&only, dx, in->count, full);
}

void slm_binary_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run,
                         slm_binary_grad *grad) {
    const slm_walk_plan *p = &((const slm_binary_plan *)n->plan)->walk;
    slm_tensor *in = n->in[i];
    bool stretched = in->count != n->out->count;
    slm_real *full = stretched ? run->scratch : dx;
    for (slm_walk w = slm_walk_begin(p); slm_walk_more(&w); slm_walk_next(&w))
        grad(full + w.full, n->out->grad + w.full, n->in[0]->data + w.at[0], p->inner[0],
             n->in[1]->data + w.at[1], p->inner[1], p->length);
    if (stretched) unbroadcast(p, i, in, dx, full);
}
