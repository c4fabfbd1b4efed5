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
    if (t->node && t->node->op->check) order->checks++;
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

/* Does the whole fusion stand there, its last node first, and the others one `step` apart? */
static bool in_row(const slm_fusion *f, slm_node *const *last, int step, size_t left) {
    if (!f || left < (size_t)f->nodes) return false;
    for (int k = 1; k < f->nodes; k++, last += step)
        if (last[0]->in[0]->node != last[step]) return false;
    return true;
}

static void list_ages(slm_order *order) {
    for (size_t i = 0; i < order->forwards; i++) {
        const slm_node *n = order->forward[i];
        order->age[i] = (slm_age){n->out, n->in[0], n->in[n->count - 1]};
        if (n->count > 2 || n->op->state) {
            order->age = NULL;
            return;
        }
    }
}

static void list_calls(slm_order *order) {
    for (size_t i = 0; i < order->forwards; i++) {
        slm_node *n = order->forward[i];
        const slm_fusion *f = slm_fusion_of(n);
        if (!in_row(f, &order->forward[i], -1, i + 1)) f = NULL;
        if (f) order->calls -= (size_t)f->nodes - 1; /* they end no fusion: a call each */
        order->call[order->calls++] = (slm_call){f ? f->forward : n->code->forward, n};
    }
}

/* Tensors that something has flowed to have the newest mark. */
static void add_flow(const slm_ctx *slm, slm_order *order, slm_flow flow) {
    slm_tensor *to = flow.to;
    flow.how = !to->node ? SLM_FLOW_LEAF : to->visit == slm->visits ? SLM_FLOW_ADDS : SLM_FLOW_SETS;
    to->visit = slm->visits;
    order->flow[order->flows++] = flow;
}

/* What a fusion writes without the tape must be results to which nothing has flowed before. */
static bool flows_as(const slm_fusion *f, slm_node *const *last, uint64_t mark) {
    for (int k = 0; k < f->nodes - 1 + f->target; k++) {
        const slm_tensor *in = last[k]->in[0];
        if (!slm_input_flows(last[k], 0) || !in->node || in->visit == mark) return false;
    }
    const slm_node *first = last[f->nodes - 1];
    for (int i = f->target; i < first->count; i++)
        if (slm_input_flows(first, i) != (i == f->target)) return false;
    return true;
}

static void list_flows(slm_ctx *slm, slm_order *order) {
    const uint64_t mark = ++slm->visits;
    order->root->visit = mark;
    for (size_t k = 0; k < order->backwards; k++) {
        slm_node *const *last = &order->backward[k], *n = *last;
        if (n->out->visit != mark) continue; /* nothing flows here */
        const slm_fusion *f = slm_fusion_of(n);
        if (in_row(f, last, 1, order->backwards - k) && flows_as(f, last, mark)) {
            k += (size_t)f->nodes - 1;
            if (f->target) order->backward[k]->in[0]->visit = mark;
            add_flow(slm, order,
                     (slm_flow){.run = f->backward,
                                .node = n,
                                .input = f->target,
                                .to = order->backward[k]->in[f->target]});
            continue;
        }
        for (int i = 0; i < n->count; i++)
            if (slm_input_flows(n, i))
                add_flow(
                    slm, order,
                    (slm_flow){.run = n->code->backward, .node = n, .input = i, .to = n->in[i]});
    }
}

/* Room for as many as were counted. */
static bool reserve_lists(slm_arena *tape, slm_order *o) {
    return (o->forward = slm_arena_array(tape, o->forwards, sizeof *o->forward)) &&
           (o->age = slm_arena_array(tape, o->forwards, sizeof *o->age)) &&
           (o->call = slm_arena_array(tape, o->forwards, sizeof *o->call)) &&
           (o->backward = slm_arena_array(tape, o->backwards, sizeof *o->backward)) &&
           (o->leaf = slm_arena_array(tape, o->leaves, sizeof *o->leaf)) &&
           (o->flow = slm_arena_array(tape, o->flows, sizeof *o->flow));
}

slm_order *slm_order_of(slm_ctx *slm, slm_tensor *root, const char *op) {
    if (root->order) return root->order;
    if (reserve_stack(slm, op)) return NULL;
    slm_order count = {0};
    search(slm, root, &count, count_one);

    slm_arena_mark before = slm_arena_here(&slm->tape);
    slm_order *order = slm_arena_array(&slm->tape, 1, sizeof *order);
    if (!order || !reserve_lists(&slm->tape, &count)) {
        slm_arena_rewind(&slm->tape, before);
        slm_out_of_memory(slm, op);
        return NULL;
    }
    *order = count;
    order->older = slm->orders;
    order->root = root;
    order->forwards = order->leaves = order->flows = 0;
    search(slm, root, order, place_one);
    order->backwards = count.backwards;
    /* Forward runs as recorded, not as the search found it: random operations then draw as they did
     * when recorded. */
    for (size_t i = 0; order->forwards < count.forwards; i++)
        if (slm->node[i]->node && slm->node[i]->visit == slm->visits)
            order->forward[order->forwards++] = slm->node[i]->node;
    list_ages(order);
    list_calls(order);
    list_flows(slm, order);
    order->serial = ++slm->last_serial;
    slm->orders = order;
    return root->order = order;
}
