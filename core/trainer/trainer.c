#include "trainer/internal.h"

#include <string.h>

slm_trainer *slm_trainer_create(const slm_allocator *allocator) {
    slm_ctx *slm = slm_create(allocator);
    slm_trainer *t = slm ? slm_memory_alloc(&slm->memory, sizeof *t) : NULL;
    if (!t) {
        slm_destroy(slm);
        return NULL;
    }
    *t = (slm_trainer){.slm = slm};
    slm_arena_init(&t->point_memory, &slm->memory);
    slm_arena_init(&t->data_memory, &slm->memory);
    slm_config_defaults(&t->wanted);
    return t;
}

void slm_trainer_destroy(slm_trainer *t) {
    if (!t) return;
    slm_ctx *slm = t->slm;
    slm_arena_free(&t->point_memory);
    slm_arena_free(&t->data_memory);
    slm_memory_free(&slm->memory, t->map, t->map_room * sizeof *t->map);
    slm_memory_free(&slm->memory, t, sizeof *t);
    slm_destroy(slm);
}

slm_ctx *slm_trainer_context(slm_trainer *t) { return t ? t->slm : NULL; }

slm_status slm_trainer_fail(const slm_trainer *t, const char *key, double value, const char *rule) {
    return slm_fail_value(&t->slm->error, "trainer", key, value, rule);
}

slm_status slm_trainer_has_view(const slm_trainer *t, const slm_view *view) {
    for (size_t i = 0; t->task->views[i]; i++)
        if (t->task->views[i] == view) return SLM_OK;
    return SLM_FAIL(&t->slm->error, SLM_E_STRUCTURE, SLM_TEXT("op", view->name),
                    SLM_TEXT("what", t->task->name),
                    SLM_TEXT("rule", "this task has no such view"));
}

slm_status slm_trainer_null(const slm_trainer *t, const char *what) {
    return slm_fail_null(&t->slm->error, "config", what);
}

/* --- Configuration --- */

static slm_status find_key(const slm_trainer *t, const char *name, slm_key *key) {
    if (!name) return slm_trainer_null(t, "the key");
    int found = slm_key_named(name);
    if (found < 0) return SLM_FAIL(&t->slm->error, SLM_E_KEY_UNKNOWN, SLM_TEXT("key", name));
    *key = (slm_key)found;
    return SLM_OK;
}

/* A key that needs no reset reaches the run at once, if the run can have it: a list of activations
 * for other layers than it has waits with them. */
static void apply(slm_trainer *t, slm_key key) {
    slm_change change = slm_keys[key].change;
    if (!t->ready || change == SLM_CHANGE_RESET) return;
    slm_config candidate = t->running;
    candidate.value[key] = t->wanted.value[key];
    if (t->task->check(t, &candidate, true, NULL)) return;
    bool same = slm_setting_equal(&t->running.value[key], &candidate.value[key]);
    t->running = candidate;
    if (same) return;
    if (change == SLM_CHANGE_GRAPH) {
        t->recorded = t->prepared = t->loaded = false;
        return;
    }
    slm_optimizer_options options = slm_config_optimizer(&t->running);
    slm_optimizer_set(t->slm, t->optimizer, &options);
}

slm_status slm_trainer_set(slm_trainer *t, const char *name, const char *value) {
    if (!t) return SLM_E_NULL;
    slm_key key = SLM_KEY_DATA;
    slm_status s = find_key(t, name, &key);
    if (s) return s;
    if (!value) return slm_trainer_null(t, "the value");
    s = slm_config_parse(key, value, &t->wanted.value[key], &t->slm->error);
    if (!s) apply(t, key);
    return s;
}

const char *slm_trainer_get(slm_trainer *t, const char *name) {
    slm_key key = SLM_KEY_DATA;
    if (!t || find_key(t, name, &key)) return NULL;
    slm_text out = slm_text_fixed(t->text, sizeof t->text);
    slm_config_write(key, &t->wanted.value[key], &out);
    return t->text;
}

slm_status slm_trainer_scenario(slm_trainer *t, const char *name) {
    if (!t) return SLM_E_NULL;
    if (!name) return slm_trainer_null(t, "the scenario");
    slm_status s = slm_config_scenario(&t->wanted, name, &t->slm->error);
    for (int key = 0; !s && key < SLM_KEY_COUNT; key++) apply(t, (slm_key)key);
    return s;
}

bool slm_trainer_needs_reset(const slm_trainer *t) {
    if (!t || !t->ready) return true;
    for (int i = 0; i < SLM_KEY_COUNT; i++)
        if (!slm_setting_equal(&t->wanted.value[i], &t->running.value[i])) return true;
    return t->task->waits && t->task->waits(t);
}
