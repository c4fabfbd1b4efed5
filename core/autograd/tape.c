/* The tape: recording an operation, marking and rewinding. */
#include "autograd/context.h"

#include <string.h>

slm_status slm_tape_reserve(slm_ctx *slm, size_t contribution, size_t scratch, const char *op) {
    slm_status s = SLM_GROW(slm, slm->node, slm->node_room, slm->nodes + 1, op);
    /* One more than needed: for empty tensors, too, these are addresses and never NULL. */
    if (!s) s = SLM_GROW(slm, slm->contribution, slm->contribution_room, contribution + 1, op);
    if (!s) s = SLM_GROW(slm, slm->scratch, slm->scratch_room, scratch + 1, op);
    return s;
}

void slm_tape_append(slm_ctx *slm, slm_tensor *t) {
    t->id = ++slm->last_id;
    slm->node[slm->nodes++] = t;
}

size_t slm_tape_count(const slm_ctx *slm) { return slm ? slm->nodes : 0; }

slm_tensor *slm_tape_at(const slm_ctx *slm, size_t i) {
    return slm && i < slm->nodes ? slm->node[i] : NULL;
}

static slm_status check_inputs(slm_ctx *slm, const slm_op *op, slm_tensor *const *in, int count) {
    slm_status s = slm_op_check_count(op, count, &slm->error);
    if (s) return s;
    for (int i = 0; i < count; i++) {
        const slm_input_spec *spec = slm_op_input(op, i);
        s = slm_check_tensor(slm, in[i], op->name, spec->name);
        if (s) return s;
        if (spec->index != (in[i]->index != NULL))
            return SLM_FAIL(&slm->error, SLM_E_DTYPE, SLM_TEXT("op", op->name),
                            SLM_TEXT("what", spec->name),
                            SLM_TEXT("have", in[i]->index ? "index" : "real"),
                            SLM_TEXT("need", spec->index ? "index" : "real"));
    }
    return SLM_OK;
}

bool slm_input_flows(const slm_node *n, int i) {
    return n->in[i]->requires_grad && slm_op_input(n->op, i)->derivative;
}

static slm_node *alloc_node(slm_ctx *slm, const slm_op *op, slm_tensor *const *in, int count,
                            const slm_attr *attrs) {
    size_t inputs = (size_t)count, attr_count = op->attr_count;
    slm_node *n = slm_arena_array(&slm->tape, 1, sizeof *n);
    if (!n) return NULL;
    n->op = op;
    n->code = slm_level_op(slm->level, op);
    n->count = count;
    n->in = slm_arena_array(&slm->tape, inputs, sizeof *n->in);
    n->attr = slm_arena_array(&slm->tape, attr_count, sizeof *n->attr);
    n->plan = slm_arena_alloc(&slm->tape, op->plan_bytes);
    if (!n->in || !n->attr || !n->plan) return NULL;
    memcpy(n->in, in, inputs * sizeof *n->in);
    if (attr_count) memcpy(n->attr, attrs, attr_count * sizeof *attrs);
    return n;
}

slm_status slm_node_forward(slm_ctx *slm, slm_node *n) {
    slm_status s = n->op->check ? n->op->check(n, &slm->error) : SLM_OK;
    if (s) return s;
    slm_run run = slm_run_of(slm);
    n->code->forward(n, &run);
    slm_node_stamp(slm, n);
    return SLM_OK;
}

