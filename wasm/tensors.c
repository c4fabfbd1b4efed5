/* Tensors: making them, what they are, what they hold. */
#include "bridge.h"

/* With its name ("": none), or not at all. */
static uint32_t named(slm_ctx *slm, slm_mark before, slm_tensor *t, const char *name) {
    if (t && *name && !slm_name(slm, t, name)) {
        slm_tape_rewind(slm, before);
        return 0;
    }
    return slm_id(t);
}

/* `data` fills the shape; NULL: zeros. */
SLM_EXPORT(uint32_t, tensor, uint32_t context, int rank, const size_t *shape, const slm_real *data,
           const char *name, int requires_grad) {
    slm_ctx *slm = slm_context_of(context);
    slm_mark before = slm_tape_mark(slm);
    return named(slm, before, slm_tensor_new(slm, rank, shape, data, requires_grad != 0), name);
}
SLM_EXPORT(uint32_t, index, uint32_t context, int rank, const size_t *shape, const int32_t *data,
           const char *name) {
    slm_ctx *slm = slm_context_of(context);
    slm_mark before = slm_tape_mark(slm);
    return named(slm, before, slm_index_new(slm, rank, shape, data), name);
}
SLM_EXPORT(uint32_t, parameter, uint32_t context, int rank, const size_t *shape,
           const slm_real *data, const char *name) {
    slm_ctx *slm = slm_context_of(context);
    slm_tensor *t = slm_parameter(slm, name, rank, shape);
    if (t && data) slm_set(slm, t, data, slm_count(t)); /* a new leaf takes what fills it */
    return slm_id(t);
}
SLM_EXPORT(uint32_t, causal_mask, uint32_t context, size_t n) {
    return slm_id(slm_causal_mask(slm_context_of(context), n));
}

SLM_EXPORT(int, max_rank, void) { return SLM_MAX_RANK; }

SLM_EXPORT(size_t, parameter_count, uint32_t context) {
    return slm_parameter_count(slm_context_of(context));
}
SLM_EXPORT(uint32_t, parameter_at, uint32_t context, size_t i) {
    return slm_id(slm_parameter_at(slm_context_of(context), i));
}

SLM_EXPORT(void, tensor_name, uint32_t context, uint32_t id, const char *name) {
    slm_ctx *slm = slm_context_of(context);
    slm_name(slm, slm_tensor_of(slm, id), name);
}

/* What a tensor is, as words; heap.js reads them in this order. */
typedef struct {
    uint32_t rank, shape, count;
    uint32_t requires_grad, is_index, is_parameter;
    uint32_t op, name, scope; /* strings; op of a leaf: 0 */
    uint32_t input_count;
    uint32_t input[SLM_MAX_INPUTS]; /* ids */
} facts;

SLM_EXPORT(const uint32_t *, tensor_facts, uint32_t context, uint32_t id) {
    static facts f;
    const slm_tensor *t = slm_tensor_of(slm_context_of(context), id);
    if (!t) return NULL;
    f.rank = (uint32_t)slm_rank(t);
    f.shape = slm_address(slm_shape_of(t));
    f.count = slm_count(t);
    f.requires_grad = slm_requires_grad(t);
    f.is_index = slm_is_index(t);
    f.is_parameter = slm_is_parameter(t);
    f.op = slm_address(slm_op_name(t));
    f.name = slm_address(slm_name_of(t));
    f.scope = slm_address(slm_scope_of(t));
    f.input_count = (uint32_t)slm_input_count(t);
    for (int i = 0; i < slm_input_count(t); i++) f.input[i] = slm_id(slm_input(t, i));
    return &f.rank;
}

SLM_EXPORT(const void *, values, uint32_t context, uint32_t id) {
    const slm_tensor *t = slm_tensor_of(slm_context_of(context), id);
    return slm_is_index(t) ? (const void *)slm_index_data(t) : slm_data(t);
}
SLM_EXPORT(slm_real *, values_mut, uint32_t context, uint32_t id) {
    slm_ctx *slm = slm_context_of(context);
    return slm_data_mut(slm, slm_tensor_of(slm, id));
}
SLM_EXPORT(double, item, uint32_t context, uint32_t id) {
    slm_ctx *slm = slm_context_of(context);
    return (double)slm_item(slm, slm_tensor_of(slm, id));
}
SLM_EXPORT(void, set, uint32_t context, uint32_t id, const slm_real *data, size_t count) {
    slm_ctx *slm = slm_context_of(context);
    slm_set(slm, slm_tensor_of(slm, id), data, count);
}
SLM_EXPORT(void, index_set, uint32_t context, uint32_t id, const int32_t *data, size_t count) {
    slm_ctx *slm = slm_context_of(context);
    slm_index_set(slm, slm_tensor_of(slm, id), data, count);
}

/* 0 when the tensor requires no gradient. */
SLM_EXPORT(const slm_real *, grad, uint32_t context, uint32_t id) {
    slm_ctx *slm = slm_context_of(context);
    return slm_grad(slm, slm_tensor_of(slm, id));
}
SLM_EXPORT(void, set_grad, uint32_t context, uint32_t id, const slm_real *data, size_t count) {
    slm_ctx *slm = slm_context_of(context);
    slm_set_grad(slm, slm_tensor_of(slm, id), data, count);
}
SLM_EXPORT(void, zero_grad, uint32_t context) { slm_zero_grad(slm_context_of(context)); }
