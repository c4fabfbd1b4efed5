/* Forward over a recorded graph and backward through it. */
#include "autograd/context.h"
#include "kernels/vec.h"

#include <string.h>

static slm_status refuse_while_stepping(slm_ctx *slm, const char *op) {
    if (slm->pass.kind == SLM_PASS_NONE) return SLM_OK;
    return SLM_FAIL(&slm->error, SLM_E_STEPPING, SLM_TEXT("op", op));
}

slm_status slm_order_forward(slm_ctx *slm, const slm_order *order) {
    const slm_run run = slm_run_of(slm);
    for (size_t i = 0; i < order->forwards; i++) {
        slm_node *n = order->forward[i];
        slm_status s;
        if (order->fusion[i]) {
            slm_fusion_forward(order->fusion[i], n, order->forward[i + 1]);
            slm_node_stamp(slm, n);
            n = order->forward[++i];
        } else if ((s = n->op->forward(n, &run))) {
            return s;
        }
        slm_node_stamp(slm, n);
    }
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

static void set_or_add(slm_tensor *t, const slm_real *contribution) {
    if (!t->grad_set) /* the caller may have got it from slm_grad: the same memory */
        memmove(t->grad, contribution, t->count * sizeof *contribution);
    else
        add(t->grad, contribution, t->count);
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
        return SLM_FAIL(&slm->error, SLM_E_NOT_SCALAR, SLM_DIMS("shape", &root->shape));
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

/* grad = contribution the first time, grad += contribution from then on: where gradients meet. */
static void flow(const slm_node *n, int i, slm_real *contribution, const slm_run *run) {
    slm_tensor *in = n->in[i];
    if (!in->grad_set) {
        n->op->backward(n, i, in->grad, run);
        in->grad_set = true;
    } else {
        n->op->backward(n, i, contribution, run);
        add(in->grad, contribution, in->count);
    }
}

/* Three edges at once, if nothing has flowed yet into what the fusion writes; a bias that serves
 * elsewhere, too, may have got something. */
static bool flow_fused(const slm_edge *e, slm_real *contribution) {
    const slm_node *plus = e[1].node;
    slm_tensor *z = plus->in[0], *bias = plus->in[1];
    if (plus->out->grad_set || z->grad_set) return false;
    slm_fusion_backward(e->fusion, plus, e->node, bias->grad_set ? contribution : bias->grad);
    if (bias->grad_set) add(bias->grad, contribution, bias->count);
    plus->out->grad_set = z->grad_set = bias->grad_set = true;
    return true;
}

slm_status slm_backward(slm_ctx *slm, slm_tensor *root, const slm_real *upstream) {
    slm_order *order;
    slm_status s = slm_backward_seed(slm, root, upstream, &order);
    if (s) return s;
    slm_run run = slm_run_of(slm);
    for (size_t k = 0; k < order->edges; k++) {
        const slm_edge *e = &order->edge[k];
        if (!e->node->out->grad_set) continue; /* nothing flowed here */
        if (e->fusion && flow_fused(e, slm->contribution))
            k += 2;
        else
            flow(e->node, e->input, slm->contribution, &run);
    }
    return SLM_OK;
}
