/* Sampling one token, and going on with a text; the schedule and the batches of training. */
#include "check.h"
#include "refusal.h"
#include "slm.h"

enum { DRAWS = 20000 };

/* How often each of n tokens is drawn. */
static void frequencies(slm_ctx *slm, const slm_real *logits, size_t n, slm_sampling how,
                        double *share) {
    for (size_t i = 0; i < n; i++) share[i] = 0;
    for (int k = 0; k < DRAWS; k++) {
        int32_t token = -1;
        if (!CHECK_INT(slm_sample(slm, logits, n, &how, &token), SLM_OK)) return;
        share[token] += 1.0 / (double)DRAWS;
    }
}

/* The share of DRAWS strays by at most 0.0035 in one of its deviations; five of them are allowed.
 */
static const double STRAY = 0.018;

static void distribution(void) {
    slm_ctx *slm = slm_create(NULL);
    slm_seed(slm, 4);
    double share[4];
    const slm_real logits[] = {(slm_real)log(0.1), (slm_real)log(0.4), (slm_real)log(0.2),
                               (slm_real)log(0.3)};
    TEST("tokens come as often as their probability says");
    frequencies(slm, logits, 4, (slm_sampling){.temperature = 1, .top_p = 1}, share);
    const double all[] = {0.1, 0.4, 0.2, 0.3};
    for (int i = 0; i < 4; i++) CHECK_NEAR(share[i], all[i], STRAY);

    TEST("temperature");
    frequencies(slm, logits, 4, (slm_sampling){.temperature = 0.5, .top_p = 1}, share);
    for (int i = 0; i < 4; i++) CHECK_NEAR(share[i], all[i] * all[i] / 0.3, STRAY);
    frequencies(slm, logits, 4, (slm_sampling){.temperature = 1e9, .top_p = 1}, share);
    for (int i = 0; i < 4; i++) CHECK_NEAR(share[i], 0.25, STRAY);
    frequencies(slm, logits, 4, (slm_sampling){.temperature = 1e-300, .top_p = 1}, share);
    CHECK_NEAR(share[1], 1, 1e-9);
    frequencies(slm, logits, 4, (slm_sampling){.temperature = 1e308, .top_p = 1}, share);
    for (int i = 0; i < 4; i++) CHECK_NEAR(share[i], 0.25, STRAY);

    TEST("top_k");
    frequencies(slm, logits, 4, (slm_sampling){.temperature = 1, .top_k = 2, .top_p = 1}, share);
    CHECK(share[0] == 0 && share[2] == 0);
    CHECK_NEAR(share[1], 0.4 / 0.7, STRAY);
    frequencies(slm, logits, 4, (slm_sampling){.temperature = 1, .top_k = 9, .top_p = 1}, share);
    CHECK_NEAR(share[0], 0.1, STRAY);

    TEST("top_p");
    frequencies(slm, logits, 4, (slm_sampling){.temperature = 1, .top_p = 0.6}, share);
    CHECK(share[0] == 0 && share[2] == 0);
    CHECK_NEAR(share[3], 0.3 / 0.7, STRAY);
    frequencies(slm, logits, 4, (slm_sampling){.temperature = 1, .top_p = 0.75}, share);
    CHECK(share[0] == 0);
    CHECK_NEAR(share[2], 0.2 / 0.9, STRAY);
    frequencies(slm, logits, 4, (slm_sampling){.temperature = 1, .top_p = 1e-9}, share);
    CHECK_NEAR(share[1], 1, 1e-9);

    TEST("top_p of what top_k leaves");
    frequencies(slm, logits, 4, (slm_sampling){.temperature = 1, .top_k = 3, .top_p = 0.7}, share);
    CHECK(share[0] == 0 && share[2] == 0); /* 0.4 + 0.3 are 0.78 of 0.9 */

    TEST("what cannot come does not");
    const slm_real some[] = {-SLM_REAL(1e30) * SLM_REAL(1e30), 5, 5, (slm_real)-INFINITY};
    frequencies(slm, some, 4, (slm_sampling){.temperature = 1, .top_p = 1}, share);
    CHECK(share[0] == 0 && share[3] == 0);
    CHECK_NEAR(share[1], 0.5, STRAY);
    const slm_real sure[] = {0, (slm_real)INFINITY, 3, 1};
    frequencies(slm, sure, 4, (slm_sampling){.temperature = 1, .top_p = 1}, share);
    CHECK_NEAR(share[1], 1, 1e-9);
    slm_destroy(slm);
}

