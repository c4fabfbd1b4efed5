/* Every allocation fails once: the n-th, alone or with all that follow, for every n that a scenario
 * reaches. A call that fails for it must say so, leave nothing behind and work when called again;
 * in the end all bits are those of a run that nothing disturbed. */
#include "check.h"

#include "bits.h"
#include "programs.h"

#include <stdlib.h>

/* --- Memory that counts --- */

typedef struct {
    size_t blocks, bytes;
} ledger;

static void *counted_alloc(void *user, size_t bytes) {
    ledger *l = user;
    void *block = malloc(bytes);
    if (block) l->blocks++, l->bytes += bytes;
    return block;
}

static void counted_free(void *user, void *block, size_t bytes) {
    ledger *l = user;
    l->blocks--, l->bytes -= bytes;
    free(block);
}

/* --- Scenarios, cut into stages that can each be tried again --- */

typedef struct {
    slm_ctx *slm;
    slm_tensor *t[6];
    slm_bytes bytes;
    slm_real seen; /* a result that is not on the tape */
} run;

/* False when a call has failed. What it recorded is then rewound and the stage tried again. */
typedef bool stage(run *r);

static bool all_made(run *r, int count) {
    for (int i = 0; i < count; i++)
        if (!r->t[i]) return false;
    return true;
}

static bool make_leaves(run *r) {
    r->t[0] = program_leaf(r->slm, 1, SLM_SHAPE(2, 1, 3));
    r->t[1] = program_leaf(r->slm, 2, SLM_SHAPE(4, 1));
    r->t[2] = slm_scalar(r->slm, 2, true);
    return all_made(r, 3);
}

static bool broadcast(run *r) {
    slm_ctx *slm = r->slm;
    slm_tensor *y = slm_mul(slm, slm_add(slm, r->t[0], r->t[1]), r->t[2]);
    y = slm_maximum(slm, slm_div(slm, y, r->t[1]), slm_sub(slm, r->t[0], y));
    r->t[3] = slm_sum(slm, slm_broadcast_to(slm, y, SLM_SHAPE(2, 2, 4, 3)), SLM_ALL);
    return r->t[3];
}

static bool backward_3(run *r) { return slm_backward(r->slm, r->t[3], NULL) == SLM_OK; }

static bool record_mlp(run *r) { return (r->t[0] = program_mlp(r->slm)); }
static bool record_attention(run *r) { return (r->t[0] = program_attention(r->slm)); }
static bool record_language(run *r) { return (r->t[0] = program_language(r->slm)); }

static bool backward_0(run *r) { return varied_backward(r->slm, r->t[0]) == SLM_OK; }

static bool descend(run *r) {
    for (size_t i = 0; i < slm_parameter_count(r->slm); i++) {
        slm_tensor *p = slm_parameter_at(r->slm, i);
        const slm_real *grad = slm_grad(r->slm, p);
        slm_real *value = slm_data_mut(r->slm, p);
        for (size_t j = 0; j < slm_count(p); j++) value[j] -= SLM_REAL(0.05) * grad[j];
    }
    slm_zero_grad(r->slm);
    return true;
}

static bool forward_0(run *r) { return slm_forward(r->slm, r->t[0]) == SLM_OK; }

static bool drop(run *r) {
    r->t[0] = program_leaf(r->slm, 1, SLM_SHAPE(8, 8));
    slm_tensor *y = slm_dropout(r->slm, r->t[0], 0.5);
    r->t[1] = slm_dropout(r->slm, slm_mul(r->slm, y, y), 0.25);
    return r->t[1];
}

static bool backward_1(run *r) { return varied_backward(r->slm, r->t[1]) == SLM_OK; }
static bool forward_1(run *r) { return slm_forward(r->slm, r->t[1]) == SLM_OK; }

static bool save(run *r) { return slm_tape_save(r->slm, r->t[0], &r->bytes) == SLM_OK; }

static bool load(run *r) {
    size_t parameters = slm_parameter_count(r->slm);
    r->t[1] = slm_tape_load(r->slm, r->bytes.data, r->bytes.length);
    CHECK(r->t[1] || slm_parameter_count(r->slm) == parameters);
    return r->t[1];
}

static bool drop_bytes(run *r) {
    slm_bytes_free(r->slm, &r->bytes);
    return true;
}

static bool gradcheck(run *r) {
    slm_gradcheck_report report;
    if (slm_gradcheck(r->slm, r->t[0], NULL, SLM_EVERY_ELEMENT, NULL, &report)) return false;
    r->seen = (slm_real)report.error;
    return true;
}

