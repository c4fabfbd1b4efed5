/* A tape as bytes (autograd/saved.h): operations, attributes, names, leaves, indices and random
 * draws. Results are recorded again, and computed by the next forward.
 *
 *     sizeof(slm_real) of the writer, count of tensors, then each tensor, inputs before results,
 *     the root last: kind, name, scope, and
 *       a leaf: rank, extents, values
 *       a result: operation, requires_grad, inputs as positions, attributes, state */
#include "autograd/saved.h"

#include <string.h>

/* Version 1 had no checksum. */
static const slm_format FORMAT = {{'S', 'L', 'M', 'T'}, 2, "these bytes are no tape"};

typedef enum { CONSTANT, LEAF, PARAMETER, INDEX, RESULT, KINDS } tensor_kind;

/* --- Writing --- */

static tensor_kind kind_of(const slm_tensor *t) {
    if (t->node) return RESULT;
    if (t->index) return INDEX;
    if (t->parameter) return PARAMETER;
    return t->requires_grad ? LEAF : CONSTANT;
}

static void write_leaf(slm_writer *w, const slm_tensor *t) {
    slm_write_u8(w, (unsigned)t->shape.rank);
    for (int i = 0; i < t->shape.rank; i++) slm_write_u64(w, t->shape.dim[i]);
    if (t->index)
        slm_write_ints(w, t->index, t->count);
    else
        slm_write_reals(w, t->data, t->count);
}

static void write_attr(slm_writer *w, const slm_attr *a) {
    slm_write_f64(w, a->number);
    slm_write_u64(w, (uint64_t)a->integer);
    slm_write_u8(w, (unsigned)a->count);
    for (int i = 0; i < a->count; i++) slm_write_u64(w, (uint64_t)a->item[i]);
}

static void write_result(slm_writer *w, const slm_tensor *t, uint64_t first) {
    const slm_node *n = t->node;
    slm_write_string(w, n->op->name);
    slm_write_u8(w, t->requires_grad);
    slm_write_u8(w, (unsigned)n->count);
    for (int i = 0; i < n->count; i++) slm_write_u32(w, (uint32_t)(n->in[i]->visit - first));
    for (int i = 0; i < n->op->attr_count; i++) write_attr(w, &n->attr[i]);
    slm_write_u64(w, n->op->state ? n->saved_bytes : 0);
    if (n->op->state) slm_write_raw(w, n->saved, n->saved_bytes);
}

static void write_tensor(slm_writer *w, const slm_tensor *t, uint64_t first) {
    slm_write_u8(w, kind_of(t));
    slm_write_string(w, t->name);
    slm_write_string(w, t->scope);
    if (t->node)
        write_result(w, t, first);
    else
        write_leaf(w, t);
}

/* Gives every tensor below the root its position, parameters first, then the tape: inputs come
 * before results. The position is kept in `visit`, counted from *first; no tensor outside has a
 * mark that high. */
static void number_all(slm_ctx *slm, const slm_order *order, uint64_t *first, uint32_t *count) {
    uint64_t member = ++slm->visits;
    for (size_t i = 0; i < order->leaves; i++) order->leaf[i]->visit = member;
    for (size_t i = 0; i < order->forwards; i++) order->forward[i]->out->visit = member;
    *first = slm->visits + 1;
    for (size_t i = 0; i < slm->parameters; i++)
        if (slm->parameter[i]->visit == member) slm->parameter[i]->visit = ++slm->visits;
    for (size_t i = 0; i < slm->nodes; i++)
        if (slm->node[i]->visit == member) slm->node[i]->visit = ++slm->visits;
    *count = (uint32_t)(slm->visits + 1 - *first);
}

