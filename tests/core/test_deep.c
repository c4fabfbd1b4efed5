/* Graphs that a recursive engine would not survive, and long runs that must not grow. Where threads
 * are to be had, the deep graphs run on a stack of 64 KB. */
#include "check.h"

#include "programs.h"

#if defined(__unix__) && !defined(__EMSCRIPTEN__)
#include <pthread.h>
#define SMALL_STACK 1
#endif

enum { NODES = 100000, STEPS = 100000 };

/* --- Deep graphs --- */

static void long_chain(void) {
    TEST("a chain of 100,000 nodes");
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *x = slm_scalar(slm, 2, true), *y = x;
    for (int i = 0; i < NODES; i++) y = slm_neg(slm, y);
    CHECK_INT(slm_tape_count(slm), NODES + 1);
    CHECK_INT(slm_forward(slm, y), SLM_OK);
    CHECK_INT(slm_backward(slm, y, NULL), SLM_OK);
    CHECK_NEAR(slm_item(slm, y), 2, 0);
    CHECK_NEAR(slm_grad(slm, x)[0], 1, 0);
    CHECK(slm_describe_graph(slm, y));

    TEST("stepped");
    static slm_backward_step step;
    size_t steps = 0;
    CHECK_INT(slm_backward_begin(slm, y, NULL), SLM_OK);
    while (!slm_backward_next(slm, &step) && step.node) steps++;
    CHECK_INT(steps, NODES);
    CHECK_NEAR(slm_grad(slm, x)[0], 2, 0);

    TEST("one leaf behind 100,000 additions of itself");
    slm_zero_grad(slm);
    slm_tensor *sum = x;
    for (int i = 0; i < NODES; i++) sum = slm_add(slm, sum, x);
    CHECK_INT(slm_backward(slm, sum, NULL), SLM_OK);
    CHECK_NEAR(slm_grad(slm, x)[0], NODES + 1, 0);

    TEST("saved and loaded");
    slm_bytes bytes;
    if (CHECK_INT(slm_tape_save(slm, sum, &bytes), SLM_OK)) {
        slm_ctx *other = slm_create(NULL);
        slm_tensor *loaded = slm_tape_load(other, bytes.data, bytes.length);
        CHECK_INT(slm_forward(other, loaded), SLM_OK);
        CHECK(loaded && slm_item(other, loaded) == slm_item(slm, sum));
        slm_destroy(other);
    }
    slm_bytes_free(slm, &bytes);
    slm_destroy(slm);
}

static void many_paths(void) {
    TEST("a chain of diamonds with 2^60 paths");
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *x = slm_scalar(slm, SLM_REAL(0x1p-60), true), *y = x;
    for (int i = 0; i < 60; i++) {
        slm_tensor *left = slm_abs(slm, y), *right = slm_relu(slm, y);
        y = slm_add(slm, left, right);
    }
    CHECK_INT(slm_forward(slm, y), SLM_OK);
    CHECK_INT(slm_backward(slm, y, NULL), SLM_OK);
    CHECK_NEAR(slm_item(slm, y), 1, 0);
    CHECK_NEAR(slm_grad(slm, x)[0], 0x1p60, 0);
    slm_gradcheck_report report;
    slm_tensor *small = slm_mul(slm, y, slm_scalar(slm, SLM_REAL(0x1p-60), false));
    slm_gradcheck_options options = {.tolerance = 0.1};
    CHECK_INT(slm_gradcheck(slm, small, NULL, SLM_EVERY_ELEMENT, &options, &report), SLM_OK);
    slm_destroy(slm);
}

static void *deep_graphs(void *unused) {
    long_chain();
    many_paths();
    return unused;
}

static void on_a_small_stack(void) {
#ifdef SMALL_STACK
    pthread_t thread;
    pthread_attr_t attr;
    size_t stack = 64 * 1024;
#if defined(__SANITIZE_ADDRESS__)
    stack *= 16; /* the sanitizer's frames are wider */
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
    stack *= 16;
#endif
#endif
    CHECK_INT(pthread_attr_init(&attr), 0);
    CHECK_INT(pthread_attr_setstacksize(&attr, stack), 0);
    if (CHECK_INT(pthread_create(&thread, &attr, deep_graphs, NULL), 0))
        CHECK_INT(pthread_join(thread, NULL), 0);
    pthread_attr_destroy(&attr);
#else
    deep_graphs(NULL);
#endif
}

/* --- Long runs --- */

static void descend(slm_ctx *slm) {
    for (size_t i = 0; i < slm_parameter_count(slm); i++) {
        slm_tensor *p = slm_parameter_at(slm, i);
        const slm_real *grad = slm_grad(slm, p);
        slm_real *value = slm_data_mut(slm, p);
        for (size_t j = 0; j < slm_count(p); j++) value[j] -= SLM_REAL(0.01) * grad[j];
    }
}

static void replayed_training(void) {
    TEST("100,000 replayed steps use the same memory");
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *loss = program_mlp(slm);
    const slm_real first = slm_item(slm, loss);
    size_t in_use = 0;
    bool well = true;
    for (int step = 0; step < STEPS; step++) {
        slm_zero_grad(slm);
        well = well && slm_forward(slm, loss) == SLM_OK && !slm_backward(slm, loss, NULL);
        descend(slm);
        if (step == 0) in_use = slm_memory_in_use(slm);
    }
    CHECK(well);
    CHECK_INT(slm_memory_in_use(slm), in_use);
    CHECK(slm_item(slm, loss) < first);
    slm_destroy(slm);
}

static void recorded_training(void) {
    TEST("100,000 recorded and rewound steps use the same memory");
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *w = program_parameter(slm, "w", 1, SLM_SHAPE(3, 2));
    slm_mark start = slm_tape_mark(slm);
    size_t in_use = 0;
    bool well = true;
    slm_real first = 0, last = 0;
    for (int step = 0; step < STEPS; step++) {
        slm_scope_push(slm, "model");
        slm_tensor *x = program_leaf(slm, (uint64_t)step % 4, SLM_SHAPE(2, 3));
        slm_tensor *y = slm_dropout(slm, slm_tanh(slm, slm_matmul(slm, x, w)), 0.1);
        slm_name(slm, y, step % 2 ? "odd" : "even");
        slm_tensor *loss = slm_mean(slm, slm_mul(slm, y, y), SLM_ALL);
        slm_scope_pop(slm);
        slm_zero_grad(slm);
        well = well && slm_backward(slm, loss, NULL) == SLM_OK;
        last = slm_item(slm, loss);
        if (step == 0) first = last;
        descend(slm);
        well = well && slm_tape_rewind(slm, start) == SLM_OK;
        if (step == 1) in_use = slm_memory_in_use(slm);
    }
    CHECK(well);
    CHECK_INT(slm_memory_in_use(slm), in_use);
    CHECK(last < first);
    slm_destroy(slm);
}

int main(void) {
    on_a_small_stack();
    replayed_training();
    recorded_training();
    return check_report("test_deep");
}
