/* Calls recorded as reshape, permute and slice, and argmax, which records a leaf. */
#include "autograd/context.h"
#include "ops/lines.h"

slm_tensor *slm_transpose(slm_ctx *slm, slm_tensor *x, int axis_a, int axis_b) {
    if (slm_check_tensor(slm, x, "transpose", "x")) return NULL;
    int axes[SLM_MAX_RANK], a, b;
    if (slm_shape_line_axis(&a, axis_a, &x->shape, "transpose", &slm->error) ||
        slm_shape_line_axis(&b, axis_b, &x->shape, "transpose", &slm->error))
        return NULL;
    for (int i = 0; i < x->shape.rank; i++) axes[i] = i == a ? b : i == b ? a : i;
    return slm_permute(slm, x, axes, x->shape.rank);
}

static slm_tensor *reshaped(slm_ctx *slm, slm_tensor *x, const slm_shape *shape) {
    int64_t extents[SLM_MAX_RANK];
    for (int i = 0; i < shape->rank; i++) extents[i] = (int64_t)shape->dim[i];
    return slm_reshape(slm, x, shape->rank, extents);
}

slm_tensor *slm_squeeze(slm_ctx *slm, slm_tensor *x, const int *axes, int count) {
    if (slm_check_tensor(slm, x, "squeeze", "x")) return NULL;
    if (count > 0 && !axes) {
        slm_fail_null(&slm->error, "squeeze", "axes");
        return NULL;
    }
    const slm_shape *from = &x->shape;
    bool goes[SLM_MAX_RANK] = {false};
    for (int i = 0; count <= 0 && i < from->rank; i++) goes[i] = from->dim[i] == 1;
    for (int i = 0; i < count; i++) {
        int axis;
        if (slm_shape_axis(&axis, axes[i], from, "squeeze", &slm->error)) return NULL;
        if (from->dim[axis] != 1) {
            slm_fail_value(&slm->error, "squeeze", "the extent of an axis", (double)from->dim[axis],
                           "1");
            return NULL;
        }
        goes[axis] = true;
    }
    slm_shape shape = {0};
    for (int i = 0; i < from->rank; i++)
        if (!goes[i]) shape.dim[shape.rank++] = from->dim[i];
    return reshaped(slm, x, &shape);
}

slm_tensor *slm_flatten(slm_ctx *slm, slm_tensor *x, int first, int last) {
    if (slm_check_tensor(slm, x, "flatten", "x")) return NULL;
    int a, b;
    if (slm_shape_line_axis(&a, first, &x->shape, "flatten", &slm->error) ||
        slm_shape_line_axis(&b, last, &x->shape, "flatten", &slm->error))
        return NULL;
    if (a > b) {
        slm_fail_relation(&slm->error, "flatten", "the first axis", a, "the last", b,
                          "the first must not come after the last");
        return NULL;
    }
    slm_shape shape = {0};
    for (int i = 0; i < a; i++) shape.dim[shape.rank++] = x->shape.dim[i];
    shape.dim[shape.rank++] = slm_shape_product(&x->shape, a, x->shape.rank ? b + 1 : 0);
    for (int i = b + 1; i < x->shape.rank; i++) shape.dim[shape.rank++] = x->shape.dim[i];
    return reshaped(slm, x, &shape);
}

slm_status slm_split(slm_ctx *slm, slm_tensor *x, int axis, int count, slm_tensor **parts) {
    slm_status s = slm_check_tensor(slm, x, "split", "x");
    if (s) return s;
    if (!parts) return slm_fail_null(&slm->error, "split", "where the parts go");
    int along;
    s = slm_shape_axis(&along, axis, &x->shape, "split", &slm->error);
    if (s) return s;
    if (count < 1 || x->shape.dim[along] % (size_t)count)
        return slm_fail_relation(&slm->error, "split", "the count of parts", count,
                                 "the axis's extent", (double)x->shape.dim[along],
                                 "it must be 1 or more and divide the extent");
    const slm_mark before = slm_tape_mark(slm);
    const int64_t size = (int64_t)x->shape.dim[along] / count;
    slm->error.own = SLM_OK;
    for (int i = 0; i < count; i++) {
        parts[i] = slm_slice(slm, x, along, i * size, (i + 1) * size, 1);
        if (parts[i]) continue;
        slm_tape_rewind(slm, before); /* all of them or none */
        for (int k = 0; k < count; k++) parts[k] = NULL;
        return slm->error.own;
    }
    return SLM_OK;
}

static int32_t largest(const slm_real *x, size_t length, size_t apart) {
    size_t best = 0;
    for (size_t i = 1; i < length; i++) {
        const slm_real a = x[best * apart], b = x[i * apart];
        if (a == a && (b > a || b != b)) best = i;
    }
    return (int32_t)best;
}

slm_tensor *slm_argmax(slm_ctx *slm, const slm_tensor *x, int axis) {
    if (slm_check_tensor(slm, x, "argmax", "x")) return NULL;
    if (x->index) {
        SLM_FAIL(&slm->error, SLM_E_DTYPE, SLM_TEXT("op", "argmax"), SLM_TEXT("what", "x"),
                 SLM_TEXT("have", "index"), SLM_TEXT("need", "real"));
        return NULL;
    }
    int along;
    if (slm_shape_line_axis(&along, axis, &x->shape, "argmax", &slm->error)) return NULL;
    const slm_lines lines = slm_lines_along(&x->shape, along);
    if (lines.length == 0) {
        SLM_FAIL(&slm->error, SLM_E_EMPTY, SLM_TEXT("op", "argmax"), SLM_DIMS("shape", &x->shape),
                 SLM_TEXT("what", "largest"));
        return NULL;
    }
    slm_shape shape = {0};
    for (int i = 0; i < x->shape.rank; i++)
        if (i != along) shape.dim[shape.rank++] = x->shape.dim[i];
    slm_tensor *at = slm_index_new(slm, shape.rank, shape.dim, NULL);
    if (!slm_name(slm, at, "argmax")) return NULL;
    for (size_t k = 0; k < at->count; k++)
        at->index[k] = largest(x->data + slm_line_start(&lines, k), lines.length, lines.inner);
    return at;
}
