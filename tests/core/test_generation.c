/* Writing token by token: the cache of keys and values changes no bit. */
#include "check.h"
#include "slm.h"

enum { TEXT = 40 };

static slm_ctx *slm;

static bool make_model(slm_transformer *model, size_t context, int heads, int blocks) {
    const slm_transformer_options options = {.vocabulary = 29,
                                             .context = context,
                                             .width = 24,
                                             .heads = heads,
                                             .blocks = blocks,
                                             .dropout = 0.1};
    slm_seed(slm, 5);
    return CHECK_INT(slm_transformer_create(slm, model, &options), SLM_OK);
}

/* Zeros would hide most mistakes: biases are not 0, and the weights are larger than at first. */
static void shake_parameters(uint64_t seed) {
    slm_seed(slm, seed);
    for (size_t i = 0; i < slm_parameter_count(slm); i++)
        CHECK_INT(slm_init_normal(slm, slm_parameter_at(slm, i), 0.5), SLM_OK);
}

static void make_text(int32_t *token) {
    uint32_t state = 7;
    for (size_t i = 0; i < TEXT; i++) {
        state = state * 1664525u + 1013904223u;
        token[i] = (int32_t)((state >> 16) % 29);
    }
}

static bool same_bits(const slm_generation *a, const slm_generation *b) {
    const slm_real *x = slm_generation_logits(a), *y = slm_generation_logits(b);
    return x && y && !memcmp(x, y, 29 * sizeof *x);
}

static void test_every_prefix(size_t context, int heads, int blocks) {
    TEST("with and without the cache the logits have the same bits for every prefix");
    slm_transformer model;
    int32_t token[TEXT];
    make_text(token);
    if (!make_model(&model, context, heads, blocks)) return;
    shake_parameters(context);
    slm_generation *cached = slm_generation_start(slm, &model, true);
    slm_generation *plain = slm_generation_start(slm, &model, false);
    if (!CHECK(cached && plain)) return;
    CHECK(!slm_generation_logits(cached) && !slm_generation_logits(plain));
    for (size_t i = 0; i < TEXT; i++) {
        CHECK_INT(slm_generation_append(slm, cached, &token[i], 1), SLM_OK);
        CHECK_INT(slm_generation_append(slm, plain, &token[i], 1), SLM_OK);
        if (!CHECK(same_bits(cached, plain))) printf("  after %zu tokens\n", i + 1);
        CHECK_INT(slm_generation_seen(cached), i < context ? i + 1 : context);
        CHECK_INT(slm_generation_slides(cached), i >= context);
    }

    TEST("tokens appended at once, and one by one");
    slm_generation_clear(plain);
    CHECK(slm_generation_seen(plain) == 0 && !slm_generation_logits(plain));
    CHECK_INT(slm_generation_append(slm, plain, token, TEXT), SLM_OK);
    CHECK(same_bits(cached, plain));
    slm_generation_clear(cached);
    CHECK_INT(slm_generation_append(slm, cached, token, context), SLM_OK);
    slm_generation_clear(plain);
    CHECK_INT(slm_generation_append(slm, plain, token, context), SLM_OK);
    CHECK(same_bits(cached, plain));
}

static void test_against_the_training_graph(void) {
    TEST("the logits are a row of slm_transformer_forward's");
    slm_transformer model;
    int32_t token[TEXT];
    make_text(token);
    if (!make_model(&model, 17, 2, 2)) return;
    shake_parameters(3);
    slm_tensor *x = slm_index_new(slm, SLM_SHAPE(1, 17), token);
    slm_tensor *logits = slm_transformer_forward(slm, &model, x, false, NULL);
    slm_generation *g = slm_generation_start(slm, &model, true);
    for (size_t i = 0; i < 17; i++) {
        CHECK_INT(slm_generation_append(slm, g, &token[i], 1), SLM_OK);
        CHECK(!memcmp(slm_generation_logits(g), slm_data(logits) + i * 29, 29 * sizeof(slm_real)));
    }
}

static void test_parameters_change(void) {
    TEST("after parameters have changed the cache is filled again");
    slm_transformer model;
    int32_t token[TEXT];
    make_text(token);
    if (!make_model(&model, 12, 2, 2)) return;
    shake_parameters(1);
    slm_generation *cached = slm_generation_start(slm, &model, true);
    slm_generation *plain = slm_generation_start(slm, &model, false);
    CHECK_INT(slm_generation_append(slm, cached, token, 5), SLM_OK);
    CHECK_INT(slm_generation_append(slm, plain, token, 5), SLM_OK);
    shake_parameters(2);
    CHECK_INT(slm_generation_append(slm, cached, token + 5, 1), SLM_OK);
    CHECK_INT(slm_generation_append(slm, plain, token + 5, 1), SLM_OK);
    CHECK(same_bits(cached, plain));
}

