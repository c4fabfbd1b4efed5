/* The MLP builder, its initialisations and activations. */
#include "check.h"
#include "slm.h"

#include "mlp_reference.inc"

static const double FLOAT_TOLERANCE = 2e-5;

static double tolerance(void) { return sizeof(slm_real) == 4 ? FLOAT_TOLERANCE : 1e-12; }

static void fill(slm_ctx *slm, slm_tensor *t, const double *values) {
    slm_real *to = slm_data_mut(slm, t);
    for (size_t i = 0; i < slm_count(t); i++) to[i] = (slm_real)values[i];
}

static void against_reference(void) {
    for (size_t c = 0; c < sizeof mlp_case / sizeof mlp_case[0]; c++) {
        TEST(slm_activation_name(mlp_case[c].activation));
        slm_ctx *slm = slm_create(NULL);
        slm_activation a = mlp_case[c].activation;
        slm_mlp mlp;
        slm_mlp_options options = {
            .inputs = 3, .outputs = 2, .hidden_count = 2, .hidden = {4, 3}, .activation = {a, a}};
        CHECK_INT(slm_mlp_create(slm, &mlp, &options), SLM_OK);
        const double *weight[] = {mlp_weight1, mlp_weight2, mlp_weight3};
        const double *bias[] = {mlp_bias1, mlp_bias2, mlp_bias3};
        for (int i = 0; i < 3; i++) {
            fill(slm, mlp.linear[i].weight, weight[i]);
            fill(slm, mlp.linear[i].bias, bias[i]);
        }
        slm_tensor *x = slm_tensor_new(slm, SLM_SHAPE(6, 3), NULL, false);
        slm_tensor *y = slm_tensor_new(slm, SLM_SHAPE(6, 2), NULL, false);
        fill(slm, x, mlp_x);
        fill(slm, y, mlp_y);
        slm_tensor *loss = slm_mse(slm, slm_mlp_forward(slm, &mlp, x, true, NULL), y);
        slm_optimizer *sgd = slm_optimizer_create(
            slm, &(slm_optimizer_options){.kind = SLM_SGD, .lr = 0.05, .momentum = 0.9});
        for (int step = 0; step < MLP_STEPS; step++) {
            slm_forward(slm, loss);
            CHECK_NEAR(slm_item(slm, loss), mlp_case[c].loss[step], tolerance());
            slm_zero_grad(slm);
            slm_backward(slm, loss, NULL);
            slm_optimizer_step(slm, sgd);
        }
        CHECK_STR(slm_error_text(slm), "");
        slm_destroy(slm);
    }
}

static void names(void) {
    TEST("names and scopes");
    slm_ctx *slm = slm_create(NULL);
    slm_mlp mlp;
    slm_mlp_options options = {.inputs = 2,
                               .outputs = 1,
                               .hidden_count = 2,
                               .hidden = {4, 3},
                               .activation = {SLM_RELU, SLM_IDENTITY},
                               .output = SLM_SIGMOID,
                               .dropout = 0.5};
    slm_mlp_create(slm, &mlp, &options);
    CHECK_INT(slm_parameter_count(slm), 6);
    CHECK_STR(slm_scope_of(slm_parameter_at(slm, 5)), "mlp/linear3");
    slm_tensor *x = slm_tensor_new(slm, SLM_SHAPE(5, 2), NULL, false);
    slm_tensor *hidden[2];
    slm_scope_push(slm, "elsewhere");
    slm_tensor *y = slm_mlp_forward(slm, &mlp, x, true, hidden);
    CHECK_STR(slm_scope_of(slm_relu(slm, x)), "elsewhere");
    slm_scope_pop(slm);
    CHECK_STR(slm_name_of(y), "sigmoid3");
    CHECK_STR(slm_scope_of(y), "mlp");
    CHECK_STR(slm_name_of(hidden[0]), "relu1");
    CHECK_STR(slm_scope_of(hidden[0]), "mlp");
    CHECK_STR(slm_op_name(hidden[1]), "add"); /* the identity records nothing */
    CHECK_STR(slm_scope_of(hidden[1]), "mlp/linear2");
    slm_tensor *dropout = slm_tape_at(slm, 4);
    CHECK_STR(slm_name_of(dropout), "dropout1");
    CHECK(slm_input(dropout, 0) == hidden[0]);

    size_t before = slm_tape_count(slm);
    slm_mlp_forward(slm, &mlp, x, false, NULL);
    for (size_t i = before; i < slm_tape_count(slm); i++)
        CHECK(strcmp(slm_op_name(slm_tape_at(slm, i)), "dropout") != 0);
    slm_destroy(slm);
}

