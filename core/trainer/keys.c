/* The table of keys, and what a choice can be. */
#include "trainer/config.h"

#include <string.h>

static const char *data_choice(int i) {
    const slm_source *source = slm_source_at((size_t)i);
    return source ? source->name : NULL;
}

/* Names that are "" past their end, after which comes what only the configuration knows. */
static const char *named(const char *name, bool past_end_by_one, const char *extra) {
    if (*name) return name;
    return past_end_by_one ? extra : NULL;
}

static const char *activation_choice(int i) {
    return named(slm_activation_name((slm_activation)i), false, NULL);
}

static const char *optimizer_choice(int i) {
    return named(slm_optimizer_name((slm_optimizer_kind)i), false, NULL);
}

static const char *init_choice(int i) {
    return named(slm_init_name((slm_init)i), i == SLM_INIT_GIVEN, "given");
}

static const char *loss_choice(int i) {
    return named(slm_loss_name((slm_loss)i), i == SLM_LOSS_AUTO, "auto");
}

const slm_key_spec slm_keys[SLM_KEY_COUNT] = {
#define SLM_X(code, key, kind, change, fallback, low, high, choices, says)                         \
    {key, SLM_KIND_##kind, SLM_CHANGE_##change, fallback, (double)(low), (double)(high), choices,  \
     says},
#include "trainer/keys.def"
#undef SLM_X
};

int slm_key_named(const char *key) {
    for (int i = 0; i < SLM_KEY_COUNT; i++)
        if (!strcmp(slm_keys[i].key, key)) return i;
    return -1;
}
