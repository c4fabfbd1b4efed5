/* Forward over a recorded graph and backward through it. */
#include "autograd/context.h"
#include "kernels/vec.h"

#include <string.h>

static slm_status refuse_while_stepping(slm_ctx *slm, const char *op) {
    if (slm->pass.kind == SLM_PASS_NONE) return SLM_OK;
    return SLM_FAIL(&slm->error, SLM_E_STEPPING, SLM_TEXT("op", op));
}

slm_status slm_order_forward(slm_ctx *slm, const slm_order *order) {
    for (size_t i = 0, left = order->checks; left > 0; i++) {
        const slm_node *n = order->forward[i];
        if (!n->op->check) continue;
        slm_status s = n->op->check(n, &slm->error);
        if (s) return s;
        left--;
    }
    const slm_run run = slm_run_of(slm);
    for (const slm_call *c = order->call, *end = c + order->calls; c < end; c++)
        c->run(c->node, &run);
    const size_t ages = order->age ? order->forwards : 0;
    for (size_t i = 0; i < ages; i++) {
        const slm_age *t = &order->age[i];
        const uint64_t a = t->a->stamp, b = t->b->stamp;
        t->out->stamp = a > b ? a : b;
    }
    for (size_t i = ages; i < order->forwards; i++) slm_node_stamp(slm, order->forward[i]);
    return SLM_OK;
}

slm_status slm_forward(slm_ctx *slm, slm_tensor *root) {
    slm_status s = slm_check_tensor(slm, root, "forward", "the root");
    if (!s) s = refuse_while_stepping(slm, "forward");
    if (s) return s;
    slm_order *order = slm_order_of(slm, root, "forward");
    if (!order) return SLM_E_MEMORY;
    s = slm_order_forward(slm, order);
    if (!s) order->clean = slm->clock;
    return s;
}

slm_status slm_check_fresh(slm_ctx *slm, slm_order *order) {
    if (order->clean == slm->clock) return SLM_OK;
    for (size_t i = 0; i < order->forwards; i++) {
        const slm_node *n = order->forward[i];
        for (int j = 0; j < n->count; j++)
            if (n->in[j]->stamp > n->out->stamp) return SLM_FAIL(&slm->error, SLM_E_STALE);
    }
    order->clean = slm->clock;
    return SLM_OK;
}

static void add(slm_real *grad, const slm_real *contribution, size_t count) {
    size_t j = 0;
    for (; j + SLM_REG_LANES <= count; j += SLM_REG_LANES)
        slm_reg_store(grad + j, slm_reg_load(grad + j) + slm_reg_load(contribution + j));
    for (; j < count; j++) grad[j] += contribution[j];
}

static void set(slm_tensor *t, const slm_real *contribution) {
    /* The caller may have got it from slm_grad: the same memory. */
    memmove(t->grad, contribution, t->count * sizeof *contribution);
    t->grad_set = true;
}

/* Every inner gradient on the tape starts from zero, also one that does not reach this root: its
 * old value belongs to another backward. */
static void unset_inner(slm_ctx *slm) {
    for (size_t i = 0; i < slm->nodes; i++)
        if (slm->node[i]->node) slm->node[i]->grad_set = false;
}

static void set_reached(const slm_order *order) {
    order->root->grad_set = true;
    for (size_t k = 0; k < order->backwards; k++) {
        const slm_node *n = order->backward[k];
        for (int i = 0; n->out->grad_set && i < n->count; i++)
            if (n->in[i]->node && slm_input_flows(n, i)) n->in[i]->grad_set = true;
    }
}

slm_status slm_backward_seed(slm_ctx *slm, slm_tensor *root, const slm_real *upstream, bool whole,
                             slm_order **order) {
    slm_status s = slm_check_tensor(slm, root, "backward", "the root");
    if (!s) s = refuse_while_stepping(slm, "backward");
    if (s) return s;
    if (!root->requires_grad)
        return SLM_FAIL(&slm->error, SLM_E_NO_GRAD, SLM_TEXT("op", "backward"),
                        SLM_TEXT("what", "the root"));
    if (!upstream && root->count != 1)
        return SLM_FAIL(&slm->error, SLM_E_NOT_SCALAR, SLM_DIMS("shape", &root->shape));
    *order = slm_order_of(slm, root, "backward");
    if (!*order) return SLM_E_MEMORY;
    if ((s = slm_check_fresh(slm, *order))) return s;
    const uint64_t flows = whole ? (*order)->serial : 0;
    if (!flows || slm->flowed != flows) {
        unset_inner(slm);
        if (whole && root->node) set_reached(*order);
        slm->flowed = flows;
    }
    const slm_real one = 1;
    if (!upstream) upstream = &one;
    if (!root->node && root->grad_set)
        add(root->grad, upstream, root->count);
    else
        set(root, upstream);
    return SLM_OK;
}

slm_status slm_backward(slm_ctx *slm, slm_tensor *root, const slm_real *upstream) {
    slm_order *order;
    slm_status s = slm_backward_seed(slm, root, upstream, true, &order);
    if (s) return s;
    const slm_run run = slm_run_of(slm);
    slm_real *contribution = slm->contribution;
    for (const slm_flow *f = order->flow, *end = f + order->flows; f < end; f++) {
        slm_tensor *to = f->to;
        bool adds = f->how == SLM_FLOW_ADDS;
        if (f->how == SLM_FLOW_LEAF) {
            adds = to->grad_set;
            to->grad_set = true;
        }
        if (adds) {
            f->run(f->node, f->input, contribution, &run);
            add(to->grad, contribution, to->count);
        } else {
            f->run(f->node, f->input, to->grad, &run);
        }
    }
    return SLM_OK;
}

slm_status slm_backward_from(slm_ctx *slm, slm_tensor *root, const slm_real *upstream,
                             size_t count) {
    slm_status s = slm_check_tensor(slm, root, "backward", "the root");
    if (s) return s;
    if (!upstream) return slm_fail_null(&slm->error, "backward", "the upstream gradient");
    if (count != root->count)
        return SLM_FAIL(&slm->error, SLM_E_LENGTH, SLM_TEXT("op", "backward"),
                        SLM_UINT("count", count), SLM_TEXT("what", "an upstream gradient"),
                        SLM_DIMS("shape", &root->shape), SLM_UINT("need", root->count));
    return slm_backward(slm, root, upstream);
}
