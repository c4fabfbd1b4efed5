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

static slm_tensor *reduction(slm_ctx *slm, const slm_op *op, slm_tensor *x, const int *axes,
                             int count, bool keepdims) {
    slm_attr attrs[2] = {{0}, integer(keepdims)};
    if (!slm || !axes_list(slm, &attrs[0], op->name, "axes", axes, count)) return NULL;
    return unary(slm, op, x, attrs);
}

/* --- The forms that ops.def names --- */

#define UNARY_WITH(name, parameter, attr)                                                          \
    slm_tensor *slm_##name(slm_ctx *slm, slm_tensor *x, parameter) {                               \
        return unary(slm, &slm_op_##name, x, (slm_attr[]){attr});                                  \
    }

#define UNARY(name)                                                                                \
    slm_tensor *slm_##name(slm_ctx *slm, slm_tensor *x) {                                          \
        return unary(slm, &slm_op_##name, x, NULL);                                                \
    }
#define UNARY_REAL(name) UNARY_WITH(name, double value, number(value))
#define UNARY_BOOL(name) UNARY_WITH(name, bool on, integer(on))
#define UNARY_AXIS(name) UNARY_WITH(name, int axis, integer(axis))
#define BINARY(name)                                                                               \
    slm_tensor *slm_##name(slm_ctx *slm, slm_tensor *a, slm_tensor *b) {                           \
        return binary(slm, &slm_op_##name, a, b, NULL);                                            \
    }
#define BINARY_REAL(name)                                                                          \
    slm_tensor *slm_##name(slm_ctx *slm, slm_tensor *a, slm_tensor *b, double value) {             \
        return binary(slm, &slm_op_##name, a, b, (slm_attr[]){number(value)});                     \
    }
#define REDUCTION(name)                                                                            \
    slm_tensor *slm_##name(slm_ctx *slm, slm_tensor *x, const int *axes, int count,                \
                           bool keepdims) {                                                        \
        return reduction(slm, &slm_op_##name, x, axes, count, keepdims);                           \
    }
#define OTHER(name)

#define SLM_X(form, name) form(name)
#include "ops/ops.def"
#undef SLM_X

/* --- The others --- */

slm_tensor *slm_clip(slm_ctx *slm, slm_tensor *x, double low, double high) {
    return unary(slm, &slm_op_clip, x, (slm_attr[]){number(low), number(high)});
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

slm_tensor *slm_cross_entropy(slm_ctx *slm, slm_tensor *logits, slm_tensor *classes,
                              int64_t ignore) {
    return binary(slm, &slm_op_cross_entropy, logits, classes, (slm_attr[]){integer(ignore)});
}

slm_tensor *slm_layer_norm(slm_ctx *slm, slm_tensor *x, slm_tensor *gamma, slm_tensor *beta,
                           double eps) {
    return slm_record(slm, &slm_op_layer_norm, (slm_tensor *[]){x, gamma, beta}, 3,
                      (slm_attr[]){number(eps)});
}

slm_tensor *slm_where(slm_ctx *slm, slm_tensor *mask, slm_tensor *a, slm_tensor *b) {
    return slm_record(slm, &slm_op_where, (slm_tensor *[]){mask, a, b}, 3, NULL);
}
