/* Leaves: making them, reading and writing what they hold. */
#include "autograd/context.h"

#include <string.h>

slm_tensor *slm_tensor_alloc(slm_ctx *slm, slm_arena *arena, const slm_shape *shape, size_t count,
                             bool index, bool requires_grad, const char *op) {
    slm_tensor *t = slm_arena_array(arena, 1, sizeof *t);
    void *data = t ? slm_arena_array(arena, count, index ? sizeof *t->index : sizeof *t->data) : t;
    slm_real *grad = data && requires_grad ? slm_arena_array(arena, count, sizeof *grad) : NULL;
    if (!data || (requires_grad && !grad)) {
        slm_out_of_memory(slm, op);
        return NULL;
    }
    *t = (slm_tensor){.owner = slm,
                      .shape = *shape,
                      .count = count,
                      .requires_grad = requires_grad,
                      .grad = grad,
                      .scope = slm->scope};
    if (index)
        t->index = data;
    else
        t->data = data;
    return t;
}

/* A leaf on the tape, or nothing at all. */
static slm_tensor *new_leaf(slm_ctx *slm, int rank, const size_t *dims, const void *data,
                            bool index, bool requires_grad) {
    if (!slm) return NULL;
    slm_shape shape;
    size_t count;
    if (slm_shape_make(&shape, &count, rank, dims, "tensor", "the tensor", &slm->error))
        return NULL;
    slm_arena_mark before = slm_arena_here(&slm->tape);
    slm_tensor *t =
        slm_tensor_alloc(slm, &slm->tape, &shape, count, index, requires_grad, "tensor");
    if (!t || slm_tape_reserve(slm, requires_grad ? count : 0, 0, "tensor")) {
        slm_arena_rewind(&slm->tape, before);
        return NULL;
    }
    if (data && count) {
        if (index)
            memcpy(t->index, data, count * sizeof *t->index);
        else
            memcpy(t->data, data, count * sizeof *t->data);
    }
    t->stamp = ++slm->clock;
    slm_tape_append(slm, t);
    if (requires_grad) {
        t->older_leaf = slm->grad_leaf;
        slm->grad_leaf = t;
    }
    return t;
}

slm_tensor *slm_tensor_new(slm_ctx *slm, int rank, const size_t *shape, const slm_real *data,
                           bool requires_grad) {
    return new_leaf(slm, rank, shape, data, false, requires_grad);
}

slm_tensor *slm_scalar(slm_ctx *slm, slm_real value, bool requires_grad) {
    return new_leaf(slm, 0, NULL, &value, false, requires_grad);
}

slm_tensor *slm_index_new(slm_ctx *slm, int rank, const size_t *shape, const int32_t *data) {
    return new_leaf(slm, rank, shape, data, true, false);
}

slm_tensor *slm_causal_mask(slm_ctx *slm, size_t n) {
    slm_mark start = slm_tape_mark(slm);
    slm_tensor *mask = slm_tensor_new(slm, SLM_SHAPE(n, n), NULL, false);
    if (!slm_name(slm, mask, "causal_mask")) {
        slm_tape_rewind(slm, start);
        return NULL;
    }
    for (size_t row = 0; row < n; row++)
        for (size_t column = row + 1; column < n; column++) mask->data[row * n + column] = 1;
    return mask;
}

