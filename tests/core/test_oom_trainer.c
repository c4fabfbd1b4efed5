/* The trainer without memory: each of its scenarios is run with the n-th allocation refused, once
 * or from then on, for every n. Nothing crashes or leaks, and when memory is back the same calls
 * give the bits of an undisturbed run. */
#include "trainer_start.h"

#include <stdlib.h>

/* An allocator that refuses: call `at`, and with `from` every later one. */
typedef struct {
    size_t calls, at, in_use;
    bool from;
} limited;

static void *allocate(void *user, size_t bytes) {
    limited *l = user;
    l->calls++;
    if (l->at && (l->calls == l->at || (l->from && l->calls > l->at))) return NULL;
    void *block = malloc(bytes);
    if (block) l->in_use += bytes;
    return block;
}

static void release(void *user, void *block, size_t bytes) {
    ((limited *)user)->in_use -= bytes;
    free(block);
}

/* Whatever fails is tried again when there is memory; returns whether anything failed. */
#define INSIST(t, l, call)                                                                         \
    do {                                                                                           \
        slm_status status = (call);                                                                \
        if (!status) break;                                                                        \
        CHECK_INT(status, SLM_E_MEMORY);                                                           \
        CHECK_INT(slm_error_status(slm_trainer_context(t)), SLM_E_MEMORY);                         \
        slm_error_clear(slm_trainer_context(t));                                                   \
        (l)->at = 0;                                                                               \
        CHECK_INT((call), SLM_OK);                                                                 \
    } while (0)

static void plain(slm_trainer *t, limited *l) {
    INSIST(t, l, slm_trainer_reset(t));
    INSIST(t, l, slm_trainer_train(t, 6, NULL));
}

static void with_everything(slm_trainer *t, limited *l) {
    slm_trainer_scenario(t, "moons");
    for (const setting *s = CHANCY; s->key; s++) set(t, s->key, s->value);
    plain(t, l);
}

static void recorded_again(slm_trainer *t, limited *l) {
    plain(t, l);
    set(t, "batch", "32");
    set(t, "activation", "tanh");
    set(t, "optimizer", "adam");
    INSIST(t, l, slm_trainer_train(t, 6, NULL));
}

static void reset_larger(slm_trainer *t, limited *l) {
    plain(t, l);
    set(t, "hidden", "32,32,32");
    set(t, "optimizer", "adamw");
    plain(t, l);
}

static void own_data(slm_trainer *t, limited *l) {
    slm_real x[60];
    int32_t label[30];
    for (int i = 0; i < 60; i++) x[i] = (slm_real)(i % 11) / 5 - 1;
    for (int i = 0; i < 30; i++) label[i] = i % 2;
    slm_trainer_scenario(t, "own");
    INSIST(t, l, slm_trainer_points(t, 30, 2, 1, 2, x, NULL, label, NULL));
    plain(t, l);
    INSIST(t, l, slm_trainer_points(t, 20, 2, 1, 2, x, NULL, label, NULL));
    INSIST(t, l, slm_trainer_train(t, 6, NULL));
}

static void looked_at(slm_trainer *t, limited *l) {
    plain(t, l);
    uint8_t rgba[4 * 64];
    const uint32_t colours[3] = {0, 0x808080, 0xffffff};
    const slm_map_request q = {-1, 1, -1, 1, 8, 8, 1, 3, false};
    INSIST(t, l, slm_trainer_map(t, &q, colours, 3, NULL, rgba, NULL));
    slm_ctx *slm = slm_trainer_context(t);
    double table[64 * SLM_STAT_COUNT];
    INSIST(t, l, slm_graph_statistics(slm, slm_trainer_loss(t), table, 64));
    INSIST(t, l, slm_describe_config(slm) ? SLM_OK : slm_error_status(slm));
    INSIST(t, l, slm_trainer_train(t, 6, NULL));
}

static void saved(slm_trainer *t, limited *l) {
    set(t, "optimizer", "adam");
    plain(t, l);
    slm_bytes bytes = {0};
    INSIST(t, l, slm_trainer_save(t, &bytes));
    slm_trainer_train(t, 3, NULL);
    INSIST(t, l, slm_trainer_reset(t));
    INSIST(t, l, slm_trainer_restore(t, bytes.data, bytes.length));
    INSIST(t, l, slm_trainer_train(t, 6, NULL));
    slm_bytes_free(slm_trainer_context(t), &bytes);
}

static void function_alone(slm_trainer *t, limited *l) {
    slm_trainer_scenario(t, "square");
    set(t, "momentum", "0.5");
    plain(t, l);
}

static const struct {
    const char *name;
    void (*run)(slm_trainer *, limited *);
} scenario[] = {{"plain", plain},
                {"dropout, minibatches, adam, clipping", with_everything},
                {"recorded again", recorded_again},
                {"reset to a larger network", reset_larger},
                {"own data", own_data},
                {"looked at", looked_at},
                {"saved and restored", saved},
                {"y = x*x + x", function_alone}};

/* The run with call `at` refused; compared with `undisturbed` unless that is NULL. Returns the
 * trainer, and in *calls how many allocations it took. */
static slm_trainer *run(size_t which, limited *l, slm_trainer *undisturbed) {
    const slm_allocator hook = {allocate, release, l};
    slm_trainer *t = slm_trainer_create(&hook);
    if (!t) {
        CHECK_INT(l->in_use, 0);
        return NULL;
    }
    scenario[which].run(t, l);
    if (undisturbed) CHECK(same_weights(t, undisturbed));
    CHECK_STR(slm_error_text(slm_trainer_context(t)), "");
    return t;
}

int main(void) {
    for (size_t which = 0; which < sizeof scenario / sizeof *scenario; which++) {
        TEST(scenario[which].name);
        limited calm = {0};
        slm_trainer *undisturbed = run(which, &calm, NULL);
        size_t calls = calm.calls;
        CHECK(calls > 10);
        for (size_t n = 1; n <= calls; n++)
            for (int from = 0; from < 2; from++) {
                limited l = {.at = n, .from = from};
                slm_trainer_destroy(run(which, &l, undisturbed));
                CHECK_INT(l.in_use, 0);
            }
        slm_trainer_destroy(undisturbed);
        CHECK_INT(calm.in_use, 0);
    }
    return check_report("test_oom_trainer");
}