static void gradients(void) {
    TEST("gradcheck through the whole network");
    if (sizeof(slm_real) == 4) return;
    slm_ctx *slm = slm_create(NULL);
    slm_mlp mlp;
    slm_mlp_options options = {.inputs = 2,
                               .outputs = 3,
                               .hidden_count = 2,
                               .hidden = {5, 4},
                               .activation = {SLM_TANH, SLM_GELU},
                               .dropout = 0.25,
                               .init = SLM_INIT_KAIMING};
    slm_mlp_create(slm, &mlp, &options);
    slm_real values[8] = {-1, 0.5, 2, 1, 0.25, -0.75, 1.5, -2};
    slm_tensor *x = slm_tensor_new(slm, SLM_SHAPE(4, 2), values, true);
    slm_tensor *classes = slm_index_new(slm, SLM_SHAPE(4), (int32_t[]){0, 2, 1, 2});
    slm_tensor *loss =
        slm_cross_entropy(slm, slm_mlp_forward(slm, &mlp, x, true, NULL), classes, -1);
    slm_gradcheck_report report;
    CHECK_INT(slm_gradcheck(slm, loss, NULL, SLM_EVERY_ELEMENT, NULL, &report), SLM_OK);
    CHECK_INT(report.checked, 2 * 5 + 5 + 5 * 4 + 4 + 4 * 3 + 3 + 8);
    CHECK(report.passed);
    slm_destroy(slm);
}

typedef struct {
    double mean, deviation, most;
} spread;

static spread spread_of(slm_init init, size_t in, size_t out) {
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *w = slm_parameter(slm, "w", SLM_SHAPE(in, out));
    slm_init_weight(slm, w, init);
    spread s = {0, 0, 0};
    double squares = 0, n = (double)slm_count(w);
    for (size_t i = 0; i < slm_count(w); i++) {
        double v = (double)slm_data(w)[i];
        s.mean += v / n;
        squares += v * v / n;
        if (fabs(v) > s.most) s.most = fabs(v);
    }
    s.deviation = sqrt(squares - s.mean * s.mean);
    slm_destroy(slm);
    return s;
}

/* 40,000 numbers: the mean of a sample strays by deviation / 200, the deviation by less. */
static void initialisations(void) {
    TEST("initialisations");
    spread s = spread_of(SLM_INIT_NORMAL, 100, 400);
    CHECK_NEAR(s.mean, 0, 0.005);
    CHECK_NEAR(s.deviation, 0.2, 0.005);
    CHECK(s.most > 0.7 && s.most < 1.2); /* normal, not uniform */
    s = spread_of(SLM_INIT_KAIMING, 200, 800);
    CHECK_NEAR(s.mean, 0, 0.0025);
    CHECK_NEAR(s.deviation, 0.1, 0.0025);
    s = spread_of(SLM_INIT_XAVIER, 100, 500);
    CHECK_NEAR(s.mean, 0, 0.0025);
    CHECK_NEAR(s.most, 0.1, 1e-4);
    CHECK_NEAR(s.deviation, 0.1 / sqrt(3), 0.0015);
    s = spread_of(SLM_INIT_ZEROS, 10, 10);
    CHECK_NEAR(s.most, 0, 0);
}

