/* Optimizers and clipping against PyTorch's numbers, and what they must refuse. */
#include "check.h"
#include "refusal.h"
#include "slm.h"

#include "optimizer_reference.inc"

static double tolerance(void) { return sizeof(slm_real) == 4 ? 2e-6 : 1e-12; }

static void fill(slm_ctx *slm, slm_tensor *t, const double *values) {
    slm_real *to = slm_data_mut(slm, t);
    for (size_t i = 0; i < slm_count(t); i++) to[i] = (slm_real)values[i];
}

static void fill_grad(slm_ctx *slm, slm_tensor *t, const double *values) {
    slm_real grad[8];
    for (size_t i = 0; i < slm_count(t); i++) grad[i] = (slm_real)values[i];
    slm_set_grad(slm, t, grad, slm_count(t));
}

static void near_all(const slm_tensor *t, const double *wanted) {
    for (size_t i = 0; i < slm_count(t); i++) CHECK_NEAR(slm_data(t)[i], wanted[i], tolerance());
}

static void against_reference(void) {
    for (size_t c = 0; c < sizeof optimizer_case / sizeof optimizer_case[0]; c++) {
        TEST(optimizer_case[c].name);
        slm_ctx *slm = slm_create(NULL);
        slm_tensor *weight = slm_parameter(slm, "weight", SLM_SHAPE(3, 2));
        slm_tensor *bias = slm_parameter(slm, "bias", SLM_SHAPE(2));
        fill(slm, weight, start_weight);
        fill(slm, bias, start_bias);
        slm_optimizer *o = slm_optimizer_create(slm, &optimizer_case[c].options);
        for (int step = 0; step < REFERENCE_STEPS; step++) {
            slm_zero_grad(slm);
            fill_grad(slm, weight, gradient[step].weight);
            if (step != SKIPPED_STEP) fill_grad(slm, bias, gradient[step].bias);
            if (optimizer_case[c].clip > 0)
                CHECK_INT(slm_clip_grad_norm(slm, optimizer_case[c].clip, NULL), SLM_OK);
            CHECK_INT(slm_optimizer_step(slm, o), SLM_OK);
        }
        near_all(weight, optimizer_case[c].weight);
        near_all(bias, optimizer_case[c].bias);
        CHECK_STR(slm_error_text(slm), "");
        slm_destroy(slm);
    }
}

static void clipping(void) {
    TEST("clipping");
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *a = slm_parameter(slm, "a", SLM_SHAPE(1));
    slm_tensor *b = slm_parameter(slm, "b", SLM_SHAPE(1));
    slm_tensor *unset = slm_parameter(slm, "unset", SLM_SHAPE(1));
    slm_set_grad(slm, unset, (slm_real[]){1000}, 1);
    slm_zero_grad(slm);
    slm_set_grad(slm, a, (slm_real[]){3}, 1);
    slm_set_grad(slm, b, (slm_real[]){4}, 1);
    double norm = 0;
    slm_clip_grad_norm(slm, 10, &norm);
    CHECK_NEAR(norm, 5, 1e-12);
    CHECK_NEAR(slm_grad(slm, b)[0], 4, 0);
    slm_clip_grad_norm(slm, 1, &norm);
    CHECK_NEAR(norm, 5, 1e-12);
    CHECK_NEAR(slm_grad(slm, a)[0], 0.6, 1e-6);
    CHECK_NEAR(slm_grad(slm, b)[0], 0.8, 1e-6);
    const double bad[] = {0, -1, (double)NAN};
    for (int i = 0; i < 3; i++) {
        CHECK_INT(slm_clip_grad_norm(slm, bad[i], NULL), SLM_E_VALUE);
        slm_error_clear(slm);
    }
    CHECK_INT(slm_clip_grad_norm(NULL, 1, NULL), SLM_E_NULL);
    slm_destroy(slm);
}

