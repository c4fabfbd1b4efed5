/* The configuration of a run: values by key, checked one by one when they are set and together
 * before a run is built. */
#ifndef SLM_TRAINER_CONFIG_H
#define SLM_TRAINER_CONFIG_H

#include "data/source.h"

typedef enum {
#define SLM_X(code, ...) SLM_KEY_##code,
#include "trainer/keys.def"
#undef SLM_X
    SLM_KEY_COUNT
} slm_key;

typedef enum {
    SLM_KIND_INT,
    SLM_KIND_REAL,
    SLM_KIND_BELOW,
    SLM_KIND_CHOICE,
    SLM_KIND_CHOICES,
    SLM_KIND_WIDTHS
} slm_key_kind;
enum {
    SLM_INIT_GIVEN = SLM_INIT_COUNT, /* the choice of `init` that no layer knows */
    SLM_LOSS_AUTO = SLM_LOSS_COUNT   /* the choice of `loss` that is not a loss */
};

typedef enum { SLM_CHANGE_LIVE, SLM_CHANGE_GRAPH, SLM_CHANGE_RESET } slm_change;

typedef struct {
    const char *key;
    slm_key_kind kind;
    slm_change change;
    const char *fallback;
    double low, high;
    const char *(*choice)(int i);
    const char *says;
} slm_key_spec;

extern const slm_key_spec slm_keys[SLM_KEY_COUNT];

typedef struct {
    double number; /* or the index of a choice */
    int count;     /* of a list */
    int item[SLM_MLP_HIDDEN];
} slm_setting;

typedef struct {
    slm_setting value[SLM_KEY_COUNT];
} slm_config;

static inline double slm_number_of(const slm_config *c, slm_key key) {
    return c->value[key].number;
}
static inline int slm_choice_of(const slm_config *c, slm_key key) {
    return (int)c->value[key].number;
}
bool slm_setting_equal(const slm_setting *a, const slm_setting *b);

int slm_key_named(const char *key); /* -1: none */

/* Reads `text` as a value of the key. On an error `value` is as before. */
slm_status slm_config_parse(slm_key key, const char *text, slm_setting *value, slm_error *err);
void slm_config_write(slm_key key, const slm_setting *value, slm_text *out); /* the text again */

void slm_config_defaults(slm_config *config);
slm_status slm_config_scenario(slm_config *config, const char *name, slm_error *err);

const slm_source *slm_config_source(const slm_config *config);
slm_optimizer_options slm_config_optimizer(const slm_config *config);

/* Refuses a value that does not go together with another key or with the data. */
slm_status slm_config_conflict(const slm_config *config, slm_key key, const char *other,
                               const char *rule, slm_error *err);

/* Scenarios: a name, a title and a sentence to show, and keys with their values. */
typedef struct {
    const char *key, *value;
} slm_assignment;
typedef struct {
    const char *name, *title, *says;
    const slm_assignment *set; /* ended by a NULL key */
} slm_scenario;
const slm_scenario *slm_scenario_at(size_t i); /* NULL past the end */

#endif
