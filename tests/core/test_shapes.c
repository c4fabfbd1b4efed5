/* The shape rules: what broadcasts, what does not and in which words, what each operation makes of
 * ranks 0 to 8 and of empty tensors. */
#include "refusal.h"

#include <stdint.h>

static slm_tensor *leaf(slm_ctx *slm, int rank, const size_t *shape) {
    return slm_tensor_new(slm, rank, shape, NULL, true);
}

#define LEAF(...) leaf(slm, SLM_SHAPE(__VA_ARGS__))

static void check_shape(const slm_tensor *t, int rank, const size_t *shape) {
    if (!CHECK(t)) return;
    CHECK_INT(slm_rank(t), rank);
    for (int i = 0; i < rank; i++) CHECK_INT(slm_dim(t, i), shape[i]);
}

#define SCALAR 0, NULL

static void broadcasting(void) {
    TEST("what broadcasts");
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *s = slm_scalar(slm, 1, false);
    check_shape(slm_add(slm, s, s), SCALAR);
    check_shape(slm_add(slm, LEAF(2, 3), s), SLM_SHAPE(2, 3));
    check_shape(slm_add(slm, LEAF(3), LEAF(2, 1)), SLM_SHAPE(2, 3));
    check_shape(slm_add(slm, LEAF(2, 1, 3), LEAF(4, 1)), SLM_SHAPE(2, 4, 3));
    check_shape(slm_add(slm, LEAF(0, 3), LEAF(1, 1)), SLM_SHAPE(0, 3));
    check_shape(slm_add(slm, LEAF(1), LEAF(0)), SLM_SHAPE(0));
    check_shape(slm_add(slm, LEAF(1, 1, 1, 1, 1, 1, 1, 2), LEAF(3, 1)),
                SLM_SHAPE(1, 1, 1, 1, 1, 1, 3, 2));
    slm_destroy(slm);
}

/* Leaves are made before the call, so that the tape's length can be compared. */
static void refuses_broadcasts(void) {
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *a = LEAF(2, 6), *b = LEAF(4), *c = LEAF(3, 6), *zero = LEAF(0), *two = LEAF(2);
    slm_tensor *deep = LEAF(2, 3, 4), *flat = LEAF(3, 1);
    TEST("shapes that do not broadcast");
    REFUSED(slm, slm_add(slm, a, b), SLM_E_BROADCAST,
            "add: (2,6) and (4) do not broadcast: axis 1 is 6 against 4");
    REFUSED(slm, slm_sub(slm, b, a), SLM_E_BROADCAST,
            "sub: (4) and (2,6) do not broadcast: axis 1 is 4 against 6");
    REFUSED(slm, slm_mul(slm, a, c), SLM_E_BROADCAST,
            "mul: (2,6) and (3,6) do not broadcast: axis 0 is 2 against 3");
    REFUSED(slm, slm_div(slm, zero, two), SLM_E_BROADCAST,
            "div: (0) and (2) do not broadcast: axis 0 is 0 against 2");
    REFUSED(slm, slm_maximum(slm, deep, a), SLM_E_BROADCAST,
            "maximum: (2,3,4) and (2,6) do not broadcast: axis 2 is 4 against 6");
    REFUSED(slm, slm_mse(slm, a, b), SLM_E_BROADCAST,
            "sub: (2,6) and (4) do not broadcast: axis 1 is 6 against 4");
    REFUSED(slm, slm_masked_fill(slm, flat, deep, 0), SLM_E_BROADCAST_RANK,
            "masked_fill: (2,3,4) does not broadcast to (3,1): it has 3 axes against 2");
    REFUSED(slm, slm_masked_fill(slm, deep, two, 0), SLM_E_BROADCAST_TO,
            "masked_fill: (2) does not broadcast to (2,3,4): axis 2 is 2 against 4");
    REFUSED(slm, slm_broadcast_to(slm, a, SLM_SHAPE(6)), SLM_E_BROADCAST_RANK,
            "broadcast_to: (2,6) does not broadcast to (6): it has 2 axes against 1");
    REFUSED(slm, slm_broadcast_to(slm, a, SLM_SHAPE(2, 1)), SLM_E_BROADCAST_TO,
            "broadcast_to: (2,6) does not broadcast to (2,1): axis 1 is 6 against 1");
    REFUSED(slm, slm_broadcast_to(slm, two, SCALAR), SLM_E_BROADCAST_RANK,
            "broadcast_to: (2) does not broadcast to (): it has 1 axes against 0");

    TEST("a result too large to address");
    const size_t huge = (size_t)1 << (sizeof(size_t) * 4 - 1);
    slm_tensor *row = LEAF(0, 1, huge), *column = LEAF(0, huge, 1);
    REFUSED(slm, slm_add(slm, row, column), SLM_E_SIZE, "add: the result is too large to address");
    slm_destroy(slm);
}