/* One bad number would make every weight NaN; a loop that is told can skip the step. */
static void gradients_not_finite(void) {
    const slm_real bad[] = {(slm_real)NAN, (slm_real)INFINITY, (slm_real)-INFINITY};
    for (int i = 0; i < 3; i++) {
        TEST("a gradient that is not finite is named, and nothing is changed");
        slm_ctx *slm = slm_create(NULL);
        const slm_optimizer_options options = slm_optimizer_defaults(SLM_ADAM);
        slm_optimizer *adam = slm_optimizer_create(slm, &options);
        slm_scope_push(slm, "layer");
        slm_tensor *a = slm_parameter(slm, "a", SLM_SHAPE(2));
        slm_tensor *b = slm_parameter(slm, "b", SLM_SHAPE(3));
        slm_scope_pop(slm);
        slm_set_grad(slm, a, (slm_real[]){30, 40}, 2);
        slm_set_grad(slm, b, (slm_real[]){1, 2, bad[i]}, 3);
        double norm = 0;
        REFUSED_STATUS(slm, slm_clip_grad_norm(slm, 1, &norm), SLM_E_NONFINITE,
                       "clip_grad_norm: the gradient of layer/b is not finite at element 2; "
                       "nothing was changed");
        CHECK(norm - norm != 0);
        CHECK_NEAR(slm_grad(slm, a)[0], 30, 0);
        REFUSED_STATUS(slm, slm_optimizer_step(slm, adam), SLM_E_NONFINITE,
                       "optimizer_step: the gradient of layer/b is not finite at element 2; "
                       "nothing was changed");
        CHECK(slm_data(a)[0] == 0 && slm_data(b)[0] == 0);
        slm_parameter_moments moments;
        CHECK_INT(slm_optimizer_moments(slm, adam, a, &moments), SLM_OK);
        CHECK_INT(moments.t, 0);

        TEST("a gradient that is not set is not looked at");
        slm_zero_grad(slm);
        slm_set_grad(slm, a, (slm_real[]){3, 4}, 2);
        CHECK_INT(slm_clip_grad_norm(slm, 1, &norm), SLM_OK);
        CHECK_INT(slm_optimizer_step(slm, adam), SLM_OK);
        CHECK(slm_data(a)[0] < 0);
        slm_destroy(slm);
    }
}

static void norm_alone(void) {
    TEST("the norm of the gradients, without clipping");
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *a = slm_parameter(slm, "a", SLM_SHAPE(1)), *b = slm_parameter(slm, "b", 0, NULL);
    CHECK_NEAR(slm_grad_norm(slm), 0, 0);
    slm_set_grad(slm, a, (slm_real[]){3}, 1);
    slm_set_grad(slm, b, (slm_real[]){4}, 1);
    CHECK_NEAR(slm_grad_norm(slm), 5, 1e-12);
    CHECK_NEAR(slm_grad(slm, b)[0], 4, 0);
    CHECK_NEAR(slm_grad_norm(NULL), 0, 0);
    slm_destroy(slm);
}

/* Factors are what two optimizers with options of their own would do. */
static void groups(void) {
    for (int kind = 0; kind < SLM_OPTIMIZER_COUNT; kind++) {
        slm_optimizer_options options = slm_optimizer_defaults((slm_optimizer_kind)kind);
        options.momentum = 0.5;
        options.lr = 0.125; /* so that its products with the factors are exact */
        options.weight_decay = 0.25;
        const double lr[] = {1, 0.5, 1, 0}, decay[] = {1, 1, 0, 1};
        slm_real grouped[4];
        slm_ctx *slm = slm_create(NULL);
        slm_tensor *w[4];
        slm_optimizer *o = slm_optimizer_create(slm, &options);
        for (int i = 0; i < 4; i++) {
            w[i] = slm_parameter(slm, (const char *[]){"a", "b", "c", "d"}[i], 0, NULL);
            slm_set(slm, w[i], (slm_real[]){2}, 1);
            CHECK_INT(slm_parameter_factors(slm, w[i], lr[i], decay[i]), SLM_OK);
        }
        for (int step = 0; step < 3; step++) {
            for (int i = 0; i < 4; i++) slm_set_grad(slm, w[i], (slm_real[]){0.5}, 1);
            CHECK_INT(slm_optimizer_step(slm, o), SLM_OK);
        }
        for (int i = 0; i < 4; i++) grouped[i] = slm_data(w[i])[0];
        TEST("a frozen parameter stays, and so does what is kept of it");
        CHECK_NEAR(grouped[3], 2, 0);
        slm_parameter_moments kept;
        CHECK_INT(slm_optimizer_moments(slm, o, w[3], &kept), SLM_OK);
        CHECK(kept.t == 0 && (!kept.moment[0] || kept.moment[0][0] == 0));
        TEST("the moments of a parameter");
        CHECK_INT(slm_optimizer_moments(slm, o, w[0], &kept), SLM_OK);
        CHECK(kept.t == 3 && kept.moment[0] && kept.moment[0][0] != 0);
        CHECK(!kept.moment[1] == (kind == SLM_SGD));
        TEST("a group has its own rate and decay");
        for (int i = 0; i < 3; i++) {
            slm_optimizer_options own = options;
            own.lr *= lr[i];
            own.weight_decay *= decay[i];
            slm_ctx *alone = slm_create(NULL);
            slm_tensor *p = slm_parameter(alone, "p", 0, NULL);
            slm_optimizer *q = slm_optimizer_create(alone, &own);
            slm_set(alone, p, (slm_real[]){2}, 1);
            for (int step = 0; step < 3; step++) {
                slm_set_grad(alone, p, (slm_real[]){0.5}, 1);
                slm_optimizer_step(alone, q);
            }
            CHECK_NEAR(grouped[i], slm_data(p)[0], 0);
            slm_destroy(alone);
        }
        slm_destroy(slm);
    }

    TEST("factors and moments that are refused");
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *p = slm_parameter(slm, "p", 0, NULL), *leaf = slm_scalar(slm, 1, true);
    const slm_optimizer_options options = slm_optimizer_defaults(SLM_SGD);
    slm_optimizer *o = slm_optimizer_create(slm, &options);
    slm_parameter_moments kept;
    REFUSED_STATUS(slm, slm_parameter_factors(slm, p, -1, 1), SLM_E_VALUE,
                   "parameter_factors: lr is -1; it must be 0 or more, and finite");
    REFUSED_STATUS(slm, slm_parameter_factors(slm, p, 1, (double)NAN), SLM_E_VALUE,
                   "parameter_factors: weight_decay is nan; it must be 0 or more, and finite");
    REFUSED_STATUS(slm, slm_parameter_factors(slm, leaf, 1, 1), SLM_E_STRUCTURE,
                   "parameter_factors: the tensor is not usable here; it must be a parameter");
    REFUSED_STATUS(slm, slm_optimizer_moments(slm, o, leaf, &kept), SLM_E_STRUCTURE,
                   "moments: the tensor is not usable here; it must be a parameter");
    REFUSED_STATUS(slm, slm_optimizer_moments(slm, o, p, NULL), SLM_E_NULL,
                   "moments: where the moments go is NULL; did an earlier call fail?");
    slm_destroy(slm);
}