static bool step_forward(run *r) {
    slm_tensor *node;
    if (slm_forward_begin(r->slm, r->t[0])) return false;
    do
        if (slm_forward_next(r->slm, &node)) return false;
    while (node);
    return true;
}

static bool step_backward(run *r) {
    static slm_backward_step step;
    static const slm_real ones[64] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    if (slm_backward_begin(r->slm, r->t[0], ones)) return false;
    do
        if (slm_backward_next(r->slm, &step)) return false;
    while (step.node);
    return true;
}

static bool describe_ops(run *r) { return slm_describe_ops(r->slm); }
static bool describe_errors(run *r) { return slm_describe_errors(r->slm); }
static bool describe_graph(run *r) { return slm_describe_graph(r->slm, r->t[0]); }

static bool make_parameters(run *r) {
    for (size_t i = 0; i < 40; i++) {
        char name[8] = {'p', (char)('a' + i % 26), (char)('a' + i / 26), 0};
        if (slm_parameter_count(r->slm) <= i && !program_parameter(r->slm, name, i, SLM_SHAPE(30)))
            return false;
    }
    return true;
}

static bool name_and_scope(run *r) {
    bool well = true;
    int pushed = 0;
    for (; pushed < 30 && well; pushed += well) {
        char name[8] = {'s', (char)('a' + pushed % 26), 0};
        well = slm_scope_push(r->slm, name) == SLM_OK;
    }
    r->t[0] = slm_name(r->slm, slm_scalar(r->slm, 1, true), "leaf");
    while (pushed--) slm_scope_pop(r->slm);
    return well && r->t[0];
}

static bool many_inputs(run *r) {
    slm_tensor *parts[64];
    for (int i = 0; i < 64; i++) parts[i] = program_leaf(r->slm, (uint64_t)i, SLM_SHAPE(2, 5));
    r->t[0] = slm_apply(r->slm, "concat", parts, 64, NULL, 0);
    return r->t[0];
}

/* A call that has failed leaves the tape where it was, down to the last byte of its memory. */
static bool untouched(run *r, slm_mark before, const slm_tensor *made) {
    slm_mark after = slm_tape_mark(r->slm);
    if (!made) CHECK(!memcmp(&before, &after, sizeof before));
    return made;
}

#define CALL(result, call)                                                                         \
    do {                                                                                           \
        slm_mark before = slm_tape_mark(slm);                                                      \
        if (!untouched(r, before, (result) = (call))) return false;                                \
    } while (0)

/* Large enough for every tensor to need memory of its own. */
static bool single_calls(run *r) {
    slm_ctx *slm = r->slm;
    slm_tensor *x, *mask, *y;
    CALL(x, slm_tensor_new(slm, SLM_SHAPE(70, 70), NULL, true));
    CALL(y, slm_tensor_new(slm, SLM_SHAPE(90, 90), NULL, true));
    CALL(mask, slm_causal_mask(slm, 70));
    CALL(y, slm_masked_fill(slm, x, mask, -3));
    CALL(y, slm_mse(slm, y, x));
    CALL(mask, slm_tensor_new(slm, SLM_SHAPE(300, 300), NULL, false));
    CALL(mask, slm_dropout(slm, mask, 0.5));
    CALL(x, slm_dropout(slm, x, 0.5));
    CALL(x, slm_softmax(slm, x, 0));
    CALL(x, slm_matmul(slm, x, x));
    CALL(x, slm_concat(slm, (slm_tensor *[]){x, x, x}, 3, 0));
    CALL(y, slm_mse(slm, x, y));
    r->t[0] = y;
    return true;
}

enum { MOST_STAGES = 10, MOST_SITES = 200 };

static const struct {
    const char *name;
    stage *stages[MOST_STAGES];
} scenarios[] = {
    {"broadcasting operations", {make_leaves, broadcast, backward_3}},
    {"mlp training",
     {record_mlp, backward_0, descend, forward_0, backward_0, descend, forward_0, backward_0}},
    {"attention", {record_attention, backward_0, descend, forward_0, backward_0}},
    {"dropout", {drop, backward_1, forward_1, backward_1}},
    {"embedding to cross-entropy", {record_language, backward_0, descend, forward_0, backward_0}},
    {"save and load", {record_attention, save, load, drop_bytes, backward_0, forward_1}},
    {"gradcheck", {record_attention, gradcheck, backward_0, gradcheck}},
    {"stepping", {record_attention, step_forward, step_backward, step_forward, step_backward}},
    {"descriptions", {record_mlp, describe_ops, describe_errors, describe_graph, backward_0}},
    {"parameters", {make_parameters, make_leaves}},
    {"names and scopes", {name_and_scope, backward_0, name_and_scope}},
    {"many inputs", {many_inputs, backward_0}},
    {"single calls", {single_calls, backward_0, forward_0}},
};