static void axes(void) {
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *s = slm_scalar(slm, 1, true), *m = LEAF(2, 3),
               *eight = LEAF(1, 1, 1, 1, 1, 1, 1, 1);
    TEST("axes");
    REFUSED(slm, slm_sum(slm, m, (int[]){2}, 1, false), SLM_E_AXIS,
            "sum: axis 2 is out of range for shape (2,3); it must be -2 to 1");
    REFUSED(slm, slm_mean(slm, m, (int[]){0, -3}, 2, false), SLM_E_AXIS,
            "mean: axis -3 is out of range for shape (2,3); it must be -2 to 1");
    REFUSED(slm, slm_max(slm, s, (int[]){1}, 1, true), SLM_E_AXIS,
            "max: axis 1 is out of range for shape (); it must be -1 to 0");
    REFUSED(slm, slm_softmax(slm, eight, 8), SLM_E_AXIS,
            "softmax: axis 8 is out of range for shape (1,1,1,1,1,1,1,1); it must be -8 to 7");
    REFUSED(slm, slm_log_softmax(slm, s, -2), SLM_E_AXIS,
            "log_softmax: axis -2 is out of range for shape (); it must be -1 to 0");
    REFUSED(slm, slm_sum(slm, s, (int[]){0, -1}, 2, false), SLM_E_AXIS_TWICE,
            "sum: axis 0 of shape () is named twice");
    REFUSED(slm, slm_transpose(slm, m, 0, 2), SLM_E_AXIS,
            "transpose: axis 2 is out of range for shape (2,3); it must be -2 to 1");
    REFUSED(slm, slm_transpose(slm, m, -3, 0), SLM_E_AXIS,
            "transpose: axis -3 is out of range for shape (2,3); it must be -2 to 1");
    REFUSED(slm, slm_permute(slm, m, (int[]){0, 5}, 2), SLM_E_AXIS,
            "permute: axis 5 is out of range for shape (2,3); it must be -2 to 1");
    REFUSED(slm, slm_slice(slm, m, -3, 0, 1, 1), SLM_E_AXIS,
            "slice: axis -3 is out of range for shape (2,3); it must be -2 to 1");
    REFUSED(slm, slm_concat(slm, (slm_tensor *[]){s}, 1, 0), SLM_E_AXIS,
            "concat: axis 0 is out of range for shape (); it must be absent, as a scalar has no "
            "axes");
    REFUSED(slm, slm_sum(slm, m, (int[]){1, -1}, 2, false), SLM_E_AXIS_TWICE,
            "sum: axis 1 of shape (2,3) is named twice");
    REFUSED(slm, slm_permute(slm, m, (int[]){1, -1}, 2), SLM_E_AXIS_TWICE,
            "permute: axis 1 of shape (2,3) is named twice");
    REFUSED(slm, slm_permute(slm, m, (int[]){0}, 1), SLM_E_PERMUTE,
            "permute: 1 axes were named for shape (2,3); every axis must be named once");

    TEST("a scalar is a line of one element, with axis 0 and -1");
    for (int axis = -1; axis <= 0; axis++) {
        check_shape(slm_sum(slm, s, &axis, 1, true), SCALAR);
        CHECK_NEAR(slm_item(slm, slm_sum(slm, s, &axis, 1, false)), 1, 0);
        CHECK_NEAR(slm_item(slm, slm_mean(slm, s, &axis, 1, false)), 1, 0);
        CHECK_NEAR(slm_item(slm, slm_max(slm, s, &axis, 1, false)), 1, 0);
        CHECK_NEAR(slm_item(slm, slm_min(slm, s, &axis, 1, false)), 1, 0);
        CHECK_NEAR(slm_item(slm, slm_softmax(slm, s, axis)), 1, 0);
        CHECK_NEAR(slm_item(slm, slm_log_softmax(slm, s, axis)), 0, 0);
        CHECK_NEAR(slm_item(slm, slm_transpose(slm, s, axis, 0)), 1, 0);
        CHECK_INT(slm_index_data(slm_argmax(slm, s, axis))[0], 0);
        check_shape(slm_flatten(slm, s, axis, -1), SLM_SHAPE(1));
    }

    TEST("shapes of reductions");
    check_shape(slm_sum(slm, m, NULL, 0, true), SLM_SHAPE(1, 1));
    check_shape(slm_sum(slm, m, (int[]){-1}, 1, false), SLM_SHAPE(2));
    check_shape(slm_sum(slm, eight, (int[]){0, 7}, 2, true), SLM_SHAPE(1, 1, 1, 1, 1, 1, 1, 1));
    check_shape(slm_transpose(slm, m, -1, 0), SLM_SHAPE(3, 2));
    slm_destroy(slm);
}

