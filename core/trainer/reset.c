/* Building a run, and recording its graphs. */
#include "trainer/internal.h"

#include <string.h>

/* --- What lasts as long as the run --- */

static const char *layer_of(const slm_tensor *p) { return *p->scope ? p->scope : p->name; }

static bool begins_layer(const slm_ctx *slm, size_t i) {
    return i == 0 || strcmp(layer_of(slm->parameter[i - 1]), layer_of(slm->parameter[i])) != 0;
}

static bool group_layers(slm_trainer *t) {
    const slm_ctx *slm = t->slm;
    t->parameters = slm->parameters;
    t->layers = 0;
    for (size_t i = 0; i < t->parameters; i++) t->layers += begins_layer(slm, i);
    t->layer = slm_arena_array(&t->slm->lasting, t->layers, sizeof *t->layer);
    if (!t->layer) return false;
    slm_layer *layer = t->layer;
    for (size_t i = 0; i < t->parameters; i++) {
        if (begins_layer(slm, i)) *layer++ = (slm_layer){layer_of(slm->parameter[i]), i, 0};
        layer[-1].count++;
    }
    return true;
}

static bool make_history(slm_trainer *t) {
    slm_arena *lasting = &t->slm->lasting;
    const size_t columns = SLM_COLUMN_ROWS + 2 * (t->layers + t->parameters);
    size_t weights = 0;
    for (size_t i = 0; i < t->parameters; i++) weights += t->slm->parameter[i]->count;
    t->before = slm_arena_array(lasting, weights, sizeof *t->before);
    t->squares = slm_arena_array(lasting, t->parameters, sizeof *t->squares);
    t->sample = slm_arena_array(lasting, columns, sizeof *t->sample);
    return t->before && t->squares && t->sample && slm_track_init(&t->steps, lasting, columns) &&
           slm_track_init(&t->tests, lasting, SLM_TEST_COLUMNS);
}

static slm_status make_lasting(slm_trainer *t) {
    slm_ctx *slm = t->slm;
    t->state = slm_arena_alloc(&slm->lasting, t->task->state_bytes);
    if (!t->state) return slm_out_of_memory(slm, "reset");
    slm_status s = t->task->make(t);
    if (s) return s;
    slm_optimizer_options options = slm_config_optimizer(&t->running);
    t->optimizer = slm_optimizer_create(slm, &options);
    if (!t->optimizer) return SLM_E_MEMORY;
    return group_layers(t) && make_history(t) ? SLM_OK : slm_out_of_memory(slm, "reset");
}

/* --- Graphs --- */

/* The caller's open scopes and no-grad section take no part in it. */
static slm_status record_graphs(slm_trainer *t) {
    slm_ctx *slm = t->slm;
    slm_status s = slm_tape_rewind(slm, t->empty);
    if (s) return s;
    const char *scope = slm->scope;
    bool no_grad = slm->no_grad;
    slm->scope = "";
    slm->no_grad = false;
    t->train = (slm_task_graph){0};
    slm->error.own = SLM_OK;
    slm->deferred = true; /* no graph has its data yet */
    t->recorded = t->task->record(t);
    slm->deferred = false;
    slm->scope = scope;
    slm->no_grad = no_grad;
    t->prepared = t->loaded = false;
    t->nodes = slm->nodes;
    t->last_id = slm->last_id;
    if (t->recorded) {
        t->recording++;
        return SLM_OK;
    }
    s = slm->error.own;
    slm_tape_rewind(slm, t->empty);
    return s;
}

/* A caller may have rewound the tape to a mark from before the graphs. */
static bool graphs_stand(const slm_trainer *t) {
    const slm_ctx *slm = t->slm;
    return t->recorded && slm->nodes >= t->nodes && slm->node[t->nodes - 1]->id == t->last_id;
}

slm_status slm_trainer_ensure(slm_trainer *t) {
    if (!t->ready)
        return SLM_FAIL(&t->slm->error, SLM_E_STRUCTURE, SLM_TEXT("op", "trainer"),
                        SLM_TEXT("what", "a trainer without a run"),
                        SLM_TEXT("rule", "reset it first"));
    return graphs_stand(t) ? SLM_OK : record_graphs(t);
}

/* --- Reset --- */

static void forget_run(slm_trainer *t) {
    slm_ctx_clear(t->slm);
    t->ready = t->recorded = t->prepared = t->loaded = false;
    t->recording++; /* the ids are gone, whether or not others come */
}

static slm_status build(slm_trainer *t) {
    slm_ctx *slm = t->slm;
    uint64_t seed = (uint64_t)slm_number_of(&t->running, SLM_KEY_SEED);
    slm_rng callers = slm->rng;
    slm->rng = slm_rng_seeded(seed);
    slm_status s = make_lasting(t);
    t->rng = slm->rng;
    slm->rng = callers;
    if (s) return s;
    t->empty = slm_tape_mark(slm);
    t->ready = true;
    t->step = 0;
    t->step_loss = t->norm = (double)NAN;
    t->bad_node = 0;
    t->tested_step = 0;
    t->test_overdue = false;
    for (int i = 0; i < SLM_TEST_COLUMNS; i++) t->tested[i] = (double)NAN;
    s = slm_trainer_ensure(t);
    return s ? s : slm_trainer_evaluate(t);
}

slm_status slm_trainer_reset(slm_trainer *t) {
    if (!t) return SLM_E_NULL;
    if (t->slm->depth)
        return SLM_FAIL(&t->slm->error, SLM_E_SCOPE,
                        SLM_TEXT("rule", "close the open ones before a reset"));
    const slm_task *task = slm_task_of(&t->wanted);
    slm_status s = task->check(t, &t->wanted, false, &t->slm->error);
    if (s) return s;
    slm_arena memory;
    slm_arena_init(&memory, &t->slm->memory);
    void *data = NULL;
    if ((s = task->gather(t, &memory, &data))) {
        slm_arena_free(&memory);
        return s;
    }
    forget_run(t);
    slm_arena_free(&t->data_memory);
    t->data_memory = memory;
    t->data = data;
    t->task = task;
    t->running = t->wanted;
    s = build(t);
    if (s) forget_run(t);
    return s;
}