static void refusals(void) {
    TEST("refusals");
    slm_ctx *slm = slm_create(NULL);
    slm_mlp mlp;
    const slm_mlp_options good = {.inputs = 2, .outputs = 1, .hidden_count = 1, .hidden = {4}};
    slm_mlp_options bad = good;
    bad.hidden_count = 7;
    CHECK_INT(slm_mlp_create(slm, &mlp, &bad), SLM_E_VALUE);
    CHECK_STR(slm_error_text(slm), "mlp: the count of hidden layers is 7; it must be 0 to 6");
    slm_error_clear(slm);
    bad = good;
    bad.activation[0] = (slm_activation)17;
    CHECK_INT(slm_mlp_create(slm, &mlp, &bad), SLM_E_VALUE);
    slm_error_clear(slm);
    bad = good;
    bad.output = (slm_activation)17;
    CHECK_INT(slm_mlp_create(slm, &mlp, &bad), SLM_E_VALUE);
    slm_error_clear(slm);
    bad = good;
    bad.dropout = (double)NAN;
    CHECK_INT(slm_mlp_create(slm, &mlp, &bad), SLM_E_VALUE);
    slm_error_clear(slm);
    CHECK_INT(slm_mlp_create(slm, &mlp, NULL), SLM_E_NULL);
    slm_error_clear(slm);
    CHECK_INT(slm_parameter_count(slm), 0);
    CHECK(slm_mlp_forward(slm, NULL, NULL, true, NULL) == NULL);
    CHECK_INT(slm_error_status(slm), SLM_E_NULL);
    CHECK_STR(slm_activation_name((slm_activation)17), "");
    CHECK_STR(slm_init_name((slm_init)17), "");
    CHECK_STR(slm_init_name(SLM_INIT_XAVIER), "xavier");
    slm_destroy(slm);
}

static void out_of_memory(void) {
    TEST("a network is made whole or not at all");
    const slm_mlp_options options = {.inputs = 30,
                                     .outputs = 40,
                                     .hidden_count = 2,
                                     .hidden = {128, 128},
                                     .init = SLM_INIT_NORMAL};
    slm_ctx *calm = slm_create(NULL);
    slm_mlp whole;
    slm_mlp_create(calm, &whole, &options);
    int failures = 0;
    for (uint64_t n = 1; n < 20; n++) {
        slm_ctx *slm = slm_create(NULL);
        slm_mlp mlp;
        slm_memory_fail(slm, n, false);
        slm_status s = slm_mlp_create(slm, &mlp, &options);
        slm_memory_fail(slm, 0, false);
        CHECK_INT(slm_parameter_count(slm), s ? 0 : 6);
        if (s) {
            failures++;
            CHECK_INT(s, SLM_E_MEMORY);
            CHECK(mlp.linear[0].weight == NULL);
            slm_error_clear(slm);
            CHECK_INT(slm_mlp_create(slm, &mlp, &options), SLM_OK);
        }
        CHECK(slm_random_state(slm) == slm_random_state(calm));
        CHECK(!memcmp(slm_data(mlp.linear[2].weight), slm_data(whole.linear[2].weight),
                      128 * 40 * sizeof(slm_real)));
        CHECK_STR(slm_scope_of(slm_scalar(slm, 0, false)), "");
        slm_destroy(slm);
    }
    CHECK(failures > 3);
    slm_destroy(calm);
}

static void created_without_options(void) {
    TEST("a network that could not be made holds NULL, also when its options were NULL");
    slm_ctx *slm = slm_create(NULL);
    slm_mlp mlp;
    memset(&mlp, 0xa5, sizeof mlp);
    CHECK_INT(slm_mlp_create(slm, &mlp, NULL), SLM_E_NULL);
    CHECK(mlp.linear[0].weight == NULL && mlp.options.hidden_count == 0);
    slm_destroy(slm);
}

int main(void) {
    created_without_options();
    against_reference();
    names();
    gradients();
    initialisations();
    refusals();
    out_of_memory();
    return check_report("test_mlp");
}
