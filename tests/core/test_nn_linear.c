/* Linear: shapes and names, gradients of weight and bias by gradcheck, and a loss that falls. */
#include "check.h"
#include "slm.h"

static void shape_and_names(void) {
    TEST("shape and names");
    slm_ctx *slm = slm_create(NULL);
    slm_linear layer;
    slm_scope_push(slm, "mlp");
    CHECK_INT(slm_linear_create(slm, &layer, "linear1", 3, 5, SLM_INIT_NORMAL), SLM_OK);
    slm_scope_pop(slm);
    CHECK_INT(slm_rank(layer.weight), 2);
    CHECK_INT(slm_dim(layer.weight, 0), 3);
    CHECK_INT(slm_dim(layer.weight, 1), 5);
    CHECK_INT(slm_rank(layer.bias), 1);
    CHECK_INT(slm_dim(layer.bias, 0), 5);
    CHECK_STR(slm_name_of(layer.weight), "weight");
    CHECK_STR(slm_name_of(layer.bias), "bias");
    CHECK_STR(slm_scope_of(layer.weight), "mlp/linear1");
    for (size_t j = 0; j < 5; j++) CHECK(slm_data(layer.bias)[j] == 0);

    slm_tensor *x = slm_tensor_new(slm, SLM_SHAPE(2, 4, 3), NULL, false);
    slm_tensor *y = slm_linear_forward(slm, &layer, x);
    CHECK_INT(slm_rank(y), 3);
    CHECK_INT(slm_dim(y, 0), 2);
    CHECK_INT(slm_dim(y, 1), 4);
    CHECK_INT(slm_dim(y, 2), 5);
    CHECK_STR(slm_op_name(y), "add");
    CHECK_STR(slm_scope_of(y), "mlp/linear1");
    CHECK_STR(slm_scope_of(slm_input(y, 0)), "mlp/linear1");
    CHECK_STR(slm_scope_of(slm_add(slm, y, y)), "");
    slm_destroy(slm);
}

static void value(void) {
    TEST("y = x W + b with weights typed in");
    slm_ctx *slm = slm_create(NULL);
    slm_linear layer;
    slm_linear_create(slm, &layer, "linear", 2, 2, SLM_INIT_ZEROS);
    slm_set(slm, layer.weight, (slm_real[]){1, 2, 3, 4}, 4);
    slm_set(slm, layer.bias, (slm_real[]){10, 20}, 2);
    slm_tensor *x = slm_tensor_new(slm, SLM_SHAPE(1, 2), (slm_real[]){5, 6}, false);
    slm_tensor *y = slm_linear_forward(slm, &layer, x);
    CHECK_NEAR(slm_data(y)[0], 5 * 1 + 6 * 3 + 10, 0);
    CHECK_NEAR(slm_data(y)[1], 5 * 2 + 6 * 4 + 20, 0);
    slm_destroy(slm);
}

static void gradients(void) {
    TEST("weight and bias gradcheck");
    slm_ctx *slm = slm_create(NULL);
    slm_linear layer;
    slm_linear_create(slm, &layer, "linear", 3, 4, SLM_INIT_XAVIER);
    slm_real values[15];
    for (int i = 0; i < 15; i++) values[i] = SLM_REAL(0.25) * (slm_real)((i * 7) % 11 - 5);
    slm_tensor *x = slm_tensor_new(slm, SLM_SHAPE(5, 3), values, true);
    slm_tensor *y = slm_linear_forward(slm, &layer, x);
    slm_tensor *leaf[] = {layer.weight, layer.bias, x};
    for (int i = 0; i < 3; i++) {
        slm_gradcheck_report report;
        CHECK_INT(slm_gradcheck(slm, y, leaf[i], SLM_EVERY_ELEMENT, NULL, &report), SLM_OK);
        CHECK(report.passed);
        CHECK_INT(report.checked, slm_count(leaf[i]));
        CHECK_NEAR(report.error, 0, 1e-6);
    }
    slm_destroy(slm);
}

static void falling_loss(void) {
    TEST("the loss falls at every step");
    slm_ctx *slm = slm_create(NULL);
    slm_dataset data = {0};
    slm_dataset_make(slm, &data, "line", &(slm_dataset_options){.samples = 40, .noise = 0.1});
    slm_linear layer;
    slm_linear_create(slm, &layer, "linear", 1, 1, SLM_INIT_NORMAL);
    slm_tensor *x = slm_tensor_new(slm, SLM_SHAPE(40, 1), data.x, false);
    slm_tensor *y = slm_tensor_new(slm, SLM_SHAPE(40, 1), data.y, false);
    slm_tensor *loss = slm_mse(slm, slm_linear_forward(slm, &layer, x), y);
    slm_optimizer_options options = slm_optimizer_defaults(SLM_SGD);
    slm_optimizer *sgd = slm_optimizer_create(slm, &options);
    double first = (double)slm_item(slm, loss), last = first;
    for (int step = 0; step < 60; step++) {
        slm_zero_grad(slm);
        CHECK_INT(slm_backward(slm, loss, NULL), SLM_OK);
        CHECK_INT(slm_optimizer_step(slm, sgd), SLM_OK);
        CHECK_INT(slm_forward(slm, loss), SLM_OK);
        CHECK((double)slm_item(slm, loss) < last);
        last = (double)slm_item(slm, loss);
    }
    CHECK(last < 0.02 * first);
    slm_destroy(slm);
}

