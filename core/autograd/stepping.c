/* The same passes one node at a time, for whoever wants to watch. */
#include "autograd/context.h"

#include <string.h>

void slm_step_end(slm_ctx *slm) {
    if (slm) slm->pass.kind = SLM_PASS_NONE;
}

static slm_status not_stepping(slm_ctx *slm, const char *op) {
    return SLM_FAIL(&slm->error, SLM_E_NOT_STEPPING, SLM_TEXT("op", op));
}

slm_status slm_forward_begin(slm_ctx *slm, slm_tensor *root) {
    slm_status s = slm_check_tensor(slm, root, "forward_begin", "the root");
    if (s) return s;
    if (slm->pass.kind != SLM_PASS_NONE)
        return SLM_FAIL(&slm->error, SLM_E_STEPPING, SLM_TEXT("op", "forward_begin"));
    slm_order *order = slm_order_of(slm, root, "forward_begin");
    if (!order) return SLM_E_MEMORY;
    slm->pass.kind = SLM_PASS_FORWARD;
    slm->pass.order = order;
    slm->pass.next = 0;
    return SLM_OK;
}

slm_status slm_forward_next(slm_ctx *slm, slm_tensor **node) {
    if (!slm) return SLM_E_NULL;
    if (!node) return slm_fail_null(&slm->error, "forward_next", "node");
    *node = NULL;
    if (slm->pass.kind != SLM_PASS_FORWARD) return not_stepping(slm, "forward_next");
    slm_order *order = slm->pass.order;
    if (slm->pass.next == order->forwards) {
        /* Not marked as clean: a leaf may have been written after the node that read it was run. */
        slm_step_end(slm);
        return SLM_OK;
    }
    slm_node *n = order->forward[slm->pass.next];
    slm_status s = slm_node_forward(slm, n);
    if (s) return s;
    slm->pass.next++;
    *node = n->out;
    return SLM_OK;
}

/* Two arrays for each input that a gradient flows to: what was there, and what comes. */
static slm_status record_size(const slm_node *n, size_t *reals) {
    *reals = 0;
    for (int i = 0; i < n->count; i++)
        if (slm_input_flows(n, i) && (!slm_size_add(*reals, n->in[i]->count, reals) ||
                                      !slm_size_add(*reals, n->in[i]->count, reals)))
            return SLM_E_SIZE;
    return SLM_OK;
}

slm_status slm_backward_begin(slm_ctx *slm, slm_tensor *root, const slm_real *upstream) {
    slm_status s = slm_check_tensor(slm, root, "backward_begin", "the root");
    if (s) return s;
    slm_order *order = slm_order_of(slm, root, "backward_begin");
    if (!order) return SLM_E_MEMORY;
    size_t largest = 1; /* an empty tensor's record is an address, too: NULL means no gradient */
    for (size_t k = 0; k < order->backwards; k++) {
        size_t reals;
        if (record_size(order->backward[k], &reals))
            return SLM_FAIL(&slm->error, SLM_E_SIZE, SLM_TEXT("op", "backward_begin"),
                            SLM_TEXT("what", "the record of one node"));
        if (reals > largest) largest = reals;
    }
    if ((s = SLM_GROW(slm, slm->pass.record, slm->pass.room, largest, "backward_begin"))) return s;
    if ((s = slm_backward_seed(slm, root, upstream, false, &order))) return s;
    slm->pass.kind = SLM_PASS_BACKWARD;
    slm->pass.order = order;
    slm->pass.next = 0;
    return SLM_OK;
}

/* Inputs are taken in turn, so that a repeated one sees its first contribution as what was there
 * before its second. `after` of the first entry of a repeated input is the second's `before`. */
static void step_input(const slm_node *n, int i, slm_real *record, slm_backward_step *step,
                       const slm_run *run) {
    slm_tensor *in = n->in[i];
    slm_real *before = record, *contribution = record + in->count;
    step->input[i].first = !in->grad_set;
    if (in->grad_set)
        memcpy(before, in->grad, in->count * sizeof *before);
    else
        memset(before, 0, in->count * sizeof *before);
    n->code->backward(n, i, contribution, run);
    for (size_t j = 0; j < in->count; j++)
        in->grad[j] = in->grad_set ? in->grad[j] + contribution[j] : contribution[j];
    in->grad_set = true;
    step->input[i].before = before;
    step->input[i].contribution = contribution;
    step->input[i].after = in->grad;
    for (int k = 0; k < i; k++)
        if (n->in[k] == in && step->input[k].after == in->grad) step->input[k].after = before;
}

slm_status slm_backward_next(slm_ctx *slm, slm_backward_step *step) {
    if (!slm) return SLM_E_NULL;
    if (!step) return slm_fail_null(&slm->error, "backward_next", "step");
    *step = (slm_backward_step){0};
    if (slm->pass.kind != SLM_PASS_BACKWARD) return not_stepping(slm, "backward_next");
    slm_order *order = slm->pass.order;
    slm_status s = slm_check_fresh(slm, order); /* a class or token index may be out of range now */
    if (s) return s;
    while (slm->pass.next < order->backwards && !order->backward[slm->pass.next]->out->grad_set)
        slm->pass.next++;
    if (slm->pass.next == order->backwards) {
        slm_step_end(slm);
        return SLM_OK;
    }
    const slm_node *n = order->backward[slm->pass.next++];
    slm_run run = slm_run_of(slm);
    slm_real *record = slm->pass.record;
    step->node = n->out;
    step->count = n->count;
    for (int i = 0; i < n->count; i++) {
        step->input[i].tensor = n->in[i];
        if (!slm_input_flows(n, i)) continue;
        step_input(n, i, record, step, &run);
        record += 2 * n->in[i]->count;
    }
    return SLM_OK;
}
