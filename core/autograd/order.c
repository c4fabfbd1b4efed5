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
        order->edges += slm_input_flows(t->node, i);
}

/* Called inputs first; backward wants results first, so it is filled from its end. */
static void place_one(slm_order *order, slm_tensor *t) {
    if (!t->node)
        order->leaf[order->leaves++] = t;
    else if (t->requires_grad)
        order->backward[--order->backwards] = t->node;
}

static void list_edges(slm_order *order) {
    for (size_t k = 0; k < order->backwards; k++)
        for (int i = 0; i < order->backward[k]->count; i++)
            if (slm_input_flows(order->backward[k], i))
                order->edge[order->edges++] = (slm_edge){order->backward[k], i, NULL};
}

/* Which neighbours are run by one call. */
static void fuse(slm_order *order) {
    for (size_t i = 0; i + 1 < order->forwards; i++)
        order->fusion[i] = slm_fusion_of(order->forward[i], order->forward[i + 1]);
    for (size_t k = 0; k + 2 < order->edges; k++) {
        slm_edge *e = &order->edge[k];
        if (e[1].node == e[2].node) e->fusion = slm_fusion_of(e[1].node, e->node);
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
    const slm_fusion **fusion = slm_arena_array(&slm->tape, count.forwards, sizeof *fusion);
    slm_node **backward = slm_arena_array(&slm->tape, count.backwards, sizeof *backward);
    slm_tensor **leaf = slm_arena_array(&slm->tape, count.leaves, sizeof *leaf);
    slm_edge *edge = slm_arena_array(&slm->tape, count.edges, sizeof *edge);
    if (!order || !forward || !fusion || !backward || !leaf || !edge) {
        slm_arena_rewind(&slm->tape, before);
        slm_out_of_memory(slm, op);
        return NULL;
    }
    *order = (slm_order){.older = slm->orders,
                         .root = root,
                         .forward = forward,
                         .backward = backward,
                         .leaf = leaf,
                         .fusion = fusion,
                         .edge = edge,
                         .backwards = count.backwards};
    search(slm, root, order, place_one);
    order->backwards = count.backwards;
    /* Forward runs as recorded, not as the search found it: random operations then draw as they did
     * when recorded. */
    for (size_t i = 0; order->forwards < count.forwards; i++)
        if (slm->node[i]->node && slm->node[i]->visit == slm->visits)
            order->forward[order->forwards++] = slm->node[i]->node;
    list_edges(order);
    fuse(order);
    order->serial = ++slm->last_serial;
    slm->orders = order;
    return root->order = order;
}
