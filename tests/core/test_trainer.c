/* The trainer's steps: what a run is, that the same configuration gives the same bits however the
 * steps are sliced, what changes without a reset, and when training stops. */
#include "check.h"
#include "trainer_start.h"

static void the_manuals(void) {
    TEST("the default is the manual's network");
    slm_trainer *t = start("manual", NULL);
    slm_ctx *slm = slm_trainer_context(t);
    CHECK_INT(slm_dim(slm_trainer_x(t), 0), 128);
    CHECK_INT(slm_dim(slm_trainer_x(t), 1), 2);
    CHECK_STR(slm_name_of(slm_trainer_x(t)), "x");
    CHECK_STR(slm_name_of(slm_trainer_y(t)), "y");
    CHECK_STR(slm_name_of(slm_trainer_loss(t)), "loss");
    CHECK_INT(slm_dim(slm_trainer_output(t), 1), 1);
    CHECK_INT(slm_parameter_count(slm), 4);
    CHECK_INT(slm_count(slm_parameter_at(slm, 0)), 32);
    CHECK_INT(slm_trainer_layers(t), 2);
    CHECK_STR(slm_trainer_layer_name(t, 0), "mlp/linear1");
    CHECK(slm_trainer_layer_name(t, 2) == NULL);
    CHECK_INT(slm_trainer_data(t)->train, 128);
    slm_train_result r;
    slm_trainer_train(t, 1, &r);
    double first = progress(t).loss;
    CHECK_INT(slm_trainer_train(t, 399, &r), SLM_OK);
    CHECK_INT(r.done, 399);
    CHECK_INT(r.stop, SLM_STOP_DONE);
    CHECK_INT(progress(t).step, 400);
    CHECK_INT(progress(t).epoch, 400);
    CHECK(progress(t).loss < 0.2 * first);
    CHECK(progress(t).train_accuracy > 0.95);
    CHECK(progress(t).test_accuracy > 0.9);
    CHECK_INT(progress(t).tested_step, 400);
    slm_trainer_destroy(t);
}

static void same_bits(void) {
    TEST("slices, halves and resets give the bits of one run");
    slm_trainer *whole = start("moons", CHANCY), *sliced = start("moons", CHANCY);
    slm_trainer *halves = start("moons", CHANCY), *again = start("moons", CHANCY);
    slm_trainer_train(whole, 60, NULL);
    for (int i = 0; i < 20; i++) slm_trainer_train(sliced, 3, NULL);
    for (int i = 0; i < 60; i++) {
        for (int k = 0; k <= i % 3; k++) CHECK_INT(slm_trainer_prepare(halves), SLM_OK);
        CHECK_INT(slm_trainer_update(halves, NULL), SLM_OK);
    }
    slm_trainer_train(again, 37, NULL);
    CHECK_INT(slm_trainer_reset(again), SLM_OK);
    slm_trainer_train(again, 60, NULL);
    CHECK(same_weights(whole, sliced));
    CHECK(same_weights(whole, halves));
    CHECK(same_weights(whole, again));
    CHECK(progress(whole).loss == progress(again).loss);

    TEST("nor does it matter what else is done with the context");
    slm_trainer *busy = start("moons", CHANCY);
    slm_ctx *slm = slm_trainer_context(busy);
    for (int i = 0; i < 60; i++) {
        slm_trainer_train(busy, 1, NULL);
        slm_seed(slm, 99);
        slm_mark mark = slm_tape_mark(slm);
        slm_freeze_random(slm, true);
        slm_backward(slm, slm_sum(slm, slm_dropout(slm, slm_parameter_at(slm, 0), 0.5), SLM_ALL),
                     NULL);
        slm_tape_rewind(slm, mark);
        slm_real point[2] = {1, -1}, out[1];
        slm_trainer_predict(busy, point, 1, out);
        slm_trainer_probe(busy, point, 2);
    }
    CHECK_STR(slm_error_text(slm), "");
    CHECK(same_weights(whole, busy));

    TEST("how often is tested does not matter, the seed does");
    slm_trainer *tested = start("moons", CHANCY);
    set(tested, "test_every", "1");
    slm_trainer_train(tested, 60, NULL);
    CHECK(same_weights(whole, tested));
    set(again, "seed", "1");
    CHECK(slm_trainer_needs_reset(again));
    slm_trainer_reset(again);
    CHECK(!slm_trainer_needs_reset(again));
    slm_trainer_train(again, 60, NULL);
    CHECK(!same_weights(whole, again));
    slm_trainer *all[] = {whole, sliced, halves, again, busy, tested};
    for (int i = 0; i < 6; i++) slm_trainer_destroy(all[i]);
}