static void refusals(void) {
    TEST("refusals");
    slm_ctx *slm = slm_create(NULL);
    const slm_optimizer_options good = slm_optimizer_defaults(SLM_ADAM);
    slm_optimizer *o = slm_optimizer_create(slm, &good);
    CHECK(o != NULL);
    const double nan = (double)NAN, inf = (double)INFINITY;
    slm_optimizer_options bad[18];
    for (int i = 0; i < 18; i++) bad[i] = good;
    bad[0].lr = nan, bad[1].lr = -1, bad[2].lr = inf;
    bad[3].momentum = nan, bad[4].momentum = -0.1, bad[5].momentum = 1;
    bad[6].beta1 = nan, bad[7].beta1 = -0.1, bad[8].beta1 = 1;
    bad[9].beta2 = nan, bad[10].beta2 = -0.1, bad[11].beta2 = 1;
    bad[12].eps = nan, bad[13].eps = 0, bad[14].eps = -1;
    bad[15].weight_decay = nan, bad[16].weight_decay = -1;
    bad[17].kind = (slm_optimizer_kind)9;
    for (int i = 0; i < 18; i++) {
        CHECK(slm_optimizer_create(slm, &bad[i]) == NULL);
        CHECK_INT(slm_error_status(slm), SLM_E_VALUE);
        slm_error_clear(slm);
        CHECK_INT(slm_optimizer_set(slm, o, &bad[i]), SLM_E_VALUE);
        slm_error_clear(slm);
    }
    slm_optimizer_set(slm, o, &bad[1]);
    CHECK_STR(slm_error_text(slm), "optimizer: lr is -1; it must be 0 or more, and finite");
    slm_error_clear(slm);
    CHECK(slm_optimizer_create(slm, NULL) == NULL);
    CHECK_INT(slm_error_status(slm), SLM_E_NULL);
    slm_error_clear(slm);
    CHECK_INT(slm_optimizer_step(slm, NULL), SLM_E_NULL);
    CHECK(slm_optimizer_create(NULL, &good) == NULL);
    CHECK_STR(slm_optimizer_name(SLM_ADAMW), "adamw");
    CHECK_STR(slm_optimizer_name((slm_optimizer_kind)9), "");
    slm_destroy(slm);
}

/* x^2 from 1: one step with gradient 2 x. */
static void step(slm_ctx *slm, slm_tensor *x, slm_optimizer *o) {
    slm_real grad = 2 * slm_data(x)[0];
    slm_set_grad(slm, x, &grad, 1);
    CHECK_INT(slm_optimizer_step(slm, o), SLM_OK);
}