static void likeliest(void) {
    TEST("temperature 0: the first of the likeliest, and no random number");
    slm_ctx *slm = slm_create(NULL);
    const uint64_t state = slm_random_state(slm);
    int32_t token;
    const slm_real logits[] = {1, 7, -2, 7};
    CHECK_INT(slm_sample(slm, logits, 4, &(slm_sampling){.top_p = 1}, &token), SLM_OK);
    CHECK_INT(token, 1);
    CHECK(slm_random_state(slm) == state);

    TEST("of many equal ones the first k");
    slm_real alike[500];
    for (int i = 0; i < 500; i++) alike[i] = 0;
    for (int k = 0; k < 200; k++) {
        slm_sample(slm, alike, 500, &(slm_sampling){.temperature = 1, .top_k = 3, .top_p = 1},
                   &token);
        CHECK(token < 3);
    }
    slm_destroy(slm);
}

/* Faults reported of other software; each case names its report. */
static void known_faults_elsewhere(void) {
    slm_ctx *slm = slm_create(NULL);
    double share[4];
    const double p[3][4] = {{0.3, 0.1, 0.1, 0.5}, {0.4, 0.4, 0.1, 0.1}, {0.25, 0.25, 0.25, 0.25}};
    const double edge[] = {0.8, 0.8, 0.5};
    for (int i = 0; i < 3; i++) {
        TEST("top_p reached exactly keeps no token more (transformers #18976)");
        slm_real logits[4];
        for (int k = 0; k < 4; k++) logits[k] = (slm_real)log(p[i][k]);
        frequencies(slm, logits, 4, (slm_sampling){.temperature = 1, .top_p = edge[i]}, share);
        int drawn = 0;
        for (int k = 0; k < 4; k++) drawn += share[k] > 0;
        CHECK_INT(drawn, 2);
    }

    TEST("the token that crosses top_p stays (esm PR #360)");
    slm_real logits[] = {(slm_real)log(0.4), (slm_real)log(0.3), (slm_real)log(0.2),
                         (slm_real)log(0.1)};
    frequencies(slm, logits, 4, (slm_sampling){.temperature = 1, .top_p = 0.8}, share);
    CHECK(share[2] > 0 && share[3] == 0);

    TEST("top_p 0 and 1 and top_k 0, V and more are the whole vocabulary (ChatRWKV PR #170, mlx-lm "
         "PR #1377, tpu-inference #1386)");
    const slm_sampling all[] = {SLM_SAMPLING_DEFAULTS,
                                {.temperature = 1, .top_p = 1},
                                {.temperature = 1, .top_k = 4},
                                {.temperature = 1, .top_k = 5}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        frequencies(slm, logits, 4, all[i], share);
        for (int k = 0; k < 4; k++) CHECK(share[k] > 0);
    }

    TEST("zeroed options take the likeliest and no random number (nanoGPT #738, LLaDA2.X #6)");
    const uint64_t before = slm_random_state(slm);
    int32_t token = -1;
    CHECK_INT(slm_sample(slm, logits, 4, &(slm_sampling){0}, &token), SLM_OK);
    CHECK_INT(token, 0);
    CHECK(slm_random_state(slm) == before);

    TEST("of equal logits top_k keeps exactly k, the first (axlearn PR #1022)");
    frequencies(slm, (slm_real[]){1, 5, 5, 0}, 4, (slm_sampling){.temperature = 1, .top_k = 1},
                share);
    CHECK(share[1] > 0.9999 && share[2] == 0);
    slm_destroy(slm);
}

static void sample_refusals(void) {
    TEST("what cannot be sampled from");
    slm_ctx *slm = slm_create(NULL);
    const slm_sampling good = {.temperature = 1, .top_p = 1};
    const slm_real logits[] = {1, 2}, broken[] = {1, (slm_real)NAN};
    const slm_real nothing[] = {(slm_real)-INFINITY, (slm_real)-INFINITY};
    int32_t token;
    REFUSED_STATUS(slm, slm_sample(slm, broken, 2, &good, &token), SLM_E_VALUE,
                   "sample: a logit is nan; it must be a number");
    REFUSED_STATUS(slm, slm_sample(slm, nothing, 2, &good, &token), SLM_E_VALUE,
                   "sample: the largest logit is -inf; it must be more than -inf");
    REFUSED_STATUS(slm, slm_sample(slm, logits, 0, &good, &token), SLM_E_VALUE,
                   "sample: the count of logits is 0; it must be 1 to 2147483647");
    REFUSED_STATUS(
        slm, slm_sample(slm, logits, 2, &(slm_sampling){.temperature = -1, .top_p = 1}, &token),
        SLM_E_VALUE, "sample: temperature is -1; it must be 0 or more, and finite");
    REFUSED_STATUS(
        slm, slm_sample(slm, logits, 2, &(slm_sampling){.temperature = 1, .top_p = 1.5}, &token),
        SLM_E_VALUE, "sample: top_p is 1.5; it must be 0 to 1");
    REFUSED_STATUS(
        slm, slm_sample(slm, logits, 2, &(slm_sampling){.temperature = 1, .top_p = -0.1}, &token),
        SLM_E_VALUE, "sample: top_p is -0.1; it must be 0 to 1");
    REFUSED_STATUS(slm, slm_sample(slm, logits, 2, NULL, &token), SLM_E_NULL,
                   "sample: the options is NULL; did an earlier call fail?");
    slm_memory_fail(slm, 1, false);
    CHECK_INT(slm_sample(slm, logits, 2, &good, &token), SLM_E_MEMORY);
    slm_error_clear(slm);
    CHECK_INT(slm_sample(slm, logits, 2, &good, &token), SLM_OK);
    slm_destroy(slm);
}