/* Numbers of Mazur's article. */
static void by_hand(void) {
    TEST("the worked example, number by number");
    slm_trainer *t = start("by_hand", NULL);
    slm_ctx *slm = slm_trainer_context(t);
    CHECK_INT(slm_trainer_prepare(t), SLM_OK);
    CHECK_NEAR(slm_data(slm_trainer_output(t))[0], 0.75136507, 5e-8);
    CHECK_NEAR(slm_data(slm_trainer_output(t))[1], 0.772928465, 5e-8);
    CHECK_NEAR(progress(t).loss, 0.298371109, 5e-8);
    slm_tensor *w1 = slm_parameter_at(slm, 0), *w2 = slm_parameter_at(slm, 2);
    CHECK_NEAR(slm_grad(slm, w2)[0], 0.082167041, 5e-8);
    CHECK_NEAR(slm_grad(slm, w1)[0], 0.000438568, 5e-9);
    CHECK_NEAR(slm_data(w2)[0], 0.4, 1e-7); /* prepared, not updated */
    slm_trainer_update(t, NULL);
    const double hidden[] = {0.149780716, 0.24975114, 0.19956143, 0.29950229};
    const double output[] = {0.35891648, 0.511301270, 0.408666186, 0.561370121};
    for (int i = 0; i < 4; i++) {
        CHECK_NEAR(slm_data(w1)[i], hidden[i], 5e-8);
        CHECK_NEAR(slm_data(w2)[i], output[i], 5e-8);
    }
    slm_trainer_destroy(t);
}

static void the_function(void) {
    TEST("y = x*x + x");
    slm_trainer *t = start("square", NULL);
    slm_ctx *slm = slm_trainer_context(t);
    slm_tensor *x = slm_parameter_at(slm, 0), *y = slm_trainer_loss(t);
    CHECK(slm_trainer_x(t) == NULL);
    CHECK_STR(slm_name_of(x), "x");
    CHECK_STR(slm_name_of(y), "y");
    CHECK(slm_input(y, 1) == x);
    CHECK(slm_input(slm_input(y, 0), 0) == x && slm_input(slm_input(y, 0), 1) == x);
    slm_trainer_prepare(t);
    CHECK_NEAR(slm_item(slm, y), 12, 0);
    CHECK_NEAR(slm_grad(slm, x)[0], 7, 0);
    slm_trainer_train(t, 100, NULL);
    CHECK_NEAR(slm_item(slm, y), -0.25, 1e-6);
    CHECK_NEAR(slm_data(x)[0], -0.5, 1e-6);
    slm_real at[3] = {-1, 0, 2}, out[3];
    slm_trainer_predict(t, at, 3, out);
    CHECK_NEAR(out[0], 0, 0);
    CHECK_NEAR(out[2], 6, 0);
    CHECK_INT(progress(t).epoch, 100);
    slm_trainer_destroy(t);
}