static void test_refusals(void) {
    TEST("refusals change nothing");
    slm_transformer model;
    if (!make_model(&model, 8, 2, 1)) return;
    slm_generation *g = slm_generation_start(slm, &model, true);
    const int32_t good[] = {1, 2}, bad[] = {3, 29}, negative[] = {-1};
    CHECK_INT(slm_generation_append(slm, g, good, 2), SLM_OK);
    CHECK_INT(slm_generation_append(slm, g, bad, 2), SLM_E_INDEX);
    CHECK_STR(slm_error_text(slm), "generate: the index 29 at position 1 is outside 0 to 28");
    CHECK_INT(slm_generation_append(slm, g, negative, 1), SLM_E_INDEX);
    CHECK_INT(slm_generation_append(slm, g, NULL, 1), SLM_E_NULL);
    CHECK_INT(slm_generation_append(slm, NULL, good, 1), SLM_E_NULL);
    CHECK_INT(slm_generation_append(NULL, g, good, 1), SLM_E_NULL);
    CHECK_INT(slm_generation_append(slm, g, NULL, 0), SLM_OK);
    CHECK_INT(slm_generation_seen(g), 2);
    CHECK(slm_generation_logits(g) != NULL);
    slm_backward_step step;
    slm_tensor *y = slm_mul(slm, slm_parameter_at(slm, 0), slm_parameter_at(slm, 0));
    y = slm_sum(slm, y, SLM_ALL);
    CHECK_INT(slm_backward_begin(slm, y, NULL), SLM_OK);
    CHECK_INT(slm_generation_append(slm, g, good, 1), SLM_E_STEPPING);
    while (!slm_backward_next(slm, &step) && step.node) continue;
    slm_error_clear(slm);
    CHECK_INT(slm_generation_seen(g), 2);
    CHECK(!slm_generation_start(NULL, &model, true));
    CHECK(!slm_generation_start(slm, NULL, true));
    slm_error_clear(slm);
    CHECK(!slm_generation_logits(NULL) && !slm_generation_seen(NULL));
    CHECK(!slm_generation_slides(NULL));
    slm_generation_clear(NULL);

    TEST("out of memory leaves the tape as it was, whichever allocation fails");
    size_t failed = 0;
    for (uint64_t n = 1; n < 200; n++) {
        slm_ctx *small = slm_create(NULL);
        slm_transformer other;
        const slm_transformer_options options = model.options;
        CHECK_INT(slm_transformer_create(small, &other, &options), SLM_OK);
        slm_memory_fail(small, n, true);
        slm_generation *made = slm_generation_start(small, &other, true);
        slm_memory_fail(small, 0, false);
        if (!made) {
            failed++;
            CHECK_INT(slm_error_status(small), SLM_E_MEMORY);
            slm_error_clear(small);
            CHECK(slm_generation_start(small, &other, true) != NULL);
        }
        slm_destroy(small);
        if (made) break;
    }
    CHECK(failed > 3);
}

static void test_appending_allocates_nothing(void) {
    TEST("appending allocates nothing");
    slm_transformer model;
    int32_t token[TEXT];
    make_text(token);
    if (!make_model(&model, 30, 2, 2)) return;
    slm_generation *g = slm_generation_start(slm, &model, true);
    const size_t before = slm_memory_in_use(slm);
    slm_memory_fail(slm, 1, true);
    for (size_t i = 0; i < TEXT; i++)
        CHECK_INT(slm_generation_append(slm, g, &token[i], 1), SLM_OK);
    slm_memory_fail(slm, 0, false);
    CHECK_INT(slm_memory_in_use(slm), before);
}

static void in_new_context(void (*test)(void)) {
    slm = slm_create(NULL);
    test();
    slm_destroy(slm);
}

static const struct {
    size_t context;
    int heads, blocks;
} shapes[] = {{1, 1, 1}, {2, 2, 1}, {7, 3, 2}, {16, 4, 1}, {17, 2, 3}, {33, 4, 2}};

int main(void) {
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        slm = slm_create(NULL);
        test_every_prefix(shapes[i].context, shapes[i].heads, shapes[i].blocks);
        slm_destroy(slm);
    }
    in_new_context(test_against_the_training_graph);
    in_new_context(test_parameters_change);
    in_new_context(test_refusals);
    in_new_context(test_appending_allocates_nothing);
    return check_report("test_generation");
}
