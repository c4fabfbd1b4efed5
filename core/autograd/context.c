#include "autograd/context.h"

#include <string.h>

slm_ctx *slm_create(const slm_allocator *allocator) {
    if (allocator && !(allocator->alloc && allocator->free)) return NULL;
    slm_memory memory;
    slm_memory_init(&memory, allocator);
    slm_ctx *slm = slm_memory_alloc(&memory, sizeof *slm);
    if (!slm) return NULL;
    *slm = (slm_ctx){.memory = memory, .scope = "", .level = slm_level_widest()};
    slm_arena_init(&slm->lasting, &slm->memory);
    slm_arena_init(&slm->tape, &slm->memory);
    slm->text = slm_text_growing(&slm->memory);
    slm_seed(slm, 0);
    return slm;
}

static void free_array(slm_ctx *slm, void *block, size_t room, size_t size) {
    slm_memory_free(&slm->memory, block, room * size);
}

void slm_destroy(slm_ctx *slm) {
    if (!slm) return;
    slm_arena_free(&slm->lasting);
    slm_arena_free(&slm->tape);
    slm_text_free(&slm->text);
    free_array(slm, slm->parameter, slm->parameter_room, sizeof *slm->parameter);
    free_array(slm, slm->node, slm->node_room, sizeof *slm->node);
    free_array(slm, slm->stack, slm->stack_room, sizeof *slm->stack);
    free_array(slm, slm->scratch, slm->scratch_room, sizeof *slm->scratch);
    free_array(slm, slm->contribution, slm->contribution_room, sizeof *slm->contribution);
    free_array(slm, slm->names, slm->name_room, sizeof *slm->names);
    free_array(slm, slm->pass.record, slm->pass.room, sizeof *slm->pass.record);
    slm_memory memory = slm->memory; /* a copy: the context holds the original */
    slm_memory_free(&memory, slm, sizeof *slm);
}

void slm_ctx_clear(slm_ctx *slm) {
    slm_step_end(slm);
    slm_arena_free(&slm->lasting);
    slm_arena_free(&slm->tape);
    slm->parameters = slm->nodes = slm->name_count = 0;
    slm->orders = NULL;
    slm->grad_leaf = NULL;
    slm->scope = "";
    slm->depth = 0;
}

slm_status slm_error_status(const slm_ctx *slm) { return slm ? slm->error.status : SLM_E_NULL; }

const char *slm_error_text(const slm_ctx *slm) {
    return slm ? slm->error.sentence : "the context is NULL; was there memory for it?";
}

void slm_error_clear(slm_ctx *slm) {
    if (slm) slm_error_reset(&slm->error);
}

const char *slm_vectors(const slm_ctx *slm) { return slm ? slm->level->name : NULL; }

const char *slm_vectors_at(size_t i) {
    const slm_level *level = slm_level_at(i);
    return level ? level->name : NULL;
}

slm_status slm_use_vectors(slm_ctx *slm, const char *name) {
    static const char *const rule[] = {"this machine and library have: baseline",
                                       "this machine and library have: baseline, avx2",
                                       "this machine and library have: baseline, avx2, avx512"};
    if (!slm) return SLM_E_NULL;
    if (!name) return slm_fail_null(&slm->error, "use_vectors", "name");
    size_t i = 0;
    for (const slm_level *level; (level = slm_level_at(i)); i++) {
        if (strcmp(level->name, name)) continue;
        slm->level = level;
        return SLM_OK;
    }
    return SLM_FAIL(&slm->error, SLM_E_STRUCTURE, SLM_TEXT("op", "use_vectors"),
                    SLM_TEXT("what", name), SLM_TEXT("rule", rule[i - 1]));
}

size_t slm_memory_in_use(const slm_ctx *slm) { return slm ? slm->memory.in_use : 0; }
size_t slm_memory_peak(const slm_ctx *slm) { return slm ? slm->memory.peak : 0; }

void slm_memory_limit(slm_ctx *slm, size_t bytes) {
    if (slm) slm->memory.limit = bytes;
}

void slm_memory_fail(slm_ctx *slm, uint64_t n, bool from) {
    if (!slm) return;
    slm->memory.fail_at = n ? slm->memory.calls + n : 0;
    slm->memory.fail_from = from;
}

void slm_seed(slm_ctx *slm, uint64_t seed) {
    if (slm) slm->rng = slm_rng_seeded(seed);
}

uint64_t slm_random_state(const slm_ctx *slm) { return slm ? slm->rng.state : 0; }

void slm_random_restore(slm_ctx *slm, uint64_t state) {
    if (slm) slm->rng.state = state;
}

void slm_freeze_random(slm_ctx *slm, bool on) {
    if (slm) slm->frozen = on;
}

void slm_no_grad(slm_ctx *slm, bool on) {
    if (slm) slm->no_grad = on;
}

slm_status slm_out_of_memory(slm_ctx *slm, const char *op) {
    /* SIZE_MAX where the count itself overflowed */
    return SLM_FAIL(&slm->error, SLM_E_MEMORY, SLM_TEXT("op", op),
                    SLM_UINT("bytes", slm->memory.refused));
}

slm_status slm_grow_array(slm_ctx *slm, void **block, size_t *room, size_t need, size_t size,
                          const char *op) {
    return slm_memory_grow(&slm->memory, block, room, need, size) ? SLM_OK
                                                                  : slm_out_of_memory(slm, op);
}

slm_text *slm_describe_start(slm_ctx *slm) {
    slm->text.length = 0;
    slm->text.truncated = false;
    return &slm->text;
}

const char *slm_describe_finish(slm_ctx *slm) {
    if (!slm->text.truncated) return slm->text.data;
    slm_text_free(&slm->text);
    slm_out_of_memory(slm, "describe");
    return NULL;
}

slm_run slm_run_of(slm_ctx *slm) {
    return (slm_run){slm->scratch, &slm->rng, slm->frozen, slm->level};
}

slm_status slm_check_tensor(slm_ctx *slm, const slm_tensor *t, const char *op, const char *what) {
    if (!slm) return SLM_E_NULL;
    if (!t) return slm_fail_null(&slm->error, op, what);
    if (t->owner != slm)
        return SLM_FAIL(&slm->error, SLM_E_FOREIGN, SLM_TEXT("op", op), SLM_TEXT("what", what));
    return SLM_OK;
}