static void minibatches(void) {
    TEST("a minibatch may straddle two epochs; each row comes once in each");
    slm_trainer *t = start(
        "line",
        (const setting[]){{"samples", "10"}, {"test_ratio", "0"}, {"batch", "4"}, {NULL, NULL}});
    slm_ctx *slm = slm_trainer_context(t);
    CHECK_INT(slm_dim(slm_trainer_x(t), 0), 4);
    int seen[10] = {0};
    for (int step = 0; step < 5; step++) { /* 20 rows: two epochs */
        slm_trainer_prepare(t);
        for (int r = 0; r < 4; r++)
            for (int k = 0; k < 10; k++)
                if (slm_data(slm_trainer_x(t))[r] == slm_trainer_data(t)->x[k]) {
                    seen[k]++;
                    CHECK(slm_data(slm_trainer_y(t))[r] == slm_trainer_data(t)->y[k]);
                }
        slm_trainer_update(t, NULL);
    }
    for (int k = 0; k < 10; k++) CHECK_INT(seen[k], 2);
    CHECK_INT(progress(t).epoch, 2);
    CHECK_NEAR(progress(t).epochs, 2, 0);
    CHECK_STR(slm_error_text(slm), "");
    slm_trainer_destroy(t);
}

static void chance(void) {
    TEST("each step has its own dropout masks");
    slm_trainer *t =
        start("manual", (const setting[]){{"dropout", "0.5"}, {"lr", "0"}, {NULL, NULL}});
    double loss[4];
    for (int i = 0; i < 4; i++) {
        slm_trainer_train(t, 1, NULL);
        loss[i] = progress(t).loss;
        for (int k = 0; k < i; k++) CHECK(loss[k] != loss[i]);
    }
    slm_trainer_destroy(t);

    TEST("another seed has other batches of the same data");
    slm_trainer *one = start("line", (const setting[]){{"batch", "8"}, {NULL, NULL}});
    slm_trainer *two =
        start("line", (const setting[]){{"batch", "8"}, {"seed", "1"}, {NULL, NULL}});
    slm_trainer_prepare(one);
    slm_trainer_prepare(two);
    CHECK(!memcmp(slm_trainer_data(one)->x, slm_trainer_data(two)->x, 64 * sizeof(slm_real)));
    CHECK(memcmp(slm_data(slm_trainer_x(one)), slm_data(slm_trainer_x(two)),
                 8 * sizeof(slm_real)) != 0);
    slm_trainer_destroy(one);
    slm_trainer_destroy(two);
}

static void clipping(void) {
    TEST("a clipped gradient moves the weights by at most lr times the limit");
    slm_trainer *t = start("manual", (const setting[]){{"clip", "0.01"}, {NULL, NULL}});
    slm_ctx *slm = slm_trainer_context(t);
    slm_trainer_prepare(t);
    CHECK(progress(t).gradient_norm > 0.1);
    double moved = 0;
    static slm_real before[4][32];
    for (size_t i = 0; i < 4; i++) {
        slm_tensor *p = slm_parameter_at(slm, i);
        memcpy(before[i], slm_data(p), slm_count(p) * sizeof(slm_real));
    }
    slm_trainer_update(t, NULL);
    for (size_t i = 0; i < 4; i++) {
        slm_tensor *p = slm_parameter_at(slm, i);
        for (size_t k = 0; k < slm_count(p); k++)
            moved += pow((double)(slm_data(p)[k] - before[i][k]), 2);
    }
    CHECK_NEAR(sqrt(moved), 0.1 * 0.01, 1e-6);
    slm_trainer_destroy(t);
}

