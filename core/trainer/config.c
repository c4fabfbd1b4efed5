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

enum { INIT_GIVEN = SLM_INIT_COUNT };

static const char *init_choice(int i) {
    return named(slm_init_name((slm_init)i), i == INIT_GIVEN, "given");
}

enum { LOSS_AUTO = SLM_LOSS_COUNT };

static const char *loss_choice(int i) {
    return named(slm_loss_name((slm_loss)i), i == LOSS_AUTO, "auto");
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

bool slm_setting_equal(const slm_setting *a, const slm_setting *b) {
    if (a->number != b->number || a->count != b->count) return false;
    for (int i = 0; i < a->count; i++)
        if (a->item[i] != b->item[i]) return false;
    return true;
}

void slm_config_defaults(slm_config *config) {
    for (int i = 0; i < SLM_KEY_COUNT; i++) {
        config->value[i] = (slm_setting){0};
        slm_config_parse((slm_key)i, slm_keys[i].fallback, &config->value[i], NULL);
    }
}

slm_status slm_config_scenario(slm_config *config, const char *name, slm_error *err) {
    const slm_scenario *scenario = NULL;
    for (size_t i = 0; slm_scenario_at(i); i++)
        if (!strcmp(slm_scenario_at(i)->name, name)) scenario = slm_scenario_at(i);
    if (!scenario) {
        char buffer[256];
        slm_text rule = slm_text_fixed(buffer, sizeof buffer);
        for (size_t i = 0; slm_scenario_at(i); i++) {
            if (i) slm_text_add(&rule, ", ");
            slm_text_add(&rule, slm_scenario_at(i)->name);
        }
        return SLM_FAIL(err, SLM_E_KEY_CHOICE, SLM_TEXT("key", "scenario"), SLM_TEXT("value", name),
                        SLM_TEXT("rule", buffer));
    }
    slm_config_defaults(config);
    for (int i = 0; scenario->set[i].key; i++) {
        slm_key key = (slm_key)slm_key_named(scenario->set[i].key);
        slm_config_parse(key, scenario->set[i].value, &config->value[key], NULL);
    }
    return SLM_OK;
}

const slm_source *slm_config_source(const slm_config *config) {
    return slm_source_at((size_t)slm_choice_of(config, SLM_KEY_DATA));
}

bool slm_config_init_is_given(const slm_config *config) {
    return slm_choice_of(config, SLM_KEY_INIT) == INIT_GIVEN;
}

/* Own points say themselves whether they are classes, so what suits them is not their source's. */
slm_loss slm_config_loss(const slm_config *config, const slm_dataset *shape) {
    int loss = slm_choice_of(config, SLM_KEY_LOSS);
    if (loss != LOSS_AUTO) return (slm_loss)loss;
    const slm_source *source = slm_config_source(config);
    if (source != &slm_source_own) return source->loss;
    if (!shape->classes) return SLM_LOSS_MSE;
    return shape->classes == 2 ? SLM_LOSS_BCE : SLM_LOSS_CROSS_ENTROPY;
}

slm_optimizer_options slm_config_optimizer(const slm_config *config) {
    return (slm_optimizer_options){.kind =
                                       (slm_optimizer_kind)slm_choice_of(config, SLM_KEY_OPTIMIZER),
                                   .lr = slm_number_of(config, SLM_KEY_LR),
                                   .momentum = slm_number_of(config, SLM_KEY_MOMENTUM),
                                   .beta1 = slm_number_of(config, SLM_KEY_BETA1),
                                   .beta2 = slm_number_of(config, SLM_KEY_BETA2),
                                   .eps = slm_number_of(config, SLM_KEY_EPS),
                                   .weight_decay = slm_number_of(config, SLM_KEY_WEIGHT_DECAY)};
}

slm_dataset_options slm_config_dataset(const slm_config *config) {
    return (slm_dataset_options){.samples = (size_t)slm_number_of(config, SLM_KEY_SAMPLES),
                                 .noise = slm_number_of(config, SLM_KEY_NOISE),
                                 .test_ratio = slm_number_of(config, SLM_KEY_TEST_RATIO),
                                 .seed = (uint64_t)slm_number_of(config, SLM_KEY_DATA_SEED)};
}

/* Two classes need one output, unless softmax is to choose between two. */
static size_t output_width(const slm_config *config, const slm_dataset *shape) {
    if (!shape->classes) return shape->outputs;
    bool one = shape->classes == 2 && slm_config_loss(config, shape) != SLM_LOSS_CROSS_ENTROPY;
    return one ? 1 : shape->classes;
}

slm_mlp_options slm_config_mlp(const slm_config *config, const slm_dataset *shape) {
    const slm_setting *hidden = &config->value[SLM_KEY_HIDDEN];
    const slm_setting *activation = &config->value[SLM_KEY_ACTIVATION];
    slm_mlp_options o = {.inputs = shape->inputs,
                         .outputs = output_width(config, shape),
                         .hidden_count = hidden->count,
                         .output = (slm_activation)slm_choice_of(config, SLM_KEY_OUTPUT),
                         .dropout = slm_number_of(config, SLM_KEY_DROPOUT),
                         .init = slm_config_init_is_given(config)
                                     ? SLM_INIT_ZEROS
                                     : (slm_init)slm_choice_of(config, SLM_KEY_INIT)};
    for (int i = 0; i < hidden->count; i++) {
        o.hidden[i] = (size_t)hidden->item[i];
        o.activation[i] = (slm_activation)activation->item[activation->count == 1 ? 0 : i];
    }
    return o;
}

static slm_status conflict(const slm_config *config, slm_key key, const char *other,
                           const char *rule, slm_error *err) {
    char buffer[128];
    slm_text value = slm_text_fixed(buffer, sizeof buffer);
    slm_config_write(key, &config->value[key], &value);
    return SLM_FAIL(err, SLM_E_KEY_CONFLICT, SLM_TEXT("key", slm_keys[key].key),
                    SLM_TEXT("value", buffer), SLM_TEXT("other", other), SLM_TEXT("rule", rule));
}

static bool given_fits(const slm_config *config, const slm_dataset *shape) {
    const slm_given_weights *given = slm_config_source(config)->given;
    const slm_setting *hidden = &config->value[SLM_KEY_HIDDEN];
    return given && given->inputs == shape->inputs && given->outputs == shape->outputs &&
           hidden->count == 1 && (size_t)hidden->item[0] == given->hidden;
}

slm_status slm_config_check(const slm_config *config, const slm_dataset *shape, slm_error *err) {
    int hidden = config->value[SLM_KEY_HIDDEN].count;
    int activations = config->value[SLM_KEY_ACTIVATION].count;
    slm_loss loss = slm_config_loss(config, shape);
    if (slm_config_source(config) == &slm_source_own && !shape->inputs)
        return conflict(config, SLM_KEY_DATA, "having no points", "give points first", err);
    if (activations != 1 && activations != hidden)
        return conflict(config, SLM_KEY_ACTIVATION, "hidden",
                        "there must be one activation for all hidden layers, or one for each", err);
    if (loss != SLM_LOSS_MSE && !shape->classes)
        return conflict(config, SLM_KEY_LOSS, "data", "numbers to predict need mse", err);
    if (loss != SLM_LOSS_MSE && slm_choice_of(config, SLM_KEY_OUTPUT) != SLM_IDENTITY)
        return conflict(config, SLM_KEY_OUTPUT, "loss",
                        "bce and cross_entropy work on outputs without an activation", err);
    if (slm_config_init_is_given(config) && !given_fits(config, shape))
        return conflict(config, SLM_KEY_INIT, "data or hidden",
                        "only by_hand has given weights, for hidden 2", err);
    return SLM_OK;
}