/* --- A text --- */

static slm_transformer small_model(slm_ctx *slm) {
    slm_transformer model;
    slm_seed(slm, 9);
    slm_transformer_create(
        slm, &model,
        &(slm_transformer_options){
            .vocabulary = 12, .context = 4, .width = 8, .heads = 2, .blocks = 1});
    slm_init_normal(slm, model.tokens.weight, 0.5);
    slm_init_normal(slm, model.positions.weight, 0.5);
    return model;
}

/* What the model says comes next, asked in the plainest way: a new graph for what it can see. */
static int32_t asked(slm_ctx *slm, const slm_transformer *model, const int32_t *token,
                     size_t count) {
    const size_t seen = count < 4 ? count : 4;
    slm_mark before = slm_tape_mark(slm);
    slm_tensor *x = slm_index_new(slm, SLM_SHAPE(seen), token + count - seen);
    slm_tensor *logits = slm_transformer_forward(slm, model, x, false, NULL);
    int32_t next;
    slm_sample(slm, slm_data(logits) + (seen - 1) * 12, 12, &(slm_sampling){.top_p = 1}, &next);
    slm_tape_rewind(slm, before);
    return next;
}

static void text(void) {
    TEST("a text goes on with what the model says comes next");
    slm_ctx *slm = slm_create(NULL);
    slm_transformer model = small_model(slm);
    int32_t token[12] = {3, 5}, same[12] = {3, 5};
    const size_t tape = slm_tape_count(slm);
    size_t written;
    CHECK_INT(slm_generate(slm, &model, token, 2, 12, &(slm_sampling){.top_p = 1}, &written),
              SLM_OK);
    CHECK_INT(written, 10);
    CHECK_INT(slm_tape_count(slm), tape);
    for (size_t i = 2; i < 12; i++) CHECK_INT(token[i], asked(slm, &model, token, i));
    slm_tensor *leaf = slm_scalar(slm, 1, true);
    CHECK(slm_requires_grad(slm_neg(slm, leaf))); /* gradients are on again */

    TEST("a seed means the same text, and another another");
    const slm_sampling free = {.temperature = 1, .top_p = 1};
    slm_seed(slm, 1);
    slm_generate(slm, &model, token, 2, 12, &free, NULL);
    slm_seed(slm, 1);
    slm_generate(slm, &model, same, 2, 12, &free, NULL);
    CHECK(!memcmp(token, same, sizeof token));
    slm_seed(slm, 2);
    slm_generate(slm, &model, same, 2, 12, &free, NULL);
    CHECK(memcmp(token, same, sizeof token) != 0);

    TEST("no more memory for the hundredth text than for the second");
    const size_t in_use = slm_memory_in_use(slm);
    for (int i = 0; i < 100; i++) slm_generate(slm, &model, token, 2, 12, &free, NULL);
    CHECK_INT(slm_memory_in_use(slm), in_use);

    TEST("refusals");
    REFUSED_STATUS(slm, slm_generate(slm, &model, token, 0, 12, &free, NULL), SLM_E_VALUE,
                   "generate: the count of given tokens is 0; it must be 1 or more");
    REFUSED_STATUS(slm, slm_generate(slm, NULL, token, 2, 12, &free, NULL), SLM_E_NULL,
                   "generate: the model is NULL; did an earlier call fail?");
    token[1] = 12;
    REFUSED_STATUS(slm, slm_generate(slm, &model, token, 2, 12, &free, &written), SLM_E_INDEX,
                   "generate: the index 12 at position 1 is outside 0 to 11");
    CHECK_INT(written, 0);
    CHECK_INT(slm_generate(slm, &model, token, 2, 2, &free, NULL), SLM_OK); /* nothing to write */
    slm_destroy(slm);
}

/* --- Training --- */