static void products(void) {
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *s = slm_scalar(slm, 1, true), *m = LEAF(2, 3), *v = LEAF(3), *w = LEAF(2);
    slm_tensor *batch = LEAF(4, 2, 3), *other = LEAF(5, 3, 2);
    TEST("products that do not fit");
    REFUSED(
        slm, slm_matmul(slm, m, m), SLM_E_MATMUL,
        "matmul: (2,3) and (2,3) do not multiply: the last axis of a is 3, the rows of b are 2");
    REFUSED(slm, slm_matmul(slm, v, w), SLM_E_MATMUL,
            "matmul: (3) and (2) do not multiply: the last axis of a is 3, the rows of b are 2");
    REFUSED(slm, slm_matmul(slm, s, m), SLM_E_RANK,
            "matmul: a has shape (); its rank must be 1 or more");
    REFUSED(slm, slm_matmul(slm, m, s), SLM_E_RANK,
            "matmul: b has shape (); its rank must be 1 or more");
    REFUSED(slm, slm_matmul(slm, batch, other), SLM_E_MATMUL_BATCH,
            "matmul: (4,2,3) and (5,3,2) do not multiply: their leading axes (4) and (5) do not "
            "broadcast");
    TEST("products that do");
    check_shape(slm_matmul(slm, v, v), SCALAR);
    check_shape(slm_matmul(slm, m, v), SLM_SHAPE(2));
    check_shape(slm_matmul(slm, w, m), SLM_SHAPE(3));
    check_shape(slm_matmul(slm, batch, v), SLM_SHAPE(4, 2));
    check_shape(slm_matmul(slm, w, batch), SLM_SHAPE(4, 3));
    check_shape(slm_matmul(slm, LEAF(6, 1, 2, 3), LEAF(4, 3, 5)), SLM_SHAPE(6, 4, 2, 5));
    check_shape(slm_matmul(slm, LEAF(1, 1, 1, 1, 1, 1, 2, 3), v), SLM_SHAPE(1, 1, 1, 1, 1, 1, 2));
    check_shape(slm_matmul(slm, LEAF(2, 0), LEAF(0, 3)), SLM_SHAPE(2, 3));
    slm_destroy(slm);
}