static void refusals(void) {
    TEST("refusals leave nothing behind");
    slm_ctx *slm = slm_create(NULL);
    slm_linear layer;
    CHECK_INT(slm_linear_create(slm, NULL, "linear", 1, 1, SLM_INIT_ZEROS), SLM_E_NULL);
    slm_error_clear(slm);
    CHECK_INT(slm_linear_create(slm, &layer, NULL, 1, 1, SLM_INIT_ZEROS), SLM_E_SCOPE);
    CHECK(layer.weight == NULL);
    slm_error_clear(slm);
    CHECK_INT(slm_linear_create(slm, &layer, "linear", 1, 1, (slm_init)99), SLM_E_VALUE);
    CHECK_INT(slm_parameter_count(slm), 0);
    CHECK(slm_linear_forward(slm, &layer, NULL) == NULL);
    slm_error_clear(slm);
    CHECK_INT(slm_linear_create(slm, &layer, "linear", SIZE_MAX / 2, 8, SLM_INIT_ZEROS),
              SLM_E_SIZE);
    slm_error_clear(slm);

    slm_tensor *row = slm_parameter(slm, "row", SLM_SHAPE(3));
    CHECK_INT(slm_init_weight(slm, row, SLM_INIT_NORMAL), SLM_E_RANK);
    slm_error_clear(slm);
    slm_linear_create(slm, &layer, "linear", 2, 2, SLM_INIT_NORMAL);
    slm_tensor *x = slm_tensor_new(slm, SLM_SHAPE(1, 3), NULL, false);
    CHECK(slm_linear_forward(slm, &layer, x) == NULL);
    CHECK_STR(slm_error_text(slm), "matmul: (1,3) and (2,2) do not multiply: the last axis of a "
                                   "is 3, the rows of b are 2");
    slm_tensor *after = slm_name(slm, slm_scalar(slm, 1, false), "after");
    CHECK_STR(slm_scope_of(after), "");
    slm_destroy(slm);
    CHECK_INT(slm_linear_create(NULL, &layer, "linear", 1, 1, SLM_INIT_ZEROS), SLM_E_NULL);
}

static void out_of_memory(void) {
    TEST("a layer is made whole or not at all");
    for (uint64_t n = 1; n < 12; n++) {
        slm_ctx *slm = slm_create(NULL);
        slm_linear layer;
        slm_memory_fail(slm, n, false);
        slm_status s = slm_linear_create(slm, &layer, "linear", 40, 200, SLM_INIT_NORMAL);
        slm_memory_fail(slm, 0, false);
        CHECK(s == SLM_OK || s == SLM_E_MEMORY);
        CHECK_INT(slm_parameter_count(slm), s ? 0 : 2);
        slm_error_clear(slm);
        if (s) CHECK_INT(slm_linear_create(slm, &layer, "linear", 40, 200, SLM_INIT_NORMAL), 0);
        slm_ctx *other = slm_create(NULL);
        slm_linear same;
        slm_linear_create(other, &same, "linear", 40, 200, SLM_INIT_NORMAL);
        CHECK(!memcmp(slm_data(layer.weight), slm_data(same.weight), 8000 * sizeof(slm_real)));
        slm_destroy(other);
        slm_destroy(slm);
    }
}

static void unbiased(void) {
    TEST("a layer without a bias");
    slm_ctx *slm = slm_create(NULL);
    slm_linear layer;
    CHECK_INT(slm_linear_create_unbiased(slm, &layer, "l", 2, 3, SLM_INIT_NORMAL), SLM_OK);
    CHECK(layer.weight && !layer.bias);
    CHECK_INT(slm_parameter_count(slm), 1);
    slm_tensor *x = slm_tensor_new(slm, SLM_SHAPE(1, 2), (slm_real[]){1, 0}, true);
    slm_tensor *y = slm_linear_forward(slm, &layer, x);
    CHECK_STR(slm_op_name(y), "matmul");
    for (int i = 0; i < 3; i++) CHECK_NEAR(slm_data(y)[i], slm_data(layer.weight)[i], 0);
    slm_gradcheck_report report;
    slm_gradcheck(slm, y, NULL, SLM_EVERY_ELEMENT, NULL, &report);
    CHECK(report.passed && report.checked == 8);
    slm_destroy(slm);
}

static void norm_eps(void) {
    TEST("eps of a norm");
    slm_ctx *slm = slm_create(NULL);
    slm_layernorm layer;
    slm_layernorm_create(slm, &layer, "n", 2);
    CHECK_NEAR(layer.eps, 1e-5, 0);
    layer.eps = 3;
    slm_tensor *x = slm_tensor_new(slm, SLM_SHAPE(2), (slm_real[]){-1, 1}, true);
    CHECK_NEAR(slm_data(slm_layernorm_forward(slm, &layer, x))[1], 0.5, 1e-6);
    slm_destroy(slm);
}

int main(void) {
    unbiased();
    norm_eps();
    shape_and_names();
    value();
    gradients();
    falling_loss();
    refusals();
    out_of_memory();
    return check_report("test_nn_linear");
}