static void schedule(void) {
    TEST("the schedule rises, falls along a cosine and stays");
    const slm_schedule s = {.lr = 1, .least = 0.2, .warmup = 4, .steps = 12};
    CHECK_NEAR(slm_schedule_lr(&s, 0), 0.25, 1e-15);
    CHECK_NEAR(slm_schedule_lr(&s, 3), 1, 1e-15);
    CHECK_NEAR(slm_schedule_lr(&s, 4), 1, 1e-15);
    CHECK_NEAR(slm_schedule_lr(&s, 6), 0.2 + 0.8 * (1 + cos(acos(-1.0) / 4)) / 2, 1e-15);
    CHECK_NEAR(slm_schedule_lr(&s, 8), 0.6, 1e-15);
    CHECK_NEAR(slm_schedule_lr(&s, 12), 0.2, 1e-15);
    CHECK_NEAR(slm_schedule_lr(&s, UINT64_MAX), 0.2, 1e-15);
    CHECK_NEAR(slm_schedule_lr(&(slm_schedule){.lr = 1}, 0), 0, 0);
    CHECK_NEAR(slm_schedule_lr(&(slm_schedule){.lr = 1, .least = 1}, 7), 1, 0);
    const slm_schedule rise = {.lr = 1, .least = 0.2, .warmup = 10, .steps = 5};
    CHECK_NEAR(slm_schedule_lr(&rise, 6), 0.7, 1e-15);
    CHECK_NEAR(slm_schedule_lr(&rise, 10), 0.2, 0);
    CHECK_NEAR(slm_schedule_lr(NULL, 7), 0, 0);
}

static void batches(void) {
    TEST("a batch: stretches of the text, and what comes after each token");
    slm_ctx *slm = slm_create(NULL);
    int32_t text[10];
    for (int i = 0; i < 10; i++) text[i] = 100 + i;
    slm_tensor *x = slm_index_new(slm, SLM_SHAPE(3, 4), NULL);
    slm_tensor *y = slm_index_new(slm, SLM_SHAPE(3, 4), NULL);
    int starts[10] = {0};
    for (int k = 0; k < 200; k++) {
        CHECK_INT(slm_text_batch(slm, x, y, text, 10), SLM_OK);
        for (size_t row = 0; row < 3; row++) {
            const int32_t *from = slm_index_data(x) + 4 * row, *to = slm_index_data(y) + 4 * row;
            starts[from[0] - 100]++;
            for (int i = 0; i < 4; i++) {
                CHECK_INT(from[i], from[0] + i);
                CHECK_INT(to[i], from[i] + 1);
            }
        }
    }
    for (int i = 0; i < 10; i++) CHECK(i < 6 ? starts[i] > 60 : starts[i] == 0);

    TEST("a graph over the batch knows that it is new");
    slm_tensor *table = slm_tensor_new(slm, SLM_SHAPE(200, 1), NULL, true);
    slm_tensor *rows = slm_sum(slm, slm_embedding(slm, table, x), SLM_ALL);
    CHECK_INT(slm_backward(slm, rows, NULL), SLM_OK);
    slm_text_batch(slm, x, y, text, 10);
    CHECK_INT(slm_backward(slm, rows, NULL), SLM_E_STALE);
    slm_error_clear(slm);

    TEST("refusals");
    slm_tensor *other = slm_index_new(slm, SLM_SHAPE(4, 3), NULL);
    REFUSED_STATUS(slm, slm_text_batch(slm, x, other, text, 10), SLM_E_SHAPE,
                   "text_batch: y has shape (4,3); it must have shape (3,4)");
    REFUSED_STATUS(slm, slm_text_batch(slm, x, x, text, 10), SLM_E_STRUCTURE,
                   "text_batch: y is not usable here; it is x; the targets would overwrite the "
                   "inputs");
    REFUSED_STATUS(slm, slm_text_batch(slm, x, y, text, 4), SLM_E_RELATION,
                   "text_batch: the count of tokens is 4 and the count of positions is 4; there "
                   "must be more tokens than positions");
    REFUSED_STATUS(slm, slm_text_batch(slm, x, table, text, 10), SLM_E_DTYPE,
                   "text_batch: y holds real values, it must hold index values");
    REFUSED_STATUS(slm, slm_text_batch(slm, x, y, NULL, 10), SLM_E_NULL,
                   "text_batch: the tokens is NULL; did an earlier call fail?");
    slm_tensor *flat = slm_index_new(slm, SLM_SHAPE(4), NULL);
    REFUSED_STATUS(slm, slm_text_batch(slm, flat, flat, text, 10), SLM_E_RANK,
                   "text_batch: x has shape (4); its rank must be 2: (rows, positions)");
    CHECK_INT(slm_text_batch(slm, x, y, text, 5), SLM_OK); /* just one place */
    CHECK_INT(slm_index_data(x)[0], 100);
    slm_destroy(slm);
}

int main(void) {
    distribution();
    likeliest();
    known_faults_elsewhere();
    sample_refusals();
    text();
    schedule();
    batches();
    return check_report("test_sampling");
}