/* Everything that can fail happens before the tape or the random numbers change. */
static slm_tensor *record(slm_ctx *slm, const slm_op *op, slm_tensor *const *in, int count,
                          const slm_attr *attrs) {
    slm_shape shape;
    slm_need need = {0};
    size_t elements;
    slm_node *n = alloc_node(slm, op, in, count, attrs);
    if (!n) {
        slm_out_of_memory(slm, op->name);
        return NULL;
    }
    if (n->code->shape(n, &shape, &need, &slm->error)) return NULL;
    if (slm_shape_elements(&shape, &elements, op->name, "the result", &slm->error)) return NULL;

    bool requires_grad = false;
    if (!slm->no_grad)
        for (int i = 0; i < count; i++) requires_grad = requires_grad || slm_input_flows(n, i);
    slm_tensor *out =
        slm_tensor_alloc(slm, &slm->tape, &shape, elements, false, requires_grad, op->name);
    if (!out) return NULL;
    n->saved_bytes = need.saved_bytes;
    n->saved = slm_arena_alloc(&slm->tape, need.saved_bytes);
    if (!n->saved) {
        slm_out_of_memory(slm, op->name);
        return NULL;
    }
    if (slm_tape_reserve(slm, requires_grad ? elements : 0, need.scratch, op->name)) return NULL;
    n->out = out;
    out->node = n;
    if (!slm->deferred && slm_node_forward(slm, n)) return NULL;
    slm_tape_append(slm, out);
    return out;
}

slm_tensor *slm_record(slm_ctx *slm, const slm_op *op, slm_tensor *const *in, int count,
                       const slm_attr *attrs) {
    if (!slm || check_inputs(slm, op, in, count)) return NULL;
    slm_arena_mark before = slm_arena_here(&slm->tape);
    slm_tensor *out = record(slm, op, in, count, attrs);
    if (!out) slm_arena_rewind(&slm->tape, before);
    return out;
}

/* A mark is a position on the tape, with the id and the serial of what stood there last. Neither is
 * ever used again, so a mark of something that another rewind has taken away is recognised; where
 * both still stand, so does everything below them in the arena. */
enum { MARK_CHUNK, MARK_USED, MARK_NODES, MARK_LAST_ID, MARK_SERIAL, MARK_OWNER };

static uint32_t id_before(const slm_ctx *slm, size_t nodes) {
    return nodes ? slm->node[nodes - 1]->id : 0;
}

static uint64_t serial_of(const slm_order *order) { return order ? order->serial : 0; }

slm_mark slm_tape_mark(slm_ctx *slm) {
    slm_mark mark = {{0}};
    if (!slm) return mark;
    /* An empty tape is marked without a chunk: such a mark holds even when all memory has been
     * given back meanwhile. */
    slm_arena_mark here = {0};
    if (slm->nodes || slm->orders) here = slm_arena_here(&slm->tape);
    mark.opaque[MARK_CHUNK] = (uint64_t)(uintptr_t)here.chunk;
    mark.opaque[MARK_USED] = here.used;
    mark.opaque[MARK_NODES] = slm->nodes;
    mark.opaque[MARK_LAST_ID] = id_before(slm, slm->nodes);
    mark.opaque[MARK_SERIAL] = serial_of(slm->orders);
    mark.opaque[MARK_OWNER] = (uint64_t)(uintptr_t)slm;
    return mark;
}

slm_status slm_tape_rewind(slm_ctx *slm, slm_mark mark) {
    if (!slm) return SLM_E_NULL;
    size_t nodes = (size_t)mark.opaque[MARK_NODES];
    const slm_arena_mark there = {(slm_chunk *)(uintptr_t)mark.opaque[MARK_CHUNK],
                                  (size_t)mark.opaque[MARK_USED]};
    const slm_order *kept = slm->orders;
    while (serial_of(kept) > mark.opaque[MARK_SERIAL]) kept = kept->older;
    if (mark.opaque[MARK_OWNER] != (uint64_t)(uintptr_t)slm || nodes > slm->nodes ||
        mark.opaque[MARK_LAST_ID] != id_before(slm, nodes) ||
        mark.opaque[MARK_SERIAL] != serial_of(kept) || !slm_arena_passed(&slm->tape, there))
        return SLM_FAIL(&slm->error, SLM_E_MARK);
    /* An order made after the mark may belong to a root from before it. */
    while (slm->orders != kept) {
        if (slm->pass.order == slm->orders) slm_step_end(slm);
        slm->orders->root->order = NULL;
        slm->orders = slm->orders->older;
    }
    const uint32_t last = id_before(slm, nodes);
    while (slm->grad_leaf && slm->grad_leaf->id > last) slm->grad_leaf = slm->grad_leaf->older_leaf;
    slm->nodes = nodes;
    slm_arena_rewind(&slm->tape, there);
    return SLM_OK;
}
