#include "tensor/shape.h"

slm_status slm_shape_elements(const slm_shape *shape, size_t *count, const char *op,
                              const char *what, slm_error *err) {
    size_t n = 1, bytes;
    bool empty = false;
    for (int i = 0; i < shape->rank; i++) {
        if (shape->dim[i] == 0)
            empty = true;
        else if (!slm_size_mul(n, shape->dim[i], &n))
            return SLM_FAIL(err, SLM_E_SIZE, SLM_TEXT("op", op), SLM_TEXT("what", what));
    }
    /* An array must be addressable in signed bytes, as strides are ptrdiff_t; the extents beside a
     * 0 as well, since a reduction or a reshape can bring them back. */
    if (!slm_size_mul(n, sizeof(slm_real), &bytes) || bytes > PTRDIFF_MAX)
        return SLM_FAIL(err, SLM_E_SIZE, SLM_TEXT("op", op), SLM_TEXT("what", what));
    *count = empty ? 0 : n;
    return SLM_OK;
}

slm_status slm_shape_make(slm_shape *shape, size_t *count, int rank, const size_t *dims,
                          const char *op, const char *what, slm_error *err) {
    if (rank < 0 || rank > SLM_MAX_RANK) return slm_fail_value(err, op, "rank", rank, "0 to 8");
    if (rank > 0 && !dims) return slm_fail_null(err, op, "the shape");
    shape->rank = rank;
    for (int i = 0; i < rank; i++) shape->dim[i] = dims[i];
    return slm_shape_elements(shape, count, op, what, err);
}

size_t slm_shape_extent(int64_t extent) {
    return (uint64_t)extent > SIZE_MAX ? SIZE_MAX : (size_t)extent;
}

bool slm_shape_equal(const slm_shape *a, const slm_shape *b) {
    if (a->rank != b->rank) return false;
    for (int i = 0; i < a->rank; i++)
        if (a->dim[i] != b->dim[i]) return false;
    return true;
}

size_t slm_shape_product(const slm_shape *shape, int from, int to) {
    size_t n = 1;
    for (int i = from; i < to; i++) n *= shape->dim[i];
    return n;
}

/* The extent of `shape` at axis i of the larger rank; axes that it lacks in front have extent 1. */
static size_t aligned_dim(const slm_shape *shape, int rank, int i) {
    int own = i - (rank - shape->rank);
    return own < 0 ? 1 : shape->dim[own];
}

slm_status slm_shape_broadcast(slm_shape *out, const slm_shape *a, const slm_shape *b,
                               const char *op, slm_error *err) {
    out->rank = a->rank > b->rank ? a->rank : b->rank;
    for (int i = out->rank - 1; i >= 0; i--) {
        size_t m = aligned_dim(a, out->rank, i), n = aligned_dim(b, out->rank, i);
        if (m != n && m != 1 && n != 1)
            return SLM_FAIL(err, SLM_E_BROADCAST, SLM_TEXT("op", op), SLM_DIMS("a", a),
                            SLM_DIMS("b", b), SLM_INT("axis", i), SLM_UINT("m", m),
                            SLM_UINT("n", n));
        out->dim[i] = m == 1 ? n : m;
    }
    return SLM_OK;
}

slm_status slm_shape_broadcast_to(const slm_shape *from, const slm_shape *to, const char *op,
                                  slm_error *err) {
    if (from->rank > to->rank)
        return SLM_FAIL(err, SLM_E_BROADCAST_RANK, SLM_TEXT("op", op), SLM_DIMS("a", from),
                        SLM_DIMS("b", to), SLM_INT("m", from->rank), SLM_INT("n", to->rank));
    for (int axis = to->rank - 1; axis >= 0; axis--) {
        size_t m = aligned_dim(from, to->rank, axis), n = to->dim[axis];
        if (m != n && m != 1)
            return SLM_FAIL(err, SLM_E_BROADCAST_TO, SLM_TEXT("op", op), SLM_DIMS("a", from),
                            SLM_DIMS("b", to), SLM_INT("axis", axis), SLM_UINT("m", m),
                            SLM_UINT("n", n));
    }
    return SLM_OK;
}

slm_status slm_shape_axis(int *axis, int64_t given, const slm_shape *shape, const char *op,
                          slm_error *err) {
    static const char *const allowed[SLM_MAX_RANK + 1] = {"absent, as a scalar has no axes",
                                                          "-1 to 0",
                                                          "-2 to 1",
                                                          "-3 to 2",
                                                          "-4 to 3",
                                                          "-5 to 4",
                                                          "-6 to 5",
                                                          "-7 to 6",
                                                          "-8 to 7"};
    if (given < -shape->rank || given >= shape->rank)
        return SLM_FAIL(err, SLM_E_AXIS, SLM_TEXT("op", op), SLM_LONG("axis", &given),
                        SLM_DIMS("shape", shape), SLM_TEXT("rule", allowed[shape->rank]));
    *axis = (int)(given < 0 ? given + shape->rank : given);
    return SLM_OK;
}

slm_status slm_shape_line_axis(int *axis, int64_t given, const slm_shape *shape, const char *op,
                               slm_error *err) {
    *axis = 0;
    if (shape->rank) return slm_shape_axis(axis, given, shape, op, err);
    if (given == 0 || given == -1) return SLM_OK;
    return SLM_FAIL(err, SLM_E_AXIS, SLM_TEXT("op", op), SLM_LONG("axis", &given),
                    SLM_DIMS("shape", shape), SLM_TEXT("rule", "-1 to 0"));
}

void slm_shape_strides(ptrdiff_t *stride, const slm_shape *shape, const slm_shape *out) {
    ptrdiff_t step = 1;
    for (int i = out->rank - 1; i >= 0; i--) {
        size_t own = aligned_dim(shape, out->rank, i);
        stride[i] = own == 1 ? 0 : step;
        step *= (ptrdiff_t)own;
    }
}