static void without_reset(void) {
    TEST("live keys act at once, graph keys record again, others wait");
    slm_trainer *t = start("moons", NULL);
    slm_ctx *slm = slm_trainer_context(t);
    slm_trainer_train(t, 5, NULL);
    slm_tensor *loss = slm_trainer_loss(t);
    uint32_t id = slm_id(loss);
    uint64_t graph = slm_trainer_recording(t);
    const char *live[][2] = {{"lr", "0.5"}, {"optimizer", "sgd"},     {"momentum", "0.5"},
                             {"clip", "2"}, {"weight_decay", "0.01"}, {"stop_step", "1000"}};
    for (int i = 0; i < 6; i++) set(t, live[i][0], live[i][1]);
    CHECK(!slm_trainer_needs_reset(t));
    CHECK(slm_trainer_loss(t) == loss && slm_id(loss) == id);
    slm_trainer_train(t, 5, NULL);

    slm_real before[32];
    memcpy(before, slm_data(slm_parameter_at(slm, 0)), sizeof before);
    set(t, "batch", "10");
    set(t, "dropout", "0.2");
    set(t, "activation", "tanh");
    CHECK(!slm_trainer_needs_reset(t));
    CHECK(slm_id(slm_trainer_loss(t)) != id);
    CHECK_INT(slm_trainer_recording(t), graph + 1);
    CHECK_INT(slm_dim(slm_trainer_x(t), 0), 10);
    slm_tensor *dropped = slm_input(slm_input(slm_trainer_output(t), 0), 0);
    CHECK_STR(slm_name_of(dropped), "dropout1");
    CHECK_STR(slm_name_of(slm_input(dropped, 0)), "tanh1");
    CHECK(!memcmp(before, slm_data(slm_parameter_at(slm, 0)), sizeof before));
    CHECK_INT(progress(t).step, 10);
    slm_trainer_train(t, 5, NULL);
    CHECK_INT(progress(t).step, 15);

    set(t, "hidden", "8,8");
    set(t, "activation", "relu,tanh"); /* for layers that are not there yet */
    CHECK(slm_trainer_needs_reset(t));
    CHECK_INT(slm_parameter_count(slm), 4);
    CHECK_INT(slm_trainer_recording(t), graph + 1);
    slm_trainer_train(t, 1, NULL);
    CHECK(strstr(slm_describe_graph(slm, slm_trainer_loss(t)), "relu1") == NULL);
    CHECK_INT(slm_trainer_reset(t), SLM_OK);
    CHECK_INT(slm_parameter_count(slm), 6);
    CHECK_INT(progress(t).step, 0);
    CHECK_STR(slm_error_text(slm), "");
    slm_trainer_destroy(t);
}

static void editing(void) {
    TEST("an edited weight is what the next step starts from");
    slm_trainer *t = start("moons", CHANCY), *other = start("moons", CHANCY);
    slm_trainer *both[] = {t, other};
    for (int k = 0; k < 2; k++) {
        slm_trainer_train(both[k], 7, NULL);
        if (k) slm_trainer_prepare(both[k]); /* whether before or after preparing */
        slm_real *w = slm_data_mut(slm_trainer_context(both[k]),
                                   slm_parameter_at(slm_trainer_context(both[k]), 0));
        w[3] = SLM_REAL(0.75);
        slm_trainer_train(both[k], 5, NULL);
    }
    CHECK(same_weights(t, other));
    slm_trainer *untouched = start("moons", CHANCY);
    slm_trainer_train(untouched, 12, NULL);
    CHECK(!same_weights(t, untouched));
    slm_trainer_destroy(t);
    slm_trainer_destroy(other);
    slm_trainer_destroy(untouched);
}

