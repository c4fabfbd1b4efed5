/* The typed front door: each operation of ops.def as a C function. */
#include "autograd/context.h"

static slm_tensor *unary(slm_ctx *slm, const slm_op *op, slm_tensor *x, const slm_attr *attrs) {
    return slm_record(slm, op, (slm_tensor *[]){x}, 1, attrs);
}

static slm_tensor *binary(slm_ctx *slm, const slm_op *op, slm_tensor *a, slm_tensor *b,
                          const slm_attr *attrs) {
    return slm_record(slm, op, (slm_tensor *[]){a, b}, 2, attrs);
}

static slm_attr number(double value) { return (slm_attr){.number = value}; }
static slm_attr integer(int64_t value) { return (slm_attr){.integer = value}; }

/* A list argument as an attribute; false, with the error standing, when it is longer than any shape
 * or missing. */
#define LIST(name, type, convert)                                                                  \
    static bool name(slm_ctx *slm, slm_attr *out, const char *op, const char *key,                 \
                     const type *items, int count) {                                               \
        *out = (slm_attr){.count = count};                                                         \
        if (count < 0 || count > SLM_MAX_RANK) {                                                   \
            SLM_FAIL(&slm->error, SLM_E_ATTR_KIND, SLM_TEXT("op", op), SLM_TEXT("key", key),       \
                     SLM_TEXT("rule", "a list of at most 8"));                                     \
            return false;                                                                          \
        }                                                                                          \
        if (count && !items) {                                                                     \
            slm_fail_null(&slm->error, op, key);                                                   \
            return false;                                                                          \
        }                                                                                          \
        for (int i = 0; i < count; i++) out->item[i] = convert(items[i]);                          \
        return true;                                                                               \
    }

/* An extent beyond int64_t is beyond any memory, too: it stays too large. */
static int64_t from_size(size_t value) {
    return value > (size_t)INT32_MAX && (uint64_t)value > (uint64_t)INT64_MAX ? INT64_MAX
                                                                              : (int64_t)value;
}
static int64_t from_int(int value) { return value; }
static int64_t from_int64(int64_t value) { return value; }

LIST(sizes, size_t, from_size)
LIST(axes_list, int, from_int)
LIST(integers, int64_t, from_int64)

slm_tensor *slm_add(slm_ctx *slm, slm_tensor *a, slm_tensor *b) {
    return binary(slm, &slm_op_add, a, b, NULL);
}
slm_tensor *slm_sub(slm_ctx *slm, slm_tensor *a, slm_tensor *b) {
    return binary(slm, &slm_op_sub, a, b, NULL);
}
slm_tensor *slm_mul(slm_ctx *slm, slm_tensor *a, slm_tensor *b) {
    return binary(slm, &slm_op_mul, a, b, NULL);
}
slm_tensor *slm_div(slm_ctx *slm, slm_tensor *a, slm_tensor *b) {
    return binary(slm, &slm_op_div, a, b, NULL);
}
slm_tensor *slm_maximum(slm_ctx *slm, slm_tensor *a, slm_tensor *b) {
    return binary(slm, &slm_op_maximum, a, b, NULL);
}
slm_tensor *slm_matmul(slm_ctx *slm, slm_tensor *a, slm_tensor *b) {
    return binary(slm, &slm_op_matmul, a, b, NULL);
}

slm_tensor *slm_neg(slm_ctx *slm, slm_tensor *x) { return unary(slm, &slm_op_neg, x, NULL); }
slm_tensor *slm_exp(slm_ctx *slm, slm_tensor *x) { return unary(slm, &slm_op_exp, x, NULL); }
slm_tensor *slm_log(slm_ctx *slm, slm_tensor *x) { return unary(slm, &slm_op_log, x, NULL); }
slm_tensor *slm_sqrt(slm_ctx *slm, slm_tensor *x) { return unary(slm, &slm_op_sqrt, x, NULL); }
slm_tensor *slm_abs(slm_ctx *slm, slm_tensor *x) { return unary(slm, &slm_op_abs, x, NULL); }
slm_tensor *slm_tanh(slm_ctx *slm, slm_tensor *x) { return unary(slm, &slm_op_tanh, x, NULL); }
slm_tensor *slm_sigmoid(slm_ctx *slm, slm_tensor *x) {
    return unary(slm, &slm_op_sigmoid, x, NULL);
}
slm_tensor *slm_relu(slm_ctx *slm, slm_tensor *x) { return unary(slm, &slm_op_relu, x, NULL); }

slm_tensor *slm_pow(slm_ctx *slm, slm_tensor *x, double exponent) {
    return unary(slm, &slm_op_pow, x, (slm_attr[]){number(exponent)});
}
slm_tensor *slm_gelu(slm_ctx *slm, slm_tensor *x, bool tanh_form) {
    return unary(slm, &slm_op_gelu, x, (slm_attr[]){integer(tanh_form)});
}