static void arrangements(void) {
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *t = LEAF(2, 1, 3, 1), *m = LEAF(2, 6), *empty = LEAF(0, 3), *v = LEAF(3);
    TEST("squeeze and flatten");
    check_shape(slm_squeeze(slm, t, NULL, 0), SLM_SHAPE(2, 3));
    check_shape(slm_squeeze(slm, t, (int[]){-1}, 1), SLM_SHAPE(2, 1, 3));
    check_shape(slm_squeeze(slm, t, (int[]){1, 3}, 2), SLM_SHAPE(2, 3));
    check_shape(slm_squeeze(slm, LEAF(1, 1), NULL, 0), SCALAR);
    check_shape(slm_flatten(slm, t, 0, -1), SLM_SHAPE(6));
    check_shape(slm_flatten(slm, t, 1, 2), SLM_SHAPE(2, 3, 1));
    check_shape(slm_flatten(slm, empty, 0, 1), SLM_SHAPE(0));
    REFUSED(slm, slm_squeeze(slm, t, (int[]){0}, 1), SLM_E_VALUE,
            "squeeze: the extent of an axis is 2; it must be 1");
    REFUSED(slm, slm_squeeze(slm, t, (int[]){4}, 1), SLM_E_AXIS,
            "squeeze: axis 4 is out of range for shape (2,1,3,1); it must be -4 to 3");
    REFUSED(slm, slm_squeeze(slm, t, NULL, 2), SLM_E_NULL,
            "squeeze: axes is NULL; did an earlier call fail?");
    REFUSED(slm, slm_flatten(slm, t, 2, 1), SLM_E_RELATION,
            "flatten: the first axis is 2 and the last is 1; the first must not come after the "
            "last");

    TEST("split: equal parts, all of them or none");
    slm_tensor *parts[3] = {NULL};
    CHECK_INT(slm_split(slm, m, -1, 3, parts), SLM_OK);
    for (int i = 0; i < 3; i++) check_shape(parts[i], SLM_SHAPE(2, 2));
    REFUSED_STATUS(slm, slm_split(slm, m, 1, 4, parts), SLM_E_RELATION,
                   "split: the count of parts is 4 and the axis's extent is 6; it must be 1 or "
                   "more and divide the extent");
    REFUSED_STATUS(slm, slm_split(slm, m, 1, 0, parts), SLM_E_RELATION,
                   "split: the count of parts is 0 and the axis's extent is 6; it must be 1 or "
                   "more and divide the extent");
    REFUSED_STATUS(slm, slm_split(slm, m, 1, 2, NULL), SLM_E_NULL,
                   "split: where the parts go is NULL; did an earlier call fail?");

    TEST("argmax: the first of equals, NaN before all, a leaf");
    const slm_real x[] = {1, 3, 3, 0, SLM_NAN, 9};
    slm_tensor *values = slm_tensor_new(slm, SLM_SHAPE(2, 3), x, true);
    slm_tensor *at = slm_argmax(slm, values, -1);
    check_shape(at, SLM_SHAPE(2));
    CHECK(slm_is_index(at) && !slm_op_name(at));
    CHECK(slm_index_data(at)[0] == 1 && slm_index_data(at)[1] == 1);
    at = slm_argmax(slm, values, 0);
    check_shape(at, SLM_SHAPE(3));
    CHECK(slm_index_data(at)[0] == 0 && slm_index_data(at)[1] == 1 && slm_index_data(at)[2] == 1);
    check_shape(slm_argmax(slm, empty, 1), SLM_SHAPE(0));
    REFUSED(slm, slm_argmax(slm, empty, 0), SLM_E_EMPTY,
            "argmax: shape (0,3) has no elements along the reduced axes, so there is no largest");
    REFUSED(slm, slm_argmax(slm, at, 0), SLM_E_DTYPE,
            "argmax: x holds index values, it must hold real values");

    TEST("clip and where");
    REFUSED(slm, slm_clip(slm, m, 1, SLM_NAN), SLM_E_RELATION,
            "clip: low is 1 and high is nan; low must be at most high");
    check_shape(slm_where(slm, LEAF(3, 1, 1), LEAF(2, 1), LEAF(4)), SLM_SHAPE(3, 2, 4));
    REFUSED(slm, slm_where(slm, v, m, m), SLM_E_BROADCAST,
            "where: (3) and (2,6) do not broadcast: axis 1 is 3 against 6");
    REFUSED(slm, slm_min(slm, empty, SLM_ALL), SLM_E_EMPTY,
            "min: shape (0,3) has no elements along the reduced axes, so there is no minimum");
    slm_destroy(slm);
}

