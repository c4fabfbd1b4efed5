/* Sorting the graph below a root: an iterative depth-first search, as deep as the graph needs
 * without a call stack. */
#include "autograd/context.h"

/* Every tensor is pushed once: the stack never holds more than all of them. */
static slm_status reserve_stack(slm_ctx *slm, const char *op) {
    return SLM_GROW(slm, slm->stack, slm->stack_room, slm->nodes + slm->parameters + 1, op);
}

/* Visits what `root` is computed from, inputs before results, and calls back for each. */
static void search(slm_ctx *slm, slm_tensor *root, slm_order *order,
                   void (*visit)(slm_order *, slm_tensor *)) {
    uint64_t mark = ++slm->visits;
    size_t depth = 0;
    root->visit = mark;
    slm->stack[depth++] = (slm_frame){root, 0};
    while (depth) {
        slm_frame *top = &slm->stack[depth - 1];
        slm_tensor *t = top->tensor;
        if (t->node && top->next < t->node->count) {
            slm_tensor *in = t->node->in[top->next++];
            if (in->visit == mark) continue;
            in->visit = mark;
            slm->stack[depth++] = (slm_frame){in, 0};
        } else {
            depth--;
            visit(order, t);
        }
    }
}

static void count_one(slm_order *order, slm_tensor *t) {
    if (!t->node)
        order->leaves++;
    else if (order->forwards++, t->requires_grad)
        order->backwards++;
    for (int i = 0; t->node && t->requires_grad && i < t->node->count; i++)
        order->flows += slm_input_flows(t->node, i);
}

/* Called inputs first; backward wants results first, so it is filled from its end. */
static void place_one(slm_order *order, slm_tensor *t) {
    if (!t->node)
        order->leaf[order->leaves++] = t;
    else if (t->requires_grad)
        order->backward[--order->backwards] = t->node;
}

/* Do the `left` nodes from the last on, one `step` apart, begin with the whole fusion? */
static bool in_row(const slm_fusion *f, slm_node *const *last, int step, size_t left) {
    if (!f || left < (size_t)f->nodes) return false;
    for (int k = 1; k < f->nodes; k++, last += step)
        if (last[0]->in[0]->node != last[step]) return false;
    return true;
}

static void list_calls(slm_order *order) {
    for (size_t i = 0; i < order->forwards; i++) {
        slm_node *n = order->forward[i];
        const slm_fusion *f = slm_fusion_of(n);
        if (!in_row(f, &order->forward[i], -1, i + 1)) f = NULL;
        if (f) order->calls -= (size_t)f->nodes - 1; /* they end no fusion: a call each */
        order->call[order->calls++] = (slm_call){f ? f->forward : n->op->forward, n};
    }
}

/* In the same pass a tensor has this mark once something has flowed to it. */
static bool has_got(const slm_ctx *slm, const slm_tensor *t) { return t->visit == slm->visits; }

static void mark_got(const slm_ctx *slm, slm_tensor *t) { t->visit = slm->visits; }

static void add_flow(const slm_ctx *slm, slm_order *order, slm_flow flow) {
    flow.how = !flow.to->node            ? SLM_FLOW_LEAF
               : has_got(slm, flow.to) ? SLM_FLOW_ADDS
                                         : SLM_FLOW_SETS;
    mark_got(slm, flow.to);
    order->flow[order->flows++] = flow;
}

static bool is_fresh_result(const slm_ctx *slm, const slm_node *n, int i) {
    return slm_input_flows(n, i) && n->in[i]->node && !has_got(slm, n->in[i]);
}

/* What a fusion writes itself must be results to which nothing has flowed before. */
static bool flows_as(const slm_ctx *slm, const slm_fusion *f, slm_node *const *last) {
    const slm_node *first = last[f->nodes - 1];
    for (int k = 0; k < f->nodes - 1; k++)
        if (!is_fresh_result(slm, last[k], 0)) return false;
    for (int i = 0; i < f->target; i++)
        if (!is_fresh_result(slm, first, i)) return false;
    for (int i = f->target; i < first->count; i++)
        if (slm_input_flows(first, i) != (i == f->target)) return false;
    return true;
}

static void list_flows(slm_ctx *slm, slm_order *order) {
    slm->visits++;
    mark_got(slm, order->root);
    for (size_t k = 0; k < order->backwards; k++) {
        slm_node *const *last = &order->backward[k], *n = *last;
        if (!has_got(slm, n->out)) continue;
        const slm_fusion *f = slm_fusion_of(n);
        if (in_row(f, last, 1, order->backwards - k) && flows_as(slm, f, last)) {
            k += (size_t)f->nodes - 1;
            const slm_node *first = order->backward[k];
            for (int i = 0; i < f->target; i++) mark_got(slm, first->in[i]);
            add_flow(slm, order,
                     (slm_flow){f->backward, n, f->target, SLM_FLOW_SETS, first->in[f->target]});
            continue;
        }
        for (int i = 0; i < n->count; i++)
            if (slm_input_flows(n, i))
                add_flow(slm, order, (slm_flow){n->op->backward, n, i, SLM_FLOW_SETS, n->in[i]});
    }
}

slm_order *slm_order_of(slm_ctx *slm, slm_tensor *root, const char *op) {
    if (root->order) return root->order;
    if (reserve_stack(slm, op)) return NULL;
    slm_order count = {0};
    search(slm, root, &count, count_one);

    slm_arena_mark before = slm_arena_here(&slm->tape);
    slm_order *order = slm_arena_array(&slm->tape, 1, sizeof *order);
    slm_node **forward = slm_arena_array(&slm->tape, count.forwards, sizeof *forward);
    slm_call *call = slm_arena_array(&slm->tape, count.forwards, sizeof *call);
    slm_node **backward = slm_arena_array(&slm->tape, count.backwards, sizeof *backward);
    slm_tensor **leaf = slm_arena_array(&slm->tape, count.leaves, sizeof *leaf);
    slm_flow *flow = slm_arena_array(&slm->tape, count.flows, sizeof *flow);
    if (!order || !forward || !call || !backward || !leaf || !flow) {
        slm_arena_rewind(&slm->tape, before);
        slm_out_of_memory(slm, op);
        return NULL;
    }
    *order = (slm_order){.older = slm->orders,
                         .root = root,
                         .forward = forward,
                         .backward = backward,
                         .leaf = leaf,
                         .call = call,
                         .flow = flow,
                         .backwards = count.backwards};
    search(slm, root, order, place_one);
    order->backwards = count.backwards;
    /* Forward runs as recorded, not as the search found it: random operations then draw as they did
     * when recorded. */
    for (size_t i = 0; order->forwards < count.forwards; i++)
        if (slm->node[i]->node && slm->node[i]->visit == slm->visits)
            order->forward[order->forwards++] = slm->node[i]->node;
    list_calls(order);
    list_flows(slm, order);
    order->serial = ++slm->last_serial;
    slm->orders = order;
    return root->order = order;
}