static slm_tensor *reduce(slm_ctx *slm, const slm_op *op, slm_tensor *x, const int *axes, int count,
                          bool keepdims) {
    slm_attr attrs[2] = {{0}, integer(keepdims)};
    if (!slm || !axes_list(slm, &attrs[0], op->name, "axes", axes, count)) return NULL;
    return unary(slm, op, x, attrs);
}
slm_tensor *slm_sum(slm_ctx *slm, slm_tensor *x, const int *axes, int count, bool keepdims) {
    return reduce(slm, &slm_op_sum, x, axes, count, keepdims);
}
slm_tensor *slm_mean(slm_ctx *slm, slm_tensor *x, const int *axes, int count, bool keepdims) {
    return reduce(slm, &slm_op_mean, x, axes, count, keepdims);
}
slm_tensor *slm_max(slm_ctx *slm, slm_tensor *x, const int *axes, int count, bool keepdims) {
    return reduce(slm, &slm_op_max, x, axes, count, keepdims);
}

slm_tensor *slm_reshape(slm_ctx *slm, slm_tensor *x, int rank, const int64_t *shape) {
    slm_attr list;
    if (!slm || !integers(slm, &list, "reshape", "shape", shape, rank)) return NULL;
    return unary(slm, &slm_op_reshape, x, &list);
}
slm_tensor *slm_permute(slm_ctx *slm, slm_tensor *x, const int *axes, int count) {
    slm_attr list;
    if (!slm || !axes_list(slm, &list, "permute", "axes", axes, count)) return NULL;
    return unary(slm, &slm_op_permute, x, &list);
}
slm_tensor *slm_transpose(slm_ctx *slm, slm_tensor *x, int axis_a, int axis_b) {
    if (slm_check_tensor(slm, x, "transpose", "x")) return NULL;
    int axes[SLM_MAX_RANK], a, b;
    if (slm_shape_axis(&a, axis_a, &x->shape, "transpose", &slm->error) ||
        slm_shape_axis(&b, axis_b, &x->shape, "transpose", &slm->error))
        return NULL;
    for (int i = 0; i < x->shape.rank; i++) axes[i] = i == a ? b : i == b ? a : i;
    return slm_permute(slm, x, axes, x->shape.rank);
}
slm_tensor *slm_broadcast_to(slm_ctx *slm, slm_tensor *x, int rank, const size_t *shape) {
    slm_attr list;
    if (!slm || !sizes(slm, &list, "broadcast_to", "shape", shape, rank)) return NULL;
    return unary(slm, &slm_op_broadcast_to, x, &list);
}
slm_tensor *slm_slice(slm_ctx *slm, slm_tensor *x, int axis, int64_t start, int64_t stop,
                      int64_t step) {
    return unary(slm, &slm_op_slice, x,
                 (slm_attr[]){integer(axis), integer(start), integer(stop), integer(step)});
}
slm_tensor *slm_concat(slm_ctx *slm, slm_tensor *const *parts, int count, int axis) {
    if (slm && !parts) slm_fail_null(&slm->error, "concat", "parts");
    if (!slm || !parts) return NULL;
    return slm_record(slm, &slm_op_concat, parts, count, (slm_attr[]){integer(axis)});
}

slm_tensor *slm_softmax(slm_ctx *slm, slm_tensor *x, int axis) {
    return unary(slm, &slm_op_softmax, x, (slm_attr[]){integer(axis)});
}
slm_tensor *slm_log_softmax(slm_ctx *slm, slm_tensor *x, int axis) {
    return unary(slm, &slm_op_log_softmax, x, (slm_attr[]){integer(axis)});
}
slm_tensor *slm_bce_with_logits(slm_ctx *slm, slm_tensor *logits, slm_tensor *target) {
    return binary(slm, &slm_op_bce_with_logits, logits, target, NULL);
}
slm_tensor *slm_cross_entropy(slm_ctx *slm, slm_tensor *logits, slm_tensor *classes,
                              int64_t ignore) {
    return binary(slm, &slm_op_cross_entropy, logits, classes, (slm_attr[]){integer(ignore)});
}
slm_tensor *slm_layer_norm(slm_ctx *slm, slm_tensor *x, slm_tensor *gamma, slm_tensor *beta,
                           double eps) {
    return slm_record(slm, &slm_op_layer_norm, (slm_tensor *[]){x, gamma, beta}, 3,
                      (slm_attr[]){number(eps)});
}
slm_tensor *slm_embedding(slm_ctx *slm, slm_tensor *table, slm_tensor *index) {
    return binary(slm, &slm_op_embedding, table, index, NULL);
}
slm_tensor *slm_dropout(slm_ctx *slm, slm_tensor *x, double p) {
    return unary(slm, &slm_op_dropout, x, (slm_attr[]){number(p)});
}
slm_tensor *slm_masked_fill(slm_ctx *slm, slm_tensor *x, slm_tensor *mask, double value) {
    return binary(slm, &slm_op_masked_fill, x, mask, (slm_attr[]){number(value)});
}