/* Runs a stage; when it fails, as it was told to, lifts the failure and runs it again. */
static bool run_stage(run *r, stage *s, size_t *failures) {
    slm_ctx *slm = r->slm;
    slm_mark mark = slm_tape_mark(slm);
    const uint64_t random = slm_random_state(slm);
    if (s(r)) return CHECK_INT(slm_error_status(slm), SLM_OK);
    ++*failures;
    CHECK_STR(slm_status_name(slm_error_status(slm)), "MEMORY");
    CHECK(strstr(slm_error_text(slm), "out of memory, "));
    slm_memory_fail(slm, 0, false);
    slm_error_clear(slm);
    slm_step_end(slm);
    CHECK_INT(slm_tape_rewind(slm, mark), SLM_OK);
    slm_random_restore(slm, random);
    return CHECK(s(r));
}

/* Returns how many calls failed; 0: n lies past the scenario's last allocation. */
static size_t disturbed(stage *const *stages, uint64_t n, bool from, run *undisturbed) {
    ledger l = {0, 0};
    const slm_allocator allocator = {counted_alloc, counted_free, &l};
    run r = {.slm = slm_create(&allocator)};
    size_t failures = 0;
    slm_memory_fail(r.slm, n, from);
    bool well = true;
    for (int i = 0; i < MOST_STAGES && stages[i] && well; i++)
        well = run_stage(&r, stages[i], &failures);
    CHECK(well);
    CHECK_INT(slm_memory_in_use(r.slm), l.bytes);
    if (undisturbed) {
        CHECK(same_tapes(r.slm, undisturbed->slm));
        CHECK_INT(slm_random_state(r.slm), slm_random_state(undisturbed->slm));
        CHECK(r.seen == undisturbed->seen);
    }
    slm_bytes_free(r.slm, &r.bytes);
    slm_destroy(r.slm);
    CHECK_INT(l.blocks, 0);
    CHECK_INT(l.bytes, 0);
    return failures;
}

static void sweep(size_t scenario) {
    stage *const *stages = scenarios[scenario].stages;
    TEST(scenarios[scenario].name);
    run calm = {.slm = slm_create(NULL)};
    bool well = true;
    for (int i = 0; i < MOST_STAGES && stages[i] && well; i++) {
        well = CHECK(stages[i](&calm));
        if (!well) printf("  %s\n", slm_error_text(calm.slm));
    }
    uint64_t sites[2] = {0, 0};
    for (int from = 0; from < 2; from++) {
        uint64_t n = 1;
        while (well && n < MOST_SITES && disturbed(stages, n, from, &calm)) n++;
        sites[from] = n - 1;
        CHECK(n < MOST_SITES);
    }
    CHECK(sites[0] > 1);
    CHECK_INT(sites[0], sites[1]);
    printf("%-28s %3llu allocations\n", scenarios[scenario].name, (unsigned long long)sites[0]);
    slm_bytes_free(calm.slm, &calm.bytes);
    slm_destroy(calm.slm);
}

static void *nothing(void *user, size_t bytes) {
    (void)user, (void)bytes;
    return NULL;
}

static void no_context(void) {
    TEST("no memory for a context");
    ledger l = {0, 0};
    CHECK(!slm_create(&(slm_allocator){nothing, counted_free, &l}));
}

/* A limit instead of a failure: whatever fits, fits; what does not is refused and changes nothing.
 */
static void under_a_limit(void) {
    TEST("training under every limit");
    run calm = {.slm = slm_create(NULL)};
    record_mlp(&calm);
    backward_0(&calm);
    const size_t enough = slm_memory_peak(calm.slm);
    for (size_t limit = 0; limit <= enough; limit += 61) {
        run r = {.slm = slm_create(NULL)};
        slm_memory_limit(r.slm, limit);
        bool fits = record_mlp(&r) && backward_0(&r);
        CHECK(fits || slm_error_status(r.slm) == SLM_E_MEMORY);
        CHECK(fits || limit < enough);
        slm_destroy(r.slm);
    }
    slm_destroy(calm.slm);
}

int main(void) {
    for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++) sweep(i);
    no_context();
    under_a_limit();
    return check_report("test_oom");
}
