/* Forward over a recorded graph and backward through it. */
#include "autograd/context.h"

#include <string.h>

static slm_status refuse_while_stepping(slm_ctx *slm, const char *op) {
    if (slm->pass.kind == SLM_PASS_NONE) return SLM_OK;
    return SLM_FAIL(&slm->error, SLM_E_STEPPING, SLM_TEXT("op", op));
}

slm_status slm_forward(slm_ctx *slm, slm_tensor *root) {
    slm_status s = slm_check_tensor(slm, root, "forward", "the root");
    if (!s) s = refuse_while_stepping(slm, "forward");
    if (s) return s;
    slm_order *order = slm_order_of(slm, root, "forward");
    if (!order) return SLM_E_MEMORY;
    for (size_t i = 0; i < order->forwards; i++)
        if ((s = slm_node_forward(slm, order->forward[i]))) return s;
    order->clean = slm->clock;
    return SLM_OK;
}

slm_status slm_check_fresh(slm_ctx *slm, slm_order *order) {
    if (order->clean == slm->clock) return SLM_OK;
    for (size_t i = 0; i < order->forwards; i++) {
        const slm_node *n = order->forward[i];
        for (int j = 0; j < n->count; j++)
            if (n->in[j]->stamp > n->out->stamp) return slm_fail(&slm->error, SLM_E_STALE, NULL);
    }
    order->clean = slm->clock;
    return SLM_OK;
}

static void set_or_add(slm_tensor *t, const slm_real *contribution) {
    if (!t->grad_set) /* the caller may have got it from slm_grad: the same memory */
        memmove(t->grad, contribution, t->count * sizeof *contribution);
    else
        for (size_t j = 0; j < t->count; j++) t->grad[j] += contribution[j];
    t->grad_set = true;
}

slm_status slm_backward_seed(slm_ctx *slm, slm_tensor *root, const slm_real *upstream,
                             slm_order **order) {
    slm_status s = slm_check_tensor(slm, root, "backward", "the root");
    if (!s) s = refuse_while_stepping(slm, "backward");
    if (s) return s;
    if (!root->requires_grad)
        return SLM_FAIL(&slm->error, SLM_E_NO_GRAD, SLM_TEXT("op", "backward"),
                        SLM_TEXT("what", "the root"));
    if (!upstream && root->count != 1)
        return SLM_FAIL(&slm->error, SLM_E_NOT_SCALAR,
                        SLM_DIMS("shape", root->shape.rank, root->shape.dim));
    *order = slm_order_of(slm, root, "backward");
    if (!*order) return SLM_E_MEMORY;
    if ((s = slm_check_fresh(slm, *order))) return s;
    /* Every inner gradient on the tape starts from zero, also one that does not reach this root:
     * its old value belongs to another backward. */
    for (size_t i = 0; i < slm->nodes; i++)
        if (slm->node[i]->node) slm->node[i]->grad_set = false;
    const slm_real one = 1;
    set_or_add(root, upstream ? upstream : &one);
    return SLM_OK;
}

/* grad = contribution the first time, grad += contribution from then on: the only place where
 * gradients meet. */
static void flow(const slm_node *n, int i, slm_real *contribution, const slm_run *run) {
    slm_tensor *in = n->in[i];
    if (!in->grad_set) {
        n->op->backward(n, i, in->grad, run);
        in->grad_set = true;
    } else {
        n->op->backward(n, i, contribution, run);
        for (size_t j = 0; j < in->count; j++) in->grad[j] += contribution[j];
    }
}

slm_status slm_backward(slm_ctx *slm, slm_tensor *root, const slm_real *upstream) {
    slm_order *order;
    slm_status s = slm_backward_seed(slm, root, upstream, &order);
    if (s) return s;
    slm_run run = slm_run_of(slm);
    for (size_t k = 0; k < order->backwards; k++) {
        const slm_node *n = order->backward[k];
        if (!n->out->grad_set) continue; /* nothing flowed here */
        for (int i = 0; i < n->count; i++)
            if (slm_input_flows(n, i)) flow(n, i, slm->contribution, &run);
    }
    return SLM_OK;
}
