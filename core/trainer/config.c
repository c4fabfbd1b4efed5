#include "trainer/config.h"

#include <string.h>

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

slm_status slm_config_conflict(const slm_config *config, slm_key key, const char *other,
                               const char *rule, slm_error *err) {
    char buffer[128];
    slm_text value = slm_text_fixed(buffer, sizeof buffer);
    slm_config_write(key, &config->value[key], &value);
    return SLM_FAIL(err, SLM_E_KEY_CONFLICT, SLM_TEXT("key", slm_keys[key].key),
                    SLM_TEXT("value", buffer), SLM_TEXT("other", other), SLM_TEXT("rule", rule));
}