static void layout(void) {
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *m = LEAF(2, 3), *empty = LEAF(0, 3), *n = LEAF(3, 3), *v = LEAF(3);
    TEST("reshape");
    check_shape(slm_reshape(slm, m, 2, (int64_t[]){-1, 2}), SLM_SHAPE(3, 2));
    check_shape(slm_reshape(slm, empty, 1, (int64_t[]){-1}), SLM_SHAPE(0));
    check_shape(slm_reshape(slm, empty, 2, (int64_t[]){5, 0}), SLM_SHAPE(5, 0));
    REFUSED(slm, slm_reshape(slm, m, 2, (int64_t[]){4, 2}), SLM_E_RESHAPE,
            "reshape: (2,3) with 6 elements does not fit into (4,2)");
    REFUSED(slm, slm_reshape(slm, m, 2, (int64_t[]){4, -1}), SLM_E_RESHAPE,
            "reshape: (2,3) with 6 elements does not fit into (4,-1)");
    REFUSED(slm, slm_reshape(slm, empty, 2, (int64_t[]){-1, 0}), SLM_E_RESHAPE,
            "reshape: (0,3) with 0 elements does not fit into (-1,0)");
    REFUSED(slm, slm_reshape(slm, m, 0, NULL), SLM_E_RESHAPE,
            "reshape: (2,3) with 6 elements does not fit into ()");
    REFUSED(slm, slm_reshape(slm, m, 2, (int64_t[]){-1, -1}), SLM_E_VALUE,
            "reshape: shape is -1; it must be 0 or more, or -1 once");
    REFUSED(slm, slm_reshape(slm, m, 2, (int64_t[]){-2, 3}), SLM_E_VALUE,
            "reshape: shape is -2; it must be 0 or more, or -1 once");
    REFUSED(slm, slm_reshape(slm, m, 3, (int64_t[]){INT64_MAX, INT64_MAX, 2}), SLM_E_SIZE,
            "reshape: the result is too large to address");
    REFUSED(slm, slm_reshape(slm, m, 9, (int64_t[9]){1}), SLM_E_ATTR_KIND,
            "reshape: shape must be a list of at most 8");

    TEST("broadcast_to");
    REFUSED(slm, slm_broadcast_to(slm, m, SLM_SHAPE(SIZE_MAX, 2, 3)), SLM_E_SIZE,
            "broadcast_to: the result is too large to address");
    const int64_t negative[] = {2, -3};
    const slm_attr_value shape = {.key = "shape", .count = 2, .items = negative};
    REFUSED(slm, slm_apply(slm, "broadcast_to", &m, 1, &shape, 1), SLM_E_VALUE,
            "broadcast_to: shape is -3; it must be 0 or more");

    TEST("slice");
    check_shape(slm_slice(slm, m, 1, 5, 9, 1), SLM_SHAPE(2, 0));
    check_shape(slm_slice(slm, m, 1, INT64_MIN, SLM_END, 1), SLM_SHAPE(2, 3));
    check_shape(slm_slice(slm, m, 1, SLM_END, -SLM_END, -1), SLM_SHAPE(2, 3));
    check_shape(slm_slice(slm, m, 1, 0, SLM_END, SLM_END), SLM_SHAPE(2, 1));
    check_shape(slm_slice(slm, m, 1, SLM_END, INT64_MIN, -SLM_END), SLM_SHAPE(2, 1));
    REFUSED(slm, slm_slice(slm, m, 0, 0, 1, 0), SLM_E_VALUE,
            "slice: step is 0; it must be any whole number but 0");
    REFUSED(slm, slm_slice(slm, m, 0, 0, 1, INT64_MIN), SLM_E_VALUE,
            "slice: step is -9.22337204e18; it must be any whole number but 0");

    TEST("concat");
    REFUSED(slm, slm_concat(slm, (slm_tensor *[]){m, n}, 2, -1), SLM_E_CONCAT,
            "concat: (2,3) and (3,3) must agree on every axis but 1");
    REFUSED(slm, slm_concat(slm, (slm_tensor *[]){m, v}, 2, 0), SLM_E_CONCAT,
            "concat: (2,3) and (3) must agree on every axis but 0");
    REFUSED(slm, slm_concat(slm, (slm_tensor *[]){v, m}, 2, 0), SLM_E_CONCAT,
            "concat: (3) and (2,3) must agree on every axis but 0");
    check_shape(slm_concat(slm, (slm_tensor *[]){m, n}, 2, 0), SLM_SHAPE(5, 3));
    slm_destroy(slm);
}

