/* Contexts: their memory and random numbers. */
#include "bridge.h"

/* 0, without a refusal: no memory. */
SLM_EXPORT(uint32_t, context_new, void) {
    slm_ctx *slm = slm_handle_room() ? slm_create(NULL) : NULL;
    return slm ? slm_handle_new(SLM_CONTEXT, slm, 0, 0) : 0;
}

/* The same. */
SLM_EXPORT(uint32_t, trainer_new, void) {
    slm_trainer *t = slm_handle_room() ? slm_trainer_create(NULL) : NULL;
    return t ? slm_handle_new(SLM_TRAINER, t, 0, 0) : 0;
}

/* Of a trainer, too. */
SLM_EXPORT(void, context_free, uint32_t context) {
    slm_ctx *slm = slm_context_of(context);
    if (!slm) return;
    slm_trainer *t = slm_handle_find(context, SLM_TRAINER);
    slm_handle_free(context);
    if (t)
        slm_trainer_destroy(t);
    else
        slm_destroy(slm);
}

SLM_EXPORT(int, real_bytes, void) { return sizeof(slm_real); }
SLM_EXPORT(size_t, memory_in_use, uint32_t context) {
    return slm_memory_in_use(slm_context_of(context));
}
SLM_EXPORT(size_t, memory_peak, uint32_t context) {
    return slm_memory_peak(slm_context_of(context));
}
SLM_EXPORT(void, memory_limit, uint32_t context, size_t bytes) {
    slm_memory_limit(slm_context_of(context), bytes);
}

SLM_EXPORT(void, seed, uint32_t context, uint32_t low, uint32_t high) {
    slm_seed(slm_context_of(context), slm_join(low, high));
}

/* Two words, the low half first. */
SLM_EXPORT(const uint32_t *, random_state, uint32_t context) {
    static uint32_t halves[2];
    uint64_t state = slm_random_state(slm_context_of(context));
    halves[0] = (uint32_t)state;
    halves[1] = (uint32_t)(state >> 32);
    return halves;
}
SLM_EXPORT(void, random_restore, uint32_t context, uint32_t low, uint32_t high) {
    slm_random_restore(slm_context_of(context), slm_join(low, high));
}