slm_status slm_tape_save(slm_ctx *slm, slm_tensor *root, slm_bytes *out) {
    slm_status s = slm_check_tensor(slm, root, "save", "the root");
    if (s) return s;
    if (!out) return slm_fail_null(&slm->error, "save", "where the bytes go");
    slm_order *order = slm_order_of(slm, root, "save");
    if (!order) return SLM_E_MEMORY;
    uint64_t first;
    uint32_t count;
    number_all(slm, order, &first, &count);

    slm_writer w = slm_saved_begin(slm, &FORMAT);
    slm_write_u8(&w, sizeof(slm_real));
    slm_write_u32(&w, count);
    for (size_t i = 0; i < slm->parameters; i++)
        if (slm->parameter[i]->visit >= first) write_tensor(&w, slm->parameter[i], first);
    for (size_t i = 0; i < slm->nodes; i++)
        if (slm->node[i]->visit >= first) write_tensor(&w, slm->node[i], first);
    return slm_saved_end(slm, &w, out, "save");
}

/* --- Reading --- */

typedef struct {
    slm_ctx *slm;
    slm_reader r;
    unsigned width;
    slm_tensor **made; /* by position */
    uint32_t count, next;
} loader;

static slm_tensor *bytes_error(loader *l, const char *rule) {
    slm_saved_refuse(l->slm, &l->r, rule);
    return NULL;
}

static slm_tensor *new_leaf(loader *l, tensor_kind kind, const char *name, int rank,
                            const size_t *dims) {
    slm_ctx *slm = l->slm;
    switch (kind) {
    case PARAMETER:
        return slm_parameter(slm, name, rank, dims);
    case INDEX:
        return slm_index_new(slm, rank, dims, NULL);
    default:
        return slm_tensor_new(slm, rank, dims, NULL, kind == LEAF);
    }
}

static slm_tensor *read_leaf(loader *l, tensor_kind kind, const char *name) {
    size_t dims[SLM_MAX_RANK];
    unsigned rank = slm_read_u8(&l->r);
    if (rank > SLM_MAX_RANK) return bytes_error(l, "a rank must be 0 to 8");
    for (unsigned i = 0; i < rank; i++) {
        uint64_t extent = slm_read_u64(&l->r);
        if (extent > SIZE_MAX) return bytes_error(l, "an extent is too large to address");
        dims[i] = (size_t)extent;
    }
    /* The values must be there before memory is asked for them: a few bytes shall not claim a
     * gigabyte. */
    slm_shape shape;
    size_t count;
    if (slm_shape_make(&shape, &count, (int)rank, dims, "load", "a leaf", &l->slm->error))
        return NULL;
    size_t bytes = count * (kind == INDEX ? sizeof(int32_t) : l->width);
    if (l->r.failed || bytes > l->r.length - l->r.at)
        return bytes_error(l, "the values of a leaf are cut short");
    slm_tensor *t = new_leaf(l, kind, name, (int)rank, dims);
    if (!t) return NULL;
    if (kind == INDEX)
        slm_read_ints(&l->r, t->index, count);
    else
        slm_read_reals(&l->r, t->data, count, l->width);
    return t;
}

static bool read_attrs(loader *l, const slm_op *op, slm_attr *attrs) {
    for (int i = 0; i < op->attr_count; i++) {
        attrs[i] = (slm_attr){.number = slm_read_f64(&l->r),
                              .integer = (int64_t)slm_read_u64(&l->r),
                              .count = (int)slm_read_u8(&l->r)};
        if (attrs[i].count > SLM_MAX_RANK) return false;
        for (int k = 0; k < attrs[i].count; k++) attrs[i].item[k] = (int64_t)slm_read_u64(&l->r);
    }
    return !l->r.failed;
}