static void rows_and_lookups(void) {
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *s = slm_scalar(slm, 1, true), *m = LEAF(2, 3), *v = LEAF(3), *w = LEAF(2);
    slm_tensor *token = slm_index_new(slm, SLM_SHAPE(2), NULL);
    slm_tensor *deep = slm_index_new(slm, SLM_SHAPE(1, 1, 1, 1, 1, 1, 1, 1), NULL);
    TEST("layer_norm");
    REFUSED(slm, slm_layer_norm(slm, s, v, v, 0), SLM_E_RANK,
            "layer_norm: x has shape (); its rank must be 1 or more");
    REFUSED(slm, slm_layer_norm(slm, m, w, v, 0), SLM_E_SHAPE,
            "layer_norm: gamma has shape (2); it must have shape (3)");
    REFUSED(slm, slm_layer_norm(slm, m, v, m, 0), SLM_E_SHAPE,
            "layer_norm: beta has shape (2,3); it must have shape (3)");
    TEST("losses");
    REFUSED(slm, slm_bce_with_logits(slm, m, v), SLM_E_SHAPE,
            "bce_with_logits: target has shape (3); it must have shape (2,3)");
    REFUSED(slm, slm_cross_entropy(slm, s, token, 0), SLM_E_RANK,
            "cross_entropy: logits has shape (); its rank must be 1 or more");
    REFUSED(slm, slm_cross_entropy(slm, v, token, 0), SLM_E_SHAPE,
            "cross_entropy: classes has shape (2); it must have shape ()");
    check_shape(slm_cross_entropy(slm, m, token, -1), SCALAR);
    TEST("embedding");
    REFUSED(slm, slm_embedding(slm, v, token), SLM_E_RANK,
            "embedding: table has shape (3); its rank must be 2");
    REFUSED(slm, slm_embedding(slm, m, deep), SLM_E_RANK,
            "embedding: index has shape (1,1,1,1,1,1,1,1); its rank must be 0 to 7");
    check_shape(slm_embedding(slm, m, token), SLM_SHAPE(2, 3));

    TEST("empty tensors");
    slm_tensor *none = LEAF(0, 3), *hollow = LEAF(3, 0);
    check_shape(slm_sum(slm, none, (int[]){0}, 1, false), SLM_SHAPE(3));
    check_shape(slm_max(slm, none, (int[]){1}, 1, false), SLM_SHAPE(0));
    REFUSED(slm, slm_max(slm, none, (int[]){0}, 1, false), SLM_E_EMPTY,
            "max: shape (0,3) has no elements along the reduced axes, so there is no maximum");
    REFUSED(slm, slm_max(slm, hollow, SLM_ALL), SLM_E_EMPTY,
            "max: shape (3,0) has no elements along the reduced axes, so there is no maximum");
    CHECK(isnan(slm_item(slm, slm_mean(slm, none, SLM_ALL))));
    CHECK_NEAR(slm_item(slm, slm_sum(slm, none, SLM_ALL)), 0, 0);
    slm_destroy(slm);
}

/* Shapes with a 0 and a huge extent hold nothing, so nothing may take long over them. */
static void wide_and_empty(void) {
    TEST("empty, but as wide as can be");
    slm_ctx *slm = slm_create(NULL);
    const size_t wide = (size_t)1 << (sizeof(size_t) * 8 - 5);
    slm_tensor *a = leaf(slm, SLM_SHAPE(wide, 0)), *b = leaf(slm, SLM_SHAPE(0, wide));
    check_shape(slm_concat(slm, (slm_tensor *[]){a, a}, 2, 1), SLM_SHAPE(wide, 0));
    check_shape(slm_softmax(slm, b, 1), SLM_SHAPE(0, wide));
    slm_tensor *parts[64];
    for (int i = 0; i < 64; i++) parts[i] = a;
    REFUSED(slm, slm_concat(slm, parts, 64, 0), SLM_E_SIZE,
            "concat: the result is too large to address");
    check_shape(slm_softmax(slm, a, 1), SLM_SHAPE(wide, 0));
    check_shape(slm_add(slm, a, slm_scalar(slm, 1, false)), SLM_SHAPE(wide, 0));
    slm_tensor *left = leaf(slm, SLM_SHAPE(wide, 0, 1)), *one = LEAF(1, 0);
    slm_tensor *y = slm_matmul(slm, left, one);
    check_shape(y, SLM_SHAPE(wide, 0, 0));
    CHECK_INT(slm_backward(slm, y, slm_data(y)), SLM_OK);
    slm_tensor *right = leaf(slm, SLM_SHAPE(wide, 1, 0));
    y = slm_matmul(slm, LEAF(1, 1, 1), right);
    CHECK_INT(slm_backward(slm, y, slm_data(y)), SLM_OK);
    y = slm_matmul(slm, a, LEAF(0, 0));
    CHECK_INT(slm_backward(slm, y, slm_data(y)), SLM_OK);
    y = slm_concat(slm, (slm_tensor *[]){a, a}, 2, 1);
    CHECK_INT(slm_backward(slm, y, slm_data(y)), SLM_OK);
    slm_destroy(slm);
}

int main(void) {
    broadcasting();
    refuses_broadcasts();
    axes();
    products();
    arrangements();
    layout();
    rows_and_lookups();
    wide_and_empty();
    return check_report("test_shapes");
}
