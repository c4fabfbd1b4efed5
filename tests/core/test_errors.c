/* Every error that a program can run into through the API: its code, its exact sentence, and a
 * context that goes on working. The shape rules' sentences are in test_shapes.c, a stepped pass's
 * in test_step.c. */
#include "refusal.h"

#include "programs.h"

#include <stdint.h>

/* Codes that only the trainer or the bindings raise. */
static bool raised_elsewhere(const char *code) {
    static const char *const others[] = {"KEY_",   "HANDLE", "TYPE", "WHOLE",
                                         "CHOICE", "RAGGED", "DEAD"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (!strncmp(code, others[i], strlen(others[i]))) return true;
    return false;
}

static slm_tensor *matrix(slm_ctx *slm) {
    return slm_tensor_new(slm, SLM_SHAPE(2, 3), (slm_real[]){1, 2, 3, 4, 5, 6}, true);
}

/* A name of `length` bytes, until the next. */
static const char *long_name(size_t length) {
    static char name[5000];
    memset(name, 'n', length);
    name[length] = '\0';
    return name;
}

/* How many bytes depends on the machine. */
static void refused_memory(slm_ctx *slm, size_t count) {
    CHECK(!slm_tensor_new(slm, SLM_SHAPE(count), NULL, false));
    CHECK_INT(slm_error_status(slm), SLM_E_MEMORY);
    CHECK(!strncmp(slm_error_text(slm), "tensor: out of memory, ", 23));
    CHECK(strstr(slm_error_text(slm), " more bytes were refused"));
    refusal_seen[SLM_E_MEMORY] = true;
    slm_error_clear(slm);
}

static void memory(void) {
    TEST("memory");
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *x = matrix(slm);
    slm_memory_limit(slm, slm_memory_in_use(slm));
    refused_memory(slm, 100000);
    CHECK(slm_exp(slm, x)); /* there is still room for a small one */
    slm_memory_limit(slm, SIZE_MAX);
    CHECK(slm_tensor_new(slm, SLM_SHAPE(100000), NULL, false));
    CHECK(slm_memory_peak(slm) >= slm_memory_in_use(slm));

    slm_memory_fail(slm, 1, false);
    refused_memory(slm, 1000000);
    CHECK(slm_tensor_new(slm, SLM_SHAPE(1000000), NULL, false));
    slm_memory_fail(slm, 1, true);
    refused_memory(slm, 2000000);
    refused_memory(slm, 2000000);
    slm_memory_fail(slm, 0, false);
    CHECK(slm_tensor_new(slm, SLM_SHAPE(2000000), NULL, false));
    slm_destroy(slm);
}

static void sizes(void) {
    TEST("sizes, ranks and lengths");
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *x = matrix(slm), *y = slm_exp(slm, x);
    slm_tensor *token = slm_index_new(slm, SLM_SHAPE(2), (int32_t[]){0, 1});
    REFUSED(slm, slm_tensor_new(slm, SLM_SHAPE(SIZE_MAX, 2), NULL, false), SLM_E_SIZE,
            "tensor: the tensor is too large to address");
    REFUSED(slm, slm_tensor_new(slm, SLM_SHAPE(SIZE_MAX / sizeof(slm_real)), NULL, false),
            SLM_E_SIZE, "tensor: the tensor is too large to address");
    REFUSED(slm, slm_tensor_new(slm, SLM_SHAPE(0, SIZE_MAX, SIZE_MAX), NULL, false), SLM_E_SIZE,
            "tensor: the tensor is too large to address");
    REFUSED(slm, slm_index_new(slm, SLM_SHAPE(SIZE_MAX / 2), NULL), SLM_E_SIZE,
            "tensor: the tensor is too large to address");
    REFUSED(slm, slm_parameter(slm, "p", SLM_SHAPE(SIZE_MAX / 4, 2)), SLM_E_SIZE,
            "parameter: the parameter is too large to address");
    REFUSED(slm, slm_causal_mask(slm, SIZE_MAX / 2), SLM_E_SIZE,
            "tensor: the tensor is too large to address");
    REFUSED(slm, slm_tensor_new(slm, 9, (size_t[9]){1}, NULL, false), SLM_E_VALUE,
            "tensor: rank is 9; it must be 0 to 8");
    REFUSED(slm, slm_tensor_new(slm, -1, NULL, NULL, false), SLM_E_VALUE,
            "tensor: rank is -1; it must be 0 to 8");
    REFUSED_STATUS(slm, slm_set(slm, x, slm_data(y), 5), SLM_E_LENGTH,
                   "set: 5 values were given where a tensor of shape (2,3) takes 6");
    REFUSED_STATUS(slm, slm_index_set(slm, token, (int32_t[]){1, 2, 3}, 3), SLM_E_LENGTH,
                   "set: 3 values were given where a tensor of shape (2) takes 2");
    REFUSED_STATUS(slm, slm_set_grad(slm, x, slm_data(y), 7), SLM_E_LENGTH,
                   "set_grad: 7 values were given where a gradient of shape (2,3) takes 6");
    CHECK(isnan(slm_item(slm, x)));
    CHECK_STR(slm_error_text(slm), "item: the tensor has shape (2,3); it must have shape ()");
    CHECK_INT(slm_error_status(slm), SLM_E_SHAPE);
    slm_error_clear(slm);

    TEST("kinds of values");
    REFUSED_STATUS(slm, slm_set(slm, token, slm_data(x), 2), SLM_E_DTYPE,
                   "set: the tensor holds index values, it must hold real values");
    REFUSED_STATUS(slm, slm_index_set(slm, x, slm_index_data(token), 6), SLM_E_DTYPE,
                   "set: the tensor holds real values, it must hold index values");
    REFUSED(slm, slm_data_mut(slm, token), SLM_E_DTYPE,
            "set: the tensor holds index values, it must hold real values");
    REFUSED(slm, slm_add(slm, x, token), SLM_E_DTYPE,
            "add: b holds index values, it must hold real values");
    REFUSED(slm, slm_embedding(slm, x, x), SLM_E_DTYPE,
            "embedding: index holds real values, it must hold index values");
    slm_tensor *one = slm_index_new(slm, SLM_SHAPE(1), (int32_t[]){1});
    CHECK(isnan(slm_item(slm, one)));
    CHECK_STR(slm_error_text(slm), "item: the tensor holds index values, it must hold real values");
    slm_error_clear(slm);

    TEST("only leaves are written");
    REFUSED_STATUS(
        slm, slm_set(slm, y, slm_data(x), 6), SLM_E_STRUCTURE,
        "set: the result of an operation is not usable here; only a leaf's values can be "
        "set");
    REFUSED(slm, slm_data_mut(slm, y), SLM_E_STRUCTURE,
            "set: the result of an operation is not usable here; only a leaf's values can be set");
    slm_destroy(slm);
}

static void values(void) {
    TEST("values out of range");
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *x = matrix(slm), *v = slm_tensor_new(slm, SLM_SHAPE(3), NULL, true);
    REFUSED(slm, slm_dropout(slm, x, 1), SLM_E_VALUE,
            "dropout: p is 1; it must be 0 or more and less than 1");
    REFUSED(slm, slm_dropout(slm, x, -0.1), SLM_E_VALUE,
            "dropout: p is -0.1; it must be 0 or more and less than 1");
    REFUSED(slm, slm_dropout(slm, x, (double)NAN), SLM_E_VALUE,
            "dropout: p is nan; it must be 0 or more and less than 1");
    REFUSED(slm, slm_pow(slm, x, (double)NAN), SLM_E_VALUE,
            "pow: exponent is nan; it must be a number");
    REFUSED(slm, slm_layer_norm(slm, x, v, v, -1e-5), SLM_E_VALUE,
            "layer_norm: eps is -0.00001; it must be a number from 0");
    REFUSED(slm, slm_layer_norm(slm, x, v, v, (double)INFINITY), SLM_E_VALUE,
            "layer_norm: eps is inf; it must be a number from 0");

    TEST("indices out of range, when recording and when replaying");
    slm_tensor *index = slm_index_new(slm, SLM_SHAPE(2), (int32_t[]){1, 2});
    REFUSED(slm, slm_embedding(slm, x, index), SLM_E_INDEX,
            "embedding: the index 2 at position 1 is outside 0 to 1");
    slm_tensor *minus = slm_index_new(slm, SLM_SHAPE(2), (int32_t[]){-1, 0});
    REFUSED(slm, slm_embedding(slm, x, minus), SLM_E_INDEX,
            "embedding: the index -1 at position 0 is outside 0 to 1");
    REFUSED(slm, slm_cross_entropy(slm, x, minus, -100), SLM_E_INDEX,
            "cross_entropy: the index -1 at position 0 is outside 0 to 2");
    slm_tensor *loss = slm_cross_entropy(slm, x, index, -100);
    slm_index_set(slm, index, (int32_t[]){1, 3}, 2);
    REFUSED_STATUS(slm, slm_forward(slm, loss), SLM_E_INDEX,
                   "cross_entropy: the index 3 at position 1 is outside 0 to 2");
    REFUSED_STATUS(slm, slm_backward(slm, loss, NULL), SLM_E_STALE,
                   "backward: values changed after the last forward; run forward first");
    slm_index_set(slm, index, (int32_t[]){1, 0}, 2);
    CHECK_INT(slm_forward(slm, loss), SLM_OK);
    CHECK_INT(slm_backward(slm, loss, NULL), SLM_OK);
    slm_destroy(slm);
}

static void by_name(void) {
    TEST("operations by name");
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *x = matrix(slm), *in[65];
    for (int i = 0; i < 65; i++) in[i] = x;
    const int64_t items[9] = {0, 1};
    const slm_attr_value axes = {.key = "axes", .count = 2, .items = items};
    const slm_attr_value twice[] = {{.key = "p", .number = 7}, {.key = "p", .number = 0.5}};
    CHECK(slm_apply(slm, "sum", in, 1, &axes, 1));
    CHECK(slm_apply(slm, "add", in, 2, NULL, 0));
    CHECK(slm_apply(slm, "mse", in, 2, NULL, 0));
    CHECK(slm_apply(slm, "concat", in, 64, NULL, 0));
    CHECK(slm_apply(slm, "dropout", in, 1, twice, 2)); /* the later one counts */

    REFUSED(slm, slm_apply(slm, NULL, in, 1, NULL, 0), SLM_E_NULL,
            "apply: the name is NULL; did an earlier call fail?");
    REFUSED(slm, slm_apply(slm, "add", NULL, 2, NULL, 0), SLM_E_NULL,
            "add: the list of inputs or attributes is NULL; did an earlier call fail?");
    REFUSED(slm, slm_apply(slm, "sum", in, 1, NULL, 1), SLM_E_NULL,
            "sum: the list of inputs or attributes is NULL; did an earlier call fail?");
    REFUSED(slm, slm_apply(slm, "addd", in, 2, NULL, 0), SLM_E_OP_UNKNOWN,
            "apply: there is no operation named addd");
    REFUSED(slm, slm_apply(slm, "", in, 2, NULL, 0), SLM_E_OP_UNKNOWN,
            "apply: there is no operation named ");
    REFUSED(slm, slm_apply(slm, "add", in, 1, NULL, 0), SLM_E_ARITY,
            "add: 1 inputs were given, it takes 2");
    REFUSED(slm, slm_apply(slm, "neg", in, -1, NULL, 0), SLM_E_ARITY,
            "neg: -1 inputs were given, it takes 1");
    REFUSED(slm, slm_apply(slm, "mse", in, 3, NULL, 0), SLM_E_ARITY,
            "mse: 3 inputs were given, it takes 2");
    REFUSED(slm, slm_apply(slm, "concat", in, 65, NULL, 0), SLM_E_ARITY,
            "concat: 65 inputs were given, it takes 1 to 64");
    REFUSED(slm, slm_concat(slm, in, 0, 0), SLM_E_ARITY,
            "concat: 0 inputs were given, it takes 1 to 64");

    const slm_attr_value unknown = {.key = "axis", .number = 1}, nameless = {.number = 1};
    const slm_attr_value not_list = {.key = "p", .count = 1, .items = items};
    const slm_attr_value half = {.key = "axis", .number = 0.5};
    const slm_attr_value nan = {.key = "axis", .number = (double)NAN};
    const slm_attr_value two = {.key = "keepdims", .number = 2};
    const slm_attr_value long_list = {.key = "axes", .count = 9, .items = items};
    const slm_attr_value negative = {.key = "axes", .count = -1, .items = items};
    const slm_attr_value no_items = {.key = "axes", .count = 2};
    const slm_attr_value number = {.key = "axes", .number = 1};
    const slm_attr_value empty_list = {.key = "p", .items = items};
    REFUSED(slm, slm_apply(slm, "sum", in, 1, &unknown, 1), SLM_E_ATTR_UNKNOWN,
            "sum: it has no attribute named axis");
    REFUSED(slm, slm_apply(slm, "add", in, 2, &nameless, 1), SLM_E_ATTR_UNKNOWN,
            "add: it has no attribute named ");
    REFUSED(slm, slm_apply(slm, "mse", in, 2, &unknown, 1), SLM_E_ATTR_UNKNOWN,
            "mse: it has no attribute named axis");
    REFUSED(slm, slm_apply(slm, "dropout", in, 1, &not_list, 1), SLM_E_ATTR_KIND,
            "dropout: p must be one number, not a list");
    REFUSED(slm, slm_apply(slm, "dropout", in, 1, &empty_list, 1), SLM_E_ATTR_KIND,
            "dropout: p must be one number, not a list");
    REFUSED(slm, slm_apply(slm, "sum", in, 1, &number, 1), SLM_E_ATTR_KIND,
            "sum: axes must be a list of at most 8 whole numbers");
    REFUSED(slm, slm_apply(slm, "softmax", in, 1, &half, 1), SLM_E_ATTR_KIND,
            "softmax: axis must be a whole number");
    REFUSED(slm, slm_apply(slm, "softmax", in, 1, &nan, 1), SLM_E_ATTR_KIND,
            "softmax: axis must be a whole number");
    REFUSED(slm, slm_apply(slm, "sum", in, 1, &two, 1), SLM_E_ATTR_KIND,
            "sum: keepdims must be true or false");
    REFUSED(slm, slm_apply(slm, "sum", in, 1, &long_list, 1), SLM_E_ATTR_KIND,
            "sum: axes must be a list of at most 8 whole numbers");
    REFUSED(slm, slm_apply(slm, "sum", in, 1, &negative, 1), SLM_E_ATTR_KIND,
            "sum: axes must be a list of at most 8 whole numbers");
    REFUSED(slm, slm_apply(slm, "sum", in, 1, &no_items, 1), SLM_E_ATTR_KIND,
            "sum: axes must be a list of at most 8 whole numbers");
    REFUSED(slm, slm_apply(slm, "dropout", in, 1, NULL, 0), SLM_E_ATTR_MISSING,
            "dropout: the attribute p must be given");

    TEST("lists of the typed functions");
    REFUSED(slm, slm_sum(slm, x, (int[9]){0}, 9, false), SLM_E_ATTR_KIND,
            "sum: axes must be a list of at most 8");
    REFUSED(slm, slm_sum(slm, x, NULL, 1, false), SLM_E_NULL,
            "sum: axes is NULL; did an earlier call fail?");
    REFUSED(slm, slm_permute(slm, x, NULL, 2), SLM_E_NULL,
            "permute: axes is NULL; did an earlier call fail?");
    REFUSED(slm, slm_reshape(slm, x, 2, NULL), SLM_E_NULL,
            "reshape: shape is NULL; did an earlier call fail?");
    REFUSED(slm, slm_broadcast_to(slm, x, -1, NULL), SLM_E_ATTR_KIND,
            "broadcast_to: shape must be a list of at most 8");
    slm_destroy(slm);
}

static void null_tensors(void) {
    TEST("a NULL tensor");
    slm_ctx *slm = slm_create(NULL), *other = slm_create(NULL);
    slm_tensor *x = matrix(slm), *foreign = matrix(other);
    REFUSED(slm, slm_add(slm, x, NULL), SLM_E_NULL, "add: b is NULL; did an earlier call fail?");
    REFUSED(slm, slm_relu(slm, NULL), SLM_E_NULL, "relu: x is NULL; did an earlier call fail?");
    REFUSED(slm, slm_concat(slm, (slm_tensor *[]){x, NULL}, 2, 0), SLM_E_NULL,
            "concat: part is NULL; did an earlier call fail?");
    REFUSED(slm, slm_concat(slm, NULL, 2, 0), SLM_E_NULL,
            "concat: parts is NULL; did an earlier call fail?");
    REFUSED(slm, slm_transpose(slm, NULL, 0, 1), SLM_E_NULL,
            "transpose: x is NULL; did an earlier call fail?");
    REFUSED(slm, slm_mse(slm, NULL, x), SLM_E_NULL, "sub: a is NULL; did an earlier call fail?");
    REFUSED(slm, slm_tensor_new(slm, 1, NULL, NULL, false), SLM_E_NULL,
            "tensor: the shape is NULL; did an earlier call fail?");
    REFUSED(slm, slm_parameter(slm, NULL, 0, NULL), SLM_E_NULL,
            "parameter: the name is NULL; did an earlier call fail?");
    REFUSED(slm, slm_name(slm, x, NULL), SLM_E_NULL,
            "name: the name is NULL; did an earlier call fail?");
    REFUSED(slm, slm_name(slm, NULL, "x"), SLM_E_NULL,
            "name: the tensor is NULL; did an earlier call fail?");
    REFUSED(slm, slm_grad(slm, NULL), SLM_E_NULL,
            "grad: the tensor is NULL; did an earlier call fail?");
    REFUSED(slm, slm_data_mut(slm, NULL), SLM_E_NULL,
            "data_mut: the tensor is NULL; did an earlier call fail?");
    REFUSED(slm, slm_describe_graph(slm, NULL), SLM_E_NULL,
            "describe_graph: the root is NULL; did an earlier call fail?");
    REFUSED_STATUS(slm, slm_set(slm, NULL, slm_data(x), 6), SLM_E_NULL,
                   "set: the tensor is NULL; did an earlier call fail?");
    REFUSED_STATUS(slm, slm_set(slm, x, NULL, 6), SLM_E_NULL,
                   "set: the data is NULL; did an earlier call fail?");
    REFUSED_STATUS(slm, slm_index_set(slm, NULL, NULL, 6), SLM_E_NULL,
                   "set: the tensor is NULL; did an earlier call fail?");
    REFUSED_STATUS(slm, slm_set_grad(slm, NULL, NULL, 6), SLM_E_NULL,
                   "set_grad: the tensor is NULL; did an earlier call fail?");
    REFUSED_STATUS(slm, slm_set_grad(slm, x, NULL, 6), SLM_E_NULL,
                   "set_grad: the gradient is NULL; did an earlier call fail?");
    REFUSED_STATUS(slm, slm_forward(slm, NULL), SLM_E_NULL,
                   "forward: the root is NULL; did an earlier call fail?");
    REFUSED_STATUS(slm, slm_backward(slm, NULL, NULL), SLM_E_NULL,
                   "backward: the root is NULL; did an earlier call fail?");
    CHECK(isnan(slm_item(slm, NULL)));
    CHECK_STR(slm_error_text(slm), "item: the tensor is NULL; did an earlier call fail?");
    slm_error_clear(slm);

    TEST("a tensor of another context");
    REFUSED(slm, slm_add(slm, x, foreign), SLM_E_FOREIGN, "add: b belongs to another context");
    REFUSED(slm, slm_grad(slm, foreign), SLM_E_FOREIGN,
            "grad: the tensor belongs to another context");
    REFUSED_STATUS(slm, slm_backward(slm, foreign, NULL), SLM_E_FOREIGN,
                   "backward: the root belongs to another context");

    TEST("NULL goes through a chain to its end");
    CHECK(!slm_sum(slm, slm_relu(slm, slm_matmul(slm, x, x)), SLM_ALL));
    CHECK_STR(
        slm_error_text(slm),
        "matmul: (2,3) and (2,3) do not multiply: the last axis of a is 3, the rows of b are 2");

    TEST("the first error stands, and calls work on");
    CHECK(!slm_pow(slm, x, (double)NAN));
    CHECK_INT(slm_error_status(slm), SLM_E_MATMUL);
    CHECK(slm_exp(slm, x));
    CHECK_INT(slm_error_status(slm), SLM_E_MATMUL);

    TEST("a status is the call's own, whatever stands");
    slm_linear layer;
    CHECK_INT(slm_linear_create(slm, &layer, "l", SIZE_MAX, 2, SLM_INIT_ZEROS), SLM_E_SIZE);
    CHECK_INT(slm_init_weight(slm, slm_exp(slm, x), SLM_INIT_ZEROS), SLM_E_STRUCTURE);
    CHECK_INT(slm_scope_push(slm, long_name(1024)), SLM_E_VALUE);
    for (uint64_t n = 1; n < 3; n++) { /* at the weight, at the bias */
        slm_memory_fail(slm, n, false);
        CHECK_INT(slm_linear_create(slm, &layer, "l", 999, 99999, SLM_INIT_ZEROS), SLM_E_MEMORY);
    }
    slm_memory_fail(slm, 0, false);
    CHECK_INT(slm_error_status(slm), SLM_E_MATMUL);
    slm_destroy(slm);
    slm_destroy(other);
}

/* A trainer's status, too: at every allocation of a reset. */
static void own_status_of_a_trainer(void) {
    TEST("a reset returns its own status, whatever stands");
    slm_trainer *t = slm_trainer_create(NULL);
    slm_ctx *slm = slm_trainer_context(t);
    CHECK_INT(slm_trainer_set(t, "nothing", "1"), SLM_E_KEY_UNKNOWN);
    uint64_t n = 0;
    for (slm_status s = SLM_E_MEMORY; s && n < 1000;) {
        slm_memory_fail(slm, ++n, false);
        s = slm_trainer_reset(t);
        CHECK(s == SLM_OK || s == SLM_E_MEMORY);
    }
    CHECK(n > 10 && n < 1000);
    CHECK_INT(slm_error_status(slm), SLM_E_KEY_UNKNOWN);
    slm_trainer_destroy(t);
}

/* Every function with a NULL context, and every query of a NULL tensor. */
static void null_context(void) {
    TEST("a NULL context");
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *x = matrix(slm);
    CHECK_INT(slm_error_status(NULL), SLM_E_NULL);
    CHECK_STR(slm_error_text(NULL), "the context is NULL; was there memory for it?");
    slm_error_clear(NULL);
    slm_destroy(NULL);
    CHECK(slm_memory_in_use(NULL) == 0 && slm_memory_peak(NULL) == 0);
    slm_memory_limit(NULL, 0);
    slm_memory_fail(NULL, 1, true);
    slm_seed(NULL, 1);
    slm_random_restore(NULL, 1);
    CHECK_INT(slm_random_state(NULL), 0);
    slm_freeze_random(NULL, true);
    slm_no_grad(NULL, true);
    slm_zero_grad(NULL);
    CHECK(!slm_tensor_new(NULL, 0, NULL, NULL, false) && !slm_scalar(NULL, 1, true));
    CHECK(!slm_index_new(NULL, 0, NULL, NULL) && !slm_parameter(NULL, "p", 0, NULL));
    CHECK(!slm_causal_mask(NULL, 2) && !slm_name(NULL, x, "x") && !slm_grad(NULL, x));
    CHECK(!slm_data_mut(NULL, x) && isnan(slm_item(NULL, x)));
    CHECK_INT(slm_set(NULL, x, slm_data(x), 6), SLM_E_NULL);
    CHECK_INT(slm_set_grad(NULL, x, slm_data(x), 6), SLM_E_NULL);
    CHECK(!slm_add(NULL, x, x) && !slm_neg(NULL, x) && !slm_sum(NULL, x, SLM_ALL));
    CHECK(!slm_reshape(NULL, x, 0, NULL) && !slm_permute(NULL, x, NULL, 0));
    CHECK(!slm_broadcast_to(NULL, x, 0, NULL) && !slm_transpose(NULL, x, 0, 1));
    CHECK(!slm_concat(NULL, &x, 1, 0) && !slm_slice(NULL, x, 0, 0, 1, 1) && !slm_mse(NULL, x, x));
    CHECK(!slm_apply(NULL, "neg", &x, 1, NULL, 0));
    CHECK_INT(slm_tape_count(NULL), 0);
    CHECK(!slm_tape_at(NULL, 0) && !slm_parameter_at(NULL, 0) && slm_parameter_count(NULL) == 0);
    CHECK_INT(slm_scope_push(NULL, "s"), SLM_E_NULL);
    CHECK_INT(slm_scope_pop(NULL), SLM_E_NULL);
    CHECK_INT(slm_forward(NULL, x), SLM_E_NULL);
    CHECK_INT(slm_backward(NULL, x, NULL), SLM_E_NULL);
    CHECK_INT(slm_backward_from(NULL, x, slm_data(x), 6), SLM_E_NULL);
    CHECK(!slm_describe_ops(NULL) && !slm_describe_errors(NULL) && !slm_describe_error(NULL));
    CHECK(!slm_describe_graph(NULL, x));

    TEST("queries of a NULL tensor");
    CHECK(slm_rank(NULL) == 0 && slm_dim(NULL, 0) == 0 && !slm_shape_of(NULL));
    CHECK(slm_count(NULL) == 0 && slm_id(NULL) == 0 && !slm_requires_grad(NULL));
    CHECK(!slm_is_index(NULL) && !slm_is_parameter(NULL) && !slm_data(NULL));
    CHECK(!slm_index_data(NULL) && !slm_op_name(NULL) && slm_input_count(NULL) == 0);
    CHECK(!slm_input(NULL, 0));
    CHECK_STR(slm_name_of(NULL), "");
    CHECK_STR(slm_scope_of(NULL), "");
    slm_destroy(slm);
}

static void passes(void) {
    TEST("backward");
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *x = matrix(slm), *constant = slm_scalar(slm, 1, false);
    slm_tensor *fixed = slm_exp(slm, constant);
    REFUSED_STATUS(slm, slm_backward(slm, x, NULL), SLM_E_NOT_SCALAR,
                   "backward: the shape is (2,3), not a scalar; give an upstream gradient of that "
                   "shape");
    REFUSED_STATUS(
        slm, slm_backward_from(slm, x, slm_data(x), 5), SLM_E_LENGTH,
        "backward: 5 values were given where an upstream gradient of shape (2,3) takes 6");
    REFUSED_STATUS(slm, slm_backward_from(slm, x, NULL, 0), SLM_E_NULL,
                   "backward: the upstream gradient is NULL; did an earlier call fail?");
    CHECK_INT(slm_backward_from(slm, x, slm_data(x), 6), SLM_OK);
    CHECK_NEAR(slm_grad(slm, x)[5], 6, 0);
    slm_zero_grad(slm);
    REFUSED_STATUS(slm, slm_backward(slm, fixed, NULL), SLM_E_NO_GRAD,
                   "backward: the root does not depend on any tensor that requires a gradient");
    REFUSED_STATUS(slm, slm_set_grad(slm, constant, slm_data(x), 1), SLM_E_NO_GRAD,
                   "set_grad: the tensor does not depend on any tensor that requires a gradient");
    slm_gradcheck_report report;
    slm_tensor *aside = slm_scalar(slm, 1, true), *y = slm_exp(slm, x);
    REFUSED_STATUS(slm, slm_gradcheck(slm, y, aside, -1, NULL, &report), SLM_E_UNREACHED,
                   "gradcheck: the leaf is not on the way to the chosen output");
    REFUSED_STATUS(slm, slm_gradcheck(slm, y, x, -2, NULL, &report), SLM_E_INDEX,
                   "gradcheck: the index -2 at position 0 is outside 0 to 5");

    TEST("names have a longest length, with the scopes that they stand in");
    CHECK(slm_name(slm, x, long_name(1023)));
    REFUSED(slm, slm_name(slm, x, long_name(1024)), SLM_E_VALUE,
            "name: the count of bytes in a name and its scopes is 1024; it must be 0 to 1023");
    REFUSED(slm, slm_parameter(slm, long_name(4000), 0, NULL), SLM_E_VALUE,
            "parameter: the count of bytes in a name and its scopes is 4000; it must be 0 to "
            "1023");
    CHECK_INT(slm_scope_push(slm, long_name(1000)), SLM_OK);
    REFUSED_STATUS(slm, slm_scope_push(slm, long_name(23)), SLM_E_VALUE,
                   "scope: the count of bytes in a name and its scopes is 1024; it must be 0 to "
                   "1023");
    CHECK_INT(slm_scope_push(slm, long_name(22)), SLM_OK);
    CHECK(slm_scope_pop(slm) == SLM_OK && slm_scope_pop(slm) == SLM_OK);

    TEST("scopes");
    REFUSED_STATUS(slm, slm_scope_pop(slm), SLM_E_SCOPE, "scope: no scope is open");
    REFUSED_STATUS(slm, slm_scope_push(slm, NULL), SLM_E_SCOPE, "scope: a scope must have a name");
    REFUSED_STATUS(slm, slm_scope_push(slm, ""), SLM_E_SCOPE, "scope: a scope must have a name");
    int depth = 0;
    while (slm_scope_push(slm, "s") == SLM_OK) depth++;
    CHECK_INT(depth, 32);
    CHECK_STR(slm_error_text(slm), "scope: too many scopes are open");
    slm_error_clear(slm);
    while (slm_scope_pop(slm) == SLM_OK) depth--;
    CHECK_INT(depth, 0);
    slm_error_clear(slm);
    CHECK_STR(slm_scope_of(slm_exp(slm, x)), "");

    TEST("stepping, marks and bytes");
    slm_tensor *node;
    slm_ctx *other = slm_create(NULL);
    REFUSED_STATUS(slm, slm_forward_next(slm, &node), SLM_E_NOT_STEPPING,
                   "forward_next: no stepped pass is under way; begin one first");
    slm_forward_begin(slm, y);
    REFUSED_STATUS(slm, slm_forward(slm, y), SLM_E_STEPPING,
                   "forward: a stepped pass is under way; finish it or end it first");
    slm_step_end(slm);
    REFUSED_STATUS(slm, slm_tape_rewind(slm, slm_tape_mark(other)), SLM_E_MARK,
                   "rewind: the mark does not belong to what is on the tape now");
    REFUSED(slm, slm_tape_load(slm, NULL, 0), SLM_E_BYTES, "load: byte 0: these bytes are no tape");
    REFUSED(slm, slm_tokenizer_characters(slm, "a\xFF", 2), SLM_E_UTF8,
            "tokenizer: byte 1 of the text is not valid UTF-8");
    slm_tokenizer *letters = slm_tokenizer_characters(slm, "ab", 2);
    size_t tokens;
    REFUSED_STATUS(slm, slm_tokenizer_encode(slm, letters, "abc", 3, NULL, 0, &tokens),
                   SLM_E_SYMBOL,
                   "tokenizer: the character c at byte 2 is not in the text it was made from");
    slm_set_grad(slm, slm_parameter(slm, "w", 0, NULL), (slm_real[]){(slm_real)NAN}, 1);
    REFUSED_STATUS(slm, slm_clip_grad_norm(slm, 1, NULL), SLM_E_NONFINITE,
                   "clip_grad_norm: the gradient of w is not finite at element 0; nothing was "
                   "changed");
    slm_destroy(other);

    /* So that every code has been seen here; the rules themselves are test_shapes.c's. */
    TEST("shape rules");
    slm_tensor *v = slm_tensor_new(slm, SLM_SHAPE(2), NULL, true), *parts[] = {x, v};
    slm_tensor *none = slm_tensor_new(slm, SLM_SHAPE(0), NULL, true);
    REFUSED(slm, slm_add(slm, x, v), SLM_E_BROADCAST,
            "add: (2,3) and (2) do not broadcast: axis 1 is 3 against 2");
    REFUSED(slm, slm_broadcast_to(slm, x, SLM_SHAPE(2, 4)), SLM_E_BROADCAST_TO,
            "broadcast_to: (2,3) does not broadcast to (2,4): axis 1 is 3 against 4");
    REFUSED(slm, slm_broadcast_to(slm, x, SLM_SHAPE(3)), SLM_E_BROADCAST_RANK,
            "broadcast_to: (2,3) does not broadcast to (3): it has 2 axes against 1");
    slm_tensor *batch_a = slm_tensor_new(slm, SLM_SHAPE(2, 1, 3), NULL, true);
    slm_tensor *batch_b = slm_tensor_new(slm, SLM_SHAPE(3, 3, 1), NULL, true);
    REFUSED(slm, slm_matmul(slm, batch_a, batch_b), SLM_E_MATMUL_BATCH,
            "matmul: (2,1,3) and (3,3,1) do not multiply: their leading axes (2) and (3) do not "
            "broadcast");
    REFUSED(slm, slm_clip(slm, x, 2, 1), SLM_E_RELATION,
            "clip: low is 2 and high is 1; low must be at most high");
    REFUSED(slm, slm_softmax(slm, x, 2), SLM_E_AXIS,
            "softmax: axis 2 is out of range for shape (2,3); it must be -2 to 1");
    REFUSED(slm, slm_sum(slm, x, (int[]){0, 0}, 2, true), SLM_E_AXIS_TWICE,
            "sum: axis 0 of shape (2,3) is named twice");
    REFUSED(slm, slm_matmul(slm, x, v), SLM_E_MATMUL,
            "matmul: (2,3) and (2) do not multiply: the last axis of a is 3, the rows of b are 2");
    REFUSED(slm, slm_reshape(slm, x, 1, (int64_t[]){5}), SLM_E_RESHAPE,
            "reshape: (2,3) with 6 elements does not fit into (5)");
    REFUSED(slm, slm_permute(slm, x, (int[]){1}, 1), SLM_E_PERMUTE,
            "permute: 1 axes were named for shape (2,3); every axis must be named once");
    REFUSED(slm, slm_bce_with_logits(slm, x, v), SLM_E_SHAPE,
            "bce_with_logits: target has shape (2); it must have shape (2,3)");
    REFUSED(slm, slm_concat(slm, parts, 2, 0), SLM_E_CONCAT,
            "concat: (2,3) and (2) must agree on every axis but 0");
    REFUSED(slm, slm_max(slm, none, SLM_ALL), SLM_E_EMPTY,
            "max: shape (0) has no elements along the reduced axes, so there is no maximum");
    REFUSED(slm, slm_matmul(slm, x, slm_input(y, 1)), SLM_E_NULL,
            "matmul: b is NULL; did an earlier call fail?");
    REFUSED(slm, slm_matmul(slm, slm_tape_at(slm, 1), x), SLM_E_RANK,
            "matmul: a has shape (); its rank must be 1 or more");
    slm_destroy(slm);
}

static void long_sentences(void) {
    TEST("a sentence that does not fit is cut, not written past its end");
    slm_ctx *slm = slm_create(NULL);
    const char *name = long_name(4999);
    CHECK(!slm_apply(slm, name, NULL, 0, NULL, 0));
    CHECK_INT(strlen(slm_error_text(slm)), 511);
    CHECK(slm_describe_error(slm));
    slm_error_clear(slm);
    slm_tensor *x = matrix(slm);
    const slm_attr_value attr = {.key = name, .number = 1};
    CHECK(!slm_apply(slm, "add", (slm_tensor *[]){x, x}, 2, &attr, 1));
    CHECK_INT(strlen(slm_error_text(slm)), 511);
    slm_destroy(slm);
}

static void codes(void) {
    TEST("names of codes");
    CHECK_STR(slm_status_name(SLM_OK), "OK");
    CHECK_STR(slm_status_name(SLM_E_BROADCAST), "BROADCAST");
    CHECK_STR(slm_status_name((slm_status)-1), "UNKNOWN");
    CHECK_STR(slm_status_name((slm_status)10000), "UNKNOWN");

    TEST("every code has been provoked");
    for (int code = 1; strcmp(slm_status_name((slm_status)code), "UNKNOWN") != 0; code++)
        if (!raised_elsewhere(slm_status_name((slm_status)code)))
            if (!CHECK(refusal_seen[code])) printf("  %s\n", slm_status_name((slm_status)code));

    TEST("an allocator without its functions");
    CHECK(!slm_create(&(slm_allocator){NULL, NULL, NULL}));
}

int main(void) {
    memory();
    sizes();
    values();
    by_name();
    null_tensors();
    own_status_of_a_trainer();
    null_context();
    passes();
    long_sentences();
    codes();
    return check_report("test_errors");
}