static slm_tensor *read_result(loader *l) {
    char name[SLM_NAME_BYTES];
    bool absent;
    slm_tensor *in[SLM_MAX_INPUTS];
    slm_attr attrs[SLM_OP_ATTRS];
    const slm_op *op =
        slm_read_string(&l->r, name, sizeof name, &absent) && !absent ? slm_op_named(name) : NULL;
    if (!op) return bytes_error(l, "there is no such operation");
    bool requires_grad = slm_read_u8(&l->r) != 0;
    unsigned inputs = slm_read_u8(&l->r);
    if (inputs > SLM_MAX_INPUTS) return bytes_error(l, "a result has too many inputs");
    for (unsigned i = 0; i < inputs; i++) {
        uint32_t position = slm_read_u32(&l->r);
        if (position >= l->next) return bytes_error(l, "an input must come before its result");
        in[i] = l->made[position];
    }
    if (!read_attrs(l, op, attrs))
        return bytes_error(l, "the attributes are cut short or too long");
    uint64_t state_bytes = slm_read_u64(&l->r);
    const unsigned char *state =
        state_bytes <= SIZE_MAX ? slm_read_raw(&l->r, (size_t)state_bytes) : NULL;
    if (!state) return bytes_error(l, "the state of an operation is cut short");

    l->slm->no_grad = !requires_grad;
    slm_tensor *t = slm_record(l->slm, op, in, (int)inputs, attrs);
    if (!t || !op->state) return t;
    if (t->node->saved_bytes != state_bytes)
        return bytes_error(l, "the state of an operation has the wrong length");
    memcpy(t->node->saved, state, (size_t)state_bytes);
    return t;
}

static slm_tensor *read_tensor(loader *l) {
    char name[SLM_NAME_BYTES], scope[SLM_NAME_BYTES];
    bool no_name, no_scope;
    unsigned kind = slm_read_u8(&l->r);
    if (kind >= KINDS) return bytes_error(l, "there is no such kind of tensor");
    if (!slm_read_string(&l->r, name, sizeof name, &no_name) ||
        !slm_read_string(&l->r, scope, sizeof scope, &no_scope))
        return bytes_error(l, "a name is cut short, too long or holds a zero byte");
    const char *path = slm_intern(l->slm, "", scope, "load");
    if (!path) return NULL;
    l->slm->scope = path;
    slm_tensor *t = kind == RESULT ? read_result(l) : read_leaf(l, (tensor_kind)kind, name);
    if (t && !no_name && !slm_name(l->slm, t, name)) return NULL;
    return t;
}

static slm_tensor *read_all(loader *l) {
    if (slm_saved_open(l->slm, &l->r, &FORMAT) || slm_saved_width(l->slm, &l->r, &l->width))
        return NULL;
    l->count = slm_read_u32(&l->r);
    /* A tensor takes more than one byte. */
    if (l->r.failed || l->count == 0 || l->count > l->r.length)
        return bytes_error(l, "the count of tensors cannot be right");
    l->made = slm_arena_array(&l->slm->tape, l->count, sizeof *l->made);
    if (!l->made) {
        slm_out_of_memory(l->slm, "load");
        return NULL;
    }
    for (; l->next < l->count; l->next++)
        if (!(l->made[l->next] = read_tensor(l))) return NULL;
    if (l->r.at != l->r.length) return bytes_error(l, "bytes follow the last tensor");
    return l->made[l->count - 1];
}

/* All or nothing: whatever a broken file has made by the time it breaks is taken back. */
slm_tensor *slm_tape_load(slm_ctx *slm, const unsigned char *data, size_t length) {
    if (!slm) return NULL;
    if (slm->pass.kind != SLM_PASS_NONE) {
        SLM_FAIL(&slm->error, SLM_E_STEPPING, SLM_TEXT("op", "load"));
        return NULL;
    }
    loader l = {.slm = slm, .r = slm_reader_start(data, length)};
    slm_mark mark = slm_tape_mark(slm);
    slm_arena_mark lasting = slm_arena_here(&slm->lasting);
    size_t parameters = slm->parameters, names = slm->name_count;
    bool deferred = slm->deferred, no_grad = slm->no_grad;
    const char *scope = slm->scope;

    slm->deferred = true;
    slm_tensor *root = read_all(&l);
    slm->deferred = deferred;
    slm->no_grad = no_grad;
    slm->scope = scope;
    if (root) return root;
    slm_tape_rewind(slm, mark);
    slm_arena_rewind(&slm->lasting, lasting);
    slm->parameters = parameters;
    slm->name_count = names;
    return NULL;
}
