/* What the trainer's tests begin with: a run made of a scenario and a few settings. */
#ifndef SLM_TESTS_TRAINER_START_H
#define SLM_TESTS_TRAINER_START_H

#include "check.h"
#include "slm.h"

typedef struct {
    const char *key, *value;
} setting;

static inline void set(slm_trainer *t, const char *key, const char *value) {
    if (slm_trainer_set(t, key, value)) {
        CHECK_STR(slm_error_text(slm_trainer_context(t)), "");
        slm_error_clear(slm_trainer_context(t));
    }
}

static inline slm_trainer *start(const char *scenario, const setting *settings) {
    slm_trainer *t = slm_trainer_create(NULL);
    slm_trainer_scenario(t, scenario);
    for (; settings && settings->key; settings++) set(t, settings->key, settings->value);
    CHECK_INT(slm_trainer_reset(t), SLM_OK);
    CHECK_STR(slm_error_text(slm_trainer_context(t)), "");
    return t;
}

static inline slm_progress progress(const slm_trainer *t) {
    slm_progress p = {0};
    slm_trainer_progress(t, &p);
    return p;
}

static inline bool same_weights(slm_trainer *a, slm_trainer *b) {
    slm_ctx *ca = slm_trainer_context(a), *cb = slm_trainer_context(b);
    if (slm_parameter_count(ca) != slm_parameter_count(cb)) return false;
    for (size_t i = 0; i < slm_parameter_count(ca); i++) {
        const slm_tensor *p = slm_parameter_at(ca, i), *q = slm_parameter_at(cb, i);
        if (slm_count(p) != slm_count(q)) return false;
        if (memcmp(slm_data(p), slm_data(q), slm_count(p) * sizeof(slm_real))) return false;
    }
    return true;
}

/* A run with everything that chance has a hand in. */
#define CHANCY                                                                                     \
    (const setting[]) {                                                                            \
        {"batch", "24"}, {"dropout", "0.3"}, {"hidden", "12,8"}, {"optimizer", "adam"},            \
            {"lr", "0.01"}, {"clip", "1"}, {                                                       \
            NULL, NULL                                                                             \
        }                                                                                          \
    }

#endif