slm_tensor *slm_parameter(slm_ctx *slm, const char *name, int rank, const size_t *dims) {
    if (!slm) return NULL;
    slm_shape shape;
    size_t count;
    if (slm_shape_make(&shape, &count, rank, dims, "parameter", "the parameter", &slm->error))
        return NULL;
    if (!name) {
        slm_fail_null(&slm->error, "parameter", "the name");
        return NULL;
    }
    const char *kept = slm_intern(slm, "", name, "parameter");
    if (!kept) return NULL;
    slm_arena_mark before = slm_arena_here(&slm->lasting);
    slm_tensor *t = slm_tensor_alloc(slm, &slm->lasting, &shape, count, false, true, "parameter");
    if (!t || slm_tape_reserve(slm, count, 0, "parameter") ||
        SLM_GROW(slm, slm->parameter, slm->parameter_room, slm->parameters + 1, "parameter")) {
        slm_arena_rewind(&slm->lasting, before);
        return NULL;
    }
    t->name = kept;
    t->parameter = true;
    t->lr = t->weight_decay = 1;
    t->stamp = ++slm->clock;
    t->id = ++slm->last_id;
    slm->parameter[slm->parameters++] = t;
    return t;
}

size_t slm_parameter_count(const slm_ctx *slm) { return slm ? slm->parameters : 0; }

slm_tensor *slm_parameter_at(const slm_ctx *slm, size_t i) {
    return slm && i < slm->parameters ? slm->parameter[i] : NULL;
}

slm_tensor *slm_name(slm_ctx *slm, slm_tensor *t, const char *name) {
    if (slm_check_tensor(slm, t, "name", "the tensor")) return NULL;
    if (!name) {
        slm_fail_null(&slm->error, "name", "the name");
        return NULL;
    }
    const char *kept = slm_intern(slm, "", name, "name");
    if (!kept) return NULL;
    t->name = kept;
    return t;
}

int slm_rank(const slm_tensor *t) { return t ? t->shape.rank : 0; }

size_t slm_dim(const slm_tensor *t, int axis) {
    if (!t) return 0;
    if (axis < 0) axis += t->shape.rank;
    return axis >= 0 && axis < t->shape.rank ? t->shape.dim[axis] : 0;
}

const size_t *slm_shape_of(const slm_tensor *t) { return t ? t->shape.dim : NULL; }
size_t slm_count(const slm_tensor *t) { return t ? t->count : 0; }
uint32_t slm_id(const slm_tensor *t) { return t ? t->id : 0; }
bool slm_requires_grad(const slm_tensor *t) { return t && t->requires_grad; }
bool slm_is_index(const slm_tensor *t) { return t && t->index; }
bool slm_is_parameter(const slm_tensor *t) { return t && t->parameter; }
const slm_real *slm_data(const slm_tensor *t) { return t ? t->data : NULL; }
const int32_t *slm_index_data(const slm_tensor *t) { return t ? t->index : NULL; }
const char *slm_op_name(const slm_tensor *t) { return t && t->node ? t->node->op->name : NULL; }
const char *slm_scope_of(const slm_tensor *t) { return t ? t->scope : ""; }
int slm_input_count(const slm_tensor *t) { return t && t->node ? t->node->count : 0; }

const char *slm_name_of(const slm_tensor *t) {
    if (!t) return "";
    return t->name ? t->name : t->node ? t->node->op->name : "";
}

slm_tensor *slm_input(const slm_tensor *t, int i) {
    return i >= 0 && i < slm_input_count(t) ? t->node->in[i] : NULL;
}

slm_real slm_item(slm_ctx *slm, const slm_tensor *t) {
    if (slm_check_tensor(slm, t, "item", "the tensor")) return SLM_NAN;
    if (t->index) {
        SLM_FAIL(&slm->error, SLM_E_DTYPE, SLM_TEXT("op", "item"), SLM_TEXT("what", "the tensor"),
                 SLM_TEXT("have", "index"), SLM_TEXT("need", "real"));
        return SLM_NAN;
    }
    if (t->count != 1) {
        SLM_FAIL(&slm->error, SLM_E_SHAPE, SLM_TEXT("op", "item"), SLM_TEXT("what", "the tensor"),
                 SLM_DIMS("a", &t->shape), SLM_DIMS("b", &(slm_shape){0}));
        return SLM_NAN;
    }
    return t->data[0];
}