static slm_tensor *one_parameter(slm_ctx *slm, const char *name) {
    slm_tensor *x = slm_parameter(slm, name, 0, NULL);
    slm_set(slm, x, (slm_real[]){1}, 1);
    return x;
}

static void changing_kind(void) {
    TEST("going from one kind to another starts its state anew");
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *x = one_parameter(slm, "x");
    slm_optimizer_options adam = slm_optimizer_defaults(SLM_ADAM);
    slm_optimizer_options sgd = {.kind = SLM_SGD, .lr = 0.1, .momentum = 0.9};
    slm_optimizer *o = slm_optimizer_create(slm, &sgd);
    step(slm, x, o);
    CHECK_NEAR(slm_data(x)[0], 0.8, 1e-6);
    slm_optimizer_set(slm, o, &adam);
    step(slm, x, o); /* the first step of adam is lr, whatever the gradient */
    CHECK_NEAR(slm_data(x)[0], 0.799, 1e-6);
    slm_optimizer_set(slm, o, &sgd);
    step(slm, x, o); /* no momentum from before */
    CHECK_NEAR(slm_data(x)[0], 0.799 - 0.1 * 2 * 0.799, 1e-6);

    TEST("adam and adamw share their state");
    slm_optimizer_options adamw = adam;
    adamw.kind = SLM_ADAMW;
    slm_optimizer_set(slm, o, &adam);
    slm_set(slm, x, (slm_real[]){1}, 1);
    for (int i = 0; i < 4; i++) {
        slm_optimizer_set(slm, o, i % 2 ? &adam : &adamw); /* without decay they are the same */
        step(slm, x, o);
    }
    slm_tensor *y = one_parameter(slm, "y"); /* a parameter made later is updated, too */
    slm_zero_grad(slm);
    slm_optimizer *plain = slm_optimizer_create(slm, &adam);
    for (int i = 0; i < 4; i++) step(slm, y, plain);
    CHECK(slm_data(x)[0] == slm_data(y)[0]);
    slm_destroy(slm);
}

static void out_of_memory(void) {
    TEST("a step without memory for its state changes nothing");
    int failures = 0;
    for (uint64_t n = 1; n < 6; n++) {
        slm_ctx *slm = slm_create(NULL), *other = slm_create(NULL);
        slm_ctx *both[] = {slm, other};
        slm_tensor *w[2];
        slm_optimizer *o[2];
        slm_optimizer_options adam = slm_optimizer_defaults(SLM_ADAM);
        static slm_real values[60000];
        for (int i = 0; i < 60000; i++) values[i] = (slm_real)(i % 13) - 6;
        for (int k = 0; k < 2; k++) {
            w[k] = slm_parameter(both[k], "w", SLM_SHAPE(60000));
            slm_set(both[k], w[k], values, 60000);
            o[k] = slm_optimizer_create(both[k], &adam);
            slm_set_grad(both[k], w[k], values, 60000);
        }
        slm_memory_fail(slm, n, true);
        slm_status s = slm_optimizer_step(slm, o[0]);
        slm_memory_fail(slm, 0, false);
        if (s) {
            CHECK_INT(s, SLM_E_MEMORY);
            CHECK(!memcmp(slm_data(w[0]), values, sizeof values));
            slm_error_clear(slm);
            CHECK_INT(slm_optimizer_step(slm, o[0]), SLM_OK);
            failures++;
        }
        slm_optimizer_step(other, o[1]);
        CHECK(!memcmp(slm_data(w[0]), slm_data(w[1]), sizeof values));
        slm_destroy(slm);
        slm_destroy(other);
    }
    CHECK(failures > 0);
}

static void constant_memory(void) {
    TEST("100,000 steps keep the bytes in use constant");
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *x = one_parameter(slm, "x");
    slm_optimizer_options options = slm_optimizer_defaults(SLM_ADAMW);
    slm_optimizer *o = slm_optimizer_create(slm, &options);
    slm_tensor *loss = slm_mul(slm, x, x);
    size_t before = 0;
    for (int i = 0; i < 100000; i++) {
        slm_forward(slm, loss);
        slm_zero_grad(slm);
        slm_backward(slm, loss, NULL);
        slm_optimizer_step(slm, o);
        if (i == 0) before = slm_memory_in_use(slm);
    }
    CHECK_INT(slm_memory_in_use(slm), before);
    CHECK_NEAR(slm_data(x)[0], 0, 1e-3);
    slm_destroy(slm);
}

int main(void) {
    against_reference();
    clipping();
    gradients_not_finite();
    norm_alone();
    groups();
    refusals();
    changing_kind();
    out_of_memory();
    constant_memory();
    return check_report("test_optimizer");
}