static void editing_the_batch(void) {
    TEST("a number written into the batch holds for its step");
    slm_trainer *plain = start("moons", CHANCY), *halves = start("moons", CHANCY);
    slm_trainer *whole = start("moons", CHANCY);
    slm_trainer *const edited[] = {halves, whole};
    slm_trainer_train(plain, 5, NULL);
    slm_trainer_prepare(plain);
    const double loss = progress(plain).loss;
    for (int k = 0; k < 2; k++) {
        slm_trainer_train(edited[k], 5, NULL);
        slm_trainer_prepare(edited[k]);
        CHECK(progress(edited[k]).loss == loss);
        slm_tensor *x = slm_trainer_x(edited[k]), *y = slm_trainer_y(edited[k]);
        slm_ctx *slm = slm_trainer_context(edited[k]);
        slm_data_mut(slm, x)[1] += 3;
        slm_data_mut(slm, y)[2] = 1 - slm_data(y)[2];
    }
    for (int times = 0; times < 2; times++) {
        CHECK_INT(slm_trainer_prepare(halves), SLM_OK);
        CHECK(fabs(progress(halves).loss - loss) > 1e-4);
        CHECK(slm_data(slm_trainer_x(halves))[1] == slm_data(slm_trainer_x(plain))[1] + 3);
    }
    slm_trainer_update(halves, NULL);
    slm_trainer_train(whole, 1, NULL); /* prepares again by itself */
    slm_trainer_train(plain, 1, NULL);
    CHECK(same_weights(halves, whole));
    CHECK(!same_weights(halves, plain));

    TEST("the next step has its own batch, and a reset the first one");
    slm_trainer_prepare(halves);
    slm_trainer_prepare(plain);
    const size_t bytes = slm_count(slm_trainer_x(plain)) * sizeof(slm_real);
    CHECK(!memcmp(slm_data(slm_trainer_x(halves)), slm_data(slm_trainer_x(plain)), bytes));
    slm_data_mut(slm_trainer_context(halves), slm_trainer_x(halves))[0] = 9;
    slm_trainer_reset(halves);
    slm_trainer_reset(plain);
    slm_trainer_train(halves, 7, NULL);
    slm_trainer_train(plain, 7, NULL);
    CHECK(same_weights(halves, plain));

    TEST("a restored run draws its batch anew");
    slm_bytes saved;
    slm_trainer_save(plain, &saved);
    slm_trainer_prepare(halves);
    slm_data_mut(slm_trainer_context(halves), slm_trainer_x(halves))[0] = 9;
    CHECK_INT(slm_trainer_restore(halves, saved.data, saved.length), SLM_OK);
    slm_trainer_train(halves, 3, NULL);
    slm_trainer_train(plain, 3, NULL);
    CHECK(same_weights(halves, plain));
    slm_bytes_free(slm_trainer_context(plain), &saved);
    slm_trainer_destroy(plain);
    slm_trainer_destroy(halves);
    slm_trainer_destroy(whole);
}

static void stopping(void) {
    TEST("stop conditions");
    slm_trainer *t = start("manual", (const setting[]){{"stop_step", "30"}, {NULL, NULL}});
    slm_train_result r;
    slm_trainer_train(t, 100, &r);
    CHECK_INT(r.done, 30);
    CHECK_INT(r.stop, SLM_STOP_CONDITION);
    slm_trainer_train(t, 100, &r);
    CHECK_INT(r.done, 0);
    set(t, "stop_step", "0");
    set(t, "stop_loss", "0.1");
    slm_trainer_train(t, 10000, &r);
    CHECK_INT(r.stop, SLM_STOP_CONDITION);
    CHECK(r.done > 0 && r.done < 1000);
    CHECK(progress(t).loss <= 0.1);

    TEST("a weight that is no number is named, and nothing is updated");
    slm_ctx *slm = slm_trainer_context(t);
    set(t, "stop_loss", "0");
    slm_tensor *w = slm_parameter_at(slm, 2);
    slm_data_mut(slm, w)[5] = SLM_NAN;
    uint64_t step = progress(t).step;
    CHECK_INT(slm_trainer_train(t, 10, &r), SLM_OK);
    CHECK_INT(r.stop, SLM_STOP_NONFINITE);
    CHECK_INT(r.done, 0);
    CHECK_INT(r.bad_node, slm_id(w));
    CHECK(!r.bad_gradient);
    CHECK_INT(progress(t).step, step);
    slm_data_mut(slm, w)[5] = 0;
    slm_trainer_train(t, 10, &r);
    CHECK_INT(r.done, 10);

    TEST("a run that explodes names the first node");
    set(t, "lr", "1000");
    slm_trainer_train(t, 1000, &r);
    CHECK_INT(r.stop, SLM_STOP_NONFINITE);
    CHECK(r.bad_node != 0);
    CHECK_STR(slm_stop_name(r.stop), "nonfinite");
    CHECK_INT(progress(t).step, step + 10 + r.done);
    slm_trainer_destroy(t);
}