/* May the caller write `count` values of this kind into t? Results belong to the tape. */
static slm_status check_write(slm_ctx *slm, const slm_tensor *t, const void *data, size_t count,
                              bool index) {
    slm_status s = slm_check_tensor(slm, t, "set", "the tensor");
    if (s) return s;
    if (t->node)
        return SLM_FAIL(&slm->error, SLM_E_STRUCTURE, SLM_TEXT("op", "set"),
                        SLM_TEXT("what", "the result of an operation"),
                        SLM_TEXT("rule", "only a leaf's values can be set"));
    if (index != (t->index != NULL))
        return SLM_FAIL(&slm->error, SLM_E_DTYPE, SLM_TEXT("op", "set"),
                        SLM_TEXT("what", "the tensor"),
                        SLM_TEXT("have", t->index ? "index" : "real"),
                        SLM_TEXT("need", index ? "index" : "real"));
    if (count != t->count)
        return SLM_FAIL(&slm->error, SLM_E_LENGTH, SLM_TEXT("op", "set"), SLM_UINT("count", count),
                        SLM_TEXT("what", "a tensor"), SLM_DIMS("shape", &t->shape),
                        SLM_UINT("need", t->count));
    if (!data && count) return slm_fail_null(&slm->error, "set", "the data");
    return SLM_OK;
}

slm_status slm_set(slm_ctx *slm, slm_tensor *leaf, const slm_real *data, size_t count) {
    slm_status s = check_write(slm, leaf, data, count, false);
    if (s) return s;
    if (count) memmove(leaf->data, data, count * sizeof *data);
    leaf->stamp = ++slm->clock;
    return SLM_OK;
}

slm_status slm_index_set(slm_ctx *slm, slm_tensor *leaf, const int32_t *data, size_t count) {
    slm_status s = check_write(slm, leaf, data, count, true);
    if (s) return s;
    if (count) memmove(leaf->index, data, count * sizeof *data);
    leaf->stamp = ++slm->clock;
    return SLM_OK;
}

slm_real *slm_data_mut(slm_ctx *slm, slm_tensor *leaf) {
    if (slm_check_tensor(slm, leaf, "data_mut", "the tensor")) return NULL;
    if (check_write(slm, leaf, leaf->data, leaf->count, false)) return NULL;
    leaf->stamp = ++slm->clock;
    return leaf->data;
}

const slm_real *slm_grad(slm_ctx *slm, slm_tensor *t) {
    if (slm_check_tensor(slm, t, "grad", "the tensor")) return NULL;
    if (t->grad && !t->grad_set) memset(t->grad, 0, t->count * sizeof *t->grad);
    return t->grad;
}

slm_status slm_set_grad(slm_ctx *slm, slm_tensor *t, const slm_real *grad, size_t count) {
    slm_status s = slm_check_tensor(slm, t, "set_grad", "the tensor");
    if (s) return s;
    if (!t->grad)
        return SLM_FAIL(&slm->error, SLM_E_NO_GRAD, SLM_TEXT("op", "set_grad"),
                        SLM_TEXT("what", "the tensor"));
    if (count != t->count)
        return SLM_FAIL(&slm->error, SLM_E_LENGTH, SLM_TEXT("op", "set_grad"),
                        SLM_UINT("count", count), SLM_TEXT("what", "a gradient"),
                        SLM_DIMS("shape", &t->shape), SLM_UINT("need", t->count));
    if (!grad && count) return slm_fail_null(&slm->error, "set_grad", "the gradient");
    if (count) memmove(t->grad, grad, count * sizeof *grad);
    t->grad_set = true;
    slm->flowed = 0;
    return SLM_OK;
}

void slm_zero_grad(slm_ctx *slm) {
    if (!slm) return;
    for (size_t i = 0; i < slm->parameters; i++) slm->parameter[i]->grad_set = false;
    for (slm_tensor *t = slm->grad_leaf; t; t = t->older_leaf) t->grad_set = false;
}