static void bad_gradients(void) {
    TEST("a gradient that is no number is named, when all values still are");
    const slm_real huge = sizeof(slm_real) == 4 ? SLM_REAL(3e38) : (slm_real)1e308;
    const slm_real x[2] = {huge, 1}, y[2] = {100, 1};
    slm_trainer *t = slm_trainer_create(NULL);
    slm_trainer_scenario(t, "own");
    slm_trainer_points(t, 2, 1, 1, 0, x, y, NULL, NULL);
    set(t, "hidden", "");
    set(t, "init", "zeros");
    CHECK_INT(slm_trainer_reset(t), SLM_OK);
    slm_train_result r;
    CHECK_INT(slm_trainer_update(t, &r), SLM_OK);
    CHECK_INT(r.stop, SLM_STOP_NONFINITE);
    CHECK(r.bad_gradient);
    CHECK_INT(r.bad_node, slm_id(slm_parameter_at(slm_trainer_context(t), 0)));
    CHECK(isfinite(progress(t).loss));
    CHECK_INT(progress(t).step, 0);
    slm_trainer_destroy(t);
}

static void fresh_graph(void) {
    TEST("a graph just recorded holds zeros, and backward waits for a forward");
    slm_trainer *t = start("moons", CHANCY);
    slm_ctx *slm = slm_trainer_context(t);
    slm_tensor *loss = slm_trainer_loss(t);
    CHECK_NEAR(slm_item(slm, loss), 0, 0);
    CHECK_INT(slm_backward(slm, loss, NULL), SLM_E_STALE);
    CHECK_INT(slm_trainer_prepare(t), SLM_OK);
    CHECK(slm_item(slm, loss) > 0);
    CHECK_INT(slm_backward(slm, loss, NULL), SLM_OK);
    slm_trainer_destroy(t);
}

static void constant_memory(void) {
    TEST("steps, maps and resets keep the bytes in use constant");
    slm_trainer *t = start("moons", CHANCY);
    slm_ctx *slm = slm_trainer_context(t);
    slm_trainer_train(t, 20, NULL);
    size_t before = slm_memory_in_use(slm);
    slm_trainer_train(t, 3000, NULL);
    CHECK_INT(slm_memory_in_use(slm), before);
    for (int i = 0; i < 5; i++) {
        slm_trainer_reset(t);
        slm_trainer_train(t, 20, NULL);
    }
    CHECK_INT(slm_memory_in_use(slm), before);
    slm_trainer_destroy(t);
}

static void without_a_run(void) {
    TEST("without a run");
    slm_trainer *t = slm_trainer_create(NULL);
    slm_ctx *slm = slm_trainer_context(t);
    CHECK(!slm_trainer_ready(t));
    CHECK(slm_trainer_needs_reset(t));
    CHECK(slm_trainer_loss(t) == NULL);
    CHECK_STR(slm_error_text(slm),
              "trainer: a trainer without a run is not usable here; reset it first");
    slm_error_clear(slm);
    CHECK_INT(slm_trainer_train(t, 1, NULL), SLM_E_STRUCTURE);
    slm_trainer_confusion(t, false, NULL, NULL, NULL);
    slm_trainer_save(t, NULL);
    slm_trainer_predict(t, NULL, 0, NULL);
    CHECK_STR(slm_error_text(slm),
              "trainer: a trainer without a run is not usable here; reset it first");
    CHECK_INT(slm_trainer_layers(t), 0);
    CHECK_INT(slm_trainer_outputs(t), 0);
    CHECK(slm_trainer_data(t) == NULL);
    CHECK(isnan(progress(t).loss));
    slm_trainer_destroy(t);
    slm_trainer_destroy(NULL);
    CHECK_INT(slm_trainer_train(NULL, 1, NULL), SLM_E_NULL);
    CHECK_INT(slm_trainer_prepare(NULL), SLM_E_NULL);
    CHECK_INT(slm_trainer_reset(NULL), SLM_E_NULL);
    CHECK(slm_trainer_context(NULL) == NULL);
}

int main(void) {
    the_manuals();
    same_bits();
    by_hand();
    the_function();
    minibatches();
    chance();
    clipping();
    without_reset();
    editing();
    editing_the_batch();
    stopping();
    bad_gradients();
    fresh_graph();
    constant_memory();
    without_a_run();
    return check_report("test_trainer");
}
